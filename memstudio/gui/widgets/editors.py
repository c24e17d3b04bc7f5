"""Editors of single settings; bounds come from the settings' own model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QLocale, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from memstudio.gui.widgets.choice_box import ChoiceBox
from memstudio.gui.widgets.number_box import DecimalBox, NumberBox

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic.fields import FieldInfo

_MOST = 2_000_000_000
_LETTERS = 12
_DECIMALS = 8
"""Of percent and of shares: what a run file says comes back as it was."""


class WholeEditor(NumberBox):
    """A whole number; one below the least stands for "none given" when there is a word for it.

    Signals:
        changed: the setting is another.

    Args:
        field: of the settings' model.
        unit: written behind the number.
        word_for_none: what the lowest place reads, and means None; "" when None is no choice.
        word_for_zero: what 0 reads.
    """

    changed = Signal()

    def __init__(
        self,
        field: FieldInfo,
        unit: str = "",
        *,
        word_for_none: str = "",
        word_for_zero: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        low, high = bounds(field)
        self._stands_for_none = low - 1 if word_for_none else None
        self.setRange(low - 1 if word_for_none else low, high)
        self.setSpecialValueText(word_for_none or word_for_zero)
        self.setGroupSeparatorShown(True)
        self.setAccelerated(True)
        if unit:
            self.setSuffix(f" {unit}")
        self.set_setting(field.default)
        self.valueChanged.connect(self.changed)

    def setting(self) -> int | None:
        """What is chosen."""
        value = self.value()
        return None if value == self._stands_for_none else value

    def set_setting(self, value: int | None) -> None:
        """Choose."""
        self.setValue(self._stands_for_none if value is None else value)  # type: ignore[arg-type]


class _ExactBox(DecimalBox):
    """A number with as many decimals as it has."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(_DECIMALS)

    @override
    def textFromValue(self, val: float) -> str:
        # All decimals that there are: what is shown is read again when Enter is pressed.
        shortest = QLocale.FloatingPointPrecisionOption.FloatingPointShortest.value
        return self.locale().toString(round(val, _DECIMALS), "f", shortest)


