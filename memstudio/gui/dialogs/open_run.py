"""What a run came to, and what can be done with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QDateTime, QLocale, Signal, Slot
from PySide6.QtWidgets import QFormLayout, QLabel, QWidget

from memstudio.errors import MemStudioError
from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.metric_words import comparison_titles, metric_value
from memstudio.gui.run_words import state_in_words
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.number_format import count, decimal
from memstudio.training.evaluations import evaluations_of
from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from memstudio.gui.actions.conditions import Conditions
    from memstudio.training.run_summary import RunSummary


class OpenRunDialog(Dialog):
    """A run's figures, with buttons to see its curves or its memory, go on, or open its model.

    Signals:
        curves_requested: the run folder.
        model_requested: the folder of the run's model.
        resume_requested: the run folder.
        trace_requested: path of the latest trace of the run's probe, and its name.
        folder_requested: the run folder, to be shown in the file manager.
    """

    curves_requested = Signal(str)
    model_requested = Signal(str)
    resume_requested = Signal(str)
    trace_requested = Signal(str, str)
    folder_requested = Signal(str)

    def __init__(self, folder: str, conditions: Conditions, parent: QWidget | None = None) -> None:
        super().__init__(Path(folder).name, "", parent)
        self.setMinimumWidth(520)
        self._folder = RunFolder(Path(folder))
        self._conditions = conditions
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(current().sizes.space_l)
        self._form.setVerticalSpacing(current().sizes.space_s)
        self.body.addLayout(self._form)
        self.folder_button = self.add_button(self.tr("Show in files"), self._on_folder_clicked)
        self.folder_button.setProperty("role", "quiet")
        self.trace_button = self.add_button(self.tr("See its memory"), self._on_trace_clicked)
        self.resume_button = self.add_button(self.tr("Go on with it"), self._on_resume_clicked)
        self.curves_button = self.add_button(self.tr("Show its curves"), self._on_curves_clicked)
        self.model_button = self.add_button(self.tr("Open its model"), self._on_model_clicked)
        self._show(folder)

    def _show(self, folder: str) -> None:
        self._row(self.tr("Folder"), folder)
        try:
            summary = self._folder.summary()
        except MemStudioError as error:
            self.explanation.setText(filled(error.text, error.values))
            self.explanation.setVisible(True)
            self.resume_button.setEnabled(False)
            summary = None
        if summary is not None:
            self._show_summary(summary)
        self.trace_button.setEnabled(bool(self._folder.trace_paths()))
        elsewhere = self._conditions.no_other_run_now(folder)
        self.curves_button.setEnabled(summary is not None and not elsewhere)
        self.curves_button.setToolTip(elsewhere)
        busy = self._conditions.no_model_now()
        has_model = (self._folder.model / "config.json").is_file()
        self.model_button.setEnabled(has_model and not busy)
        self.model_button.setToolTip(busy or ("" if has_model else self.tr("It has no model yet.")))
        # A run that ended well is opened for its model; of another one wants to know how it goes.
        is_done = summary is not None and summary.state in {"completed", "stopped"}
        leads_to_model = (is_done or summary is None) and self.model_button.isEnabled()
        first = self.model_button if leads_to_model else self.curves_button
        first.setProperty("role", "primary")
        first.setDefault(True)

    def _show_summary(self, run: RunSummary) -> None:
        self._row(self.tr("State"), state_in_words(run.state))
        steps = self.tr("{step} of {total}")
        self._row(
            self.tr("Steps"), steps.format(step=count(run.step), total=count(run.total_steps))
        )
        self._row(self.tr("Model"), run.model)
        self._row(self.tr("Text"), ", ".join(run.data))
        before, after = decimal(run.loss_before, 3), decimal(run.loss_after, 3)
        losses = self.tr("{before} before, {after} after")
        self._row(self.tr("Held-out loss"), losses.format(before=before, after=after))
        compared = evaluations_of(self._folder.metrics).comparisons()
        for each, title in zip(compared, comparison_titles(compared), strict=True):
            if each.row_kind:
                before = metric_value(each.metric, each.before)
                after = metric_value(each.metric, each.after)
                text = losses.format(before=before, after=after)
                self._row(title, text)
        created = QDateTime.fromSecsSinceEpoch(int(run.created))
        self._row(
            self.tr("Started"),
            QLocale().toString(created, QLocale.FormatType.ShortFormat),
        )
        why_not = self._why_not_resume(run)
        self.resume_button.setEnabled(not why_not)
        self.resume_button.setToolTip(why_not)

    def _why_not_resume(self, run: RunSummary) -> str:
        if run.state == "completed":
            return self.tr("It is complete.")
        if run.is_active:
            return self.tr("It is on now.")
        if self._folder.last_checkpoint() is None:
            return self.tr("It has no complete checkpoint.")
        return self._conditions.no_model_now()

    def _row(self, name: str, text: str) -> None:
        label = QLabel(name, self)
        label.setProperty("role", "muted")
        self._form.addRow(label, ElidedLabel(text, self))

    @Slot()
    def _on_folder_clicked(self) -> None:
        self.folder_requested.emit(str(self._folder.path))

    @Slot()
    def _on_curves_clicked(self) -> None:
        self.accept()
        self.curves_requested.emit(str(self._folder.path))

    @Slot()
    def _on_trace_clicked(self) -> None:
        step, path = list(self._folder.trace_paths().items())[-1]
        name = self.tr("{run}, step {step}").format(run=self._folder.name, step=count(step))
        self.accept()
        self.trace_requested.emit(str(path), name)

    @Slot()
    def _on_resume_clicked(self) -> None:
        self.accept()
        self.resume_requested.emit(str(self._folder.path))

    @Slot()
    def _on_model_clicked(self) -> None:
        self.accept()
        self.model_requested.emit(str(self._folder.model))
