"""Records a trace: reads a document once, and stores what the memory did. `layout` says what.

Attention is reduced as soon as a segment was read and nothing older than a few segments is kept, so
memory does not grow with the document.

Shapes: T segments, N tokens, S tokens of a segment, m slots, d width, L layers, H heads.
"""

from __future__ import annotations

import json
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from memstudio.errors import marked
from memstudio.memory.evaluating import evaluating
from memstudio.memory.lean_eager import recorded_attention
from memstudio.models.weights_mark import WeightsMark
from memstudio.trace.budget import BUDGET, Sizes
from memstudio.trace.document_reading import (
    NextToken,
    Predictions,
    SegmentStep,
    read_segments,
    with_memory,
)
from memstudio.trace.overviews import NumberOverview
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorded_states import SlotNamer, StatesRecorder
from memstudio.trace.recorded_weights import WeightsRecorder
from memstudio.trace.store import TraceWriter
from memstudio.trace.token_texts import TokenisedText, token_texts, tokenise_text
from memstudio.trace.without_memory import loss_without_memory

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.memory.slot_words import Words
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.trace.layout import Detail

_NUM_PREDICTED = 5
_MAPPED_BLOCK = 31 << 20
_GATHERED = 16
"""Segments whose predictions are stored together."""


def record_trace(
    loaded: LoadedModel,
    text: str | TokenisedText,
    *,
    document: str,
    out: Path,
    control: Control,
    step: int | None = None,
    detail: Detail = "heads",
    gain: bool = False,
    budget: int = BUDGET,
    max_tokens: int | None = None,
    command: str = "",
) -> TraceReader:
    """Read a document with a model and record what its memory did.

    The weights recorded are those of the forward pass that read the document. The memory is
    written after the last segment too, even when that is short (as `MemoryModel.commit` does).

    Args:
        loaded: a model with or without memory; a plain one is read segment by segment.
        text: the document, or its tokens.
        document: its name.
        out: the folder to be made; a trace that is there is replaced.
        control: takes progress; cancelling takes effect within a segment and leaves nothing.
        step: of training, for a probe.
        detail: the finest that weights are kept for; of long documents less may be.
        gain: whether to read the document without memory too, and keep what each token gained; a
            model without memory gains nothing, and nothing is kept.
        budget: bytes that the trace may take, before compression.
        max_tokens: where to cut the document; None to read it all.
        command: what the user ran, kept in the trace.

    Raises:
        TraceError: the text is empty, the tokenizer gives no places, or `out` is something else.
        MemoryAttachError: the model gives no attention weights, or is no causal language model.
        StorageError: `out` cannot be written.
        Cancelled: through `control`.
    """
    _keep_freed_memory()
    tokens = text
    if isinstance(tokens, str):
        tokens = tokenise_text(loaded.tokenizer, tokens, max_tokens, control)
    model = with_memory(loaded.model)
    length = model.config.segment_length
    with (
        evaluating(model),
        recorded_attention(model.backbone),
        TraceWriter(out, segment_length=length) as writer,
    ):
        recording = _Recording(model, tokens, writer, detail, budget)
        recording.read(control)
        if gain and recording.has_slots:
            recording.compare(control)
        recording.name_slots(control)
        recording.spell(loaded.tokenizer)
        weights = WeightsMark.of(model)
        writer.describe(
            model=loaded.source.name,
            model_reference=loaded.source.lasting_reference,
            weights=None if weights is None else str(weights),
            document=document,
            step=step,
            created=datetime.now(UTC).isoformat(timespec="seconds"),
            reduction="mean" if detail == "mean" else "mean+each",
            command=command,
        )
    return TraceReader(out)


def _keep_freed_memory() -> None:
    """Let the C library reuse what a segment frees, instead of giving it back and asking again.

    glibc gives back free memory beyond twice the size of the largest block that it ever had to map
    by itself. So one such block, as large as counts, makes every segment after it faster.
    """
    torch.empty(_MAPPED_BLOCK, dtype=torch.uint8)


