"""Reading a text once, and keeping what its attention was made of; `attention_layout` says what.

A plain model reads the whole text as one stretch: a causal one in parts with a cache, so that memory
grows with the text and not with its square. A model with a memory reads it segment by segment, as
always, and its places are those that its backbone saw: the tokens, and the memory's among them.

Before anything is shown, the weights of a few words are held against those that the model itself
gives when it runs eagerly. A model for which they differ is refused.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from transformers.cache_utils import DynamicCache
from typing_extensions import override

from memstudio.errors import TraceError, marked
from memstudio.memory.evaluating import evaluating
from memstudio.memory.memory_model import MemoryModel
from memstudio.models.window import num_positions
from memstudio.trace.attention_layout import AttentionLayer, CapturedAttention, room_for_layers
from memstudio.trace.attention_pictures import PictureMaker
from memstudio.trace.attention_proof import Proof, prove
from memstudio.trace.attention_watch import Enough, Watch, refusal, watching
from memstudio.trace.document_reading import read_segments
from memstudio.trace.token_texts import TokenisedText, tokenise_text

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor
    from transformers import PreTrainedModel

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.trace.attention_watch import WatchedLayer

_PART = 512
"""Tokens that are read at once."""
_WHOLE = 8192
"""The longest text that is read at once where it cannot be read in parts."""


def capture_attention(
    loaded: LoadedModel,
    text: str,
    *,
    document: str,
    control: Control,
    layers: tuple[int, ...] | None = None,
    around: int | None = None,
    max_tokens: int | None = None,
    pictures: bool = True,
) -> CapturedAttention:
    """Read a text and keep its attention.

    Args:
        loaded: a model with or without a memory.
        text: what to read.
        document: its name.
        control: takes progress; cancelling takes effect within a layer.
        layers: which to keep whole, by their index among those with attention; None for all.
            Those that are not there are left out.
        around: in place of `layers`, the one to keep, and those beside it as far as there is room
            for them (`room_for_layers`). -1 for the middle.
        max_tokens: where to cut the text; a model's own window cuts it too.
        pictures: whether small pictures of all heads are wanted; without them, reading ends
            behind the last of `layers`.

    Raises:
        TraceError: there is nothing to read, or the model attends in a way that cannot be shown.
        Cancelled: through `control`.
    """
    model = loaded.model
    backbone = model.backbone if isinstance(model, MemoryModel) else model
    name = type(backbone).__name__
    if getattr(backbone.config, "is_encoder_decoder", False):
        raise refusal(name, marked("errors", "The attention of {model} cannot be shown truly, so it is not shown: it has an encoder and a decoder, whose words attend across."))  # fmt: skip
    limit = None if isinstance(model, MemoryModel) else num_positions(backbone)
    most = min((each for each in (limit, max_tokens) if each is not None), default=None)
    tokens = tokenise_text(loaded.tokenizer, text, most, control)
    ids = torch.from_numpy(tokens.ids.astype(np.int64)).to(model.device)
    with evaluating(model):
        control.report(0, 0, marked("progress", "Checking the model's attention"))
        proof = prove(backbone, ids)
        wanted = None if layers is None else frozenset(layers) & frozenset(range(proof.num_layers))
        if around is not None:
            wanted = _beside(around, proof, len(ids))
        reading: _Reading
        if isinstance(model, MemoryModel):
            reading = _ReadingWithMemory(model, ids, proof, control, wanted, pictures=pictures)
        else:
            if not proof.reads_in_parts and len(ids) > _WHOLE:
                raise TraceError(
                    marked("errors", "{model} cannot read a text in parts, and {count} tokens are too many to be read at once. Take at most {most}."),
                    model=name, count=f"{len(ids):,}", most=f"{_WHOLE:,}",
                )  # fmt: skip
            reading = _Reading(backbone, ids, proof, control, wanted, pictures=pictures)
        reading.read()
    return reading.captured(
        tokens,
        model=loaded.source.name,
        document=document,
        limit=limit,
        memory_kind=model.config.memory_kind if isinstance(model, MemoryModel) else "",
    )


def _beside(layer: int, proof: Proof, num_tokens: int) -> frozenset[int]:
    """A layer and its neighbours, nearest first, as far as there is room for them."""
    chosen = proof.num_layers // 2 if layer < 0 else min(layer, proof.num_layers - 1)
    room = room_for_layers(num_tokens)
    count = max(1, room // max(1, proof.bytes_per_place * num_tokens))
    nearest = sorted(range(proof.num_layers), key=lambda other: abs(other - chosen))
    return frozenset(nearest[:count])


class _Reading:
    """A plain model's reading of a text."""

    _ends_early = True
    """Whether nobody needs what lies behind the last layer that is wanted."""

    def __init__(
        self,
        backbone: PreTrainedModel,
        ids: Tensor,
        proof: Proof,
        control: Control,
        layers: frozenset[int] | None,
        *,
        pictures: bool,
    ) -> None:
        self._backbone = backbone
        self._ids = ids
        self._proof = proof
        self._control = control
        maker = PictureMaker(self._most_places()) if pictures else None
        self._watch = Watch(
            type(backbone).__name__,
            layers,
            maker,
            ends_early=self._ends_early,
            checkpoint=control.checkpoint,
        )
        self._places: list[NDArray[np.int32]] = []
        self._segments: list[int] = [0]

    def _most_places(self) -> int:
        return len(self._ids)

    def read(self) -> None:
        """Read all of the text."""
        num_tokens = len(self._ids)
        part = _PART if self._proof.reads_in_parts else num_tokens
        cache = DynamicCache() if part < num_tokens else None
        with watching(self._backbone, self._watch):
            for start in range(0, num_tokens, part):
                self._control.checkpoint()
                stop = min(start + part, num_tokens)
                self._watch.begin(start, 0)
                with suppress(Enough):
                    self._backbone.base_model(
                        input_ids=self._ids[None, start:stop],
                        past_key_values=cache,
                        use_cache=cache is not None,
                    )
                self._control.report(
                    stop, num_tokens, marked("progress", "Reading, and watching the attention"),
                    "tokens",
                )  # fmt: skip
        self._places.append(np.arange(num_tokens, dtype=np.int32))
        self._segments.append(num_tokens)

    def captured(
        self, tokens: TokenisedText, *, model: str, document: str, limit: int | None,
        memory_kind: str,
    ) -> CapturedAttention:  # fmt: skip
        """What was kept."""
        places = np.concatenate(self._places)
        kept = {index: _whole(layer) for index, layer in self._watch.kept.items()}
        maker = self._watch.pictures
        return CapturedAttention(
            model=model,
            document=document,
            text=tokens.text,
            token_starts=tokens.starts,
            token_ends=tokens.ends,
            places=places,
            segment_starts=np.array(self._segments, np.int32),
            layers=tuple(index + 1 for index in self._proof.layers),
            num_heads=self._proof.num_heads,
            kept=kept,
            pictures=maker.made(len(places)) if maker is not None else None,
            memory_kind=memory_kind,
            is_truncated=tokens.is_truncated,
            limit=limit,
        )


