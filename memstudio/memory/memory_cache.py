"""What `generate` carries from token to token, and what a memory model gives back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from transformers.utils import ModelOutput

if TYPE_CHECKING:
    from torch import Tensor
    from transformers.cache_utils import Cache

    from memstudio.memory.memory_state import MemoryState


@dataclass
class MemoryOutput(ModelOutput):
    """What came of reading tokens.

    Attributes:
        loss: mean cross-entropy of the labels, when labels were given; of numbers, the mean of the
            squared errors, in units of their spread; of labels at the end, their mean
            cross-entropy.
        logits: `[B, T, V]`; None in training with labels, where nobody reads them, and where
            something is said at the end.
        memory_state: what is remembered now.
        past_key_values: the holder that `generate` passes on, when it was given.
        said: `[B]`, the number that each row says, in units of their spread (`config.value_scale`);
            when numbers were asked for.
        label_scores: of each set of labels `[B, C]`, how much speaks for each of its labels at the
            end of each row, whose softmax is their share; when labels were asked for.
    """

    loss: Tensor | None = None
    logits: Tensor | None = None
    memory_state: MemoryState | None = None
    past_key_values: MemoryCache | None = None
    said: Tensor | None = None
    label_scores: tuple[Tensor, ...] | None = None


class MemoryCache:
    """What `generate` carries from token to token: the state, and keys and values of the segment.

    Unlike the state, which is a value, the keys and values are changed in place.
    """

    is_compileable = False
    is_sliding = (False,)
    # Where it can, `generate` reads a token too many and crops the cache; a state cannot go back.
    is_croppable = False
    _is_user_defined = True

    def __init__(self, state: MemoryState) -> None:
        self.state = state
        self.segment_cache: Cache | None = None

    def get_seq_length(self, layer_idx: int = 0) -> int:
        """Zero: what `generate` is given is always new text, never text that was read before."""
        return 0

    def reorder_cache(self, beam_idx: Tensor) -> None:
        """Follow the beams."""
        self.state = self.state.select(beam_idx)
        if self.segment_cache is not None:
            self.segment_cache.reorder_cache(beam_idx)
