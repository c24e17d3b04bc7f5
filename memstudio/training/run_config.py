"""Everything that a run needs to know, as one checked tree that is kept as TOML.

Torch is not imported here: the window builds configurations too.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import tomli_w
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from memstudio.atomic import write_text
from memstudio.data.read_settings import checked_encoding
from memstudio.data.row_kinds import RowKindName  # noqa: TC001 - pydantic reads it
from memstudio.errors import DataError, TrainingError, marked
from memstudio.parsing import toml_in
from memstudio.training.setting_errors import in_words
from memstudio.training.tracking_settings import TrackingSettings

_MAX_SEED = 2**32 - 1
AT_THE_END = frozenset({"regression", "classification"})
"""Objectives that are about what heads say at the end of a text, and not about its words."""


class _Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class MemorySettings(_Settings):
    """The memory that is attached to a plain backbone; a model that has one keeps its own."""

    kind: str = Field(default="rmt", description="memory kind, as `memstudio memories` lists them")
    num_slots: int = Field(default=8, ge=0, le=4096, description="slots of memory")
    segment_length: int = Field(
        default=128, ge=2, le=1_000_000, description="tokens that the backbone sees at once"
    )
    options: dict[str, Any] = Field(default={}, description="what the kind can be told beyond this")


class ProbeSettings(_Settings):
    """A short text that is traced again and again, so that slots can be followed over training."""

    text: str | None = Field(
        default=None, description="the text; when missing, the beginning of the held-out text"
    )
    every: int = Field(default=25, ge=0, description="steps between two traces; 0 for none")
    max_segments: int = Field(
        default=8, ge=1, le=1024, description="where the text is cut, in segments"
    )


class EvaluationSettings(_Settings):
    """Held-out rows that the model answers before the first step and at the end."""

    rows: int = Field(
        default=32,
        ge=0,
        le=100_000,
        description="at most so many rows, the same each time; 0 for none",
    )
    max_new_tokens: int = Field(
        default=64, ge=1, le=65_536, description="longest answer that is written, in tokens"
    )


class AdapterSettings(_Settings):
    """Small matrices beside the backbone's, which are trained in its place and merged at the end."""

    kind: Literal["lora", "rslora", "dora"] = Field(
        default="lora", description="LoRA, rank-stabilised LoRA, or DoRA"
    )
    rank: int = Field(default=16, ge=1, le=1024, description="width of the small matrices")
    alpha: int = Field(
        default=32, ge=1, le=4096, description="their weight, which is divided by the rank"
    )
    dropout: float = Field(default=0.0, ge=0, lt=1, description="share of their input left out")
    learning_rate: float = Field(default=2e-4, gt=0, le=10, description="of the small matrices")


class BranchOrigin(_Settings):
    """Where a run was branched from."""

    run: str = Field(description="the folder of the other run")
    step: int = Field(ge=0, description="after which it begins")
    samples: int = Field(ge=0, description="that were read by then, in each process")


