"""A model measured on text: what the next tokens cost, and what it answers to rows."""

from __future__ import annotations

import math
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from torch.utils.data import Subset

from memstudio.data.corpus import read_corpus
from memstudio.data.read_settings import ReadSettings
from memstudio.data.tokenised import tokenise
from memstudio.errors import DataError, marked
from memstudio.evaluation.metrics.predictions import perplexity
from memstudio.evaluation.row_evaluation import evaluate_rows
from memstudio.evaluation.row_sample import sampled_rows
from memstudio.measuring.figures import SampledMetric, by_parts, of_rows, of_text
from memstudio.measuring.lines import LOSS
from memstudio.measuring.reading import Reading, telling
from memstudio.measuring.stretches import Stretches
from memstudio.training.arithmetic import in_precision
from memstudio.training.held_out import bytes_of_sample, read_held_out
from memstudio.training.masked_samples import masked_samples
from memstudio.training.prepared_data import (
    as_it_was_read,
    changed_file,
    file_records,
    read_record,
)
from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager

    from torch.utils.data import Dataset

    from memstudio.data.documents import Document, FileReport
    from memstudio.data.tokenised import TokenisedCorpus
    from memstudio.events import AnswerExample
    from memstudio.measuring.settings import MeasureSettings
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.training.batches import Sample
    from memstudio.training.held_out import SampleReading
    from memstudio.training.run_config import RunConfig

_AT_ONCE = 4
"""Texts that are read together."""
_LONGEST_ANSWER = 512
"""Tokens; what is expected sets the end of an answer as a rule."""
_NUM_EXAMPLES = 12


@dataclass(frozen=True)
class Text:
    """What is read, before it is made into a model's tokens.

    Attributes:
        documents: that are measured on.
        everything: that was read with them; says which labels there are.
        files: what the rows of each mean.
        segments: read in a row.
        tokens: read at most; 0 for all.
        rows: answered at most.
        run: whose held-out part it is; None for a text that was named.
    """

    documents: Sequence[Document]
    everything: Sequence[Document]
    files: Sequence[FileReport]
    segments: int
    tokens: int
    rows: int
    run: RunConfig | None = None


def named_text(settings: MeasureSettings, asked: ReadSettings, control: Control) -> Text:
    """The text that was named; `asked` says how it is read.

    Raises:
        DataError: there is none in it.
        Cancelled: through `control`.
    """
    paths = [Path(path) for path in settings.data]
    corpus = read_corpus(paths, control=control, asked=asked)
    if not corpus.documents:
        reasons = " ".join(f"{p.path}: {p.sentence()}" for p in corpus.all_problems)
        raise DataError(
            marked("errors", "There is no text to measure on. {reasons}"), reasons=reasons
        )
    return Text(
        corpus.documents, corpus.documents, corpus.files, settings.segments, settings.tokens,
        settings.rows,
    )  # fmt: skip


def held_out_text(folder: Path, settings: MeasureSettings, control: Control) -> Text:
    """What a run held out, split as the run split it.

    Raises:
        DataError: nothing was held out, or its files are not what they were.
        TrainingError: it is no run.
        Cancelled: through `control`.
    """
    run = RunFolder.open(folder)
    config = run.config()
    recorded = read_record(run.data, run.name) if run.data.is_file() else None
    if recorded is not None:
        config = as_it_was_read(config, recorded)
    asked = ReadSettings(config.row_kind, config.columns, config.encoding)
    missing = next((path for path in config.data if not Path(path).exists()), None)
    if missing is not None:
        raise DataError(
            marked("errors", "{path}, which the run was trained on, is not there any more. Put it back, or measure on another text."),
            path=missing,
        )  # fmt: skip
    corpus = read_corpus([Path(path) for path in config.data], control=control, asked=asked)
    changed = recorded and changed_file(recorded, {"files": file_records(corpus, control)})
    if changed:
        raise DataError(
            marked("errors", "{path} is not as it was when the run began, so what was held out cannot be told from what was learnt. Put the file back, or measure on another text."),
            path=changed,
        )  # fmt: skip
    _, held_out = corpus.split(config.validation_fraction, config.seed)
    if not held_out:
        raise DataError(
            marked("errors", "This run held nothing out: its text was too short to set a part aside. Measure on another text.")
        )  # fmt: skip
    most = config.validation_tokens
    if settings.tokens:
        most = min(most, settings.tokens)
    return Text(
        held_out, corpus.documents, corpus.files, config.segments_per_sample, most, settings.rows,
        config,
    )  # fmt: skip


