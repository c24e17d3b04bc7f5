"""The Memory page over the steps of a training: health, slots over steps, words, alarms."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.gui import health_words as words
from memstudio.gui.export_button import ExportButton
from memstudio.gui.panes.health.measure_chart import MeasureChart
from memstudio.gui.panes.health.slot_steps import SlotSteps
from memstudio.gui.plots.colour_legend import ColourLegend
from memstudio.gui.run_health_model import run_health
from memstudio.gui.run_words import brief_name
from memstudio.gui.table_text import with_tabs
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import with_colon
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.empty_state import EmptyState
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.number_format import count
from memstudio.gui.widgets.setting_rows import section
from memstudio.gui.widgets.sides import LEFT
from memstudio.gui.widgets.table_manners import read_by_rows
from memstudio.gui.widgets.upright_area import scrolled
from memstudio.gui.widgets.visible_word import visible_word
from memstudio.trace.health import MEASURES
from memstudio.trace.probe_summary import SLOT_QUANTITIES
from memstudio.trace.quantity_kinds import SHARES
from memstudio.workers.messages import Failure, TaskKind

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from memstudio.errors import MemStudioError
    from memstudio.gui.selection import Selection, SelectionModel
    from memstudio.gui.session import Session

_OF_READING = frozenset({"usage", "read_mass"})
_COLUMN = 200
_ANY_HEIGHT = 16_777_215
"""QWIDGETSIZE_MAX, which PySide does not have."""
_MAP_HEIGHT = 210
_SIDE_WIDTHS = 320, 560
"""Pixels of what stands beside the map, at least and at most."""
_STEP_ROLE = Qt.ItemDataRole.UserRole


class TrainingPane(QWidget):
    """What became of the memory from step to step; scrubs together with the slider below.

    Signals:
        document_requested: the probe of a step was asked for, to be seen in full.
        run_requested: a run is to be opened.
    """

    document_requested = Signal()
    run_requested = Signal()

    def __init__(
        self, session: Session, selection: SelectionModel, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("trainingPane")
        self._session = session
        self._model, self._traces, self._selection = run_health(session), session.traces, selection
        self.charts = {name: MeasureChart(measure) for name, measure in MEASURES.items()}
        self.picture = SlotSteps()
        self.picture.setMinimumHeight(_MAP_HEIGHT)
        self.legend = ColourLegend()
        self.quantity = QComboBox()
        self.quantity.setObjectName("slotQuantity")
        self.quantity.setAccessibleName(self.tr("What is shown of each slot"))
        self.meaning = ElidedLabel("", mode=Qt.TextElideMode.ElideRight)
        self.meaning.setProperty("role", "caption")
        self.alarms = QListWidget()
        self.alarms.setObjectName("healthAlarms")
        self.alarms.setAccessibleName(self.tr("Alarms"))
        self.alarms.setWordWrap(True)
        self.alarms.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.alarms.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.alarms.setTextElideMode(Qt.TextElideMode.ElideNone)
        self.contents = QTableWidget(0, 3)
        self.contents.setObjectName("slotOverSteps")
        self.contents.setAccessibleName(self.tr("What the slot held, step by step"))
        # It may be another model that is open, and another document that is shown.
        self.run_name = QLabel()
        self.run_name.setObjectName("healthRun")
        self.run_name.setProperty("role", "muted")
        self._open_run = QPushButton(self.tr("Open a run…"))
        self._open_run.setProperty("role", "primary")
        self._open_run.clicked.connect(self.run_requested)
        self.empty = EmptyState(
            "chart",
            self.tr("The memory over a training"),
            self.tr(
                "As a run goes on, its probe is read again and again. Here is then shown how the "
                "memory's health changes, what each slot is used for, and what it holds, step by "
                "step. Start a run, or open one from the Runs page."
            ),
            (self._open_run,),
        )
        self._views = QStackedWidget()
        self._compose()
        self._connect()
        self._show_health()
        self._show_summaries()

    def _compose(self) -> None:
        sizes = current().sizes
        page = QWidget()
        page.setObjectName("page")
        for chart in self.charts.values():
            # It is shown before it has its place: without a parent it would be a window then.
            chart.setParent(page)
        column = QVBoxLayout(page)
        column.setContentsMargins(sizes.space_m, sizes.space_s, sizes.space_m, sizes.space_m)
        column.setSpacing(sizes.space_s)
        top = QHBoxLayout()
        top.addWidget(section(self.tr("Health of the memory, on the probe")))
        top.addWidget(self.run_name, 1)
        self.export = ExportButton(lambda: page, self._caption, self._numbers)
        top.addWidget(self.export)
        column.addLayout(top)
        self._grid = QGridLayout()
        self._grid.setSpacing(sizes.space_s)
        column.addLayout(self._grid)
        head = QHBoxLayout()
        head.addWidget(section(self.tr("Slots over steps")))
        head.addWidget(self.quantity)
        head.addWidget(self.meaning, 1)
        head.addWidget(self.legend)
        self._side = QVBoxLayout()
        self._contents_title = section("")
        self._side.addWidget(self._contents_title)
        self._style_contents()
        self._side.addWidget(self.contents, 3)
        self._side.addWidget(section(self.tr("Alarms")))
        self._side.addWidget(self.alarms, 1)
        holder = QWidget()
        holder.setLayout(self._side)
        holder.setMinimumWidth(_SIDE_WIDTHS[0])
        holder.setMaximumWidth(_SIDE_WIDTHS[1])
        self._side.setContentsMargins(0, 0, 0, 0)
        left = QVBoxLayout()
        left.addLayout(head)
        left.addWidget(self.picture, 1)
        lower = QHBoxLayout()
        lower.setSpacing(sizes.space_m)
        lower.addLayout(left, 5)
        lower.addWidget(holder, 3)
        column.addLayout(lower, 1)
        self._views.addWidget(self.empty)
        self._views.addWidget(scrolled(page))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(self._views)

    def _style_contents(self) -> None:
        read_by_rows(self.contents)
        heads = self.contents.horizontalHeader()
        heads.setStretchLastSection(True)
        heads.setDefaultAlignment(LEFT)

    def _connect(self) -> None:
        self._model.health_changed.connect(self._show_health)
        self._model.summaries_changed.connect(self._show_summaries)
        self._traces.document_changed.connect(self._mark)
        self._selection.selection_changed.connect(self._on_selection_changed)
        self.quantity.currentIndexChanged.connect(self._show_picture)
        self.picture.cell_chosen.connect(self._on_picture_cell_chosen)
        self.alarms.itemActivated.connect(self._on_alarms_item_activated)
        self.alarms.itemClicked.connect(self._on_alarms_item_activated)
        self.contents.cellClicked.connect(self._on_contents_cell_clicked)
        self.contents.cellActivated.connect(self._on_contents_cell_clicked)
        for chart in self.charts.values():
            chart.step_chosen.connect(self.show_step)
        self.export.failed.connect(self._on_export_failed)

    # ------------------------------------------------------------------ verbs

    @Slot(int)
    def show_step(self, step: int) -> None:
        """Show the probe of a step, or the latest there is before it, in all views."""
        there = [each for each in self._traces.probes if each <= step]
        if there:
            self._traces.show_step(max(there))
            self._selection.select(step=max(there))

    # ------------------------------------------------------------------ what is shown

    @Slot()
    def _show_health(self) -> None:
        health = self._model.health
        for name, chart in self.charts.items():
            steps, values = health.curve(name)
            chart.setVisible(bool(steps))
            chart.show_curve(steps, values)
        self._lay_charts()
        self.alarms.clear()
        for alarm in health.alarms:
            text = with_colon(words.step_text(alarm.step or 0), words.alarm_text(alarm))
            item = QListWidgetItem(icon("warning", "warning"), text)
            item.setData(_STEP_ROLE, alarm.step)
            item.setToolTip(words.explained(alarm.measure))
            self.alarms.addItem(item)
        if not health.alarms:
            item = QListWidgetItem(
                icon("check", "success"), self.tr("None: nothing is beyond its limit.")
            )
            if health.last is not None and not health.last.is_judged:
                item = QListWidgetItem(
                    icon("minus", "muted_text"),
                    self.tr("A fresh memory is not judged before training."),
                )
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.alarms.addItem(item)
        # One line needs no more room than that; the words above it can use the rest.
        one = self.alarms.sizeHintForRow(0) + 2 * self.alarms.frameWidth() + 8
        self.alarms.setMaximumHeight(_ANY_HEIGHT if health.alarms else one)
        self._show_whether_empty()
        self._mark()

    def _caption(self) -> list[str]:
        steps = self.picture.steps
        name = self.quantity.currentData() or "usage"
        shown = with_colon(words.quantity_title(name), words.quantity_meaning(name))
        alarms = [self.alarms.item(row).text() for row in range(self.alarms.count())]
        return [self._model.folder, shown if steps else "", *alarms]

    def _numbers(self) -> str:
        """Of each step the measures, and what is shown of each slot."""
        health, name = self._model.health, self.quantity.currentData() or "usage"
        slots = len(self.picture.values)
        lines = [["step", *health.names, *(f"{name} {slot}" for slot in range(slots))]]
        for point in health.points:
            own = [f"{point.values[each]:.6g}" if each in point.values else "" for each in health.names]  # fmt: skip
            summary = self._model.summaries.get(point.step)
            values = () if summary is None else summary.slots.get(name, ())
            own += [f"{values[slot]:.6g}" if slot < len(values) else "" for slot in range(slots)]
            lines.append([str(point.step), *own])
        return with_tabs(lines)

    def _lay_charts(self) -> None:
        shown = [chart for chart in self.charts.values() if not chart.isHidden()]
        columns = max(1, min(len(shown) or 1, (self.width() - 40) // _COLUMN))
        for chart in self.charts.values():
            self._grid.removeWidget(chart)
        for place, chart in enumerate(shown):
            self._grid.addWidget(chart, place // columns, place % columns)

    @Slot()
    def _show_summaries(self) -> None:
        summaries = self._model.summaries
        names = [
            name
            for name in SLOT_QUANTITIES
            if any(name in each.slots for each in summaries.values())
        ]
        if names != [self.quantity.itemData(i) for i in range(self.quantity.count())]:
            before = self.quantity.currentData()
            self.quantity.blockSignals(True)
            self.quantity.clear()
            for name in names:
                self.quantity.addItem(words.quantity_title(name), name)
            self.quantity.setCurrentIndex(names.index(before) if before in names else 0)
            self.quantity.blockSignals(False)
        self._show_picture()
        self._show_contents()
        self._mark()
        self._show_whether_empty()

    @Slot()
    def _show_picture(self) -> None:
        name = self.quantity.currentData() or "usage"
        self.picture.show_summaries(self._model.summaries, name)
        awaited, there = self._model.num_awaited, len(self._model.summaries)
        reading = self.tr("Reading the probes: %1 of %2").replace("%1", count(there))
        reading = reading.replace("%2", count(there + awaited))
        # One at a time comes in from a run that is on, and is read at once.
        meaning = words.quantity_meaning(name)
        is_unread = name in _OF_READING and not np.any(self.picture.values > 0)
        if is_unread and self.picture.values.size:
            meaning = self.tr("nothing is read from the memory yet")
        self.meaning.setText(reading if awaited > 1 else meaning)
        factor, unit = (100, "%") if name in SHARES else (1, "")
        self.legend.show_scale("viridis", factor * self.picture.high, unit)
        self.legend.setVisible(not is_unread)
        self._mark()

    def _show_contents(self) -> None:
        slot = self._selection.current.slot or 0
        title = self.tr("Slot %1, words that set it apart at each step").replace("%1", str(slot))
        self._contents_title.setText(title)
        rows = [self._model.summaries[step] for step in sorted(self._model.summaries)]
        self.contents.setHorizontalHeaderLabels(
            [self.tr("Step"), self.tr("Usage"), self.tr("Words")]
        )
        self.contents.setRowCount(len(rows))
        for line, each in enumerate(rows):
            usage = each.slots.get("usage", each.slots.get("read_mass"))
            # Where nothing is read, no slot has a share in it.
            value = None
            if usage is not None and slot < len(usage) and np.any(usage > 0):
                value = float(usage[slot])
            share = words.quantity_text("usage", value)
            own = each.words[slot] if slot < len(each.words) else ()
            text = " · ".join(map(visible_word, own))
            for place, cell in enumerate((count(each.step), share, text)):
                item = QTableWidgetItem(cell)
                item.setData(_STEP_ROLE, each.step)
                item.setToolTip(cell)
                self.contents.setItem(line, place, item)
        for column in range(2):
            self.contents.resizeColumnToContents(column)

    def _show_whether_empty(self) -> None:
        model = self._model
        self.run_name.setText(brief_name(Path(model.folder).name))
        has_any = bool(model.health.points or model.summaries or model.num_awaited)
        self._views.setCurrentIndex(int(has_any))

    @Slot()
    def _mark(self) -> None:
        document = self._traces.document
        step = document.step if document is not None and self._traces.shows_probe else None
        self.picture.mark(step, self._selection.current.slot)
        for chart in self.charts.values():
            chart.mark(step)
        steps = sorted(self._model.summaries)
        if step in steps:
            self.contents.selectRow(steps.index(step))

    @Slot(object)
    def _on_selection_changed(self, _: Selection) -> None:
        if self.isVisible():
            self._show_contents()
            self._mark()

    # ------------------------------------------------------------------ gestures

    @Slot(object)
    def _on_export_failed(self, error: MemStudioError) -> None:
        self._session.failed.emit(Failure.of(TaskKind.TRACE, error))

    @Slot(int, int)
    def _on_picture_cell_chosen(self, step: int, slot: int) -> None:
        self._selection.select(slot=slot)
        self.show_step(step)

    @Slot(QListWidgetItem)
    def _on_alarms_item_activated(self, item: QListWidgetItem) -> None:
        step = item.data(_STEP_ROLE)
        if step is not None:
            self.show_step(step)
            self.document_requested.emit()

    @Slot(int, int)
    def _on_contents_cell_clicked(self, row: int, _: int) -> None:
        item = self.contents.item(row, 0)
        if item is not None:
            self.show_step(item.data(_STEP_ROLE))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.read_probes()
        self._lay_charts()
        # Another slot may have been selected while this was behind other pages.
        self._show_contents()
        self._mark()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_charts()
