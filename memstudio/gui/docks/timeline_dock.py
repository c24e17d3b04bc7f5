"""Two time axes: where in the document, and where in the training."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDockWidget,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSlider,
    QToolButton,
    QWidget,
)

from memstudio.gui.run_words import brief_name
from memstudio.gui.trace_jumps import KINDS, Jump
from memstudio.gui.translation import with_colon
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.menu_button import menu_button
from memstudio.gui.widgets.number_format import count, decimal, percent

if TYPE_CHECKING:
    from PySide6.QtGui import QAction

    from memstudio.gui.selection import Selection, SelectionModel
    from memstudio.gui.session import Session
    from memstudio.gui.trace_document import TraceDocument
    from memstudio.gui.trace_jumps import Jumps

_SPEEDS = (1, 2, 5, 10, 30)
_SHORTEST_SLIDER = 60


class TimelineDock(QDockWidget):
    """A slider over segments with play, step and jumps, and one over the steps of the probe.

    Args:
        session: whose traces are shown.
        selection: what is selected.
        jumps: the places to jump to, to which the pictures go too.
        parent: the window.
    """

    def __init__(
        self,
        session: Session,
        selection: SelectionModel,
        jumps: Jumps,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Time"))
        self.setObjectName("timelineDock")
        self._session = session
        self._traces = session.traces
        self._selection = selection
        self._document: TraceDocument | None = None
        self._steps: tuple[int, ...] = ()
        self.jumps = jumps
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._on_timer_timeout)

        self.previous_place = self._button("skip-back", "")
        self.step_back = self._button("chevron-left", self.tr("One segment back"))
        self.play = self._button("play", self.tr("Play"))
        self.play.setCheckable(True)
        self.step_forward = self._button("chevron-right", self.tr("One segment on"))
        self.next_place = self._button("skip-forward", "")
        self.places = menu_button(name="places", tip=self.tr("Places worth a look"))
        self.places.menu().aboutToShow.connect(self._fill_places)
        self.places.menu().triggered.connect(self._on_places_triggered)
        self.speed = QComboBox()
        self.speed.setObjectName("speed")
        self.speed.setAccessibleName(self.tr("Segments a second"))
        self.speed.setToolTip(self.speed.accessibleName())
        for speed in _SPEEDS:
            self.speed.addItem(self.tr("%1/s").replace("%1", str(speed)), speed)
        self.speed.setCurrentIndex(2)
        self.segment = self._slider(self.tr("Segment of the document"))
        self.segment.setObjectName("segment")
        self.training = self._slider(self.tr("Step of the training"))
        self.training.setObjectName("training")
        # In place of that slider beside another document, where its end would not be a way there.
        self.back_to_run = QPushButton(self.tr("Show the run's probe"))
        self.back_to_run.setProperty("role", "link")
        self._segment_text, self._training_text = QLabel(), QLabel()
        self._training_caption = QLabel(self.tr("Training"))
        self._build()
        self._connect()
        selection.selection_changed.connect(self._on_selection_changed)
        self._on_jumps_kind_changed()
        self._on_traces_document_changed(self._traces.document)
        self._on_traces_probes_changed(tuple(sorted(self._traces.probes)))

    def _connect(self) -> None:
        self.previous_place.clicked.connect(self._on_previous_place_clicked)
        self.next_place.clicked.connect(self._on_next_place_clicked)
        self.jumps.kind_changed.connect(self._on_jumps_kind_changed)
        self.step_back.clicked.connect(self._on_step_back_clicked)
        self.step_forward.clicked.connect(self._on_step_forward_clicked)
        self.play.toggled.connect(self._on_play_toggled)
        self.speed.currentIndexChanged.connect(self._on_speed_current_index_changed)
        self.segment.valueChanged.connect(self._on_segment_value_changed)
        self.training.valueChanged.connect(self._on_training_value_changed)
        self.back_to_run.clicked.connect(self._on_back_to_run_clicked)
        for keys, slot in (
            ("N", self._on_next_place_clicked),
            ("P", self._on_previous_place_clicked),
        ):
            shortcut = QShortcut(keys, self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(slot)
        self._traces.document_changed.connect(self._on_traces_document_changed)
        self._traces.probes_changed.connect(self._on_traces_probes_changed)
        self._session.run_changed.connect(self._show_step)

    # ------------------------------------------------------------------ building

    def _button(self, icon_name: str, text: str) -> QToolButton:
        button = icon_button(icon_name, text)
        button.setAutoRepeat(icon_name.startswith("chevron"))
        return button

    def _slider(self, name: str) -> QSlider:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setAccessibleName(name)
        slider.setToolTip(name)
        slider.setMinimumWidth(_SHORTEST_SLIDER)
        return slider

    def _build(self) -> None:
        content = QWidget()
        grid = QGridLayout(content)
        grid.setContentsMargins(12, 4, 12, 8)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(4)
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        for button in (
            self.previous_place, self.step_back, self.play, self.step_forward, self.next_place,
            self.places,
        ):  # fmt: skip
            buttons.addWidget(button)
        buttons.addWidget(self.speed)
        captions = (QLabel(self.tr("Document")), self._training_caption)
        for place, (caption, slider, text) in enumerate(
            (
                (captions[0], self.segment, self._segment_text),
                (captions[1], self.training, self._training_text),
            )
        ):
            caption.setProperty("role", "muted")
            caption.setBuddy(slider)
            text.setProperty("role", "muted")
            text.setMinimumWidth(text.fontMetrics().horizontalAdvance("0") * 14)
            column = 1 + 3 * place
            grid.addWidget(caption, 0, column)
            grid.addWidget(slider, 0, column + 1)
            grid.addWidget(text, 0, column + 2)
            grid.setColumnStretch(column + 1, 1)
        grid.addWidget(self.back_to_run, 0, 5, 1, 2, Qt.AlignmentFlag.AlignLeft)
        grid.addLayout(buttons, 0, 0)
        # Once used it is gone, and the keys go on to what is there instead.
        self.setTabOrder(self.back_to_run, self.training)
        content.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.setWidget(content)

    # ------------------------------------------------------------------ document time

    @property
    def _current(self) -> int:
        return self._selection.current.segment or 0

    def go_to(self, segment: int) -> None:
        """Select a segment, or the nearest there is."""
        if self._document is not None and self._document.num_segments:
            segment = min(max(0, segment), self._document.num_segments - 1)
            self._selection.select(segment=segment, token=None)

    @Slot(object)
    def _on_traces_document_changed(self, document: TraceDocument | None) -> None:
        self._document = document
        has_time = document is not None and document.num_segments > 1
        for widget in (
            self.previous_place, self.step_back, self.play, self.step_forward, self.next_place,
            self.places, self.speed, self.segment,
        ):  # fmt: skip
            widget.setEnabled(has_time)
        if not has_time:
            self.play.setChecked(False)
        self.segment.blockSignals(True)
        self.segment.setRange(0, document.num_segments - 1 if document is not None else 0)
        self.segment.setPageStep(max(1, self.segment.maximum() // 10))
        self.segment.blockSignals(False)
        self._on_selection_changed(self._selection.current)
        self._follow_step()

    @Slot(object)
    def _on_selection_changed(self, selection: Selection) -> None:
        if self._document is None:
            self._segment_text.setText(self.tr("nothing read"))
            return
        segment = selection.segment or 0
        self.segment.blockSignals(True)
        self.segment.setValue(segment)
        self.segment.blockSignals(False)
        text = self.tr("segment %1 (0–%2)").replace("%1", count(segment))
        last = max(0, self._document.num_segments - 1)
        self._segment_text.setText(text.replace("%2", count(last)))

    @Slot(int)
    def _on_segment_value_changed(self, value: int) -> None:
        self.go_to(value)

    @Slot()
    def _on_step_back_clicked(self) -> None:
        self.go_to(self._current - 1)

    @Slot()
    def _on_step_forward_clicked(self) -> None:
        self.go_to(self._current + 1)

    # ------------------------------------------------------------------ places worth a look

    def _kind_title(self, kind: str) -> str:
        return {
            "writes": self.tr("Biggest writes"),
            "reads": self.tr("Biggest reads"),
            "forgotten": self.tr("Most forgotten"),
            "surprise": self.tr("Biggest surprise"),
            "gain": self.tr("Biggest gain"),
        }[kind]

    def _described(self, jump: Jump) -> str:
        value = {
            "writes": self.tr("changed by %1"),
            "reads": self.tr("read by %1"),
            "forgotten": self.tr("similarity %1"),
            "surprise": self.tr("%1 nats"),
            "gain": self.tr("%1 nats"),
        }[self.jumps.kind]
        is_share = self.jumps.kind in {"writes", "reads"}
        value = value.replace("%1", percent(jump.value) if is_share else decimal(jump.value, 2))
        where = self.tr("segment %1").replace("%1", count(jump.segment))
        if jump.slot is not None:
            where += self.tr(", slot %1").replace("%1", str(jump.slot))
        return with_colon(where, f"{value}   {jump.words}").replace("&", "&&")

    @Slot()
    def _on_jumps_kind_changed(self) -> None:
        title = self._kind_title(self.jumps.kind)
        self.places.setText(title)
        self.places.setAccessibleName(with_colon(self.places.toolTip(), title))
        for button, text in (
            (self.previous_place, self.tr("Previous of the %1 (P)")),
            (self.next_place, self.tr("Next of the %1 (N)")),
        ):
            button.setToolTip(text.replace("%1", title.lower()))
            button.setAccessibleName(button.toolTip())

    @Slot()
    def _fill_places(self) -> None:
        menu = self.places.menu()
        menu.clear()
        for kind in KINDS:
            action = menu.addAction(self._kind_title(kind))
            action.setCheckable(True)
            action.setChecked(kind == self.jumps.kind)
            action.setEnabled(self.jumps.is_there(kind))
            action.setData(kind)
        menu.addSeparator()
        for jump in self.jumps.found:
            menu.addAction(self._described(jump)).setData(jump)

    @Slot(object)
    def _on_places_triggered(self, action: QAction) -> None:
        data = action.data()
        if isinstance(data, Jump):
            self.jumps.go_to(data)
        elif data is not None:
            self.jumps.choose(str(data))
            if self.jumps.found:
                self.jumps.go_to(self.jumps.found[0])

    @Slot()
    def _on_previous_place_clicked(self) -> None:
        self.jumps.go_on(-1)

    @Slot()
    def _on_next_place_clicked(self) -> None:
        self.jumps.go_on(1)

    # ------------------------------------------------------------------ playing

    @Slot(bool)
    def _on_play_toggled(self, is_playing: bool) -> None:
        self.play.setIcon(icon("pause" if is_playing else "play"))
        text = self.tr("Pause") if is_playing else self.tr("Play")
        self.play.setToolTip(text)
        self.play.setAccessibleName(text)
        if not is_playing:
            self._timer.stop()
            return
        if self._document is not None and self._current >= self._document.num_segments - 1:
            self.go_to(0)
        self._timer.start(1000 // int(self.speed.currentData()))

    @Slot(int)
    def _on_speed_current_index_changed(self, _: int) -> None:
        self._timer.setInterval(1000 // int(self.speed.currentData()))

    @Slot()
    def _on_timer_timeout(self) -> None:
        if self._document is None or self._current >= self._document.num_segments - 1:
            self.play.setChecked(False)
        else:
            self.go_to(self._current + 1)

    # ------------------------------------------------------------------ training time

    @Slot(object)
    def _on_traces_probes_changed(self, steps: tuple[int, ...]) -> None:
        self._steps = steps
        self.training.blockSignals(True)
        self.training.setRange(0, max(0, len(steps) - 1))
        if self._traces.follows_training:
            self.training.setValue(len(steps) - 1)
        self.training.blockSignals(False)
        self._show_step()

    @Slot(int)
    def _on_training_value_changed(self, value: int) -> None:
        if value < len(self._steps):
            self._traces.show_step(self._steps[value])
            self._selection.select(step=self._steps[value])
            self._show_step()

    @Slot()
    def _on_back_to_run_clicked(self) -> None:
        self._on_training_value_changed(self.training.value())

    def _follow_step(self) -> None:
        """The slider stands where the probe on show is, whoever asked for that."""
        step = None if self._document is None else self._document.step
        if self._traces.shows_probe and step in self._steps:
            self.training.blockSignals(True)
            self.training.setValue(self._steps.index(step))
            self.training.blockSignals(False)
        self._show_step()

    @Slot()
    def _show_step(self, _: object = None) -> None:
        run = self._session.run
        is_on = run is not None and (run.is_active or run.is_on_elsewhere)
        is_of_another = self._document is not None and not self._traces.shows_probe
        # Beside another document, that of a run that is over would only take it away.
        is_of_use = bool(self._steps) and (is_on or not is_of_another)
        self._training_caption.setVisible(is_of_use)
        for widget in (self.training, self._training_text):
            widget.setVisible(is_of_use and not is_of_another)
        self.back_to_run.setVisible(is_of_use and is_of_another)
        if not is_of_use:
            return
        if run is not None:
            self.back_to_run.setToolTip(brief_name(run.name))
        step = self._steps[min(self.training.value(), len(self._steps) - 1)]
        if is_on and self._traces.follows_training:
            text = self.tr("step %1, following")
        else:
            text = self.tr("step %1 of %2").replace("%2", count(self._steps[-1]))
        self._training_text.setText(text.replace("%1", count(step)))
