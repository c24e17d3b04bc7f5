"""Where the measurement stands, with the buttons that steer it; and which result is shown."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.measurement_words import on_what, when_text
from memstudio.gui.recent_words import place_of_model
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled, numbered
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.looks import set_look
from memstudio.gui.widgets.menu_button import menu_button
from memstudio.gui.widgets.number_format import count, duration
from memstudio.gui.widgets.pause_button import PauseButton
from memstudio.measuring.export import FORMATS, PAGE, endings
from memstudio.told_apart import told_apart

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from memstudio.gui.measuring import Measuring
    from memstudio.measuring.measurement import Measurement
    from memstudio.measuring.store import Kept
    from memstudio.told_apart import Hint

_STEPS_OF_BAR = 1000


class MeasureHeader(QWidget):
    """Two lines: the results that there are; and, while one is measured, how far that is.

    Signals:
        pause_requested, resume_requested, stop_requested: a button was pressed.
        kept_chosen: the place of a result in the list.
        copy_table_requested, copy_command_requested, forget_requested, folder_requested: an entry
            of the menu.
        export_requested: a file's ending.
    """

    pause_requested = Signal()
    resume_requested = Signal()
    stop_requested = Signal()
    kept_chosen = Signal(int)
    copy_table_requested = Signal()
    copy_command_requested = Signal()
    export_requested = Signal(str)
    forget_requested = Signal()
    folder_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        sizes = current().sizes
        self.kept = QComboBox()
        self.kept.setObjectName("keptMeasurements")
        self.kept.setAccessibleName(self.tr("Results"))
        self.kept.setToolTip(self.tr("What was measured before"))
        self.kept.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.kept.setMinimumContentsLength(24)
        self.kept.activated.connect(self.kept_chosen)
        self.caption = QLabel(self.tr("Results"))
        self.caption.setProperty("role", "title")
        self.caption.setBuddy(self.kept)
        top = QHBoxLayout()
        top.setSpacing(sizes.space_s)
        top.addWidget(self.caption)
        top.addWidget(self.kept, 4)
        top.addStretch(1)
        top.addWidget(self._make_menu())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(sizes.space_s)
        column.addLayout(top)
        column.addWidget(self._make_strip())

    def _make_menu(self) -> QToolButton:
        self.more = menu_button(
            name="measureMenu", icon_name="more", tip=self.tr("Copy, export or delete the result")
        )
        menu = self.more.menu()
        self._of_result: list[QAction] = []
        entry = menu.addAction(self.tr("Copy the result (Markdown)"))
        entry.triggered.connect(self.copy_table_requested)
        self._of_result.append(entry)
        self._exports: dict[str, QAction] = {}
        for ending, name in {PAGE: "", **FORMATS}.items():
            text = self.tr("Export as %1…").replace("%1", name)
            entry = menu.addAction(text if name else self.tr("Export as a page…"))
            self._exports[ending] = entry
            entry.setObjectName(f"export.{ending}")
            entry.triggered.connect(
                lambda _checked=False, ending=ending: self.export_requested.emit(ending)
            )
            self._of_result.append(entry)
        menu.addSeparator()
        menu.addAction(self.tr("Copy as command line")).triggered.connect(
            self.copy_command_requested
        )
        menu.addAction(self.tr("Open the folder of the results")).triggered.connect(
            self.folder_requested
        )
        menu.addSeparator()
        entry = menu.addAction(self.tr("Delete this result"))
        entry.triggered.connect(self.forget_requested)
        self._of_result.append(entry)
        return self.more

    def _make_strip(self) -> QFrame:
        sizes = current().sizes
        self.strip = QFrame()
        self.strip.setProperty("role", "well")
        self.state = QLabel()
        self.state.setObjectName("measureState")
        self.state.setWordWrap(True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("How far the measurement is"))
        self.pause_button = PauseButton("pauseMeasuring")
        self.pause_button.pause_requested.connect(self.pause_requested)
        self.pause_button.resume_requested.connect(self.resume_requested)
        self.stop_button = QPushButton(icon("stop"), self.tr("Stop"))
        self.stop_button.setObjectName("stopMeasuring")
        self.stop_button.setToolTip(self.tr("Nothing is kept of a measurement that was stopped"))
        self.stop_button.clicked.connect(self.stop_requested)
        words_and_bar = QVBoxLayout()
        words_and_bar.addWidget(self.state)
        words_and_bar.addWidget(self.bar)
        row = QHBoxLayout(self.strip)
        row.setContentsMargins(sizes.space_m, sizes.space_s, sizes.space_m, sizes.space_s)
        row.setSpacing(sizes.space_s)
        row.addLayout(words_and_bar, 1)
        row.addWidget(self.pause_button)
        row.addWidget(self.stop_button)
        return self.strip

    # ------------------------------------------------------------------ what is shown

    def show_kept(self, kept: list[Kept], place: int) -> None:
        """List results, the newest first, and mark the one that is shown; -1 for none."""
        self.kept.clear()
        self.kept.addItems(self._titles([each.measurement for each in kept]))
        self.kept.setCurrentIndex(place)
        self.kept.setVisible(bool(kept))
        self.caption.setText(self.tr("Results") if kept else self.tr("No results yet"))
        for entry in self._of_result:
            entry.setEnabled(place >= 0)
        has_page = place >= 0 and PAGE in endings(kept[place].measurement)
        self._exports[PAGE].setVisible(has_page)

    def _titles(self, measurements: list[Measurement]) -> list[str]:
        names = told_apart(
            [each.of.name for each in measurements],
            [(place_of_model(each.of.model),) for each in measurements],
        )
        texts = told_apart(list(map(on_what, measurements)), list(map(_places_of, measurements)))
        titles = [
            numbered(self.tr("%1 · %2 · %3"), when_text(each), name, text)
            for each, name, text in zip(measurements, names, texts, strict=True)
        ]
        # Two of a minute differ by their seconds.
        return told_apart(titles, [(each.when[11:],) for each in measurements])

    def show_state(self, measuring: Measuring) -> None:
        """Say how far the measurement is, or how the last one ended when that was badly."""
        state = measuring.state
        self.strip.setVisible(measuring.is_active or state in {"stopped", "failed"})
        self.bar.setVisible(measuring.is_active)
        self.pause_button.show_held(is_held=state in {"pausing", "paused"})
        for button in (self.pause_button, self.stop_button):
            button.setVisible(measuring.is_active)
            button.setEnabled(state != "stopping")
        self.state.setText(self._words(measuring))
        set_look(self.state, "danger" if state == "failed" else "")
        progress = measuring.progress
        if progress is None or progress.total <= 0:
            self.bar.setRange(0, 0)
        else:
            self.bar.setRange(0, _STEPS_OF_BAR)
            self.bar.setValue(round(_STEPS_OF_BAR * min(1.0, progress.done / progress.total)))

    def _words(self, measuring: Measuring) -> str:
        trouble = measuring.trouble
        if measuring.state == "failed" and trouble is not None:
            return filled(trouble.text, trouble.values)
        if measuring.state == "stopped":
            return self.tr("Stopped. Nothing was kept of it.")
        progress = measuring.progress
        parts = [self.tr("Preparing…")]
        if progress is not None:
            parts = [filled(progress.text)]
            if progress.total > 0:
                done, total = count(progress.done), count(progress.total)
                parts.append(numbered(self.tr("%1 of %2"), done, total))
            left = measuring.seconds_left
            if left is not None and measuring.state == "running":
                parts.append(self.tr("%1 left of this part").replace("%1", duration(left)))
        held = {
            "pausing": self.tr("Pausing"),
            "paused": self.tr("Paused"),
            "stopping": self.tr("Stopping"),
        }.get(measuring.state)
        return " · ".join([held, *parts] if held else parts)


def _places_of(measurement: Measurement) -> tuple[Hint, ...]:
    data = [PurePath(path) for path in measurement.settings.get("data") or ()]
    if not data:
        return ("", "")
    return (data[0].parent, ", ".join(path.name for path in data[1:]))
