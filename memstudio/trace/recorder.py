"""Records a trace: reads a document once, and stores what the memory did. `layout` says what.

Attention is reduced as soon as a segment was read and nothing older is kept, so memory does not
grow with the document.

Shapes: T segments, N tokens, S tokens of a segment, m slots, d width, L layers, H heads.
"""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from memstudio.errors import marked
from memstudio.memory.backbone import eager_attention
from memstudio.memory.slot_words import SlotLens, Words, mean_of
from memstudio.trace.document_reading import (
    NextToken,
    Predictions,
    SegmentStep,
    evaluating,
    read_segments,
    with_memory,
)
from memstudio.trace.layout import SEGMENTS_PER_CHUNK, Detail
from memstudio.trace.reader import TraceReader
from memstudio.trace.store import TraceWriter
from memstudio.trace.token_texts import TokenisedText, token_texts, tokenise_text

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from memstudio.memory.memory_kind import KindState, SlotWeights
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_NUM_PREDICTED = 5


def record_trace(
    loaded: LoadedModel,
    text: str,
    *,
    document: str,
    out: Path,
    control: Control,
    step: int | None = None,
    detail: Detail = "heads",
    max_tokens: int | None = None,
    command: str = "",
) -> TraceReader:
    """Read a document with a model and record what its memory did.

    The weights recorded are those of the forward pass that read the document. The memory is
    written after the last segment too, even when that is short (as `MemoryModel.commit` does).

    Args:
        loaded: a model with or without memory; a plain one is read segment by segment.
        text: the document.
        document: its name.
        out: the folder to be made; a trace that is there is replaced.
        control: takes progress; cancelling takes effect within a segment and leaves nothing.
        step: of training, for a probe.
        detail: the finest that weights are kept for; of long documents less may be.
        max_tokens: where to cut the document; None to read it all.
        command: what the user ran, kept in the trace.

    Raises:
        TraceError: the text is empty, the tokenizer gives no places, or `out` is something else.
        MemoryAttachError: the model gives no attention weights, or is no causal language model.
        StorageError: `out` cannot be written.
        Cancelled: through `control`.
    """
    tokens = tokenise_text(loaded.tokenizer, text, max_tokens)
    model = with_memory(loaded.model)
    length = model.config.segment_length
    with (
        evaluating(model),
        eager_attention(model.backbone),
        TraceWriter(out, segment_length=length) as writer,
    ):
        recording = _Recording(model, tokens, writer, keeps_layers=detail != "mean")
        recording.read(control)
        recording.name_slots(control)
        recording.spell(loaded.tokenizer)
        writer.describe(
            model=loaded.source.name,
            document=document,
            step=step,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            reduction="mean" if detail == "mean" else "mean+each",
            command=command,
        )
    return TraceReader(out)