class _Recording:
    """One pass over a document."""

    def __init__(
        self,
        model: MemoryModel,
        tokens: TokenisedText,
        writer: TraceWriter,
        detail: Detail,
        budget: int,
    ) -> None:
        self._model = model
        self._writer = writer
        self.has_slots = model.config.num_slots > 0
        self._detail: Detail = detail
        self._budget = budget
        self._ids = torch.from_numpy(tokens.ids.astype(np.int64)).to(model.device)
        self._next_token = NextToken(_NUM_PREDICTED)
        self._predictions: list[Predictions] = []
        self._overview = NumberOverview("loss", len(tokens.ids), writer)
        config, text_config = model.config, model.config.get_text_config(decoder=True)
        self._used = np.zeros(1 + max(int(tokens.ids.max()), int(text_config.vocab_size)), bool)
        self._used[tokens.ids] = True
        self._controls: dict[str, Words] = {}
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
            writes_are_parts=self._model.memory.writes_are_parts,
            gate_is_learnt=self._model.memory.gate_is_learnt,
            model_layers={k: list(v) for k, v in self._model.memory.model_layers.items()},
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
        memory = self._model.memory
        tensors = memory.initial_state(1)
        initial = memory.slot_view(tensors)[0]
        sizes = Sizes(
            len(self._ids), self._num_segments, self._model.config.segment_length, *initial.shape
        )
        states = None
        if sizes.num_slots:
            states = StatesRecorder(self._writer, sizes, initial, budget=self._budget)
        weights = WeightsRecorder(self._writer, sizes, finest=self._detail, budget=self._budget)
        steps = read_segments(
            self._model, self._ids, tensors, control=control,
            capture=True, mean_will_do=weights.keeps_means_alone,
        )  # fmt: skip
        for segment in steps:
            self._keep_predictions(segment)
            seen = segment.reading.weights
            if states is not None:
                states.keep(memory.slot_view(segment.reading.state)[0], seen)
            if seen is not None:
                weights.keep(seen)
            control.report(
                segment.index + 1,
                self._num_segments,
                marked("progress", "Recording the trace"),
                "segments",
            )
        self._store_predictions()
        self._overview.finish()
        weights.finish()
        if states is not None:
            states.finish()

    def compare(self, control: Control) -> None:
        """Read the document without memory, and store what each token gained by it."""
        overview = NumberOverview("gain", len(self._ids), self._writer)
        losses = self._writer.finish("loss")
        assert losses is not None  # noqa: S101
        start = 0
        for without in loss_without_memory(self._model, self._ids, control):
            found = torch.from_numpy(np.asarray(losses[start : start + len(without)]))
            gain = without.cpu() - found
            self._writer.append(gain=gain.numpy())
            overview.add(gain)
            start += len(without)
        overview.finish()

    def name_slots(self, control: Control) -> None:
        """Find the words of the stored states."""
        self._controls = SlotNamer(self._model, self._writer, self._used).name(control)

    def spell(self, tokenizer: Any) -> None:
        """Store the text of every token that occurs."""
        spelt = token_texts(tokenizer, np.flatnonzero(self._used).tolist())
        content = json.dumps(spelt, ensure_ascii=False).encode("utf-8", errors="replace")
        self._writer.append(vocabulary=np.frombuffer(content, np.uint8))
        controls = {name: _spelt(words, spelt) for name, words in self._controls.items()}
        self._writer.describe(control_words=controls)

    def _keep_predictions(self, step: SegmentStep) -> None:
        ids = self._ids[step.start : step.stop]
        self._predictions.append(self._next_token.follow(step.reading.logits[0], ids))
        if len(self._predictions) == _GATHERED:
            self._store_predictions()

    def _store_predictions(self) -> None:
        if not self._predictions:
            return
        loss = torch.cat([each.loss for each in self._predictions])
        ids = torch.cat([each.ids for each in self._predictions]).cpu().numpy()
        probabilities = torch.cat([each.probabilities for each in self._predictions])
        self._predictions = []
        # The -1 of the first token marks the last entry, which no word has.
        self._used[ids] = True
        self._used[-1] = False
        self._overview.add(loss)
        self._writer.append(
            loss=loss.cpu().numpy(),
            predicted=ids,
            predicted_probability=probabilities.cpu().numpy(),
        )


def _spelt(words: Words, texts: dict[int, str]) -> list[list[tuple[str, float]]]:
    rows = zip(words.ids.tolist(), words.scores.tolist(), strict=True)
    return [
        [(texts[i], round(score, 4)) for i, score in zip(ids, scores, strict=True) if i >= 0]
        for ids, scores in rows
    ]
