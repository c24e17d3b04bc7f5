"""The threshold under which nothing is claimed to be known, and what each threshold costs and gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QWidget

from memstudio.gui.dialogs.file_asking import ask_for_file
from memstudio.gui.plots.line_chart import LineChart
from memstudio.gui.widgets.card import Card
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from memstudio.tasks.sourced.confidence import Calibration

_START = 50


class Trust(Card):
    """A slider, and the curve of held-out questions once they were answered.

    Signals:
        threshold_changed: from 0 to 1.
        calibration_requested: the path of a file with held-out questions.
    """

    threshold_changed = Signal(float)
    calibration_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("How sure it has to be"))
        self._calibration: Calibration | None = None
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setObjectName("threshold")
        self.slider.setRange(0, 100)
        self.slider.setSingleStep(5)
        self.slider.setPageStep(10)
        self.slider.setValue(_START)
        self.slider.setAccessibleName(self.tr("Confidence below which it says: I don't know"))
        self.slider.valueChanged.connect(self._on_slider_value_changed)
        self.value = QLabel()
        self.value.setObjectName("thresholdValue")
        row = QHBoxLayout()
        row.addWidget(self.slider, 1)
        row.addWidget(self.value)
        self.said = QLabel()
        self.said.setObjectName("thresholdSaid")
        self.said.setWordWrap(True)
        self.said.setProperty("role", "muted")
        self.chart = LineChart(self.tr("Held out"), self.tr("threshold, %"), self.tr("share, %"))
        self._answered, self._right = self.tr("answered"), self.tr("of these right")
        # Shares lie between 0 and 100: no other scale, and more room for what the curves are.
        self.chart.header.scale.hide()
        self.chart.add_series(self._answered, 0)
        self.chart.add_series(self._right, 1)
        self.learn = QPushButton(icon("gauge"), self.tr("Learn from held-out questions…"))
        self.learn.setObjectName("calibrate")
        self.learn.setToolTip(
            self.tr(
                "A file of questions with their answers that the model was not trained on: each "
                "is answered, and what tells right answers from wrong ones is learnt."
            )
        )
        self.learn.clicked.connect(self._on_learn_clicked)
        self.body.addLayout(row)
        self.body.addWidget(self.said)
        self.body.addWidget(self.chart, 1)
        self.body.addWidget(self.learn)
        self.show_calibration(None)

    @property
    def threshold(self) -> float:
        """From 0 to 1."""
        return self.slider.value() / 100

    def show_calibration(self, calibration: Calibration | None) -> None:
        """Draw the curve; None while nothing was learnt."""
        self.chart.setVisible(calibration is not None)
        if calibration != self._calibration:
            self.chart.clear()
            for point in calibration.curve if calibration is not None else ():
                self.chart.append(self._answered, 100 * point.threshold, 100 * point.answered)
                if point.right is not None:
                    self.chart.append(self._right, 100 * point.threshold, 100 * point.right)
        self._calibration = calibration
        self._say()

    def _say(self) -> None:
        self.value.setText(f"{self.slider.value()}%")
        known = self._calibration
        if known is None:
            self.said.setText(
                self.tr(
                    "Not calibrated: the confidence is made of how likely the answer is to the "
                    "model and how much of the question stands in the best source."
                )
            )
            return
        point = min(known.curve, key=lambda each: abs(each.threshold - self.threshold))
        if point.right is None:
            text = self.tr("At {threshold}% none of {count} held-out questions is answered.")
        else:
            text = self.tr("At {threshold}% it answers {answered}% of {count} held-out questions, "
                           "and {right}% of these rightly.")  # fmt: skip
        right = 0.0 if point.right is None else point.right
        self.said.setText(
            text.format(
                threshold=round(100 * point.threshold),
                answered=round(100 * point.answered),
                count=known.count,
                right=round(100 * right),
            )
        )

    @Slot(int)
    def _on_slider_value_changed(self, _: int) -> None:
        self._say()
        self.threshold_changed.emit(self.threshold)

    @Slot()
    def _on_learn_clicked(self) -> None:
        ask_for_file(self, self.tr("Questions with their answers"), self.calibration_requested)
