"""One slot in one state as words: at every layer, and among the model's own words.

What a layer says goes through the backbone's final norm and what follows it (logit lens). What the
layers are depends on where the kind keeps its slots:

- `rmt` ("written"): the slot is a place in the segment that wrote it; its hidden state there, from
  what went into the first layer to what came out of the last.
- `armt`, `infini` ("own"): every layer has its own part of the memory; the part of the slot's view
  that comes from it.
- others ("entering"): the slots come in beside the words. The segment after the state is read with
  the slot and without it (put back to what it was at first); shown is the place that differs most
  at the end: its words at each layer, and, as the distinctive ones, what the slot adds to them.

Shapes: m slots, d width, L layers, V vocabulary, P places.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal

import torch
from torch import Tensor, nn

from memstudio.memory.decoder_layers import around_layers, decoder_layers
from memstudio.memory.evaluating import evaluating
from memstudio.memory.output_layer import logits_of, width_of_logits
from memstudio.memory.slot_words import NUM_WORDS, are_apart, final_norm, is_filled
from memstudio.trace.causal_types import Intervention
from memstudio.trace.interventions import PlannedRows
from memstudio.trace.provenance_types import LayerWords, ScoredWord, SlotContents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.progress import Control
    from memstudio.trace.reading_session import ReadingSession

Lens = Literal["written", "own", "entering"]
_LENSES: dict[str, Lens] = {"rmt": "written", "armt": "own", "infini": "own"}


def slot_contents(
    session: ReadingSession, slot: int, state: int, *, control: Control
) -> SlotContents:
    """The words of a slot in a state.

    Raises:
        TraceError: there is no such slot or state.
        Cancelled: through `control`.
    """
    session.check_slots([slot])
    session.check_segment(state, is_state=True)
    vector = session.slots(state, control)[slot]
    lens = _LENSES.get(str(session.model.config.memory_kind), "entering")
    words = _Words(session)
    layers: tuple[LayerWords, ...] = ()
    if lens == "written":
        layers = _written(session, words, slot, state, control)
    elif lens == "own":
        layers = _own(session, words, slot, state, control)
    else:
        layers = _entering(session, words, slot, state, control)
    random = torch.randn(vector.shape, generator=torch.Generator().manual_seed(0))
    return SlotContents(
        slot=slot,
        layers=layers,
        lens=lens,
        nearest=words.nearest(vector),
        nearest_random=words.nearest(random.to(vector)),
    )


class _Words:
    """Vectors as words of the model."""

    def __init__(self, session: ReadingSession) -> None:
        self._session = session
        backbone = self._backbone = session.model.backbone
        self._width = width_of_logits(backbone)
        self._table: Tensor = backbone.get_output_embeddings().weight
        self._norm = final_norm(backbone)
        self._embeddings: Tensor = backbone.get_input_embeddings().weight

    def fits(self, width: int) -> bool:
        return width == self._width

    def logits(self, hidden: Tensor, *, is_normed: bool = False) -> Tensor:
        """`[n, V]` of hidden states `[n, d]`."""
        hidden = hidden.to(self._table)
        if self._norm is not None and not is_normed:
            hidden = self._norm(hidden)
        return logits_of(self._backbone, hidden).float()

    def layer(self, layer: int, logits: Tensor, base: Tensor) -> LayerWords:
        """What a layer says: logits `[V]`, and those `[V]` that they are set against."""
        return LayerWords(
            layer=layer,
            words=self._top(logits.softmax(-1)),
            distinctive=self._top(logits - base) if are_apart(logits[None], base) else (),
        )

    def nearest(self, vector: Tensor) -> tuple[ScoredWord, ...]:
        """Input embeddings nearest by cosine."""
        table = self._embeddings
        if table.shape[1] != vector.shape[0] or not bool(vector.any()):
            return ()
        with torch.no_grad():
            own = vector.to(table)
            length = (table.norm(dim=-1) * own.norm()).clamp(min=1e-12)
            return self._top((table @ own) / length)

    def _top(self, scores: Tensor) -> tuple[ScoredWord, ...]:
        best = scores.topk(min(NUM_WORDS, scores.shape[-1]))
        ids = best.indices.tolist()
        texts = self._session.texts(ids)
        return tuple(
            (texts[i], float(score)) for i, score in zip(ids, best.values.tolist(), strict=True)
        )


def _written(
    session: ReadingSession, words: _Words, slot: int, state: int, control: Control
) -> tuple[LayerWords, ...]:
    """Hidden states of the write block in the segment that made the state."""
    m = session.num_slots
    if not words.fits(session.initial_slots.shape[-1]):
        return ()
    if state == 0:
        # Nothing has written it: there is what it is, and no way to it.
        hidden = [session.initial_slots]
    else:
        before = session.state(state - 1, control)
        with evaluating(session.model), _layer_states(session) as seen:
            session.read_segment(state - 1, before, logits_at=session.nowhere)
        hidden = [each[0, -m:] for each in seen]
    found = []
    with torch.no_grad():
        for layer, vectors in enumerate(hidden):
            logits = words.logits(vectors, is_normed=state == 0)
            found.append(words.layer(layer, logits[slot], logits.mean(0)))
    return tuple(found)


def _own(
    session: ReadingSession, words: _Words, slot: int, state: int, control: Control
) -> tuple[LayerWords, ...]:
    """Of each layer, the part of the slot's view that comes from it."""
    memory = session.model.memory
    tensors = session.state(state, control)
    found = []
    with torch.no_grad():
        num_layers = next(iter(tensors.values())).shape[1]
        for layer in range(num_layers):
            alone = {}
            for name, tensor in tensors.items():
                kept = torch.zeros_like(tensor)
                kept[:, layer] = tensor[:, layer]
                alone[name] = kept
            view = memory.slot_view(alone)[0]
            if not words.fits(view.shape[-1]):
                return ()
            filled = is_filled(view)
            if not filled[slot]:
                continue
            logits = words.logits(view)
            found.append(words.layer(layer + 1, logits[slot], logits[filled].mean(0)))
    return tuple(found)


