from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel

from memstudio.gui.widgets.excerpt import unbroken


@pytest.mark.parametrize("words", ["184.5 k tokens", "184.5 k 个词元"])
def test_a_line_never_ends_within_what_belongs_together(
    words: str, qapp: QApplication, qtbot
) -> None:
    def height_at_half_width(text: str) -> int:
        label = QLabel(text)
        qtbot.addWidget(label)
        label.setWordWrap(True)
        return label.heightForWidth(label.fontMetrics().horizontalAdvance(words) // 2)

    assert height_at_half_width(unbroken(words)) < height_at_half_width(words)
