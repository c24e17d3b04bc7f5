"""Where a model is trained, measured and compared, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication

from memstudio.gui.run_words import brief_name
from memstudio.gui.sights.sight import Sight, joined
from memstudio.gui.widgets.number_format import count, decimal, percent

if TYPE_CHECKING:
    from memstudio.data.preview import CorpusPreview
    from memstudio.gui.evaluate_page import EvaluatePage
    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.panes.runs.pane import RunsPane
    from memstudio.gui.run_view import RunView
    from memstudio.models.summary import ModelSummary


def start_sight(window: MainWindow) -> Sight:
    """Where one is on the way."""
    translate = QCoreApplication.translate
    session = window.session
    return Sight(
        translate("Sights", "The way through MemStudio"),
        (model_sentence(session.model), corpus_sentence(session.corpus), run_sentence(session.run)),
        translate("Sights", "The four cards are the way: a model, a text, a training, its memory. The coloured button is the next step; the cards below fill in everything for one task."),
        translate("Sights", "The demo needs nothing else: open it, look at its memory, take a slot out, and see its answer change."),
        guide="start",
    )  # fmt: skip


def train_sight(window: MainWindow) -> Sight:
    """How the run on show goes."""
    translate = QCoreApplication.translate
    session = window.session
    curves = window.train_page().progress.chart.sentences()
    return Sight(
        translate("Sights", "A training: what is set, and how it goes"),
        (corpus_sentence(session.corpus), run_sentence(session.run), *curves),
        translate("Sights", "At the left is what the run is made of; at the right the loss falls as the model learns. Two curves are of the same held-out text, one with the memory reset before each segment: the gap between them is what the memory gives."),
        translate("Sights", "Hold the run and ask the model on the Use page, or look at its probe on the Memory page; “Does it help?” measures it when it is done."),
        guide="train",
    )  # fmt: skip


def model_sentence(model: ModelSummary | None) -> str:
    """What is open."""
    translate = QCoreApplication.translate
    if model is None:
        return translate("Sights", "No model is open.")
    if not model.has_memory:
        text = translate("Sights", "{model} is open; it has no memory yet.")
        return text.format(model=brief_name(model.name))
    text = translate("Sights", "{model} is open, with a memory of {slots} slots ({kind}).")
    return text.format(
        model=brief_name(model.name), slots=count(model.num_slots or 0), kind=model.memory_kind
    )


def corpus_sentence(corpus: CorpusPreview | None) -> str:
    """What there is to learn from."""
    translate = QCoreApplication.translate
    if corpus is None:
        return translate("Sights", "There is no text to learn from yet.")
    text = translate("Sights", "The dataset is {name}: {files} file(s), {characters} characters.")
    if corpus.num_tokens is not None:
        text = translate("Sights", "The dataset is {name}: {files} file(s), {tokens} tokens.")
    return text.format(
        name=corpus.files[0].name if corpus.files else "–",
        files=count(len(corpus.files)),
        characters=count(sum(file.num_characters for file in corpus.files)),
        tokens=count(corpus.num_tokens or 0),
    )


def run_sentence(run: RunView | None) -> str:
    """How far the run on show is."""
    translate = QCoreApplication.translate
    if run is None:
        return translate("Sights", "No run is on show.")
    text = {
        "running": translate("Sights", "The run {run} is on, at step {step} of {total}."),
        "paused": translate("Sights", "The run {run} is held at step {step} of {total}."),
        "completed": translate("Sights", "The run {run} is complete, with {step} steps."),
    }.get(run.state, translate("Sights", "The run {run} stands at step {step} of {total}."))
    said = text.format(run=run.name, step=count(run.step), total=count(run.total_steps))
    said = " ".join(said.split())
    if run.last_step is None:
        return said
    loss = translate("Sights", "Its last loss was {loss}.")
    return joined((said, loss.format(loss=decimal(run.last_step.loss, 3))))


def evaluate_sight(window: MainWindow) -> Sight:
    """What was measured, of this model or of several memories."""
    page = cast("EvaluatePage", window.page("evaluate"))
    is_benchmark = page.tabs.currentWidget() is page.benchmark
    return _benchmark(window) if is_benchmark else _measure(window)


def _measure(window: MainWindow) -> Sight:
    translate = QCoreApplication.translate
    measuring = window.session.measuring
    said = translate("Sights", "Nothing was measured of a model yet.")
    if measuring.kept:
        text = translate("Sights", "{number} measurements are kept; the latest is of {model}.")
        latest = measuring.kept[0].measurement.of.name
        said = text.format(number=count(len(measuring.kept)), model=brief_name(latest))
    return Sight(
        translate("Sights", "What the open model can do"),
        (model_sentence(window.session.model), said),
        translate("Sights", "Each row is a figure: with the memory, with the memory reset before each segment, and of the baseline. Beneath a value stands where it lies with 95% certainty."),
        translate("Sights", "The column with the memory reset is the intervention: where it is no worse, the figure does not come from the memory."),
        guide="evaluate",
    )  # fmt: skip


def _benchmark(window: MainWindow) -> Sight:
    translate = QCoreApplication.translate
    benchmark = window.session.benchmark
    said = [translate("Sights", "No benchmark of your own was run yet: what is shown came with MemStudio.")]  # fmt: skip
    if benchmark.records:
        kinds = {record.kind for record in benchmark.records}
        tasks = {record.task for record in benchmark.records}
        text = translate("Sights", "Your own results: {trials} trials of {kinds} memories on {tasks} tasks.")  # fmt: skip
        said = [text.format(trials=count(len(benchmark.records)), kinds=count(len(kinds)), tasks=count(len(tasks)))]  # fmt: skip
    if benchmark.plan:
        text = translate("Sights", "Of the benchmark at hand {done} of {total} trials are done.")
        said.append(text.format(done=count(benchmark.num_done), total=count(len(benchmark.plan))))
    return Sight(
        translate("Sights", "Memories compared on tasks"),
        tuple(said),
        translate("Sights", "A row is a memory, a column a task, a cell the share of right answers; the more it is above guessing, the stronger its colour. Click a cell for its seeds and its controls."),
        translate("Sights", "The controls of a cell, such as the memory reset, say whether the task needs a memory at all."),
        guide="benchmark",
    )  # fmt: skip


def runs_sight(window: MainWindow) -> Sight:
    """Which runs there are and which are compared."""
    translate = QCoreApplication.translate
    table = cast("RunsPane", window.page("runs")).table
    chosen = table.chosen()
    text = translate("Sights", "{runs} runs are known, {shown} of them listed; {chosen} selected.")
    said = [
        text.format(
            runs=count(len(table.runs.runs)), shown=count(table.filter.rowCount()), chosen=count(len(chosen))
        )
    ]  # fmt: skip
    if len(chosen) == 1:
        run, text = chosen[0], translate("Sights", "{run}: step {step} of {total}.")
        said.append(text.format(run=run.shown_name, step=count(run.step), total=count(run.total_steps)))  # fmt: skip
    return Sight(
        translate("Sights", "All runs, and what sets them apart"),
        tuple(said),
        translate("Sights", "Each row is a training. Those that are selected are drawn together below, each in its own colour, and the settings in which they differ stand on the other tab."),
        translate("Sights", "To see whether one setting made the difference, duplicate a run, change that setting alone, and train it with the same seed."),
        guide="runs",
    )  # fmt: skip


def monitor_sight(window: MainWindow) -> Sight:
    """What came, and how the rule stands."""
    translate = QCoreApplication.translate
    monitoring = window.session.monitoring
    if not monitoring.items:
        said = [translate("Sights", "No text has come yet.")]
    else:
        text = translate("Sights", "{texts} texts came; {alerts} alerts were raised.")
        said = [text.format(texts=count(monitoring.num_items), alerts=count(len(monitoring.alerts)))]  # fmt: skip
    verdict = monitoring.verdict
    if verdict is not None and verdict.num_texts:
        text = translate("Sights", "Of the last {texts} texts {negative} are negative ({share}); of the {before} before them, {negative_before}. By chance alone so many or more would come with probability {p}.")  # fmt: skip
        said.append(
            text.format(
                texts=count(verdict.num_texts), negative=count(verdict.num_negative),
                share=percent(verdict.num_negative / verdict.num_texts), before=count(verdict.num_before),
                negative_before=count(verdict.num_negative_before), p=decimal(verdict.p, 4),
            )
        )  # fmt: skip
    return Sight(
        translate("Sights", "Texts as they arrive"),
        tuple(said),
        translate("Sights", "Above, the texts by topic over time; below, the share of negatives in the window of the rule, with its threshold as a line."),
        translate("Sights", "Select a text to read it and to judge its label; the rule and its threshold can be changed while texts come."),
        guide="monitor",
    )  # fmt: skip
