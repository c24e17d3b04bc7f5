"""What is watched, with which labels, and when an alert is raised."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QVBoxLayout, QWidget

from memstudio.errors import DataError
from memstudio.gui.dialogs.paths_editor import PathsEditor
from memstudio.gui.panes.monitor.choice_store import MonitorChoice
from memstudio.gui.panes.monitor.rule_form import RuleForm
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled, in_a_row
from memstudio.gui.widgets.setting_rows import SettingRows, section
from memstudio.gui.widgets.start_foot import StartFoot, start_button
from memstudio.gui.widgets.upright_area import scrolled
from memstudio.tasks.labels import SENTIMENT, TOPIC, LabelScheme, given, split_labels
from memstudio.tasks.monitoring.monitor import MonitorSettings

if TYPE_CHECKING:
    from memstudio.tasks.labels import LabelSet

_PATHS_HEIGHT = 74


class MonitorForm(QWidget):
    """The left side of the page.

    Signals:
        changed: something else is chosen.
        rule_changed: another rule, which counts at once.
        start_requested: the button was pressed.
    """

    changed = Signal()
    rule_changed = Signal()
    start_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = current().sizes
        self._learnt: LabelScheme | None = None
        self._written: tuple[str, str] = ("", "")
        # What somebody typed, while heads have their own.
        self._set_aside: tuple[str, str] | None = None
        self.paths = PathsEditor()
        self.paths.setObjectName("watchedPaths")
        self.paths.add_samples_button.hide()
        self.paths.list.setFixedHeight(_PATHS_HEIGHT)
        self.paths.changed.connect(self.changed)
        self._make_labels()
        self.rule = RuleForm()
        self.rule.changed.connect(self.rule_changed)
        page = QWidget()
        page.setObjectName("page")
        column = QVBoxLayout(page)
        column.setContentsMargins(sizes.space_l, sizes.space_m, sizes.space_s, sizes.space_m)
        column.setSpacing(sizes.space_s)
        column.addWidget(section(self.tr("Watch")))
        column.addWidget(self.paths)
        hint = QLabel(
            self.tr(
                "Each line or row that is added to a file is a text, and each new file in a folder. "
                "What was read is not read again."
            )
        )
        hint.setProperty("role", "caption")
        hint.setWordWrap(True)
        column.addWidget(hint)
        column.addWidget(section(self.tr("Labels")))
        column.addWidget(self._labels)
        column.addWidget(section(self.tr("Alert")))
        column.addWidget(self.rule)
        column.addStretch(1)
        area = scrolled(page)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(area, 1)
        foot = StartFoot(start_button("eye", self.tr("Watch"), "startMonitoring"), "monitorNote")
        foot.start_requested.connect(self.start_requested)
        self.note, self.start_button = foot.note, foot.button
        outer.addWidget(foot)

    def _make_labels(self) -> None:
        self._labels = SettingRows(caption_width=104)
        self.learnt_note = self._labels.add_note()
        self.topics, self.sentiments, self.negative = QLineEdit(), QLineEdit(), QLineEdit()
        for name, title, editor, hint, meaning in (
            ("topics", self.tr("Topics"), self.topics, self.tr("none"),
             self.tr("What a text may be about, with commas between")),
            ("sentiments", self.tr("Sentiments"), self.sentiments, self.tr("none"),
             self.tr("How a text may be meant, with commas between")),
            ("negative", self.tr("Negative are"), self.negative, self.tr("found by their names"),
             self.tr("Labels that an alert counts")),
        ):  # fmt: skip
            editor.setPlaceholderText(hint)
            editor.textChanged.connect(self.changed)
            self._labels.add(name, title, editor, meaning)
        self.column = QLineEdit()
        self.column.setPlaceholderText(self.tr("found"))
        self.column.textChanged.connect(self.changed)
        self._labels.add(
            "column", self.tr("Column"), self.column,
            self.tr("Of tables and JSON lines, that the texts stand in"),
        )  # fmt: skip
        self.remembers = QCheckBox(self.tr("The memory lasts from text to text"))
        self.remembers.toggled.connect(self.changed)
        self._labels.add(
            "remembers", "", self.remembers,
            self.tr("Else each text is read with an empty memory, as in training"),
        )  # fmt: skip

    # ------------------------------------------------------------------ what is chosen

    def settings(self) -> MonitorSettings:
        """What the form says.

        Raises:
            DataError: it makes no sense.
        """
        scheme = self._scheme()
        negative = split_labels(self.negative.text()) or scheme.negative
        return MonitorSettings(
            self.paths.paths(),
            scheme,
            negative,
            self.rule.rule(),
            column=self.column.text().strip(),
            remembers=self.remembers.isChecked(),
        )

    def choice(self) -> MonitorChoice:
        """What the form says, to be kept."""
        typed = self._typed() if self._set_aside is None else self._set_aside
        topics, sentiments = ("", "") if typed == self._written else typed
        return MonitorChoice(
            self.paths.paths(),
            topics,
            sentiments,
            self.negative.text(),
            self.column.text(),
            self.remembers.isChecked(),
            self.rule.rule(),
        )

    def choose(self, choice: MonitorChoice) -> None:
        """Say what was kept; files and folders that are gone are left out."""
        self.paths.add(path for path in choice.paths if os.path.exists(path))  # noqa: PTH110 - of any name
        if choice.topics or choice.sentiments:
            self.topics.setText(choice.topics)
            self.sentiments.setText(choice.sentiments)
        self.negative.setText(choice.negative)
        self.column.setText(choice.column)
        self.remembers.setChecked(choice.remembers)
        self.rule.choose(choice.rule)

    def problem(self) -> str:
        """Why nothing can be watched as the form says; empty when it can."""
        if not self.paths.paths():
            return self.tr("Add a file that grows or a folder, or drop it here.")
        try:
            settings = self.settings()
        except DataError as error:
            return filled(error.text, error.values)
        if not settings.scheme.sets:
            return self.tr(
                "Name the labels that a text can get: at least two, with commas between."
            )
        known = {label for each in settings.scheme.sets for label in each.labels}
        unknown = [label for label in settings.negative if label not in known]
        if unknown:
            return self.tr("%1 is none of the labels.").replace("%1", unknown[0])
        return ""

    def _typed(self) -> tuple[str, str]:
        return self.topics.text().strip(), self.sentiments.text().strip()

    @property
    def _has_heads(self) -> bool:
        return self._learnt is not None and self._learnt.has_heads

    def _scheme(self) -> LabelScheme:
        typed = self._typed()
        if self._learnt is not None and (self._has_heads or typed == self._written):
            return self._learnt
        named = zip((TOPIC, SENTIMENT), typed, strict=True)
        scheme = given([f"{name}={text}" for name, text in named if text], {})
        learnt = self._learnt
        if learnt is None:
            return scheme
        # What asked for a set in training asks for it still.
        asked = {TOPIC: _asked(learnt.topic), SENTIMENT: _asked(learnt.sentiment)}
        return LabelScheme(tuple(replace(own, asked=asked[own.name]) for own in scheme.sets))

    # ------------------------------------------------------------------ what is shown

    def show_learnt(self, learnt: LabelScheme | None, *, has_model: bool) -> None:
        """Offer the labels that the open model learnt; what was typed stays, but beside heads."""
        typed = self._typed() if self._set_aside is None else self._set_aside
        is_own = typed != self._written
        self._learnt = learnt
        topic, sentiment = (None, None) if learnt is None else (learnt.topic, learnt.sentiment)
        self._written = (_words(topic), _words(sentiment))
        self._set_aside = typed if is_own and self._has_heads else None
        shown = typed if is_own and not self._has_heads else self._written
        for editor, text in zip((self.topics, self.sentiments), shown, strict=True):
            editor.setText(text)
            editor.setReadOnly(self._has_heads)
            # Of many labels the first are seen, not the last.
            editor.setCursorPosition(0)
        note = self._note(learnt, has_model=has_model)
        self.learnt_note.setText(note)
        self.learnt_note.setVisible(bool(note))
        self.changed.emit()

    def _note(self, learnt: LabelScheme | None, *, has_model: bool) -> str:
        if learnt is None:
            if not has_model:
                return ""
            return self.tr(
                "The open model comes from no run that learnt labels. It can choose between any; how "
                "well, only a text tells."
            )
        if learnt.joint:
            return self.tr("Those that the model learnt in its run, in one answer.")
        if not learnt.has_heads:
            return self.tr("Those that the model learnt in its run.")
        note = self.tr("The model has heads for these, and says no others.")
        more = [own.name for own in learnt.sets if own not in {learnt.topic, learnt.sentiment}]
        also = self.tr("It has heads for these, too: %1").replace("%1", ", ".join(more))
        return in_a_row(note, also) if more else note

    def show_state(self, reason: str, *, is_locked: bool) -> None:
        """Say why nothing can be begun ("" when it can); lock all but the rule meanwhile."""
        for part in (self.paths, self._labels):
            part.setEnabled(not is_locked)
        self.start_button.setEnabled(not reason and not is_locked)
        self.start_button.setToolTip(reason)
        self.note.setText(reason)
        self.note.setVisible(bool(reason))

    @Slot(object)
    def add_paths(self, paths: tuple[str, ...]) -> None:
        """Watch these, too."""
        self.paths.add(paths)


def _words(labels: LabelSet | None) -> str:
    return "" if labels is None else ", ".join(labels.labels)


def _asked(labels: LabelSet | None) -> str:
    return "" if labels is None else labels.asked
