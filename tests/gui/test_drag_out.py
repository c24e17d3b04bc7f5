"""Pictures, traces and what the library lists are taken out of the window by dragging."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QMimeData, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from memstudio.errors import StorageError
from memstudio.gui import drag_out
from memstudio.gui.docks.library_dock import LibraryEntry
from memstudio.gui.drag_out import DragHandle, copy_picture, picture_mime
from memstudio.gui.export_button import ExportButton
from memstudio.gui.main_window import MainWindow
from memstudio.gui.plots.line_chart import LineChart
from tests.gui.conftest import Engine
from tests.gui.dragging import drag
from tests.gui.runs import a_run, record


def test_a_picture_goes_out_as_files_and_as_an_image(qtbot: QtBot, tmp_path: Path) -> None:
    label = QLabel("a picture")
    qtbot.addWidget(label)
    label.resize(120, 40)
    mime = picture_mime(label, "Loss / step", ("what it is of",), tmp_path)
    png, svg = [Path(url.toLocalFile()) for url in mime.urls()]
    assert (png.name, svg.suffix) == ("Loss---step.png", ".svg")
    assert QImage(str(png)).text("Description") == "what it is of"
    assert svg.read_text(encoding="utf-8").lstrip().startswith("<?xml")
    image = mime.imageData()
    assert image.width() == 3 * 120


def test_with_a_full_disk_a_picture_is_copied_as_an_image_alone(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise StorageError("The disk is full.")

    monkeypatch.setattr(drag_out, "save_picture", full)
    clipboard = QGuiApplication.clipboard()
    clipboard.setText("what was there before")
    label = QLabel("a picture")
    qtbot.addWidget(label)
    label.resize(120, 40)
    copy_picture(label, "Loss")
    assert clipboard.image().size() == label.grab().toImage().size()
    assert clipboard.text() == ""
    clipboard.clear()  # Qt without a screen would let go of it after Python has ended.


def test_the_title_of_a_chart_takes_its_picture_out(
    qtbot: QtBot, dragged: list[QMimeData], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drag_out._Passing, "_folder", tmp_path)
    chart = LineChart("Loss", "step", "nats", "nothing")
    qtbot.addWidget(chart)
    chart.add_series("training", 0)
    chart.append("training", 1, 2.0)
    chart.resize(500, 300)
    chart.show()
    qtbot.waitExposed(chart)
    drag(chart.header.caption)
    (mime,) = dragged
    assert [Path(url.toLocalFile()).name for url in mime.urls()] == ["Loss.png", "Loss.svg"]
    assert all(Path(url.toLocalFile()).is_file() for url in mime.urls())
    # A click is no drag.
    QTest.mouseClick(chart.header.caption, Qt.MouseButton.LeftButton)
    assert len(dragged) == 1


def test_the_button_that_saves_a_picture_takes_it_out_and_opens_its_menu(
    qtbot: QtBot, dragged: list[QMimeData], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drag_out._Passing, "_folder", tmp_path)
    label = QLabel("a picture")
    button = ExportButton(lambda: label, lambda: ("Of a story", "read by rmt"), str)
    for widget in (label, button):
        qtbot.addWidget(widget)
        widget.show()
    opened: list[None] = []
    menu = button.menu()
    menu.aboutToShow.connect(lambda: (opened.append(None), QTimer.singleShot(0, menu.close)))
    drag(button)
    (mime,) = dragged
    assert [Path(url.toLocalFile()).name for url in mime.urls()] == [
        "Of-a-story.png",
        "Of-a-story.svg",
    ]
    assert opened == []
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert len(opened) == len(dragged) == 1
    # With the keyboard as before.
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert len(opened) == 2


def test_what_there_is_nothing_of_is_not_dragged(qtbot: QtBot, dragged: list[QMimeData]) -> None:
    label = QLabel("handle")
    qtbot.addWidget(label)
    label.show()
    DragHandle(label, lambda: None)
    drag(label)
    assert dragged == []


def test_a_run_of_the_library_goes_out_as_its_folder(
    window: MainWindow, engine: Engine, qtbot: QtBot, tmp_path: Path
) -> None:
    run = a_run(tmp_path)
    record(run)
    dock = window.library_dock
    dock._on_runs_found([SimpleNamespace(
        path=run.path, step=1, total_steps=2, is_active=False, state="stopped", title="", name="r",
    )])  # fmt: skip
    item = dock._run_group.child(0)
    assert isinstance(item.data(0, Qt.ItemDataRole.UserRole), LibraryEntry)
    mime = dock.library.mimeData([item])
    assert [url.toLocalFile() for url in mime.urls()] == [str(run.path)]
    assert dock.library.mimeData([dock._run_group]).urls() == []


@pytest.mark.slow
def test_the_name_of_a_document_takes_its_trace_out(
    window: MainWindow, dragged: list[QMimeData]
) -> None:
    pane = window.memory_page().document
    pane._shown = SimpleNamespace(path="/traces/story.zarr")  # type: ignore[assignment]
    window.show_page("memory")
    mime = pane._trace_mime()
    assert mime is not None
    assert [url.toLocalFile() for url in mime.urls()] == ["/traces/story.zarr"]
    pane._shown = None
    assert pane._trace_mime() is None
