"""What a memory kind must be able to do, and what passes between it and the memory model.

Shapes: B rows, S tokens of a segment, m slots, d width, L layers, H heads, V vocabulary.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import torch
from torch import Tensor, nn

from memstudio.memory.kind_options import options_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transformers import PreTrainedModel
    from transformers.cache_utils import Cache

    from memstudio.memory.memory_config import MemoryConfig

KindState = dict[str, Tensor]


@dataclass(frozen=True)
class Segment:
    """One stretch of tokens to be read.

    Attributes:
        input_ids: `[B, S]`; with a cache, only the tokens that it does not hold yet.
        mask: `[B, S]` bool, False at padding (always at the end of a row); None when all count.
        num_cached: tokens of this segment that `cache` already holds.
        cache: keys and values of what was read of this segment so far; changed in place.
        write: whether the memory is written after the last token.
        logits_at: positions in S whose logits are wanted, `[n]` int64; None for all.
        capture: whether the attention between tokens and slots is wanted.
        mean_will_do: whether its mean over layers and heads is all that is wanted of it. A kind
            may give each of them all the same.
        source_ids: `[B, S]`, what the encoder reads in place of the segment before; None for that.
            Only for kinds that need an encoder.
    """

    input_ids: Tensor
    mask: Tensor | None = None
    num_cached: int = 0
    cache: Cache | None = None
    write: bool = True
    logits_at: Tensor | None = None
    capture: bool = False
    mean_will_do: bool = False
    source_ids: Tensor | None = None

    @property
    def is_real(self) -> Tensor:
        """`[B, S]` bool, False at padding."""
        if self.mask is not None:
            return self.mask
        return torch.ones_like(self.input_ids, dtype=torch.bool)

    @property
    def wanted(self) -> Tensor:
        """`[n]` int64, the positions in S whose logits are wanted."""
        if self.logits_at is not None:
            return self.logits_at
        return torch.arange(self.input_ids.shape[1], device=self.input_ids.device)


@dataclass(frozen=True)
class SlotWeights:
    """Attention between tokens and slots, as the forward pass used it.

    L and H are 1 where the mean over layers and heads would do, and was given.

    Attributes:
        read: `[L, B, H, S, m]`, from tokens to the slots they read. What is missing to 1 in the
            last dimension went to other tokens.
        write: `[L, B, H, m, S]`, from slots being written to the tokens they read; None when
            nothing was written.
        between: `[L, B, H, m, 2m]`, from slots being written to slots before (first m) and to
            each other (last m); None when nothing was written. Where weights are no parts of the
            slot, what `write` and this lack to 1 together went to the text before the segment.
        gate: `[L, B, m]`, 0 to 1, the kind's own gate as each slot has it: how far the write was
            let in or, where the kind's gate is on what is read, the read; NaN where there was
            nothing to let. Each kind says which; None when nothing was written, or where it has none.
        source: `[L, B, H, m, X]`, from slots being written to the text just before the segment; None
            when nothing was written, or where they do not look there.
        kept: `[B, m]`, 0 to 1, how much of what each slot holds after the write had been there
            before (`kept_part`). None when nothing was written, where write weights are parts of the
            slot and say it themselves, and where a slot is made of all at once.
        held: `[B]` int64, of a memory that loses its oldest tokens whole: how many of the last tokens
            of the row it holds after the write. None of others, and when nothing was written.
        stuck: `[L, B, m]`, of a gate that is the mean of many (of units, or of heads), the share of
            those that are shut or wide open (`stuck_share`). None where each gate is told by itself.
    """

    read: Tensor
    write: Tensor | None
    between: Tensor | None
    gate: Tensor | None = None
    source: Tensor | None = None
    kept: Tensor | None = None
    held: Tensor | None = None
    stuck: Tensor | None = None


@dataclass(frozen=True)
class SegmentReading:
    """What came of reading a segment.

    Attributes:
        logits: `[B, n, V]` at the positions asked for.
        state: the kind's tensors after the segment: the ones given when nothing was written.
        weights: the attention between tokens and slots, when asked for.
        hidden: `[B, n, d]`, what the output layer took in at the same positions, where somebody
            looked; no kind gives it.
    """

    logits: Tensor
    state: KindState
    weights: SlotWeights | None = None
    hidden: Tensor | None = None


class MemoryKind(nn.Module, ABC):
    """A memory architecture. Subclasses hold the parameters; the state is passed in and out."""

    name: ClassVar[str]
    slots_are_after_norm: ClassVar[bool] = False
    """Whether slots lie behind the backbone's final norm, as its output layer wants its input."""

    needs_encoder: ClassVar[bool] = False
    """Whether the kind stands between an encoder and a decoder; the others take decoders only."""

    writes_through_cache: ClassVar[bool] = True
    """Whether the write needs only the last tokens of a segment and the cache of those before; a
    kind that needs all hidden states of the segment says False, and is given it whole again."""

    layers_can_be_repeated: ClassVar[bool] = True
    """Whether a layer computes the same again on the way back (gradient checkpointing); where layers
    take in and hand out the state besides their result, it says False."""

    writes_are_parts: ClassVar[bool] = False
    """Whether write weights are parts of the slot as it is after the segment: what is missing to 1 is
    what it kept. Otherwise they say where the slot looked, and `SlotWeights.kept` what it kept."""

    gate_is_learnt: ClassVar[bool] = True
    """Whether the gate shown of a slot comes from weights; otherwise it is an option or a count."""

    slots_can_blend: ClassVar[bool] = True
    """Whether a slot can be moved part of the way to what it is in another state; where each belongs to
    something that may be another there, it says False."""

    growing: ClassVar[frozenset[str]] = frozenset()
    """Tensors of the state, `[B, N, ...]`, whose N depends on what was read."""

    def __init__(self, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        super().__init__()
        config.check_numbers()
        self.num_slots = config.num_slots
        self.segment_length = config.segment_length
        self.options: Any = self.options_in(config)
        self.model_layers: dict[str, tuple[int, ...]] = {}
        """By "read", "write" and "between": which of the model's layers, from 1, the L of these weights
        are; none where they are no layers of it. What is not named has all of them, in their order."""
        self.check(config, backbone)

    @classmethod
    def options_in(cls, config: MemoryConfig) -> Any:
        """What a configuration tells the kind, of the class that `kind_options` names for it."""
        return options_of(cls.name, config.kind_options)

    @classmethod
    @abstractmethod
    def check(cls, config: MemoryConfig, backbone: PreTrainedModel) -> None:
        """Make sure that the kind can be attached to `backbone` with these numbers.

        Raises:
            MemoryAttachError: it cannot; the message says why and what would do.
        """

    @abstractmethod
    def initialise(self, backbone: PreTrainedModel) -> None:
        """Give fresh parameters their values, to suit `backbone`'s embeddings."""

    def gates(self) -> list[nn.Parameter]:
        """The numbers that say how far a way is open, whatever the text.

        Each decides about much: at the pace of the other weights it would stay where it began. So
        training gives these a learning rate of their own, and nothing pulls them to zero. The
        matrices by which some gates listen to the text are weights like any others.
        """
        return []

    def longest(self) -> dict[str, int]:
        """How large the N of each growing tensor may become, where sizes must be fixed."""
        return {}

    @abstractmethod
    def initial_state(self, batch_size: int) -> KindState:
        """The memory before anything was read, each tensor `[B, ...]`."""

    @abstractmethod
    def read_segment(
        self, backbone: PreTrainedModel, segment: Segment, state: KindState
    ) -> SegmentReading:
        """Read a segment with the memory `state`, and write it when the segment says so."""

    def remembering(self, own: KindState, other: KindState) -> KindState:
        """The memory of `other` in the place of `own`'s; what of a state is no memory stays `own`'s."""
        return dict(other)

    @abstractmethod
    def slot_view(self, state: KindState) -> Tensor:
        """The state as slots, `[B, m, d]`: what every picture of this kind shows."""

    @abstractmethod
    def with_slot_view(self, state: KindState, slots: Tensor) -> KindState:
        """The state whose slot view is `slots`, `[B, m, d]`: how interventions change it."""

    def with_slots_of(self, own: KindState, other: KindState, slots: Sequence[int]) -> KindState:
        """The state `own` with some slots as they are in `other`."""
        view = self.slot_view(own).clone()
        view[:, list(slots)] = self.slot_view(other)[:, list(slots)].to(view)
        return self.with_slot_view(own, view)
