"""The effects beside the Memory page: where a word came from, and what changes do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDockWidget, QWidget

from memstudio.gui.panes.memory.effects.panel import EffectsPanel

if TYPE_CHECKING:
    from memstudio.gui.panes.memory.effects.explanation import Explanation
    from memstudio.gui.selection import SelectionModel
    from memstudio.gui.session import Session

_LEAST_WIDTH = 344


class EffectsDock(QDockWidget):
    """Holds the panel of effects."""

    def __init__(
        self,
        session: Session,
        selection: SelectionModel,
        explanation: Explanation,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Effects"))
        self.setObjectName("effectsDock")
        self.panel = EffectsPanel(session, selection, explanation)
        self.setWidget(self.panel)
        self.setMinimumWidth(_LEAST_WIDTH)
