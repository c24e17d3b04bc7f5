"""How the memory is, at a glance, beneath the curves of a run: each measure with a sign and a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QLabel, QToolButton, QVBoxLayout, QWidget

from memstudio.gui import health_words as words
from memstudio.gui.theme.theme import current
from memstudio.gui.translation import filled, with_colon
from memstudio.gui.widgets.button_rows import ButtonRows
from memstudio.gui.widgets.icons import icon
from memstudio.gui.widgets.looks import set_look
from memstudio.trace.health import MEASURES

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.gui.run_health_model import RunHealthModel
    from memstudio.training.run_health import RunHealth

_ICON = QSize(14, 14)


class HealthStrip(QWidget):
    """Hidden while nothing was measured. A tick is well, a triangle is an alarm."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("healthStrip")
        self._model: RunHealthModel | None = None
        self._lead_to: Callable[[str], None] | None = None
        self.buttons: dict[str, QToolButton] = {}
        for name in MEASURES:
            button = QToolButton()
            button.setObjectName(f"health.{name}")
            button.setProperty("role", "legend")
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setIconSize(_ICON)
            button.clicked.connect(self._on_button_clicked)
            button.setAccessibleName(filled(MEASURES[name].title))
            button.hide()
            self.buttons[name] = button
        self.caption = QLabel()
        self.caption.setObjectName("healthCaption")
        self.caption.setProperty("role", "section")
        self.rows = ButtonRows([*self.buttons.values()])
        self.said = QLabel()
        self.said.setObjectName("healthSaid")
        self.said.setProperty("role", "warning")
        self.said.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(current().sizes.space_xs)
        column.addWidget(self.caption)
        column.addWidget(self.rows)
        column.addWidget(self.said)
        self.hide()

    def follow(self, model: RunHealthModel, lead_to: Callable[[str], None]) -> None:
        """Show the health of the run on show; a click leads to the Memory page."""
        self._model, self._lead_to = model, lead_to
        model.health_changed.connect(self._on_model_health_changed)
        self._on_model_health_changed()

    @Slot()
    def _on_model_health_changed(self) -> None:
        if self._model is not None:
            self.show_health(self._model.health)

    def show_health(self, health: RunHealth) -> None:
        """Show how the memory was when last looked at."""
        last = health.last
        self.setVisible(last is not None)
        if last is None:
            return
        text = self.tr("Health of the memory, %1")
        self.caption.setText(text.replace("%1", words.step_text(last.step)))
        alarms = {alarm.name: alarm for alarm in last.alarms}
        for name, button in self.buttons.items():
            measure = MEASURES[name]
            button.setVisible(name in last.values)
            if name not in last.values:
                continue
            is_wrong = name in alarms
            look = ("warning", "warning") if is_wrong else ("check", "success")
            state = self.tr("alarm") if is_wrong else self.tr("well")
            if not last.is_judged:
                look, state = ("minus", "muted_text"), self.tr("before training")
            button.setIcon(icon(*look))
            value = words.value_text(measure, last.values[name])
            button.setText(f"{filled(measure.short)} {value}")
            set_look(button, "warning" if is_wrong else "", "tone")
            button.setToolTip(f"{with_colon(state, value)}\n{words.explained(measure)}")
            button.setAccessibleName(with_colon(filled(measure.title), f"{value}, {state}"))
        texts = [words.alarm_text(alarm) for alarm in alarms.values()]
        where = words.step_text(last.step)
        self.said.setVisible(bool(texts))
        self.said.setText("\n".join(with_colon(where, text) for text in texts))
        self.rows.updateGeometry()

    @Slot()
    def _on_button_clicked(self) -> None:
        # The page must be there before it can be asked.
        if self._lead_to is not None:
            self._lead_to("view.memory")
        if self._model is not None:
            self._model.ask_for_view()
