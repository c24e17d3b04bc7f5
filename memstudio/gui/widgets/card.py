"""A titled panel that groups what belongs together."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from memstudio.gui.theme.theme import current


class Card(QFrame):
    """A rounded panel with an optional title.

    Attributes:
        body: the layout for the content.
        header: the row of the title; controls may be added at its end.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        sizes = current().sizes
        outer = QVBoxLayout(self)
        outer.setContentsMargins(sizes.space_l, sizes.space_m, sizes.space_l, sizes.space_l)
        outer.setSpacing(sizes.space_m)
        self.header = QHBoxLayout()
        self.header.setSpacing(sizes.space_s)
        self.title = QLabel(title, self)
        self.title.setProperty("role", "title")
        self.title.setVisible(bool(title))
        self.header.addWidget(self.title, 1)
        outer.addLayout(self.header)
        self.body = QVBoxLayout()
        self.body.setSpacing(sizes.space_s)
        outer.addLayout(self.body, 1)

    def set_title(self, title: str) -> None:
        """Change the title; an empty one is not shown."""
        self.title.setText(title)
        self.title.setVisible(bool(title))
