"""What leaves the window: pictures in three forms, with what they are of; long exports beside it."""

from __future__ import annotations

import base64
import re
import zlib
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import QLocale, QTranslator
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from memstudio.gui.dialogs.file_asking import ask_where_to_save
from memstudio.gui.main_window import MainWindow
from memstudio.gui.panes.memory.pane import MemoryPane
from memstudio.gui.picture_saving import FORMS, save_picture
from memstudio.gui.recent import RecentItems
from memstudio.gui.recent_watch import RecentWatch
from memstudio.gui.selection import SelectionModel
from memstudio.gui.session import Session
from memstudio.gui.trace_caption import trace_caption
from memstudio.progress import Control
from memstudio.recents import RecentItem
from memstudio.trace.recorder import record_trace
from tests.tiny import tiny_loaded

TEXT = "Daniel went to the garden. Nobody knew why. Where is Daniel? In the garden.\n" * 6


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("export") / "t.zarr"
    record_trace(
        tiny_loaded("rmt"), TEXT, document="a story", out=out, control=Control(), command="run it"
    )
    return out


@pytest.fixture
def shown(qtbot: QtBot, trace: Path) -> SimpleNamespace:
    session = Session()
    pane = MemoryPane(session, SelectionModel())
    qtbot.addWidget(pane)
    pane.resize(900, 600)
    pane.show()
    with qtbot.waitSignal(session.traces.document_changed, timeout=20_000):
        session.show_trace(str(trace), "story")
    yield SimpleNamespace(session=session, pane=pane, button=pane.export_button)
    session.close()


def test_a_picture_says_what_it_is_of(shown: SimpleNamespace) -> None:
    lines = trace_caption(shown.session.traces.document)
    assert "a story" in lines[0]
    assert "seed 0" in lines[0]
    assert "random vectors" in lines[0]
    assert "spread evenly" in lines[0]
    assert lines[1] == "run it"


@pytest.mark.slow
def test_a_png_is_fine_enough_for_print(shown: SimpleNamespace, tmp_path: Path) -> None:
    path = tmp_path / "memory.png"
    save_picture(shown.pane, path, ("a line", "another"))
    picture = QImage(str(path))
    assert picture.width() == shown.pane.width() * 3
    assert picture.height() > shown.pane.height() * 3
    assert round(picture.dotsPerMeterX() * 0.0254) == 288
    assert picture.text("Description") == "a line\nanother"
    # Of the pane itself something was drawn, and below it the caption.
    below = picture.copy(0, shown.pane.height() * 3, picture.width(), picture.height())
    for part in (picture.copy(0, 0, picture.width(), shown.pane.height() * 3), below):
        colours = {
            part.pixel(x, y) for x in range(0, part.width(), 7) for y in range(0, part.height(), 3)
        }
        assert len(colours) > 3


def test_an_svg_and_a_pdf_are_whole(shown: SimpleNamespace, tmp_path: Path) -> None:
    save_picture(shown.pane, tmp_path / "memory.svg", ("a line",))
    root = ET.fromstring((tmp_path / "memory.svg").read_bytes())  # noqa: S314 - our own
    assert root.tag.endswith("svg")
    assert "a line" in "".join(root.itertext())
    save_picture(shown.pane, tmp_path / "memory.pdf", ("a line",))
    content = (tmp_path / "memory.pdf").read_bytes()
    assert content.startswith(b"%PDF-")
    assert content.rstrip().endswith(b"%%EOF")


def test_a_page_and_tables_are_written_beside_the_window(
    qtbot: QtBot, shown: SimpleNamespace, tmp_path: Path
) -> None:
    with qtbot.waitSignal(shown.button.exported, timeout=30_000) as signal:
        shown.button.export_page(shown.session.traces.document, tmp_path / "page.html")
        assert shown.button.is_busy
    assert signal.args == [str(tmp_path / "page.html")]
    assert (tmp_path / "page.html").read_bytes().startswith(b"<!DOCTYPE html>")
    assert shown.button.text() == "Saved"
    assert "page.html" in shown.button.toolTip()
    for form in ("csv", "parquet"):
        with qtbot.waitSignal(shown.button.exported, timeout=30_000):
            shown.button.export_tables(shown.session.traces.document, tmp_path / form, form)
        assert (tmp_path / form / f"tokens.{form}").stat().st_size > 0


