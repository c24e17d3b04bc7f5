"""What a task template says. Imports neither torch nor Qt: the start page lists templates too."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from memstudio.resources import resource

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from memstudio.data.row_kinds import RowKindName

Need = Literal["everywhere", "partly", "hardly"]
"""How much of a task cannot be done without a memory, by the nature of its sample."""


@dataclass(frozen=True, slots=True)
class StartingModel:
    """A small model from scratch, its tokenizer trained on the sample.

    Attributes:
        kind: of memory.
        num_slots: slots of memory.
        segment_length: tokens that the backbone sees at once.
        vocabulary: tokens to be made, special ones included.
        tokenizer: a name of `data.tokenizer_kinds`.
        options: what the kind is told beyond this.
    """

    kind: str = "rmt"
    num_slots: int = 8
    segment_length: int = 32
    vocabulary: int = 600
    tokenizer: str = "bpe"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TaskTemplate:
    """A task that a model can be trained for as it stands, or with data of one's own.

    Attributes:
        name: on the command line, and of the sample's folder.
        title: for a person.
        summary: what the model learns to do, in a sentence.
        use: what a trained model is good for, and where.
        memory: what the memory is needed for; said plainly where it is not.
        needs_memory: how much of the sample cannot be answered without.
        row_kind: what rows mean; its roles are in `data.row_kinds`.
        columns: of the sample, by role.
        sample: files and folders beneath the samples that come with MemStudio, or `sample_folder`.
        origin: where the sample is from.
        metric: the full name of the metric that counts, such as "question/exact_match".
        start: the model that is made first; None for the bundled `demo`.
        settings: of the run, by their names in `training.run_config`.
        minutes: that training takes about, on one core.
        sample_folder: where the sample of a plug-in's template lies; None for MemStudio's own.
    """

    name: str
    title: str
    summary: str
    use: str
    memory: str
    needs_memory: Need
    row_kind: RowKindName
    columns: Mapping[str, str]
    sample: tuple[str, ...]
    origin: str
    metric: str
    start: StartingModel | None
    settings: Mapping[str, Any]
    minutes: int
    sample_folder: Path | None = None

    @property
    def sample_paths(self) -> tuple[Path, ...]:
        """Where the sample lies."""
        folder = self.sample_folder or resource("samples")
        return tuple(folder.joinpath(*name.split("/")) for name in self.sample)
