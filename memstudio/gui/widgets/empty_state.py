"""What a view shows while it has nothing to show: what it is for, and how to fill it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from memstudio.gui.theme import theme as themes
from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QAbstractButton

    from memstudio.look.theme import Theme

_ICON_SIDE = 40
_TEXT_WIDTH = 420


class EmptyState(QWidget):
    """A centred icon, title, sentence and buttons.

    Args:
        icon_name: of a file in `resources/icons`.
        title: what is missing, in a few words.
        text: how to get it, in a sentence.
        actions: buttons, the best first; they become children of this widget.
    """

    def __init__(
        self,
        icon_name: str,
        title: str,
        text: str,
        actions: Sequence[QAbstractButton] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = icon(icon_name, "faint_text")
        sizes = themes.current().sizes
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[sizes.space_xl] * 4)
        layout.setSpacing(sizes.space_s)
        layout.addStretch(2)
        self._picture = QLabel(self)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        layout.addWidget(self._picture)
        self.title = QLabel(title, self)
        self.title.setProperty("role", "title")
        self.text = QLabel(text, self)
        self.text.setProperty("role", "muted")
        for label in (self.title, self.text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            label.setWordWrap(True)
            label.setMaximumWidth(_TEXT_WIDTH)
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(label, 100)
            row.addStretch(1)
            layout.addLayout(row)
        if actions:
            buttons = QHBoxLayout()
            buttons.setContentsMargins(0, sizes.space_s, 0, 0)
            buttons.setSpacing(sizes.space_s)
            buttons.addStretch(1)
            for button in actions:
                buttons.addWidget(button)
            buttons.addStretch(1)
            layout.addLayout(buttons)
        layout.addStretch(3)
        themes.notifier().theme_changed.connect(self._on_theme_changed)
        self._on_theme_changed(themes.current())

    def set_texts(self, title: str, text: str) -> None:
        """Say something else, such as that the model open now has no memory."""
        self.title.setText(title)
        self.text.setText(text)

    def _on_theme_changed(self, _theme: Theme) -> None:
        size = QSize(_ICON_SIDE, _ICON_SIDE)
        self._picture.setPixmap(self._icon.pixmap(size, self.devicePixelRatioF()))
