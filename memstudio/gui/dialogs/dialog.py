"""The common shape of the dialogs: a title, a sentence, content, buttons; never `exec`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.theme.theme import current

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QShowEvent

_HIGHEST = 600
"""A dialog that wants to be higher has parts that scroll."""


class Dialog(QDialog):
    """A dialog with margins on the grid.

    Attributes:
        body: the layout for the content.
        buttons: the row of buttons at the bottom, at its right.
    """

    def __init__(self, title: str, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        sizes = current().sizes
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[sizes.space_xl] * 4)
        outer.setSpacing(sizes.space_m)
        heading = QLabel(title, self)
        heading.setProperty("role", "title")
        # It may be a name that somebody else gave.
        heading.setTextFormat(Qt.TextFormat.PlainText)
        outer.addWidget(heading)
        self.explanation = QLabel(text, self)
        self.explanation.setProperty("role", "muted")
        self.explanation.setWordWrap(True)
        self.explanation.setVisible(bool(text))
        outer.addWidget(self.explanation)
        self.body = QVBoxLayout()
        self.body.setSpacing(sizes.space_m)
        outer.addLayout(self.body, 1)
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(sizes.space_s)
        self.buttons.setContentsMargins(0, sizes.space_s, 0, 0)
        self.buttons.addStretch(1)
        outer.addLayout(self.buttons)

    def add_button(
        self, text: str, does: Callable[[], object], name: str = "", *, is_primary: bool = False
    ) -> QPushButton:
        """Add a button at the end of the row; Enter presses the primary one.

        Args:
            text: on it.
            does: what follows a click.
            name: of the object.
            is_primary: whether it is what the dialog is for.
        """
        button = QPushButton(text, self)
        button.setObjectName(name)
        if is_primary:
            button.setProperty("role", "primary")
            button.setDefault(True)
        button.clicked.connect(does)
        self.buttons.addWidget(button)
        return button

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._take_room()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        at = self.focusWidget()
        is_enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if is_enter and isinstance(at, QPushButton) and self.buttons.indexOf(at) >= 0:
            # Whoever has gone to a button of the row with the keys means that. In the content the
            # keys stay on a button that was clicked, when all is chosen and Enter is to end it.
            at.click()
            return
        super().keyPressEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        is_done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            # A sentence that comes, such as what is wrong with a name, would push others out of sight.
            self._take_room()
        return is_done

    def _take_room(self) -> None:
        layout = self.layout()
        # The style lets buttons be squeezed until their words are cut.
        margins = self.contentsMargins() if layout is None else layout.contentsMargins()
        row = self.buttons.sizeHint().width() + margins.left() + margins.right()
        self.setMinimumWidth(max(self.minimumWidth(), row))
        if layout is not None and layout.hasHeightForWidth():
            # Wrapped text takes more height than was known when the dialog got its size; what
            # stands beside it would be cut.
            needed = layout.totalHeightForWidth(self.width())
            if needed <= _HIGHEST:
                self.setMinimumHeight(max(self.minimumHeight(), needed))
