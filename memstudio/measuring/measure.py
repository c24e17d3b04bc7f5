"""One model measured, and another beside it: the same for the window and the command line."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio.errors import DataError, MemStudioError, marked
from memstudio.evaluation.fresh_stories import write_alike
from memstudio.measuring.help import check_memory, measure_help, without_memory
from memstudio.measuring.measurement import MeasuredMetric, Measurement, ModelMeasures
from memstudio.measuring.retention import measure_retention
from memstudio.measuring.runs import run_of
from memstudio.measuring.settings import OF_HEADS, WITHOUT_MEMORY, MeasureSettings
from memstudio.measuring.stories import measure_stories, story_metrics
from memstudio.measuring.text import Text, held_out_text, named_text, read_text
from memstudio.measuring.text_ends import read_ends, rows_of
from memstudio.memory.attach import open_model
from memstudio.memory.evaluating import evaluating
from memstudio.memory.memory_model import MemoryModel
from memstudio.models.load import LoadedModel
from memstudio.models.source import ModelSource
from memstudio.trace.document_reading import with_memory
from memstudio.training.random_state import undisturbed_randomness

if TYPE_CHECKING:
    from memstudio.evaluation.story_recall import StoryRecallReport
    from memstudio.events import AnswerExample
    from memstudio.measuring.reading import Reading
    from memstudio.progress import Control


_OF_MEMORY = frozenset({"memory-help", "retention"})
"""What only a memory can be measured on."""


@dataclass(frozen=True)
class _Found:
    """What came of one model: of a text, or of stories, or of its memory."""

    model: MemoryModel
    loaded: LoadedModel
    memory: tuple[dict[str, MeasuredMetric], dict[str, Any]] | None = None
    reading: Reading | None = None
    report: StoryRecallReport | None = None
    examples: tuple[AnswerExample, ...] = ()


def measure(loaded: LoadedModel, settings: MeasureSettings, control: Control) -> Measurement:
    """Measure a model, and the baseline alike when one is named.

    The model stays as it is, and so do the random numbers that a run of it would draw.

    Args:
        loaded: with or without a memory.
        settings: what on.
        control: takes progress; may pause or cancel between two segments or tokens.

    Raises:
        DataError: there is no text, or too little, or the model cannot be asked about stories.
        MemoryAttachError: a model without a memory is no causal language model.
        MemStudioError: the baseline cannot be opened, or is the model itself.
        Cancelled: through `control`.
    """
    began = time.monotonic()
    with undisturbed_randomness():
        # What cannot be opened or compared is said before anything is measured.
        other = _opened_baseline(loaded, settings, control)
        text = _text(loaded, settings, control)
        own = _read(loaded, settings, text, control)
        baseline = None
        if settings.baseline:
            other = other or _without_memory(loaded)
            baseline = _read(other, settings, text, control, beside=own)
    return Measurement(
        of=_measures(own, baseline, settings),
        baseline=None if baseline is None else _measures(baseline, None, settings),
        settings=_plain(settings),
        seconds=round(time.monotonic() - began, 2),
        device=str(own.model.device),
    )


# ---------------------------------------------------------------------- what on


def _text(loaded: LoadedModel, settings: MeasureSettings, control: Control) -> Text | None:
    if settings.task == "stories":
        return None
    if settings.task == "memory-help":
        if settings.data:
            return named_text(settings, settings.asked, control)
        return held_out_text(Path(settings.run), settings, control) if settings.run else None
    if settings.task in {"text", "retention", *OF_HEADS.values()}:
        if not settings.data:
            raise DataError(marked("errors", "There is no text to measure on. Name a file or a folder."))  # fmt: skip
        is_of_heads = settings.task in OF_HEADS.values()
        asked = rows_of(loaded, settings.asked) if is_of_heads else settings.asked
        return named_text(settings, asked, control)
    folder = Path(settings.run) if settings.run else run_of(loaded.source.path)
    if folder is None:
        raise DataError(
            marked("errors", "{model} does not lie in the folder of a run, so it is not known what was held out. Measure on a text instead."),
            model=loaded.source.name,
        )  # fmt: skip
    return held_out_text(folder, settings, control)


def _opened_baseline(
    loaded: LoadedModel, settings: MeasureSettings, control: Control
) -> LoadedModel | None:
    """The other model that is named; None when there is none, or it is the same without memory.

    Raises:
        MemStudioError: it cannot be opened, or one of the two cannot be measured as is asked.
    """
    found = None
    if settings.baseline not in {"", WITHOUT_MEMORY}:
        found = open_model(
            settings.baseline, device=settings.device, control=control, online=settings.online
        )
    if settings.task == "stories" and found is not None:
        if not write_alike(loaded.tokenizer, found.tokenizer):
            raise MemStudioError(
                marked("errors", "{model} cannot be asked about the same stories: its tokenizer cuts words into other tokens, in which their length is counted. Take another model to compare with."),
                model=found.source.name,
            )  # fmt: skip
    elif settings.task in _OF_MEMORY:
        for each in (loaded, found):
            if each is not None:
                check_memory(each, with_memory(each.model))
        if settings.baseline == WITHOUT_MEMORY:
            raise MemStudioError(
                marked("errors", "What a memory gives is measured with it and without it as it is. Compare with another model, or with none."),
            )  # fmt: skip
    elif settings.baseline == WITHOUT_MEMORY and not _has_memory(loaded):
        raise MemStudioError(
            marked("errors", "{model} has no memory that it could be compared without. Take another model to compare with."),
            model=loaded.source.name,
        )  # fmt: skip
    return found


def _has_memory(loaded: LoadedModel) -> bool:
    model = loaded.model
    return isinstance(model, MemoryModel) and model.config.memory_kind != WITHOUT_MEMORY


def _without_memory(loaded: LoadedModel) -> LoadedModel:
    """The same weights without their memory."""
    model = loaded.model
    assert isinstance(model, MemoryModel)  # noqa: S101 - it was seen to have a memory
    plain = without_memory(model)
    # What the same weights say at the end of texts belongs to them.
    plain.copy_heads(model)
    source = ModelSource(
        WITHOUT_MEMORY, loaded.source.name, loaded.source.format, loaded.source.path
    )
    return LoadedModel(plain, loaded.tokenizer, source)


def _read(
    loaded: LoadedModel,
    settings: MeasureSettings,
    text: Text | None,
    control: Control,
    beside: _Found | None = None,
) -> _Found:
    """What comes of a model; of a baseline on the very same as of the one that it stands beside."""
    model = with_memory(loaded.model)
    if settings.task == "memory-help":
        return _Found(model, loaded, memory=measure_help(loaded, model, text, settings, control))
    if settings.task == "retention":
        assert text is not None, "it is asked for"  # noqa: S101
        found = measure_retention(loaded, model, text, settings, control)
        return _Found(model, loaded, memory=found)
    with evaluating(model):
        if text is None:
            report, examples = measure_stories(
                loaded, model, settings.stories, settings.seed, control,
                None if beside is None else beside.model,
            )  # fmt: skip
            return _Found(model, loaded, report=report, examples=examples)
        objective = next((o for o, task in OF_HEADS.items() if task == settings.task), "")
        if text.run is not None and text.run.objective in OF_HEADS:
            objective = text.run.objective
        if objective:
            reading = read_ends(loaded, model, text, objective, settings.seed, control)
        else:
            stretches = None
            if beside is not None and beside.reading is not None:
                stretches = beside.reading.stretches
            reading = read_text(loaded, model, text, settings.seed, control, stretches)
    return _Found(model, loaded, reading=reading, examples=reading.examples)


# ---------------------------------------------------------------------- what came of it


def _measures(found: _Found, beside: _Found | None, settings: MeasureSettings) -> ModelMeasures:
    kind = found.model.config.memory_kind
    metrics: dict[str, MeasuredMetric] = {}
    details: dict[str, Any] = {}
    if found.report is not None:
        other = beside.report if beside is not None else None
        metrics = story_metrics(found.report, other, has_memory=kind != "none")
        details = found.report.to_json()
    if found.memory is not None:
        metrics, details = found.memory
    if found.reading is not None:
        others = beside.reading.metrics if beside is not None and beside.reading else {}
        metrics = {
            name: each.finished(others.get(name)) for name, each in found.reading.metrics.items()
        }
        details = found.reading.details
    return ModelMeasures(
        model=found.loaded.source.reference,
        name=found.loaded.source.name,
        memory=None if kind == "none" else kind,
        task=settings.task,
        metrics=metrics,
        examples=found.examples,
        details=details,
    )


def _plain(settings: MeasureSettings) -> dict[str, Any]:
    values = asdict(settings)
    values["data"] = list(settings.data)
    return values
