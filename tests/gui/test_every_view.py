"""Every view of every page, and every dialog: names for screen readers, words for pictures, room for texts."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QThreadPool
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QTabBar,
    QTextEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

import memstudio.gui
from memstudio.gui.main_window import MainWindow
from memstudio.gui.session import Session
from memstudio.gui.widgets.elided_check_box import ElidedCheckBox
from memstudio.gui.widgets.elided_label import ElidedLabel
from memstudio.progress import Control
from memstudio.settings import Settings
from memstudio.trace.recorder import record_trace
from tests.gui.file_dialogs import made_elsewhere, opened, sites
from tests.gui.whole_window import dialogs, fill, speaking, views
from tests.tiny import tiny_loaded

TEXT = "It was a dark and stormy night; Daniel went to the garden. Where is Daniel? In it. " * 8
_CONTROLS = (
    QAbstractButton, QAbstractItemView, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit,
    QPlainTextEdit, QProgressBar, QTabBar, QTextEdit,
)  # fmt: skip
_SLACK = 2
"""Pixels; some styles ask for a little more than they need."""
_NOT_PICTURES = ("ElidedLabel", "DropOverlay", "Bars")


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("trace") / "story.zarr"
    record_trace(tiny_loaded("rmt"), TEXT, document="a story", out=out, control=Control())
    return out


def _text(widget: QWidget, kind: QAccessible.Text) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(kind).strip() if interface is not None else ""


def _is_part(widget: QWidget) -> bool:
    """Whether it is a part of another control, which is what is named."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QComboBox | QAbstractSpinBox):
            return True
        if isinstance(parent, QAbstractScrollArea) and isinstance(widget, QScrollBar):
            return True
        if isinstance(parent, QAbstractItemView) and isinstance(
            widget, QAbstractItemView | QAbstractButton
        ):
            return True  # headers and the corner
        if isinstance(parent, QLineEdit):
            return False
        parent = parent.parentWidget()
    # Qt keeps bars of tabs that it needs no more, and calls the others by the tab in front.
    is_empty = isinstance(widget, QTabBar) and not widget.count()
    return is_empty or widget.objectName().startswith("qt_")


def _is_picture(widget: QWidget) -> bool:
    own = type(widget).__module__.startswith(("memstudio", "pyqtgraph"))
    paints = "paintEvent" in {name for each in type(widget).__mro__ for name in vars(each)
                              if each.__module__.startswith(("memstudio", "pyqtgraph"))}  # fmt: skip
    return own and paints and type(widget).__name__ not in _NOT_PICTURES


def _nameless(top: QWidget) -> list[str]:
    found = []
    for widget in (top, *top.findChildren(QWidget)):
        is_control = isinstance(widget, _CONTROLS) and not _is_part(widget)
        if (is_control or (widget.isVisible() and _is_picture(widget))) and not _text(
            widget, QAccessible.Text.Name
        ):
            found.append(_called(widget))
    return found


def _called(widget: QWidget) -> str:
    names, each = [], widget
    while each is not None and len(names) < 4:
        names.append(f"{type(each).__name__}#{each.objectName()}")
        each = each.parentWidget()
    return " < ".join(names)


def _undescribed(top: QWidget) -> list[str]:
    return [
        _called(widget)
        for widget in top.findChildren(QWidget)
        if widget.isVisible()
        and _is_picture(widget)
        and not _text(widget, QAccessible.Text.Description)
    ]


_CUT = (QLabel, QPushButton, QToolButton, QCheckBox, QRadioButton, QComboBox)


def _is_cut(widget: QWidget) -> bool:
    """Whether a text has not the room that it needs; those that are shortened on purpose have."""
    if isinstance(widget, ElidedLabel | ElidedCheckBox) or not _shown(widget).strip():
        return False
    if isinstance(widget, QLabel):
        if widget.wordWrap():
            return widget.heightForWidth(widget.width()) > widget.height() + _SLACK
        hint = widget.sizeHint()
        return hint.width() > widget.width() + _SLACK or hint.height() > widget.height() + _SLACK
    metrics = widget.fontMetrics()
    icon = 0
    if isinstance(widget, QAbstractButton) and not widget.icon().isNull():
        icon = widget.iconSize().width() + 4
    if isinstance(widget, QToolButton):
        style = widget.toolButtonStyle()
        if style is Qt.ToolButtonStyle.ToolButtonIconOnly and icon:
            return False
    needed = metrics.horizontalAdvance(_shown(widget)) + icon
    return needed > widget.width() or metrics.height() > widget.height() + _SLACK


def _shown(widget: QWidget) -> str:
    text = widget.currentText() if isinstance(widget, QComboBox) else widget.text()  # type: ignore[attr-defined]
    return text if isinstance(widget, QComboBox | QLabel) else text.replace("&", "")


def _clipped(top: QWidget) -> list[str]:
    return [
        f"{_called(widget)}: {_said(widget)}"
        for widget in top.findChildren(QWidget)
        if widget.isVisible()
        and isinstance(widget, _CUT)
        and not _is_part(widget)
        and _is_cut(widget)
    ]


def _settle(qtbot: QtBot) -> None:
    """Let what is shown be drawn, and be laid out as what was drawn asks for."""
    for _ in range(3):
        qtbot.wait(5)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def _said(widget: QWidget) -> str:
    return f"{_shown(widget)[:40]!r} {widget.size().toTuple()} needs {widget.sizeHint().toTuple()}"


