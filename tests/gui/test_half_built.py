"""A window that goes while its pages are still being made."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from typing_extensions import override

from memstudio.gui.main_window import MainWindow
from memstudio.settings import Settings

if TYPE_CHECKING:
    from memstudio.gui.session import Session

_DELETE = QEvent.Type.DeferredDelete


def left_over() -> list[str]:
    """Widgets that Python alone would have to take apart, with areas in them: Qt does not survive it."""
    return [
        type(widget).__name__
        for widget in QApplication.topLevelWidgets()
        if widget.parent() is None
        and shiboken6.ownedByPython(widget)
        and (isinstance(widget, QAbstractScrollArea) or widget.findChild(QAbstractScrollArea))
    ]


class Opened(QObject):
    """Which widgets opened as windows of their own."""

    def __init__(self, app: QCoreApplication) -> None:
        super().__init__()
        self.names: list[str] = []
        app.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.names.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("steps", [0, 1, 2, 3, 4, 5, 6, 7, 9, 11, 14, 17, 20, 24])
@pytest.mark.one_in(7)
def test_all_that_was_made_goes_with_it(session: Session, qapp: QApplication, steps: int) -> None:
    before = left_over()
    opened = Opened(qapp)
    window = MainWindow(session, Settings())
    window.show()
    for _ in range(steps):
        window.pages.build_the_rest()
    qapp.removeEventFilter(opened)
    assert opened.names == ["MainWindow"]
    window.close()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(None, _DELETE)
    assert left_over() == before
    del window
    gc.collect()
