"""What passes between the window and the thread that owns the model: frozen, plain data.

Nothing here imports torch, so that the window can be up before torch is.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

from memstudio.data.read_settings import FOUND, ReadSettings
from memstudio.errors import marked
from memstudio.tasks.generation_settings import GenerationSettings

if TYPE_CHECKING:
    from memstudio.errors import MemStudioError
    from memstudio.measuring.settings import MeasureSettings
    from memstudio.memory.new_model_settings import NewModelSettings
    from memstudio.progress import Control
    from memstudio.training.from_scratch_settings import FromScratchSettings
    from memstudio.training.run_config import RunConfig


class TaskKind(Enum):
    """What the worker can be busy with."""

    LOAD = "load"
    MAKE = "make"
    MOVE = "move"
    READ_DATA = "read_data"
    TRAIN = "train"
    TRACE = "trace"
    GENERATE = "generate"
    BENCHMARK = "benchmark"
    MEASURE = "measure"
    SAVE = "save"
    ATTENTION = "attention"


@dataclass(frozen=True)
class Request:
    """A wish of the window; the worker answers with the signals of `EngineWorker`.

    Attributes:
        control: set by the window at any time to pause, stop or cancel this very task.
    """

    control: Control


@dataclass(frozen=True)
class LoadModel(Request):
    """Open `reference` (`demo`, folder, .gguf, Hub id) on `device`."""

    reference: str
    device: str = "auto"
    online: bool = False


@dataclass(frozen=True)
class NewModel(Request):
    """Put a fresh memory on a backbone, save both as one model, and open that."""

    settings: NewModelSettings
    device: str = "auto"
    online: bool = False


@dataclass(frozen=True)
class NewModelFromScratch(Request):
    """Train a tokenizer, make a model of random weights for it, save both, and open that."""

    settings: FromScratchSettings
    device: str = "auto"


@dataclass(frozen=True)
class MoveModel(Request):
    """Move the open model to `device`."""

    device: str


@dataclass(frozen=True)
class ReadData(Request):
    """Read text files and folders as one dataset; `asked` says how."""

    paths: tuple[str, ...]
    segment_length: int | None = None
    asked: ReadSettings = FOUND
    validation_fraction: float = 0.1
    seed: int = 0


@dataclass(frozen=True)
class ReadToMeasure(ReadData):
    """The same for text that the open model is to be measured on; the dataset stays as it is."""


@dataclass(frozen=True)
class MeasureModel(Request):
    """Measure the open model."""

    settings: MeasureSettings


@dataclass(frozen=True)
class ExportModel(Request):
    """Write the open model to `folder`, which is not there yet or empty.

    Attributes:
        form: a name in `memstudio.exporting.forms.FORMS`.
    """

    folder: str
    form: str = "folder"


@dataclass(frozen=True)
class Train(Request):
    """Start a run with `config`, or go on with the run in `resume_from`.

    A new run trains the model that is open, or opens the one that `config` names.

    Attributes:
        changes: settings of the run that goes on which are another from here on, by name.
        is_beside: whether it may be done while another run is held, which goes on after it.
    """

    config: RunConfig | None
    resume_from: str | None = None
    opens_model: bool = False
    changes: tuple[tuple[str, Any], ...] = ()
    is_beside: bool = False


@dataclass(frozen=True)
class TextFile:
    """The first document of the file at `path`, as far as `max_characters`."""

    path: str
    max_characters: int


AnyText = str | TextFile
Traced = AnyText | tuple[int, ...]


@dataclass(frozen=True)
class Trace(Request):
    """Read `text` and record what the memory does, into `out` (a new zarr folder).

    Attributes:
        text: to be read, the file that it is in, or its tokens.
        gain: whether to read it without memory too, and to keep what each token gained.
    """

    text: Traced
    document: str
    out: str
    gain: bool = False


@dataclass(frozen=True)
class Generate(Request):
    """Continue `prompt` with the memory as it is now; the memory goes on from there.

    Attributes:
        prompt: the text, or the file that it is in.
        document: the name of the document that the prompt is, when it is only read.
    """

    prompt: AnyText
    settings: GenerationSettings = field(default_factory=GenerationSettings)
    document: str = ""


@dataclass(frozen=True)
class RunBenchmark(Request):
    """Run the trials of a preset of `memory-tasks` that are not in the file of results.

    Attributes:
        preset: its name.
        kinds: the memories to try.
        tasks: names of tasks; none for all.
        num_seeds: of each trial.
        jobs: trials at once.
        results: the file that results are read from and added to.
        device: where the models work.
    """

    preset: str
    kinds: tuple[str, ...]
    tasks: tuple[str, ...]
    num_seeds: int
    jobs: int
    results: str
    device: str = "cpu"


@dataclass(frozen=True)
class PlannedTrial:
    """A trial that a benchmark is made of; the four are those of its `TrialRecord`."""

    task: str
    kind: str
    variant: str
    seed: int


@dataclass(frozen=True)
class BenchmarkPlan:
    """What a benchmark is made of, in the order in which it is done."""

    trials: tuple[PlannedTrial, ...]


@dataclass(frozen=True)
class Failure:
    """Something went wrong, in words for the user.

    Attributes:
        task: what the worker was doing.
        text: a template marked in the context "errors", to be translated and then filled.
        values: what goes into the template.
        is_refusal: the wish was turned down and nothing was begun; what is going on goes on.
    """

    task: TaskKind
    text: str
    values: dict[str, object] = field(default_factory=dict)
    is_refusal: bool = False

    @classmethod
    def of(cls, task: TaskKind, error: MemStudioError, *, is_refusal: bool = False) -> Failure:
        """From an error of the engine."""
        return cls(task, error.text, dict(error.values), is_refusal)

    @classmethod
    def unforeseen(cls, task: TaskKind) -> Failure:
        """Of what nobody foresaw, which the log tells."""
        return cls(task, marked("errors", "Something went wrong inside MemStudio; nothing of yours was changed. The log has the details."))  # fmt: skip


@dataclass(frozen=True)
class TraceRecorded:
    """A trace is complete on disk at `path`."""

    path: str
    document: str


@dataclass(frozen=True)
class TextPiece:
    """A piece of generated text, in order.

    Attributes:
        is_last: closes the answer; every answer is closed.
        was_given_up: nothing came of it: it failed, or was stopped while the model still read.
    """

    text: str
    is_last: bool = False
    was_given_up: bool = False
