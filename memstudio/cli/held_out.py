"""How well a model predicts a text, or the numbers of texts, with its memory and with it reset."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from memstudio.data.corpus import Corpus
    from memstudio.data.read_settings import ReadSettings
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


@dataclass(frozen=True)
class NumberFigures:
    """What was measured of the numbers that texts were to say.

    Attributes:
        texts: that were read.
        metrics: by name.
        examples: a few of the texts.
    """

    texts: int
    metrics: dict[str, MetricFigure]
    examples: tuple[AnswerExample, ...]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {
            "texts": self.texts,
            "metrics": {name: figure.model_dump() for name, figure in self.metrics.items()},
            "examples": [example.model_dump() for example in self.examples],
        }


def measure_numbers(
    loaded: LoadedModel, paths: Sequence[Path], *, control: Control
) -> NumberFigures:
    """Read texts to their ends, and measure the numbers that are said of them.

    Args:
        loaded: a model with a head for numbers.
        paths: files and folders of tables.
        control: takes progress; may cancel.

    Raises:
        DataError: there is no text in `paths`, or no numbers, or the model says none.
    """
    from memstudio.data.number_samples import NumberSamples, numbers_of
    from memstudio.data.tokenised import tokenise
    from memstudio.training.held_out_numbers import read_numbers
    from memstudio.training.prediction_metrics import number_examples, number_metrics

    model = loaded.model
    scale = getattr(model, "value_scale", None)
    if scale is None:
        raise DataError(
            marked("errors", "{model} has no head that says numbers. Measure it on text with --task text."),
            model=loaded.source.name,
        )  # fmt: skip
    documents = _read(paths, control, _rows_of(loaded)).documents
    numbers = (numbers_of(documents) - scale.mean) / scale.scale
    samples = NumberSamples(tokenise(documents, loaded.tokenizer, control), numbers)
    readings = []
    for resets in (False, True) if model.config.memory_kind != "none" else (False,):
        between = _telling(control, len(samples), resets=resets)
        readings.append(
            read_numbers(model, samples, batch_size=_ROWS, between=between, resets_memory=resets)
        )
    kept, reset = readings[0], readings[1] if len(readings) > 1 else None
    return NumberFigures(
        len(samples), number_metrics(kept, reset), number_examples(documents, kept, reset)
    )


def _rows_of(loaded: LoadedModel) -> ReadSettings:
    """How the rows were read that a model was trained on."""
    from memstudio.data.read_settings import ReadSettings

    rows = (loaded.model.config.trained_on or {}).get("rows") or {}
    return ReadSettings(rows.get("kind"), rows.get("columns") or {})


def _read(paths: Sequence[Path], control: Control, asked: ReadSettings | None = None) -> Corpus:
    """What is in files and folders.

    Raises:
        DataError: there is no text.
    """
    from memstudio.data.corpus import read_corpus

    corpus = read_corpus(paths, control=control, asked=asked)
    if not corpus.documents:
        reasons = " ".join(f"{p.path}: {p.sentence()}" for p in corpus.all_problems)
        raise DataError(
            marked("errors", "There is no text to measure on. {reasons}"), reasons=reasons
        )
    return corpus


def _telling(control: Control, total: int, *, resets: bool) -> Callable[[int], None]:
    text = (
        marked("progress", "Measuring with the memory reset")
        if resets
        else marked("progress", "Measuring")
    )

    def between(done: int) -> None:
        control.checkpoint()
        control.report(done, total, text, "texts")

    return between


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
    from memstudio.data.tokenised import SegmentWindows, tokenise
    from memstudio.evaluation.row_evaluation import evaluate_rows
    from memstudio.evaluation.row_sample import sampled_rows
    from memstudio.trace.document_reading import with_memory
    from memstudio.training.held_out import num_bytes, read_held_out
    from memstudio.training.prediction_metrics import prediction_metrics

    corpus = _read(paths, control)
    model = with_memory(loaded.model)
    tokens = tokenise(corpus.documents, loaded.tokenizer, control)
    samples = SegmentWindows(tokens, model.config.segment_length, segments)
    has_memory = model.config.memory_kind != "none"
    readings = []
    for resets in (False, True) if has_memory else (False,):
        between = _telling(control, len(samples), resets=resets)
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