class _Recording:
    """One pass over a document."""

    def __init__(
        self, model: MemoryModel, tokens: TokenisedText, writer: TraceWriter, *, keeps_layers: bool
    ) -> None:
        self._model = model
        self._writer = writer
        self._keeps_layers = keeps_layers
        self._ids = torch.from_numpy(tokens.ids.astype(np.int64)).to(model.device)
        self._next_token = NextToken(_NUM_PREDICTED)
        self._used_ids: set[int] = set(np.unique(tokens.ids).tolist())
        self._has_slots = False
        self._has_weights = False
        self._controls: dict[str, Words] = {}
        config, text_config = model.config, model.config.get_text_config(decoder=True)
        content = tokens.text.encode("utf-8", errors="replace")
        starts = [*range(0, len(tokens.ids), config.segment_length), len(tokens.ids)]
        self._num_segments = len(starts) - 1
        writer.append(
            text=np.frombuffer(content, np.uint8),
            token_ids=tokens.ids,
            token_start=tokens.starts,
            token_end=tokens.ends,
            segment_start=np.array(starts),
        )
        writer.describe(
            memory_kind=config.memory_kind,
            num_slots=0,
            dim=text_config.hidden_size,
            segment_length=config.segment_length,
            num_segments=self._num_segments,
            num_tokens=len(tokens.ids),
            num_layers=text_config.num_hidden_layers,
            num_heads=text_config.num_attention_heads,
            is_truncated=tokens.is_truncated,
            text_crc32=zlib.crc32(content),
        )

    def read(self, control: Control) -> None:
        """Read the document and store everything but words."""
        tensors = self._model.memory.initial_state(1)
        before = self._slots(tensors)
        self._has_slots = before.shape[0] > 0
        if self._has_slots:
            self._writer.describe(num_slots=before.shape[0], dim=before.shape[1])
            self._writer.append(states=_array(before[None]), norm=_array(before.norm(dim=-1)[None]))
        steps = read_segments(self._model, self._ids, tensors, control=control, capture=True)
        for segment in steps:
            self._keep_predictions(segment)
            if self._has_slots:
                before = self._keep_slots(before, self._slots(segment.reading.state))
            if segment.reading.weights is not None:
                self._keep_weights(segment.reading.weights)
            control.report(
                segment.index + 1,
                self._num_segments,
                marked("progress", "Recording the trace"),
                "segments",
            )

    def name_slots(self, control: Control) -> None:
        """Find the words of the stored states, a chunk at a time."""
        if not self._has_slots:
            return
        lens = SlotLens(self._model)
        states = self._writer.finish("states")
        if states is None or not lens.fits(states.shape[-1]):
            return
        num_states, num_slots, dim = states.shape
        device = self._model.device

        def seen(start: int) -> Tensor:
            control.checkpoint()
            part = np.asarray(states[start : start + SEGMENTS_PER_CHUNK])
            return lens.seen(torch.from_numpy(part.reshape(-1, dim)).to(device).float())

        mean = mean_of(seen(start) for start in range(0, num_states, SEGMENTS_PER_CHUNK))
        for start in range(0, num_states, SEGMENTS_PER_CHUNK):
            # One state at a time: its logits alone may be tens of megabytes.
            parts = [lens.words(rows, mean.mean) for rows in torch.split(seen(start), num_slots)]
            control.report(
                start + len(parts),
                num_states,
                marked("progress", "Finding the words of the slots"),
                "states",
            )
            for at, (words, scores) in enumerate(
                (
                    ("slot_words", "slot_word_score"),
                    ("slot_words_distinctive", "slot_word_distinctive_score"),
                )
            ):
                ids = torch.stack([part[at].ids for part in parts])
                self._use(ids)
                values = torch.stack([part[at].scores for part in parts])
                self._writer.append(**{words: _array(ids), scores: _array(values)})
        plain, distinctive = lens.control(mean.length, mean.spread)
        self._use(plain.ids)
        self._use(distinctive.ids)
        self._controls = {"plain": plain, "distinctive": distinctive}
        self._writer.describe(words_after_norm=lens.applies_norm)

    def spell(self, tokenizer: Any) -> None:
        """Store the text of every token that occurs."""
        spelt = token_texts(tokenizer, sorted(self._used_ids))
        content = json.dumps(spelt, ensure_ascii=False).encode("utf-8", errors="replace")
        self._writer.append(vocabulary=np.frombuffer(content, np.uint8))
        controls = {name: _spelt(words, spelt) for name, words in self._controls.items()}
        self._writer.describe(control_words=controls)

    def _slots(self, tensors: KindState) -> Tensor:
        # A copy: the first state may be a parameter, which must stay its model's alone.
        return self._model.memory.slot_view(tensors)[0].float().clone()

    def _use(self, ids: Tensor) -> None:
        self._used_ids.update(torch.unique(ids).tolist())

    def _keep_predictions(self, step: SegmentStep) -> None:
        ids = self._ids[step.start : step.stop]
        found: Predictions = self._next_token.follow(step.reading.logits[0], ids)
        self._use(found.ids[found.ids >= 0])
        self._writer.append(
            loss=_array(found.loss),
            predicted=_array(found.ids),
            predicted_probability=_array(found.probabilities),
        )

    def _keep_slots(self, before: Tensor, after: Tensor) -> Tensor:
        length, new_length = before.norm(dim=-1), after.norm(dim=-1)
        reference = torch.where(length > 0, length, new_length).clamp(min=1e-30)
        self._writer.append(
            states=_array(after[None]),
            norm=_array(new_length[None]),
            change=_array(((after - before).norm(dim=-1) / reference)[None]),
        )
        return after

    def _keep_weights(self, weights: SlotWeights) -> None:
        if not self._has_weights:
            # Some kinds work in one layer of the model, or in fewer to write than to read.
            shapes = [part.shape for part in (weights.read, weights.write) if part is not None]
            self._writer.describe(
                num_layers=max(shape[0] for shape in shapes),
                num_heads=max(shape[2] for shape in shapes),
            )
            self._has_weights = True
        read = weights.read[:, 0].float().mean(1)  # [L, S, m]
        mean = read.mean(0)
        self._writer.append(read=_array(mean), read_mass=_array(mean.mean(0)[None]))
        if self._keeps_layers:
            self._writer.append(read_layers=_array(read.transpose(0, 1)))
        if weights.write is not None:
            write = weights.write[:, 0].float().mean(1)  # [L, m, S]
            mass = write.mean(0).sum(-1)[None]
            write = functional.pad(write, (0, self._model.config.segment_length - write.shape[-1]))
            self._writer.append(write=_array(write.mean(0)[None]), write_mass=_array(mass))
            if self._keeps_layers:
                self._writer.append(write_layers=_array(write[None]))
        if weights.between is not None:
            between = weights.between[:, 0].float().mean((0, 1))
            self._writer.append(between=_array(between[None]))


def _array(tensor: Tensor) -> NDArray[Any]:
    array: NDArray[Any] = tensor.cpu().numpy()
    return array


def _spelt(words: Words, texts: dict[int, str]) -> list[list[tuple[str, float]]]:
    rows = zip(words.ids.tolist(), words.scores.tolist(), strict=True)
    return [
        [(texts[i], round(score, 4)) for i, score in zip(ids, scores, strict=True)]
        for ids, scores in rows
    ]
