"""A lane with its caption: what it shows, in a sentence, and what its colours stand for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from memstudio.gui.drag_out import drag_picture
from memstudio.gui.plots.colour_legend import ColourLegend
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.gui.widgets.icon_button import icon_button

_ANY_HEIGHT = (1 << 24) - 1
"""What Qt takes for no limit."""


class CaptionedLane(QWidget):
    """A row of words over a picture, and what stands under it.

    Signals:
        opened: by hand, after it was folded.

    Attributes:
        legend: of the colours.
        corner: a place for more widgets at the right of the caption.
        open: unfolds it; there only while it is folded.
    """

    opened = Signal()

    def __init__(self, name: str, body: QWidget, *more: QWidget) -> None:
        super().__init__()
        self.setObjectName(f"{name}Lane")
        self.body = body
        self._parts = (body, *more)
        self._about = ""
        body.setObjectName(name)
        self._title = ElidedLabel("", mode=Qt.TextElideMode.ElideRight)
        self._title.setProperty("role", "section")
        self._sentence = ElidedLabel("", mode=Qt.TextElideMode.ElideRight)
        self._sentence.setProperty("role", "caption")
        # Rather cut off than push the window wide.
        self._sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.legend = ColourLegend()
        self.corner = QHBoxLayout()
        self.corner.setContentsMargins(0, 0, 0, 0)
        self.corner.setSpacing(8)
        row = QHBoxLayout()
        row.setContentsMargins(12, 2, 12, 0)
        row.setSpacing(8)
        self.open = icon_button("chevron-right", self.tr("Show this lane again"), "muted_text")
        self.open.setObjectName("openLane")
        self.open.setAutoRaise(True)
        self.open.setProperty("role", "lane")
        self.open.hide()
        self.open.clicked.connect(self._on_open_clicked)
        row.addWidget(self.open)
        row.addWidget(self._title)
        row.addWidget(self._sentence, 1)
        row.addLayout(self.corner)
        row.addWidget(self.legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(1)
        layout.addLayout(row)
        layout.addWidget(body, 1)
        drag_picture(self._title, lambda: self, self._title.text, lambda: (self._about,))
        for each in more:
            layout.addWidget(each)

    def fold(self, *, is_folded: bool) -> None:
        """Leave nothing but the caption, with a button that gives the picture back, or that picture."""
        self.open.setVisible(is_folded)
        self.body.setVisible(not is_folded)
        self.setMaximumHeight(self.sizeHint().height() if is_folded else _ANY_HEIGHT)

    @property
    def is_folded(self) -> bool:
        """Whether its picture made way."""
        return self.body.isHidden()

    @Slot()
    def _on_open_clicked(self) -> None:
        self.fold(is_folded=False)
        self.opened.emit()

    def describe(self, title: str, sentence: str) -> None:
        """Say what is shown."""
        if self._title.text() != title:
            self._title.setText(title)
        if self._sentence.text() != sentence:
            self._sentence.setText(sentence)
        self._speak()

    def tell(self, about: str) -> None:
        """Say of what document this is, to those who cannot see it."""
        self._about = about
        self._speak()

    def _speak(self) -> None:
        for part in self._parts:
            part.setAccessibleDescription(f"{self.words}. {self._about}".strip())

    @property
    def words(self) -> str:
        """The caption as it reads."""
        return f"{self._title.text()} – {self._sentence.text()}"
