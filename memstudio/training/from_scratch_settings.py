"""What a model from scratch is made of, as plain data. Imports neither torch nor Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from memstudio.data.read_settings import FOUND, ReadSettings
from memstudio.errors import MemStudioError, marked
from memstudio.memory.kind_options import description_with
from memstudio.memory.kinds_registry import description_of, memory_kinds
from memstudio.models.families import family_of, size_of
from memstudio.models.fresh_cost import Cost, cost_of
from memstudio.training.run_config import RunConfig

_LEAST_POSITIONS = 512
_SPARE = 64


@dataclass(frozen=True, slots=True)
class FromScratchSettings:
    """A model, its tokenizer and its memory, before any of them is made.

    Attributes:
        corpus: files and folders of text that the tokenizer is trained on.
        folder: where the new model is saved; there is nothing yet.
        architecture: a name of `models.families`; `config` comes before it.
        size: a name of `models.families.SIZES`; `config` comes before it.
        tokenizer: a name of `data.tokenizer_kinds`.
        vocabulary: tokens to be made, special ones included.
        kind: of memory, a name in the registry of memory kinds.
        num_slots: slots of memory; ignored by kinds without slots.
        segment_length: tokens that the backbone sees at once.
        seed: of all weights.
        options: what the kind can be told beyond this; its page lists it.
        asked: how the corpus is read.
        config: the path of a configuration, in place of an architecture and a size.
    """

    corpus: tuple[str, ...]
    folder: str
    architecture: str = "llama"
    size: str = "tiny"
    tokenizer: str = "bpe"
    vocabulary: int = 8192
    kind: str = "rmt"
    num_slots: int = 8
    segment_length: int = 128
    seed: int = 0
    options: dict[str, Any] = field(default_factory=dict)
    asked: ReadSettings = FOUND
    config: str | None = None

    @property
    def positions(self) -> int:
        """That the backbone sees at once: a power of two with room for segment and memory."""
        memory_kinds.check(self.kind)
        kind = description_with(description_of(self.kind), self.options)
        beside = kind.tokens_per_slot * self.num_slots + kind.others
        needed = kind.copies * self.segment_length + beside + _SPARE
        return int(max(_LEAST_POSITIONS, 1 << (needed - 1).bit_length()))

    @property
    def learning_rate(self) -> float:
        """That suits the training of a model of this size."""
        return size_of("base" if self.config else self.size).learning_rate

    def cost(self, vocabulary: int | None = None) -> Cost:
        """What the model costs, without its memory, when it is trained as runs are by default.

        Args:
            vocabulary: tokens that there are; those asked for when None.

        Raises:
            MemStudioError: there is no such architecture, size or memory.
        """
        run = RunConfig()
        return cost_of(
            family_of(self.architecture),
            size_of(self.size),
            positions=self.positions,
            vocabulary=self.vocabulary if vocabulary is None else vocabulary,
            segment=self.segment_length,
            tokens=run.batch_size * run.segments_per_sample * self.segment_length,
        )

    def check_pair(self) -> None:
        """Make sure that memory and architecture go together.

        Raises:
            MemStudioError: they do not, or there is none of these names.
        """
        memory_kinds.check(self.kind)
        size_of(self.size)
        family = family_of(self.architecture)
        kind = description_of(self.kind)
        if self.config is not None or family.has_encoder == kind.needs_encoder:
            return
        if kind.needs_encoder:
            raise MemStudioError(
                marked("errors", "The memory '{kind}' stands between an encoder and a decoder, and {name} has no encoder. Take bart or t5, or another memory."),
                kind=self.kind, name=self.architecture,
            )  # fmt: skip
        raise MemStudioError(
            marked("errors", "{name} has an encoder, and the memory '{kind}' goes with decoders only. Take the memory nlm, or another architecture."),
            kind=self.kind, name=self.architecture,
        )  # fmt: skip