def test_a_trace_is_kept_and_can_be_opened_again(
    qtbot: QtBot, shown: SimpleNamespace, tmp_path: Path
) -> None:
    kept = tmp_path / "kept.zarr"
    shown.button._on_menu_about_to_show()
    shown.button.keep.trigger()
    dialog = shown.button.findChild(QFileDialog)
    assert Path(dialog.selectedFiles()[0]).name == "a story.zarr"
    RecentWatch(shown.session, recent := RecentItems(shown.session), shown.session)
    with qtbot.waitSignals([shown.button.exported, shown.session.traces.kept], timeout=30_000):
        dialog.fileSelected.emit(str(kept))
    dialog.close()
    assert recent.items() == (RecentItem("trace", (str(kept),)),)
    read = shown.session.traces.document
    with qtbot.waitSignal(shown.session.traces.document_changed, timeout=20_000):
        shown.pane.show_trace(str(kept))
    again = shown.session.traces.document
    assert again.path == str(kept)
    assert (again.name, again.text) == (read.name, read.text)
    # What is there is not written over.
    with qtbot.waitSignal(shown.session.failed, timeout=30_000) as signal:
        shown.button.keep_trace(again, kept)
    assert "exists already" in signal.args[0].text
    assert not list(tmp_path.glob(".*"))


def test_an_export_that_cannot_be_is_a_sentence(
    qtbot: QtBot, shown: SimpleNamespace, tmp_path: Path
) -> None:
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    with qtbot.waitSignal(shown.session.failed, timeout=30_000) as signal:
        shown.button.export_tables(shown.session.traces.document, tmp_path / "taken", "csv")
    failure = signal.args[0]
    assert "exists already" in failure.text.format(**failure.values)
    assert not shown.button.is_busy
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_an_export_can_be_stopped(
    qtbot: QtBot, shown: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forever(_reader: object, _path: Path, control: Control, **_: object) -> None:
        while True:
            control.checkpoint()

    monkeypatch.setattr("memstudio.trace.html_export.export_html", forever)
    shown.button.export_page(shown.session.traces.document, tmp_path / "page.html")
    shown.button._on_menu_about_to_show()
    assert shown.button.stop.isVisible()
    assert not shown.button.csv.isEnabled()
    shown.button.stop.trigger()
    qtbot.waitUntil(lambda: not shown.button.is_busy, timeout=10_000)
    assert shown.button.text() == "Export"


@pytest.mark.slow
def test_any_page_can_be_pictured(window: MainWindow, tmp_path: Path) -> None:
    for page in ("start", "memory", "runs"):
        window.show_page(page)
        QApplication.processEvents()
        window.commands.pictures.save(tmp_path / f"{page}.png")
        picture = QImage(str(tmp_path / f"{page}.png"))
        assert picture.width() == window.pages.page(page).width() * 3
        assert window.messages.messages[-1].tone == "success"
    # A file stands where a folder would have to.
    window.commands.pictures.save(tmp_path / "start.png" / "there.png")
    assert window.messages.messages[-1].tone == "danger"


def test_a_file_has_the_ending_of_the_chosen_form_unless_one_is_written(
    qtbot: QtBot, tmp_path: Path
) -> None:
    page = QWidget()
    qtbot.addWidget(page)
    taken: list[str] = []
    for name, form, written in (
        ("a", "", "a.png"),
        ("b", "SVG (*.svg)", "b.svg"),
        ("c.pdf", "SVG (*.svg)", "c.pdf"),
    ):
        ask_where_to_save(page, "Save", str(tmp_path / name), FORMS, taken.append)
        dialog = page.findChild(QFileDialog)
        assert dialog is not None
        if form:
            dialog.selectNameFilter(form)
            dialog.filterSelected.emit(form)
            dialog.selectFile(str(tmp_path / name))
        dialog.accept()
        assert Path(taken[-1]) == tmp_path / written
        qtbot.waitUntil(lambda: page.findChild(QFileDialog) is None)


class Shouting(QTranslator):
    """A language in which all that the page says is said louder."""

    @override
    def translate(self, context: str, source: str, *_: object) -> str:
        return source.upper() if context in {"page", "Quantity"} else ""

    @override
    def isEmpty(self) -> bool:
        return False


def test_the_page_speaks_the_language_of_the_window(
    shown: SimpleNamespace, tmp_path: Path, qtbot: QtBot, qapp: QApplication
) -> None:
    before, language = QLocale(), Shouting()
    QLocale.setDefault(QLocale("zh_CN"))
    qapp.installTranslator(language)
    try:
        with qtbot.waitSignal(shown.button.exported, timeout=20_000):
            shown.button.export_page(shown.session.traces.document, tmp_path / "page.html")
    finally:
        qapp.removeTranslator(language)
        QLocale.setDefault(before)
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert '<html lang="zh">' in page
    assert ">DARK / LIGHT<" in page
    assert '"Written in that segment from": "WRITTEN IN THAT SEGMENT FROM"' in page
    packed = re.search(r'<script id="data"[^>]*>(.*?)</script>', page, re.DOTALL)
    assert packed is not None
    assert b'"title": "CHANGE"' in zlib.decompress(base64.b64decode(packed[1]))
