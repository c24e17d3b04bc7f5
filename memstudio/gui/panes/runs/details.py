"""What is known of the selected run, and what its owner says of it."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.panes.runs.alarm_words import alarms_of_run
from memstudio.gui.panes.runs.words import text_of, title_of
from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.card import Card
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.text_box import TextBox
from memstudio.training.run_notes import RunNotes, as_tags

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QFocusEvent

    from memstudio.training.run_summary import RunSummary

_FIGURES = (
    "state", "model", "data", "memory", "trains", "steps", "before", "after", "reset", "started",
    "duration",
)  # fmt: skip
_SAVE_AFTER_MS = 800
_NOTES_HEIGHT = 72


class _Notes(TextBox):
    """Asks for a few lines, and takes the room that is left: what else is known stays in sight.

    Signals:
        left: the keys go elsewhere.
    """

    left = Signal()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        # As with a line of text: a menu or another program is no end of it.
        reasons = Qt.FocusReason
        if event.reason() not in {reasons.PopupFocusReason, reasons.ActiveWindowFocusReason}:
            self.left.emit()

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _NOTES_HEIGHT)


class RunDetails(Card):
    """Title, tags and notes of one run, which are kept as they are typed; and its figures.

    Signals:
        notes_changed: a `RunSummary`, and the `RunNotes` to be kept for it.
        notes_left: a `RunSummary`, its `RunNotes` before somebody edited them, and those after it.
        alarm_chosen: a run's folder, and the step of an alarm of its memory; -1 for the last.
    """

    notes_changed = Signal(object, object)
    notes_left = Signal(object, object, object)
    alarm_chosen = Signal(str, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setObjectName("runDetails")
        self.set_title(self.tr("Run"))
        self._run: RunSummary | None = None
        self._is_dirty = False
        # What was said of the run before it was edited, until the editor is left.
        self._before: RunNotes | None = None
        self.hint = QLabel()
        self.hint.setProperty("role", "muted")
        self.hint.setWordWrap(True)
        self.hint.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.title_edit = QLineEdit()
        self.title_edit.setObjectName("titleEdit")
        self.tags_edit = QLineEdit()
        self.tags_edit.setObjectName("tagsEdit")
        self.tags_edit.setPlaceholderText(self.tr("words, between commas"))
        self.notes_edit = _Notes()
        self.notes_edit.setObjectName("notesEdit")
        self.notes_edit.setTabChangesFocus(True)
        self.notes_edit.setMinimumHeight(_NOTES_HEIGHT)
        self.notes_edit.setPlaceholderText(self.tr("What was tried, and what came of it"))
        self.figures: dict[str, ElidedLabel] = {}
        self.alarms = QLabel()
        self.alarms.setObjectName("runAlarms")
        self.alarms.setWordWrap(True)
        self.alarms.setTextFormat(Qt.TextFormat.RichText)
        self.alarms.setTextInteractionFlags(
            Qt.TextInteractionFlag.LinksAccessibleByMouse
            | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
        )
        self.alarms.linkActivated.connect(self._on_alarms_link_activated)
        # Not a stack, which is as high as its highest page even while another is shown.
        self._page = self._make_page()
        self.body.addWidget(self.hint)
        self.body.addWidget(self._page, 1)
        self.body.addStretch(0)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SAVE_AFTER_MS)
        self._timer.timeout.connect(self.save)
        self.title_edit.textEdited.connect(self._on_edited)
        self.tags_edit.textEdited.connect(self._on_edited)
        self.notes_edit.textChanged.connect(self._on_edited)
        for line in (self.title_edit, self.tags_edit):
            line.editingFinished.connect(self.leave)
        self.notes_edit.left.connect(self.leave)
        self.show_runs([])

    def _make_page(self) -> QWidget:
        sizes = current().sizes
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.space_s)
        for text, editor in (
            (self.tr("Name"), self.title_edit),
            (self.tr("Tags"), self.tags_edit),
            (self.tr("Notes"), self.notes_edit),
        ):
            caption = QLabel(text)
            caption.setProperty("role", "section")
            caption.setBuddy(editor)
            editor.setAccessibleName(text)
            column.addWidget(caption)
            column.addWidget(editor, 1 if editor is self.notes_edit else 0)
        form = QFormLayout()
        form.setHorizontalSpacing(sizes.space_m)
        form.setVerticalSpacing(sizes.space_xs)
        form.setContentsMargins(0, sizes.space_s, 0, 0)
        for name in _FIGURES:
            caption = QLabel(title_of(name))
            caption.setProperty("role", "muted")
            self.figures[name] = ElidedLabel(mode=Qt.TextElideMode.ElideMiddle)
            form.addRow(caption, self.figures[name])
        self._alarms_title = QLabel(title_of("alarms"))
        self._alarms_title.setProperty("role", "muted")
        self._alarms_title.setBuddy(self.alarms)
        # Across, so that a link stays on its line.
        form.insertRow(1, self._alarms_title)
        form.insertRow(2, self.alarms)
        column.addLayout(form)
        self._form = form
        return page

    def show_runs(self, runs: Sequence[RunSummary]) -> None:
        """Show one run; of none or several, what to do."""
        run = runs[0] if len(runs) == 1 else None
        if self._run is not None and (run is None or run.path != self._run.path):
            self.leave()
        self.hint.setVisible(run is None)
        self._page.setVisible(run is not None)
        self.hint.setText(
            self.tr("%1 runs are selected. Their curves and settings are compared beside.").replace(
                "%1", count(len(runs))
            )
            if runs
            else self.tr("Select a run to see what it is, and several to compare them.")
        )
        is_other = run is None or self._run is None or run.path != self._run.path
        self._run = run
        if run is None:
            return
        for name, label in self.figures.items():
            label.setText(text_of(run, name))
        self._show_alarms(run)
        # What is being typed is not taken away, nor is a blank at its end that is not kept.
        if is_other or self._before is None:
            self._fill(run)

    def _fill(self, run: RunSummary) -> None:
        self.title_edit.setPlaceholderText(run.name)
        self.title_edit.setToolTip(self.tr("The folder keeps its name: %1").replace("%1", run.name))
        tags = ", ".join(run.tags)
        for line, text in ((self.title_edit, run.title), (self.tags_edit, tags)):
            if line.text() != text:
                line.setText(text)
        if self.notes_edit.toPlainText() != run.notes:
            self.notes_edit.blockSignals(True)
            self.notes_edit.setPlainText(run.notes)
            self.notes_edit.blockSignals(False)
        self._is_dirty = False

    def _show_alarms(self, run: RunSummary) -> None:
        """Those of the memory, each a link to the step where it began."""
        found = alarms_of_run(run)
        for widget in (self._alarms_title, self.alarms):
            self._form.setRowVisible(widget, bool(found))
        links = (
            f'<a href="{-1 if alarm.step is None else alarm.step}">{html.escape(alarm.text)}</a>'
            for alarm in found
        )
        self.alarms.setText("<br>".join(links))
        self.alarms.setToolTip(self.tr("Show that step of the training on the Memory page"))

    def focus_title(self) -> None:
        """Let the run be given another name."""
        self.title_edit.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.title_edit.selectAll()

    @Slot()
    def save(self) -> None:
        """Hand on what was typed."""
        self._timer.stop()
        if self._run is None or not self._is_dirty:
            return
        self._is_dirty = False
        self.notes_changed.emit(self._run, self._notes())

    @Slot()
    def leave(self) -> None:
        """Hand on what was typed: nobody edits it any more."""
        self.save()
        before, self._before = self._before, None
        if self._run is not None and before is not None:
            self.notes_left.emit(self._run, before, self._notes())

    def _notes(self) -> RunNotes:
        return RunNotes(
            self.title_edit.text().strip(),
            as_tags(self.tags_edit.text()),
            self.notes_edit.toPlainText(),
        )

    @Slot()
    def _on_edited(self, _: str = "") -> None:
        if self._before is None and self._run is not None:
            self._before = RunNotes(self._run.title, self._run.tags, self._run.notes)
        self._is_dirty = True
        self._timer.start()

    @Slot(str)
    def _on_alarms_link_activated(self, step: str) -> None:
        if self._run is not None:
            self.alarm_chosen.emit(str(self._run.path), int(step))