class PercentEditor(_ExactBox):
    """A share of one, shown in percent."""

    changed = Signal()

    def __init__(self, field: FieldInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        low, high = bounds(field, scale=100)
        self.setRange(low, high)
        self.setSuffix("%")
        self.set_setting(field.default)
        self.valueChanged.connect(self.changed)

    def setting(self) -> float:
        """What is chosen."""
        return round(self.value() / 100, _DECIMALS + 2)

    def set_setting(self, value: float) -> None:
        """Choose."""
        self.setValue(100 * value)


class DecimalEditor(QLineEdit):
    """A number of any size, such as 5e-5; what is no number is left for the settings to refuse."""

    changed = Signal()

    def __init__(self, field: FieldInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_setting(field.default)
        self.textChanged.connect(self.changed)

    def setting(self) -> float | str:
        """What is written, as a number where it is one."""
        text = self.text().strip()
        try:
            return float(text.replace(",", "."))
        except ValueError:
            return text

    def set_setting(self, value: float | str) -> None:
        """Write a number, or what somebody typed in place of one."""
        text = f"{value:g}" if isinstance(value, float | int) else value
        # What was typed with more digits keeps them.
        self.setText(text if isinstance(value, str) or float(text) == value else repr(value))


class ShareEditor(_ExactBox):
    """A number between bounds that are near each other."""

    changed = Signal()

    def __init__(self, field: FieldInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSingleStep(0.05)
        least = most = 0.0
        beside = 10**-_DECIMALS
        for limit in field.metadata:
            above: Any = getattr(limit, "gt", None)
            below: Any = getattr(limit, "lt", None)
            least = getattr(limit, "ge", least) if above is None else above + beside
            most = getattr(limit, "le", most) if below is None else below - beside
        self.setRange(least, most)
        self.set_setting(field.default)
        self.valueChanged.connect(self.changed)

    def setting(self) -> float:
        """What is chosen."""
        return round(self.value(), _DECIMALS)

    def set_setting(self, value: float) -> None:
        """Choose."""
        self.setValue(value)


class SwitchEditor(QCheckBox):
    """On or off."""

    changed = Signal()

    def __init__(self, field: FieldInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_setting(field.default)
        self.toggled.connect(self.changed)

    def setting(self) -> bool:
        """What is chosen."""
        return self.isChecked()

    def set_setting(self, value: bool) -> None:
        """Choose."""
        self.setChecked(value)


class NumbersEditor(QLineEdit):
    """Whole numbers with commas between them; what is none is left for the settings to refuse."""

    changed = Signal()

    def __init__(self, field: FieldInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText("2, 4")
        self.set_setting(field.default)
        self.textChanged.connect(self.changed)

    def setting(self) -> list[int | str]:
        """What is written, as numbers where they are some."""
        parts = self.text().replace("，", ",").split(",")
        words = [part.strip() for part in parts if part.strip()]
        return [int(word) if word.isdecimal() else word for word in words]

    def set_setting(self, value: Sequence[int | str]) -> None:
        """Write numbers."""
        self.setText(", ".join(map(str, value)))


class ChoiceEditor(ChoiceBox):
    """One of a few names.

    Args:
        choices: each name in the settings, and how it is called.
        default: the name chosen at first.
    """

    changed = Signal()

    def __init__(
        self, choices: list[tuple[str, str]], default: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        # A long name must not make the whole form wide.
        self.setSizeAdjustPolicy(self.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(_LETTERS)
        self.offer(choices)
        self.set_setting(default)
        self.currentIndexChanged.connect(self.changed)

    def offer(self, choices: list[tuple[str, str]]) -> None:
        """Offer other names; what is chosen stays if it is among them, and is the first if not."""
        if choices == [(self.itemData(at), self.itemText(at)) for at in range(self.count())]:
            return
        before = self.setting()
        was_blocked = self.blockSignals(True)
        self.clear()
        for name, title in choices:
            self.addItem(title, name)
        self.set_setting(before)
        self.blockSignals(was_blocked)
        if self.setting() != before:
            self.changed.emit()

    def show_reasons(self, reasons: dict[str, str]) -> None:
        """Let names with a reason not be chosen, and say it in their tooltips."""
        for at in range(self.count()):
            item = self.model().item(at)  # type: ignore[attr-defined]
            reason = reasons.get(self.itemData(at), "")
            item.setEnabled(not reason)
            item.setToolTip(reason)

    def setting(self) -> str:
        """What is chosen."""
        return str(self.currentData())

    def set_setting(self, value: str) -> None:
        """Choose; a name that is not offered changes nothing."""
        index = self.findData(value)
        if index >= 0:
            self.setCurrentIndex(index)


class TrainsEditor(QWidget):
    """Which weights change, with how many there are."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.memory = QRadioButton(self.tr("Only the memory"))
        self.memory.setObjectName("memoryOnly")
        self.adapters = QRadioButton(self.tr("The memory, and adapters (LoRA)"))
        self.adapters.setObjectName("adapters")
        self.everything = QRadioButton(self.tr("Everything"))
        self.everything.setObjectName("everything")
        self.everything.setChecked(True)
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._buttons = {
            "memory": self.memory, "adapters": self.adapters, "everything": self.everything
        }  # fmt: skip
        for button in self._buttons.values():
            self._group.addButton(button)
            column.addWidget(button)
        self._group.buttonToggled.connect(self._on_group_button_toggled)

    def setting(self) -> str:
        """What is chosen."""
        return next(name for name, button in self._buttons.items() if button.isChecked())

    def set_setting(self, value: str) -> None:
        """Choose."""
        self._buttons[value].setChecked(True)

    @Slot(object, bool)
    def _on_group_button_toggled(self, _: object, is_checked: bool) -> None:
        if is_checked:
            self.changed.emit()


def bounds(field: FieldInfo, scale: int = 1) -> tuple[int, int]:
    """The least and the most that a setting may be."""
    low, high = 0, _MOST
    for limit in field.metadata:
        least: Any = getattr(limit, "ge", None)
        most: Any = getattr(limit, "le", None)
        low = low if least is None else int(least * scale)
        high = high if most is None else min(high, int(most * scale))
    return low, high