_OF_LANGUAGE = re.compile(r"[\u3400-\u9fff]")
_NAMED_ALIKE = re.compile(r"[A-Z][\w.]*|safetensors")
"""What is called the same in every language: MemStudio, PNG, Markdown."""


def _is_english(text: str) -> bool:
    words = re.sub(r"\(.*?\)|&", "", text).strip()
    is_word = any(letter.isalpha() for letter in words)
    return is_word and not _OF_LANGUAGE.search(words) and not _NAMED_ALIKE.fullmatch(words)


def _english(dialog: QDialog) -> list[str]:
    """Texts of Qt's own parts of a dialog that are not in Chinese."""
    if not isinstance(dialog, QMessageBox | QFileDialog):
        return []
    texts = [
        each.text()
        for each in dialog.findChildren(QWidget)
        if isinstance(each, QAbstractButton | QLabel)
    ]
    for line in dialog.findChildren(QLineEdit):
        texts += [
            each.text().partition("\t")[0] for each in line.createStandardContextMenu().actions()
        ]
    return [f"{dialog.windowTitle()}: {text}" for text in texts if _is_english(text)]


def _walk_file_dialogs(
    top: QWidget, wanted: set[str], qtbot: QtBot, found: set[str], language: str
) -> set[str]:
    """Look at those that are opened from `top`; returns which these were."""
    walked, looked_at = set(), set()
    for site, dialog in opened(top, wanted):
        walked.add(site)
        kind = (dialog.fileMode(), dialog.acceptMode())
        texts = [dialog.windowTitle(), dialog.labelText(QFileDialog.DialogLabel.Accept)]
        texts += dialog.nameFilters()
        if not all(texts) or texts[0].endswith("…"):
            found.add(f"{site}: {texts}")
        if language != "en":
            found.update(f"English in {site}: {each}" for each in texts if _is_english(each))
            found.update(f"English in {site}: {each}" for each in _english(dialog))
        if kind in looked_at:
            continue
        looked_at.add(kind)
        _settle(qtbot)
        found.update(f"no name in {kind}: {each}" for each in _nameless(dialog))
        found.update(f"cut in {kind}: {each}" for each in _clipped(dialog))
    return walked


def _own_dialogs() -> set[type]:
    """Every class of a dialog in the package."""
    for module in pkgutil.walk_packages(memstudio.gui.__path__, "memstudio.gui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found: set[type] = set()
    left: list[type] = [QDialog]
    while left:
        left += (derived := left.pop().__subclasses__())
        found.update(each for each in derived if each.__module__.startswith("memstudio."))
    return found


def test_dialogs_of_qt_are_made_where_the_walk_finds_them() -> None:
    """A new one has to be added to `whole_window.dialogs`."""
    assert made_elsewhere("QMessageBox") == {"closing.py"}
    assert made_elsewhere("QFileDialog") == {"dialogs/file_asking.py"}
    others = ("QInputDialog", "QColorDialog", "QFontDialog", "QErrorMessage", "QProgressDialog",
              "QWizard", "QDialog")  # fmt: skip
    assert made_elsewhere(*others) == set()


@pytest.mark.parametrize("language", ["en", pytest.param("zh_CN", marks=pytest.mark.slow)])
def test_every_control_has_a_name_every_picture_words_and_every_text_room(
    language: str, session: Session, qapp: QApplication, qtbot: QtBot, trace: Path, tmp_path: Path
) -> None:
    """Of every view of every page and every dialog, at 1280 by 800."""
    found: set[str] = set()
    seen: set[type] = set()
    with speaking(qapp, language):
        window = MainWindow(session, Settings(language=language))
        qtbot.addWidget(window)
        # The screen of these tests is smaller, where the window would fill it.
        window.setWindowState(Qt.WindowState.WindowNoState)
        window.resize(1280, 800)
        window.show()
        qtbot.waitExposed(window)
        assert window.size().toTuple() == (1280, 800)
        fill(window, qtbot, trace, tmp_path)
        for view in views(window):
            _settle(qtbot)
            found.update(f"no words: {each}" for each in _undescribed(window))
            found.update(f"cut in {view}: {each}" for each in _clipped(window))
        found.update(f"no name: {each}" for each in _nameless(window))
        asking = sites()
        for dialog in dialogs(window, tmp_path):
            _settle(qtbot)
            seen.update(type(dialog).__mro__)
            found.update(f"no name: {each}" for each in _nameless(dialog))
            found.update(f"no words: {each}" for each in _undescribed(dialog))
            found.update(f"cut: {each}" for each in _clipped(dialog))
            found.update(f"English: {each}" for each in _english(dialog) if language != "en")
            asking -= _walk_file_dialogs(dialog, asking, qtbot, found, language)
        asking -= _walk_file_dialogs(window, asking, qtbot, found, language)
        found.update(f"never opened: {each}" for each in asking)
        found.update(f"not walked: {each}" for each in _own_dialogs() if each not in seen)
        session.run = None
        window.close()
        QThreadPool.globalInstance().waitForDone(5_000)
    if found:
        pytest.fail("\n".join(sorted(found)), pytrace=False)
