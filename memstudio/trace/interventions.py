"""Changing the memory in the middle of a document, and measuring what that does to the rest.

What a picture of attention suggests, this puts to the test: if a slot held what later words needed,
then those words become less likely without it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import torch
from torch import Tensor

from memstudio.errors import TraceError, marked
from memstudio.trace.document_reading import NextToken, evaluating, read_segments, with_memory
from memstudio.trace.token_texts import tokenise_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from memstudio.memory.memory_kind import KindState
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

Replacement = Literal["initial", "mean"]


@dataclass(frozen=True)
class AblationEffect:
    """What replacing slots did to a document's tokens.

    Attributes:
        slots: which were replaced.
        segment: before which segment.
        token_ids: `[N]`.
        log_probability: `[N]` float32, ln p of each token with the memory as it was; NaN for the
            first, which nothing predicts.
        change: `[N]` float32, ln p with the slots replaced minus `log_probability`: below zero
            where the slots helped; 0 before the replacement could matter.
    """

    slots: tuple[int, ...]
    segment: int
    token_ids: NDArray[np.int32]
    log_probability: NDArray[np.float32]
    change: NDArray[np.float32]

    def total(self, start: int = 0, stop: int | None = None) -> float:
        """The change in ln p of tokens `start` to `stop` taken together."""
        return float(self.change[start:stop].sum())


def ablate_slots(
    loaded: LoadedModel,
    text: str,
    *,
    slots: Sequence[int],
    at_segment: int,
    control: Control,
    replacement: Replacement | Tensor = "initial",
    max_tokens: int | None = None,
) -> AblationEffect:
    """Replace slots once, before a segment is read, and read on from there.

    Args:
        loaded: a model with slots.
        text: the document.
        slots: which to replace.
        at_segment: the segment that is the first to be read without them.
        control: may cancel; asked before each segment.
        replacement: "initial" (the same slot before anything was read), "mean" (the same slot's
            mean over the states that the document leaves), or values `[len(slots), d]`.
        max_tokens: where to cut the document.

    Raises:
        TraceError: there are no such slots or no such segment, or the text is empty.
        Cancelled: through `control`.
    """
    tokens = tokenise_text(loaded.tokenizer, text, max_tokens)
    model = with_memory(loaded.model)
    ids = torch.from_numpy(tokens.ids.astype(np.int64)).to(model.device)
    with evaluating(model):
        initial = model.memory.initial_state(1)
        _check(model, initial, slots, at_segment, len(tokens.ids))
        before: KindState = initial
        states, losses = [], []
        next_token = NextToken()
        for step in read_segments(model, ids, initial, control=control):
            if step.index == at_segment:
                before = step.before
            if replacement == "mean":
                states.append(model.memory.slot_view(step.reading.state)[0].cpu())
            losses.append(_loss(next_token, step.reading.logits, ids[step.start : step.stop]))
        loss = np.concatenate(losses)

        changed = model.memory.slot_view(before).clone()
        chosen = list(slots)
        if isinstance(replacement, Tensor):
            values = replacement
        elif replacement == "mean":
            values = torch.stack(states).mean(0)[chosen]
        else:
            values = model.memory.slot_view(initial)[0, chosen]
        changed[:, chosen] = values.to(changed)
        other = model.memory.with_slot_view(before, changed)

        start = at_segment * model.config.segment_length
        losses = []
        next_token = NextToken()
        for step in read_segments(model, ids, other, control=control, first=at_segment):
            losses.append(_loss(next_token, step.reading.logits, ids[step.start : step.stop]))
    without = loss.copy()
    without[start:] = np.concatenate(losses)
    # The segment before predicted the first token, with the memory as it was.
    without[start] = loss[start]
    change = np.where(np.isnan(loss), 0, loss - without).astype(np.float32)
    return AblationEffect(tuple(chosen), at_segment, tokens.ids, -loss, change)


def _loss(next_token: NextToken, logits: Tensor, ids: Tensor) -> NDArray[np.float32]:
    loss: NDArray[np.float32] = next_token.follow(logits[0], ids).loss.cpu().numpy()
    return loss


def _check(
    model: MemoryModel, initial: KindState, slots: Sequence[int], segment: int, num_tokens: int
) -> None:
    num_slots = model.memory.slot_view(initial).shape[1]
    wrong = [slot for slot in slots if not 0 <= slot < num_slots]
    if wrong or not slots:
        raise TraceError(
            marked("errors", "There is no slot {slot}: this model has {number}."),
            slot=wrong[0] if wrong else "-", number=num_slots,
        )  # fmt: skip
    num_segments = -(-num_tokens // model.config.segment_length)
    if not 0 <= segment < num_segments:
        raise TraceError(
            marked("errors", "There is no segment {segment}: this text has {number}."),
            segment=segment, number=num_segments,
        )  # fmt: skip