def read_text(
    loaded: LoadedModel,
    model: MemoryModel,
    text: Text,
    seed: int,
    control: Control,
    beside: Stretches | None = None,
) -> Reading:
    """Read a text with a model, and let it answer the rows.

    Args:
        loaded: whose tokenizer is used.
        model: the model itself, or the same as one of kind `none`.
        text: what is read.
        seed: of the draws for the intervals.
        control: takes progress; may pause or cancel between two segments or tokens.
        beside: what another model read of it, which is read again; None to choose anew.

    Raises:
        DataError: there is too little text.
        Cancelled: through `control`.
    """
    has_memory = model.config.memory_kind != "none"
    tokens = tokenise(text.documents, loaded.tokenizer, control)
    length = model.config.segment_length
    if beside is None:
        stretches = Stretches.of(tokens, loaded.tokenizer, length, text.segments, text.tokens)
    else:
        stretches = beside.carried_to(tokens, loaded.tokenizer, control)
    places = stretches.places
    samples: Dataset[Sample] = stretches.windows
    precision: AbstractContextManager[None] = nullcontext()
    if text.run is not None:
        samples = masked_samples(stretches.windows, text.run, loaded.tokenizer)
        precision = in_precision(text.run, model.device)
    samples = Subset(samples, places)
    sizes = [bytes_of_sample(samples[index], loaded.tokenizer) for index in range(len(places))]
    documents = stretches.documents[places]
    with precision:
        read = [
            by_parts(_read(model, samples, control, resets=resets), sizes, documents)
            for resets in ((False, True) if has_memory else (False,))
        ]
        metrics = of_text(read[0], read[1] if has_memory else None, seed)
        answered, examples = _answered(loaded, model, text, seed, control)
    return Reading(
        metrics | answered,
        examples,
        _details(metrics[LOSS], tokens, length, has_memory=has_memory),
        stretches,
    )


def _details(
    loss: SampledMetric, tokens: TokenisedCorpus, length: int, *, has_memory: bool
) -> dict[str, Any]:
    reset = loss.reset.value if has_memory and loss.reset is not None else None
    kept = loss.kept.value if loss.kept.value is not None else math.nan
    return {
        "tokens": tokens.num_tokens,
        "loss": kept,
        "perplexity": perplexity(kept),
        "loss_memory_reset": reset,
        "perplexity_memory_reset": None if reset is None else perplexity(reset),
        "crosses_segments": int(np.diff(tokens.offsets).max()) > length,
    }


def _read(
    model: MemoryModel, samples: Dataset[Sample], control: Control, *, resets: bool
) -> list[tuple[float, int, int]]:
    """Of each sample the loss, the right tokens and the tokens."""
    found: list[tuple[float, int, int]] = []
    number = len(samples)  # type: ignore[arg-type]

    def on_sample(reading: SampleReading) -> None:
        found.append((reading.loss, reading.num_right, reading.num_tokens))

    read_held_out(
        model,
        samples,
        batch_size=_AT_ONCE,
        between=telling(control, number, resets=resets),
        resets_memory=resets,
        on_sample=on_sample,
    )
    return found


def _answered(
    loaded: LoadedModel, model: MemoryModel, text: Text, seed: int, control: Control
) -> tuple[dict[str, SampledMetric], tuple[AnswerExample, ...]]:
    tasks = sampled_rows(text.documents, text.everything, text.files, text.rows)
    total = sum(len(each.rows) for each in tasks)
    if not total:
        return {}, ()

    def between(done: int) -> None:
        control.checkpoint()
        control.report(done, total, marked("progress", "Answering rows"), "rows")

    found = evaluate_rows(
        model,
        loaded.tokenizer,
        tasks,
        max_new_tokens=_LONGEST_ANSWER,
        resets_memory=model.config.memory_kind != "none",
        between=between,
        num_examples=_NUM_EXAMPLES,
    )
    control.report(0, 0, marked("progress", "Working out how far chance goes"))
    metrics: dict[str, SampledMetric] = {}
    for each in found.answered:
        metrics |= of_rows(each, seed, control.checkpoint)
    return metrics, found.examples
