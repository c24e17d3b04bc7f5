"""The numbers of the rule for alerts."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from memstudio.gui.translation import numbered
from memstudio.gui.widgets.choice_box import ChoiceBox
from memstudio.gui.widgets.number_box import DecimalBox, NumberBox
from memstudio.gui.widgets.number_format import count, percent
from memstudio.gui.widgets.setting_rows import SettingRows
from memstudio.tasks.monitoring.alert_rule import AlertRule

_ALPHAS = (0.05, 0.01, 0.001, 0.0001)
_MOST_MINUTES = 525_600


class RuleForm(QWidget):
    """A threshold, a window, and how sure it has to be.

    Signals:
        changed: the rule is another.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        usual = AlertRule()
        self.share, self.window_size, self.least, self.baseline, self.cool_down = (
            NumberBox() for _ in range(5)
        )
        self.minutes = DecimalBox()
        self.alpha = ChoiceBox()
        for box, low, high, value in (
            (self.share, 0, 100, round(100 * usual.share)),
            (self.window_size, 1, 10_000, usual.window),
            (self.least, 1, 10_000, usual.least),
            (self.baseline, 1, 100_000, usual.baseline),
            (self.cool_down, 0, 100_000, usual.cool_down),
        ):
            box.setRange(low, high)
            box.setValue(value)
            box.valueChanged.connect(self._on_changed)
        self.share.setSuffix("%")
        self.share.setSingleStep(5)
        self.minutes.setRange(0, _MOST_MINUTES)
        self.minutes.setDecimals(1)
        self.minutes.setSpecialValueText(self.tr("any"))
        self.minutes.setSuffix(self.tr(" min"))
        self.minutes.valueChanged.connect(self._on_changed)
        for alpha in _ALPHAS:
            one_in = self.tr("1 in %1").replace("%1", count(round(1 / alpha)))
            self.alpha.addItem(one_in, alpha)
        self.alpha.setCurrentIndex(_ALPHAS.index(usual.alpha))
        self.alpha.currentIndexChanged.connect(self._on_changed)
        rows = SettingRows(caption_width=104)
        for name, title, editor, meaning in (
            ("share", self.tr("Threshold"), self.share,
             self.tr("The share of negatives from which on it can be an alert")),
            ("window", self.tr("Of the last"), self.window_size,
             self.tr("Texts that are looked at together")),
            ("minutes", self.tr("No older than"), self.minutes,
             self.tr("Of these texts, only those that came within so many minutes")),
            ("least", self.tr("Texts at least"), self.least,
             self.tr("With fewer texts than these nothing is said")),
            ("alpha", self.tr("By chance"), self.alpha,
             self.tr("How often so many negatives may be chance, beside the texts before (Fisher's exact test)")),
            ("baseline", self.tr("Compared with"), self.baseline,
             self.tr("Texts before them that say how many negatives are usual")),
            ("cool_down", self.tr("Then quiet for"), self.cool_down,
             self.tr("Texts after an alert before the next")),
        ):  # fmt: skip
            rows.add(name, title, editor, meaning)
        for box in (self.window_size, self.least, self.baseline, self.cool_down):
            box.setSuffix(self.tr(" texts"))
        self.note = rows.add_note()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(rows)
        self._refresh()

    def rule(self) -> AlertRule:
        """What is chosen."""
        return AlertRule(
            window=self.window_size.value(),
            minutes=self.minutes.value(),
            least=min(self.least.value(), self.window_size.value()),
            share=self.share.value() / 100,
            alpha=float(self.alpha.currentData()),
            baseline=self.baseline.value(),
            cool_down=self.cool_down.value(),
        )

    def choose(self, rule: AlertRule) -> None:
        """Take a rule."""
        self.share.setValue(round(100 * rule.share))
        self.window_size.setValue(rule.window)
        self.minutes.setValue(rule.minutes)
        self.least.setValue(rule.least)
        if rule.alpha in _ALPHAS:
            self.alpha.setCurrentIndex(_ALPHAS.index(rule.alpha))
        self.baseline.setValue(rule.baseline)
        self.cool_down.setValue(int(rule.cool_down))

    def _refresh(self) -> None:
        rule = self.rule()
        text = self.tr(
            "Alert when %1 or more of the last %2 texts are negative, and that would be chance in "
            "fewer than %3 beside the %4 texts before."
        )
        chance, before = self.alpha.currentText(), count(rule.baseline)
        text = numbered(text, percent(rule.share), count(rule.window), chance, before)
        self.note.setText(text)

    @Slot()
    def _on_changed(self, _: object = None) -> None:
        self._refresh()
        self.changed.emit()
