"""How well a model predicts a text, with its memory and with the memory reset."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from memstudio.events import AnswerExample, MetricFigure
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_ROWS = 4  # texts read at once
_LONGEST_ANSWER = 64


@dataclass(frozen=True)
class HeldOutFigures:
    """What was measured.

    Attributes:
        tokens: in the text.
        loss: nats per token, with the memory carried on from segment to segment.
        loss_memory_reset: the same with a fresh memory for each segment; None without a memory.
        metrics: of the rows that were answered, by name; and of the loss.
        examples: a few of the answers.
    """

    tokens: int
    loss: float
    loss_memory_reset: float | None
    metrics: dict[str, MetricFigure] = field(default_factory=dict)
    examples: tuple[AnswerExample, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As plain values, with perplexities."""
        reset = self.loss_memory_reset
        return {
            "tokens": self.tokens,
            "loss": self.loss,
            "perplexity": math.exp(self.loss),
            "loss_memory_reset": reset,
            "perplexity_memory_reset": None if reset is None else math.exp(reset),
            "metrics": {name: figure.model_dump() for name, figure in self.metrics.items()},
            "examples": [example.model_dump() for example in self.examples],
        }


def measure_text(
    loaded: LoadedModel, paths: Sequence[Path], *, segments: int, rows: int, control: Control
) -> HeldOutFigures:
    """Read texts and measure the loss on their tokens.

    Args:
        loaded: a model with or without a memory.
        paths: files and folders.
        segments: how many segments in a row are read before the memory begins anew.
        rows: how many rows of tables are answered at most; 0 for none.
        control: takes progress; may cancel.

    Raises:
        DataError: there is no text in `paths`.
    """
    from memstudio.data.corpus import read_corpus
    from memstudio.data.tokenised import SegmentWindows, tokenise
    from memstudio.evaluation.row_evaluation import evaluate_rows
    from memstudio.evaluation.row_sample import sampled_rows
    from memstudio.trace.document_reading import with_memory
    from memstudio.training.held_out import num_bytes, read_held_out
    from memstudio.training.prediction_metrics import prediction_metrics

    corpus = read_corpus(paths, control=control)
    if not corpus.documents:
        reasons = " ".join(f"{p.path}: {p.sentence()}" for p in corpus.all_problems)
        raise DataError(
            marked("errors", "There is no text to measure on. {reasons}"), reasons=reasons
        )
    model = with_memory(loaded.model)
    tokens = tokenise(corpus.documents, loaded.tokenizer, control)
    samples = SegmentWindows(tokens, model.config.segment_length, segments)
    has_memory = model.config.memory_kind != "none"
    readings = []
    for resets in (False, True) if has_memory else (False,):
        text = (
            marked("progress", "Measuring with the memory reset")
            if resets
            else marked("progress", "Measuring")
        )

        def between(done: int, text: str = text) -> None:
            control.checkpoint()
            control.report(done, len(samples), text, "texts")

        readings.append(
            read_held_out(model, samples, batch_size=_ROWS, between=between, resets_memory=resets)
        )
    kept, reset = readings[0], readings[1] if has_memory else None
    size = num_bytes(samples, len(samples), loaded.tokenizer)
    metrics = prediction_metrics(kept, reset, size)
    tasks = sampled_rows(corpus.documents, corpus.documents, corpus.files, rows)
    total = sum(len(each.rows) for each in tasks)

    def answered(done: int) -> None:
        control.checkpoint()
        control.report(done, total, marked("progress", "Answering rows"), "rows")

    found = evaluate_rows(
        model,
        loaded.tokenizer,
        tasks,
        max_new_tokens=_LONGEST_ANSWER,
        resets_memory=has_memory,
        between=answered,
    )
    return HeldOutFigures(
        tokens.num_tokens,
        kept.loss,
        None if reset is None else reset.loss,
        metrics | found.metrics,
        found.examples,
    )