class RunConfig(_Settings):
    """One training run. Every field but `data` has a value that works."""

    model: str = Field(
        default="demo",
        description="`demo`, a folder, a .gguf file or a Hub id that is in the cache",
    )
    data: tuple[str, ...] = Field(default=(), description="files and folders of text")
    row_kind: RowKindName | None = Field(
        default=None,
        description="what rows of tables mean, such as `text` or `conversation`; found when missing",
    )
    encoding: str | None = Field(
        default=None, description="of the files of text, such as `gb18030`; found when missing"
    )
    columns: dict[str, str] = Field(
        default_factory=dict, description="columns of tables by their role; found when missing"
    )
    trains: Literal["memory", "adapters", "everything"] = Field(
        default="memory",
        description="which weights change: the memory's, those and adapters on the backbone, or all",
    )
    objective: Literal["causal", "masked", "regression", "classification"] = Field(
        default="causal",
        description="what is learnt: to go on with a text; with an encoder, to fill in what was hidden; the number that belongs to a text; or its labels",
    )
    mask_fraction: float = Field(
        default=0.15, gt=0, le=0.9, description="share of the tokens that are hidden, for masked"
    )
    adapter: AdapterSettings = Field(
        default=AdapterSettings(), description="what is trained beside the memory as an adapter"
    )
    steps: int = Field(default=200, ge=1, le=100_000_000, description="changes of the weights")
    batch_size: int = Field(default=4, ge=1, le=65_536, description="texts read at once")
    gradient_accumulation: int = Field(
        default=1, ge=1, le=65_536, description="batches read for one change of the weights"
    )
    segments_per_sample: int = Field(
        default=4, ge=1, le=65_536, description="segments in a row that one sample is made of"
    )
    packing: bool = Field(
        default=False,
        description="whether batches are made of short samples of like lengths, as many as have room where whole ones would be",
    )
    growth_fraction: float = Field(
        default=0.0,
        ge=0,
        le=1,
        description="share of the steps over which samples grow from one segment to all",
    )
    bptt_depth: int | None = Field(
        default=None,
        ge=0,
        description="segments that the gradient flows back through; all when missing",
    )
    memory_replay: bool = Field(
        default=False,
        description="whether segments are read again on the way back, so that memory does not grow with their number; a third slower",
    )
    gradient_checkpointing: bool = Field(
        default=False,
        description="whether layers are computed again on the way back instead of keeping what they computed; far less memory, a third slower",
    )
    learning_rate: float = Field(default=5e-5, gt=0, le=10, description="of the backbone's weights")
    memory_learning_rate: float = Field(
        default=1e-3, gt=0, le=10, description="of the memory's weights"
    )
    gate_learning_rate: float = Field(
        default=1e-2, gt=0, le=10, description="of the memory's gates, for kinds that have some"
    )
    optimizer: Literal["adamw", "adamw_8bit", "sgd", "adafactor"] = Field(
        default="adamw",
        description="how weights follow gradients; adamw_8bit needs bitsandbytes, and a GPU",
    )
    momentum: float = Field(default=0.9, ge=0, lt=1, description="of sgd")
    precision: Literal["float32", "bf16", "fp16"] = Field(
        default="float32",
        description="of the arithmetic; fp16 needs a GPU; float32 leaves the numbers that the model is opened in, bf16 on most GPUs, unless everything is trained; whatever is trained is learnt in single precision, but for fp16 and sharded runs beside a backbone in bf16",
    )
    schedule: Literal[
        "linear", "cosine", "constant", "inverse_sqrt", "polynomial", "cosine_with_restarts"
    ] = Field(default="linear", description="how the learning rates fall after the warm-up")
    schedule_cycles: int | None = Field(
        default=None,
        ge=1,
        le=1000,
        description="how often the rates fall with cosine_with_restarts; 4 when missing",
    )
    schedule_power: float | None = Field(
        default=None,
        gt=0,
        le=10,
        description="of polynomial, whose rates fall faster at first the higher it is; 2 when missing",
    )
    warmup_fraction: float = Field(
        default=0.05, ge=0, le=1, description="share of the steps in which the learning rates rise"
    )
    weight_decay: float = Field(
        default=0.01, ge=0, le=1, description="of the backbone's matrices; never of the memory"
    )
    max_grad_norm: float = Field(
        default=1.0, gt=0, description="longer gradients are scaled down to this"
    )
    sharded: bool = Field(
        default=False,
        description="whether processes that a launcher started share the weights out (FSDP), instead of holding all of them each; one process alone has them all",
    )
    seed: int = Field(default=0, ge=0, le=_MAX_SEED, description="of all that is drawn by chance")
    validation_fraction: float = Field(
        default=0.1, ge=0, le=0.9, description="share of the text that is held out"
    )
    validate_every: int = Field(
        default=50, ge=0, description="steps between two validations; 0 for only before and after"
    )
    validation_tokens: int = Field(
        default=8192, ge=1, description="at most so many held-out tokens, the same each time"
    )
    stop_after: int = Field(
        default=0,
        ge=0,
        le=10_000,
        description="validations in a row without a better loss after which the run is done; 0 for never",
    )
    checkpoint_every: int = Field(default=50, ge=1, description="steps between two checkpoints")
    checkpoint_seconds: float = Field(
        default=60.0, gt=0, description="seconds between two checkpoints, when that comes first"
    )
    checkpoints_kept: int = Field(
        default=2, ge=1, le=1000, description="the newest so many, and the best one beside"
    )
    probe: ProbeSettings = Field(
        default=ProbeSettings(), description="the text that is traced on the way"
    )
    evaluation: EvaluationSettings = Field(
        default=EvaluationSettings(),
        description="what is measured with the task's metrics before and after",
    )
    tracking: TrackingSettings = Field(
        default=TrackingSettings(), description="who else is told of the run"
    )
    memory: MemorySettings = Field(
        default=MemorySettings(), description="the memory to be attached"
    )
    device: str = Field(default="auto", description="auto, cpu, cuda:0, mps, xpu, ...")
    threads: int | None = Field(
        default=None,
        ge=1,
        le=4096,
        description="threads of the processor; all but one when missing",
    )
    out: str | None = Field(
        default=None,
        description="where the run's folder is made; the user's folder of runs when missing",
    )
    keep_cancelled: bool = Field(
        default=False,
        description="whether the folder of a cancelled run is kept",
    )
    branched_from: BranchOrigin | None = Field(
        default=None, description="the checkpoint of another run that it begins with; filled in"
    )
    versions: dict[str, str] = Field(
        default={}, description="what the run was made with; filled in"
    )

    @classmethod
    def of(cls, **values: Any) -> RunConfig:
        """A configuration from values that a person gave.

        Raises:
            TrainingError: a value is missing, of the wrong kind or out of bounds; one sentence
                for each.
        """
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            raise in_words(error, cls) from error

    def changed(self, **values: Any) -> RunConfig:
        """The same with other values, checked as in `of`."""
        # What was not said stays unsaid: a model with a memory of its own may differ from defaults.
        return self.of(**(self.model_dump(exclude_unset=True) | values))

    def with_schedule(self) -> RunConfig:
        """The same with what its schedule needs to be told, for a run that is new.

        One that an older version began was told nothing, and goes on along its own curve.
        """
        usual: dict[str, Any] = {}
        if self.schedule == "cosine_with_restarts" and self.schedule_cycles is None:
            usual["schedule_cycles"] = 4
        if self.schedule == "polynomial" and self.schedule_power is None:
            usual["schedule_power"] = 2.0
        return self.changed(**usual) if usual else self

    @field_validator("encoding")
    @classmethod
    def _known(cls, name: str | None) -> str | None:
        try:
            return None if name is None else checked_encoding(name)
        except DataError as error:
            raise ValueError(str(error).rstrip(".")) from None

    @model_validator(mode="before")
    @classmethod
    def _of_an_older_version(cls, values: Any) -> Any:
        """Take the name of the text alone, which is all that could once be said of rows."""
        if isinstance(values, dict) and "text_field" in values:
            values = dict(values)
            name = values.pop("text_field")
            if name is not None:
                values = {"row_kind": "text", "columns": {"text": name}} | values
        return values

    @property
    def tokens_per_sample(self) -> int:
        """Tokens of one sample."""
        return self.segments_per_sample * self.memory.segment_length

    @property
    def samples_per_step(self) -> int:
        """Samples read for one change of the weights."""
        return self.batch_size * self.gradient_accumulation

    def to_toml(self, *, only_said: bool = False) -> str:
        """The configuration as TOML: all of it, or only what is not left to defaults.

        A model with a memory of its own is asked for nothing that was not said.
        """
        values = self.model_dump(mode="json", exclude_none=True, exclude_unset=only_said)
        text: str = tomli_w.dumps(values)
        return text

    def save(self, path: Path, *, only_said: bool = False) -> None:
        """Write the configuration to `path`, as `to_toml` does.

        Raises:
            StorageError: the file cannot be written.
        """
        write_text(path, self.to_toml(only_said=only_said))


def read_config(path: Path) -> RunConfig:
    """Read a configuration from a TOML file; paths in it are relative to its folder.

    Raises:
        TrainingError: the file cannot be read, is no TOML, or holds wrong values.
    """
    try:
        values = toml_in(path)
    except OSError as error:
        raise TrainingError(
            marked("errors", "{path} could not be read ({reason})."),
            path=str(path), reason=error.strerror or str(error),
        ) from error  # fmt: skip
    except ValueError as error:
        raise TrainingError(
            marked("errors", "{path} is not a TOML file that can be read: {reason}."),
            path=str(path), reason=str(error),
        ) from error  # fmt: skip
    config = RunConfig.of(**values)
    folder = path.resolve().parent
    data = tuple(str(folder / _at_home(name)) for name in config.data)
    model = config.model
    if (folder / model).exists():
        model = str(folder / model)
    return config.model_copy(update={"data": data, "model": model})


def _at_home(name: str) -> Path:
    try:
        return Path(name).expanduser()
    except (RuntimeError, ValueError):  # the home of nobody
        return Path(name)
