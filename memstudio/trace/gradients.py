"""The gradient of one prediction, back through the memory to earlier segments.

Segment by segment from the prediction backwards: each is read again from the exact memory before
it, and the gradient with regard to the memory after it is carried to the memory before it and to
its words. Only one segment's graph exists at a time, so working memory does not grow with distance.

Shapes: S tokens of a segment, m slots, d width, e embedding width.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from memstudio.memory.evaluating import evaluating
from memstudio.memory.growing_rows import as_long
from memstudio.memory.precision import in_double, precise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.memory.memory_kind import KindState
    from memstudio.progress import Control
    from memstudio.trace.reading_session import ReadingSession

Gradient = dict[str, Tensor]


@dataclass(frozen=True)
class SegmentGradient:
    """What a prediction owes to one segment and to the memory before it, to first order.

    Attributes:
        segment: which.
        state: gradient of ln p with regard to the memory before it; None where none flows.
        words: `[S]`, gradient times (embedding minus the mean embedding), of each of its tokens.
    """

    segment: int
    state: Gradient | None
    words: Tensor


def gradients_back(
    session: ReadingSession,
    token: int,
    token_id: int,
    *,
    control: Control,
    first_segment: int = 0,
) -> Iterator[SegmentGradient]:
    """The segment that predicts `token` first, then those before it, as far as gradient flows.

    Args:
        session: the document as it was read.
        token: the place of the prediction.
        token_id: the token whose ln p it is.
        control: may cancel; asked before each segment.
        first_segment: the earliest to go back to.

    Raises:
        Cancelled: through `control`.
    """
    last = session.predicting(token)
    after: Gradient | None = None
    for segment in range(last, first_segment - 1, -1):
        control.checkpoint()
        state = session.state(segment, control)
        at = token - 1 - session.bounds(segment)[0] if segment == last else None
        after, words = _one_back(session, segment, state, after, at, token_id)
        yield SegmentGradient(segment, after, words)
        if after is None:
            return


def _one_back(
    session: ReadingSession,
    segment: int,
    state: KindState,
    after: Gradient | None,
    at: int | None,
    token_id: int,
) -> tuple[Gradient | None, Tensor]:
    """Gradients with regard to the memory before a segment and to its words."""
    leaves = {
        name: tensor.detach().requires_grad_(tensor.is_floating_point())
        for name, tensor in state.items()
    }
    device = session.ids.device
    places = torch.tensor([] if at is None else [at], dtype=torch.long, device=device)
    start, stop = session.bounds(segment)
    words = torch.zeros(stop - start, dtype=torch.float64)
    with evaluating(session.model), torch.enable_grad(), _seen_words(session) as seen:
        reading = session.read_segment(segment, leaves, logits_at=places)
        if at is not None:
            objective: Tensor | None = precise(reading.logits[0, 0]).log_softmax(-1)[token_id]
        else:
            objective = _product(after, reading.state)
        if objective is None or not objective.requires_grad:
            return None, words
        asked = [tensor for tensor in leaves.values() if tensor.requires_grad]
        shifts = [each.shift for each in seen]
        found: tuple[Tensor | None, ...] = torch.autograd.grad(
            objective, [*asked, *shifts], allow_unused=True
        )
    own = session.ids[start:stop]
    mean = session.mean_embedding
    for each, gradient in zip(seen, found[len(asked) :], strict=True):
        if gradient is None:
            continue
        score = in_double((gradient * (each.embedded - mean)).sum(-1)[0])
        # A model with an encoder may see a start token first, or the segment before.
        ids = each.ids[0]
        if len(ids) >= len(own) and torch.equal(ids[len(ids) - len(own) :], own):
            words += score[len(ids) - len(own) :]
    names = [name for name, tensor in leaves.items() if tensor.requires_grad]
    before: Gradient = {}
    for name, each_gradient in zip(names, found, strict=False):
        if each_gradient is not None:
            before[name] = each_gradient.detach()
    return before or None, words


def _product(gradient: Gradient | None, state: KindState) -> Tensor | None:
    """The sum over all tensors of gradient times state, as far as both have a way back."""
    if gradient is None:
        return None
    terms = [(gradient[name] * state[name]).sum() for name in gradient if state[name].requires_grad]
    return torch.stack(terms).sum() if terms else None


def worth(gradient: Gradient, state: KindState, others: KindState) -> Tensor:
    """By how much ln p would fall, to first order, were a state each of `others`, `[B]`.

    Args:
        gradient: with regard to `state`.
        state: one row.
        others: B rows.
    """
    total: Tensor | None = None
    for name, slope in gradient.items():
        own, other = as_long(state[name], others[name])
        difference = in_double(own - other)
        part = (in_double(as_long(slope, own)[0]) * difference).flatten(1).sum(1)
        total = part if total is None else total + part
    assert total is not None  # noqa: S101 - a gradient has parts
    return total


@dataclass
class _Seen:
    """Words as they were embedded: their ids, embeddings, and a shift of zero to differ by."""

    ids: Tensor
    embedded: Tensor
    shift: Tensor


@contextmanager
def _seen_words(session: ReadingSession) -> Iterator[list[_Seen]]:
    """Sees every embedding of words, and gives it a shift whose gradient can be asked for."""
    seen: list[_Seen] = []

    def hook(_: nn.Module, args: tuple[Tensor, ...], output: Tensor) -> Tensor | None:
        ids = args[0] if args else None
        if not isinstance(ids, Tensor) or ids.is_floating_point() or ids.dim() != 2:
            return None
        shift = torch.zeros_like(output, requires_grad=True)
        seen.append(_Seen(ids, output.detach(), shift))
        return output + shift

    handles = [each.register_forward_hook(hook) for each in embedding_modules(session)]
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()


def embedding_modules(session: ReadingSession) -> list[nn.Module]:
    """The modules that embed words, each once."""
    backbone = session.model.backbone
    places = [backbone]
    if getattr(backbone.config, "is_encoder_decoder", False):
        places += [backbone.get_encoder(), backbone.get_decoder()]
    found = {id(module): module for module in (each.get_input_embeddings() for each in places)}
    return list(found.values())
