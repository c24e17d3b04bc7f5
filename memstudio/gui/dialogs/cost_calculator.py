"""What a run would cost: memory by part, time, and what is sent, as its settings are changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt, Slot
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.errors import MemStudioError
from memstudio.gui.cost_work import CostWork
from memstudio.gui.dialogs.cost_fields import CostFields
from memstudio.gui.dialogs.dialog import Dialog
from memstudio.gui.single_shot import single_shot
from memstudio.gui.theme.theme import current, notifier
from memstudio.gui.translation import filled
from memstudio.gui.widgets import number_format as numbers
from memstudio.gui.widgets.bars import Bar, BarList
from memstudio.gui.widgets.looks import set_look

if TYPE_CHECKING:
    from memstudio.costs.run_cost import RunCost
    from memstudio.training.run_config import RunConfig

_SIZE = QSize(860, 640)
_WAIT_MS = 300
"""After the last change, so that a number may be typed to its end."""


def part_names() -> dict[str, str]:
    """How the parts of the memory are called."""
    translate = QCoreApplication.translate
    return {
        "weights": translate("CostCalculator", "Weights"),
        "gradients": translate("CostCalculator", "Gradients"),
        "optimizer": translate("CostCalculator", "Optimiser"),
        "activations": translate("CostCalculator", "Kept on the way back"),
        "state": translate("CostCalculator", "Memory state"),
        "sending": translate("CostCalculator", "Put together to be sent"),
        "program": translate("CostCalculator", "Program and freed blocks"),
    }


class CostCalculator(Dialog):
    """Fields at the left, the answer at the right; it stays open beside the window."""

    def __init__(self, config: RunConfig, parent: QWidget | None = None) -> None:
        super().__init__(
            self.tr("What a run costs"),
            self.tr(
                "Worked out from the shape of the model alone, which is not loaded. Memory is mostly right "
                "to a tenth, time to a third."
            ),
            parent,
        )
        self.resize(_SIZE)
        self._work = CostWork(self)
        self._work.cost_found.connect(self._on_work_cost_found)
        self._work.cost_failed.connect(self._on_work_cost_failed)
        self._timer = single_shot(self, _WAIT_MS, self._on_timer_timeout)
        self.fields = CostFields()
        self.fields.start_from(config)
        self.fields.changed.connect(self._on_fields_changed)
        row = QHBoxLayout()
        row.setSpacing(current().sizes.space_l)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(self.fields)
        row.addWidget(area, 1)
        row.addWidget(self._make_answer(), 1)
        self.body.addLayout(row)
        self.close_button = self.add_button(self.tr("Close"), self.accept)
        self.close_button.setAutoDefault(False)
        self.cost: RunCost | None = None
        notifier().theme_changed.connect(self._on_theme_changed)
        self._on_timer_timeout()

    def _make_answer(self) -> QWidget:
        side = QWidget(self)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().sizes.space_m)
        self.verdict = QLabel(side)
        self.verdict.setObjectName("verdict")
        self.verdict.setWordWrap(True)
        self.verdict.setProperty("role", "section")
        self.verdict.setTextFormat(Qt.TextFormat.PlainText)
        column.addWidget(self.verdict)
        self.bars = BarList(side)
        self.bars.setObjectName("parts")
        self.bars.setAccessibleName(self.tr("Memory of one device, by part"))
        self.bars.hide()
        column.addWidget(self.bars)
        form = QFormLayout()
        form.setHorizontalSpacing(current().sizes.space_m)
        self.figures: dict[str, QLabel] = {}
        for name, title in (
            ("parameters", self.tr("Parameters")),
            ("trained", self.tr("Trained")),
            ("flops", self.tr("Arithmetic a step")),
            ("seconds", self.tr("Time a step")),
            ("tokens", self.tr("Tokens a second")),
            ("sent", self.tr("Sent a step, each device")),
            ("duration", self.tr("The run")),
        ):
            figure = QLabel(side)
            figure.setObjectName(f"figure.{name}")
            figure.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            figure.setAccessibleName(title)
            form.addRow(QLabel(title, side), figure)
            self.figures[name] = figure
        column.addLayout(form)
        column.addStretch(1)
        return side

    # ------------------------------------------------------------------ asking

    @Slot()
    def _on_fields_changed(self) -> None:
        self._work.drop()
        self._timer.start()

    @Slot()
    def _on_timer_timeout(self) -> None:
        try:
            config = self.fields.config()
        except MemStudioError as error:
            self._on_work_cost_failed(error)
            return
        self._say(self.tr("Working it out…"), "muted")
        self._work.ask(config, self.fields.place())

    @override
    def done(self, result: int) -> None:
        self._timer.stop()
        self._work.drop()
        super().done(result)

    # ------------------------------------------------------------------ answering

    def _say(self, text: str, role: str) -> None:
        self.verdict.setText(text)
        set_look(self.verdict, role)

    @Slot(object)
    def _on_work_cost_failed(self, error: MemStudioError) -> None:
        self.cost = None
        self._say(filled(error.text, error.values), "danger")
        self._show_bars([])
        for figure in self.figures.values():
            figure.setText("–")

    @Slot(object)
    def _on_work_cost_found(self, cost: RunCost) -> None:
        self.cost = cost
        self.fields.show_own_memory(cost.own_memory)
        takes, there = numbers.bytes_text(cost.peak), numbers.bytes_text(cost.memory)
        if cost.fits is None:
            self._say(self.tr("Takes {takes}").format(takes=takes), "section")
        elif cost.fits:
            text = self.tr("It fits: {takes} of {there}")
            self._say(text.format(takes=takes, there=there), "success")
        else:
            text = self.tr("It does not fit: {takes}, and there are {there}")
            self._say(text.format(takes=takes, there=there), "warning")
        self._show_parts(cost)
        values = {
            "parameters": self.tr("{all}, of which {memory} are the memory's").format(
                all=numbers.compact(cost.num_parameters), memory=numbers.compact(cost.num_memory)
            ),
            "trained": numbers.compact(cost.num_trained),
            "flops": f"{numbers.decimal(cost.flops / 1e12, 3)} TFLOP",
            "seconds": self.tr("{seconds} s").format(seconds=numbers.decimal(cost.step_seconds, 3)),
            "tokens": numbers.compact(cost.tokens_per_second),
            "sent": "–",
            "duration": self.tr("{duration} for {steps} steps").format(
                duration=numbers.duration(cost.steps * cost.step_seconds),
                steps=numbers.count(cost.steps),
            ),
        }
        if cost.num_devices > 1:
            values["sent"] = self.tr("{bytes}, {seconds} s by itself").format(
                bytes=numbers.bytes_text(cost.sent), seconds=numbers.decimal(cost.sending, 3)
            )
        for name, value in values.items():
            self.figures[name].setText(value)

    def _show_parts(self, cost: RunCost) -> None:
        names = part_names()
        bars = [
            Bar(names[part.name], part.num_bytes, numbers.bytes_text(part.num_bytes))
            for part in cost.parts
        ]
        self._show_bars(bars)

    def _show_bars(self, bars: list[Bar]) -> None:
        self.bars.show_bars(bars, current().accent)
        self.bars.setVisible(bool(bars))

    @Slot(object)
    def _on_theme_changed(self, _: object) -> None:
        if self.cost is not None:
            self._show_parts(self.cost)