def _entering(
    session: ReadingSession, words: _Words, slot: int, state: int, control: Control
) -> tuple[LayerWords, ...]:
    """What a segment makes of the slot: read with it, and without."""
    segment = min(state, session.num_segments - 1)
    with_it = session.state(state, control)
    # As if the state stood before that segment, also behind the last.
    removal = (Intervention("ablate", segment, (slot,)),)
    without = PlannedRows(session, [removal], control).change(segment, [0], with_it)
    seen = []
    with evaluating(session.model):
        for each in (with_it, without):
            with _layer_states(session) as hidden:
                session.read_segment(segment, each, logits_at=session.nowhere)
            seen.append(hidden)
    if not seen[0] or not words.fits(seen[0][-1].shape[-1]):
        return ()
    place = int((seen[0][-1] - seen[1][-1])[0].norm(dim=-1).argmax())
    found = []
    with torch.no_grad():
        for layer, (one, other) in enumerate(zip(*seen, strict=True)):
            own, base = words.logits(torch.stack([one[0, place], other[0, place]]))
            found.append(words.layer(layer, own, base))
    return tuple(found)


@contextmanager
def _layer_states(session: ReadingSession) -> Iterator[list[Tensor]]:
    """What goes into the first layer `[1, P, d]`, and what comes out of each."""
    backbone = session.model.backbone
    if getattr(backbone.config, "is_encoder_decoder", False):
        lists = [m for m in backbone.get_decoder().modules() if isinstance(m, nn.ModuleList)]
        layers = list(lists[0])
    else:
        layers = decoder_layers(backbone)
    first: list[Tensor] = []
    outputs: list[Tensor] = []
    seen: list[Tensor] = []

    def before(index: int, hidden: Tensor) -> Tensor:
        if index == 0:
            first.append(hidden.detach())
        return hidden

    def after(_: int, hidden: Tensor) -> Tensor:
        outputs.append(hidden.detach())
        return hidden

    with around_layers(layers, before=before, after=after):
        yield seen
    # A kind may run its layers more than once: the last time counts.
    seen += [*first[-1:], *outputs[-len(layers) :]]