class _ReadingWithMemory(_Reading):
    """A reading in segments, each with the memory of those before: of all layers, for the memory."""

    _ends_early = False

    def __init__(
        self, model: MemoryModel, ids: Tensor, proof: Proof, control: Control,
        layers: frozenset[int] | None, *, pictures: bool,
    ) -> None:  # fmt: skip
        self._model = model
        self._length = int(model.config.segment_length)
        super().__init__(model.backbone, ids, proof, control, layers, pictures=pictures)
        self._read_tokens = 0

    @override
    def _most_places(self) -> int:
        # No segment takes more beside its tokens than the first, which is a whole one.
        num_segments = -(-len(self._ids) // self._length)
        return len(self._ids) + num_segments * self._places_beside()

    def _places_beside(self) -> int:
        """How many places of the first segment are no tokens."""
        counted: list[int] = []
        handle = self._backbone.register_forward_pre_hook(
            lambda _, args, named: counted.append(_length_of(args, named)), with_kwargs=True
        )
        first = self._ids[: self._length]
        try:
            state = self._model.memory.initial_state(1)
            for _ in read_segments(self._model, first, state, control=self._control):
                pass
        finally:
            handle.remove()
        return max(counted, default=len(first)) - len(first)

    @override
    def read(self) -> None:
        handle = self._backbone.register_forward_pre_hook(self._begin, with_kwargs=True)
        total = -(-len(self._ids) // self._length)
        try:
            with watching(self._backbone, self._watch):
                state = self._model.memory.initial_state(1)
                for step in read_segments(self._model, self._ids, state, control=self._control):
                    if len(self._segments) != step.index + 2:
                        raise refusal(
                            self._model.config.memory_kind,
                            marked(
                                "errors",
                                "The attention of {model} cannot be shown truly, so it is not shown: its backbone reads a segment more than once.",
                            ),
                        )
                    self._read_tokens = step.stop
                    self._control.report(
                        step.index + 1, total,
                        marked("progress", "Reading, and watching the attention"), "segments",
                    )  # fmt: skip
        finally:
            handle.remove()

    def _begin(self, _: Any, args: tuple[Any, ...], named: dict[str, Any]) -> None:
        """The backbone is about to read the next segment, with what the memory puts beside it."""
        length = _length_of(args, named)
        start = self._segments[-1]
        self._watch.begin(start, start)
        # Where logits may be asked for, there the tokens are.
        asked = named.get("logits_to_keep")
        at = asked.cpu().numpy() if isinstance(asked, torch.Tensor) else np.arange(length)
        places = np.full(length, -1, np.int32)
        places[at] = self._read_tokens + np.arange(len(at))
        if self._watch.pictures is not None and len(at):
            self._watch.pictures.words = torch.from_numpy(start + at)
        others = np.flatnonzero(places < 0)
        behind = others > (at[-1] if len(at) else -1)
        for group in (others[~behind], others[behind]):
            places[group] = -1 - np.arange(len(group))
        self._places.append(places)
        self._segments.append(start + length)


def _length_of(args: tuple[Any, ...], named: dict[str, Any]) -> int:
    given = named.get("inputs_embeds")
    if given is None:
        given = named.get("input_ids", args[0] if args else None)
    return int(given.shape[1]) if given is not None else 0


def _whole(parts: WatchedLayer) -> AttentionLayer:
    """A layer's parts put together; they are let go of on the way."""

    def joined(tensors: list[Tensor], dim: int) -> NDArray[Any]:
        array: NDArray[Any] = torch.cat(tensors, dim=dim).numpy()
        tensors.clear()
        return array

    gaps = _packed(parts)
    return AttentionLayer(
        queries=joined(parts.queries, 1),
        keys=joined(parts.keys, 1),
        scale=parts.scale,
        cap=parts.cap,
        first=joined(parts.first, 0),
        stop=joined(parts.stop, 0),
        total=joined(parts.total, 1),
        highest=joined(parts.highest, 1),
        highest_mean=joined(parts.highest_mean, 0),
        gaps=gaps,
    )


def _packed(parts: WatchedLayer) -> NDArray[np.uint8] | None:
    """`AttentionLayer.gaps`."""
    if not any(parts.gaps):
        return None
    widest = max(
        int((stop - first).max()) for first, stop in zip(parts.first, parts.stop, strict=True)
    )
    packed = []
    for first, stop, gaps in zip(parts.first, parts.stop, parts.gaps, strict=True):
        at = torch.arange(widest)[None] + first[:, None]
        bits = at < stop[:, None]
        if gaps is not None:
            first_key, allowed = gaps
            bits &= allowed.gather(1, (at - first_key).clamp(0, allowed.shape[1] - 1))
        packed.append(np.packbits(bits.numpy(), axis=1))
    return np.concatenate(packed)
