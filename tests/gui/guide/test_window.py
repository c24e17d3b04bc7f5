"""The guide in its window: pages, links, the way back, finding words, both languages, both looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication

from memstudio.gui.actions.sight_commands import PANELS
from memstudio.gui.actions.tables import ALL_ACTIONS
from memstudio.gui.guide.opening import PAGE_FOR, TOPICS
from memstudio.gui.guide.page_html import page_html
from memstudio.gui.guide.window import GuideWindow
from memstudio.gui.theme import theme as themes
from memstudio.guide.contents import LANGUAGES, contents, page_names, page_path, page_title
from memstudio.guide.sections import anchor_in
from memstudio.look.theme import load_theme
from tests.gui.whole_window import PAGES

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow


@pytest.fixture
def guide(qtbot: QtBot) -> GuideWindow:
    guide = GuideWindow()
    qtbot.addWidget(guide)
    guide.open_page()
    qtbot.waitExposed(guide)
    return guide


def _shown(guide: GuideWindow) -> str:
    return guide.browser.page().stem


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.one_in(2)
def test_every_page_is_drawn(guide: GuideWindow, language: str) -> None:
    for name in page_names():
        guide.browser.open(page_path(name, language))
        assert page_title(name, language).replace("`", "") in guide.browser.toPlainText()


def test_links_lead_on_and_back(qtbot: QtBot, guide: GuideWindow) -> None:
    assert _shown(guide) == "index"
    assert not guide.back_button.isEnabled()
    guide.browser.anchorClicked.emit(QUrl("formats.md#traces"))
    assert _shown(guide) == "formats"
    assert guide.tree.currentItem().text(0) == page_title("formats")
    qtbot.waitUntil(lambda: guide.browser.verticalScrollBar().value() > 0)
    qtbot.mouseClick(guide.back_button, Qt.MouseButton.LeftButton)
    assert _shown(guide) == "index"
    qtbot.mouseClick(guide.forward_button, Qt.MouseButton.LeftButton)
    assert _shown(guide) == "formats"


def test_a_page_of_figures_is_shown_though_it_is_not_in_the_contents(guide: GuideWindow) -> None:
    guide.open_page("figures")
    guide.browser.anchorClicked.emit(QUrl("../../benchmarks/ui.md"))
    assert _shown(guide) == "ui"
    assert not guide.tree.selectedItems()


def test_other_links_are_opened_by_the_desktop_and_foreign_files_are_not(
    guide: GuideWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    guide.browser.anchorClicked.emit(QUrl("https://zarr.dev"))
    guide.browser.anchorClicked.emit(QUrl("file:///etc/passwd"))
    guide.browser.anchorClicked.emit(QUrl("../../../../../etc/passwd"))
    assert opened == ["https://zarr.dev"]
    assert _shown(guide) == "index"


def test_the_contents_are_walked_by_key(qtbot: QtBot, guide: GuideWindow) -> None:
    guide.tree.setFocus()
    qtbot.keyClick(guide.tree, Qt.Key.Key_Down)
    assert _shown(guide) == contents()[0].pages[1]


def test_words_are_found_and_lead_to_their_part(qtbot: QtBot, guide: GuideWindow) -> None:
    qtbot.keyClicks(guide.search, "safetensors provenance")
    text = guide.browser.toPlainText()
    assert "Formats › Memory states" in text  # noqa: RUF001
    guide.browser._redraw()
    assert guide.browser.toPlainText() == text
    guide.search.setText("xyzzyplugh")
    assert "Nothing in the guide" in guide.browser.toPlainText()
    guide.resize(guide.width() - 100, guide.height())
    qtbot.waitUntil(lambda: not guide.browser._refit.isActive())
    assert "Nothing in the guide" in guide.browser.toPlainText()
    qtbot.keyClick(guide.search, Qt.Key.Key_Escape)
    assert guide.search.text() == ""
    assert page_title("index") in guide.browser.toPlainText()
    qtbot.keyClick(guide, Qt.Key.Key_Escape)
    assert not guide.isVisible()


def test_the_way_back_from_what_was_found_leads_to_what_else_was_found(
    qtbot: QtBot, guide: GuideWindow
) -> None:
    qtbot.keyClicks(guide.search, "safetensors provenance")
    listed = guide.browser.toPlainText()
    qtbot.keyClick(guide.search, Qt.Key.Key_Return)
    assert not guide.browser.shows_list
    first = guide.browser.source()
    assert first.fragment()
    guide.browser.anchorClicked.emit(QUrl("training.md"))
    qtbot.mouseClick(guide.back_button, Qt.MouseButton.LeftButton)
    assert guide.browser.source() == first
    for url in (first, QUrl("memory-page.md")):
        qtbot.mouseClick(guide.back_button, Qt.MouseButton.LeftButton)
        assert guide.browser.toPlainText() == listed
        guide.browser.anchorClicked.emit(url)
        assert not guide.browser.shows_list
    for is_list in (True, False):
        qtbot.mouseClick(guide.back_button, Qt.MouseButton.LeftButton)
        assert guide.browser.shows_list is is_list
    assert _shown(guide) == "index"
    assert page_title("index") in guide.browser.toPlainText()
    assert not guide.back_button.isEnabled()


def test_the_way_back_from_a_search_skips_no_page_and_leads_to_the_list_once(
    qtbot: QtBot, guide: GuideWindow
) -> None:
    for name in ("training", "runs", "formats"):
        guide.browser.anchorClicked.emit(QUrl(f"{name}.md"))
    qtbot.keyClicks(guide.search, "safetensors provenance")
    qtbot.keyClick(guide.search, Qt.Key.Key_Return)
    assert not guide.browser.shows_list
    found = _shown(guide)
    assert found != "formats"
    # What is found a second time is where one is, so that no step leads there.
    guide.search.setText("safetensors provenance ")
    qtbot.keyClick(guide.search, Qt.Key.Key_Return)
    assert not guide.browser.shows_list
    way = []
    for _ in range(6):
        qtbot.mouseClick(guide.back_button, Qt.MouseButton.LeftButton)
        way.append("list" if guide.browser.shows_list else _shown(guide))
    assert way == ["list", found, "formats", "runs", "training", "index"]
    assert not guide.back_button.isEnabled()


def test_another_look_draws_the_page_anew(guide: GuideWindow) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    try:
        themes.apply(app, "dark")
        assert load_theme("dark").sunken in guide.browser.toHtml()
    finally:
        themes.apply(app, "light")
    assert load_theme("light").sunken in guide.browser.toHtml()


def test_pictures_are_no_wider_than_the_page() -> None:
    html = page_html(page_path("index"), load_theme("light"), 400)
    assert 'width="400"' in html


def test_what_stands_under_a_picture_is_near_it(guide: GuideWindow) -> None:
    guide.browser.open(page_path("training"))
    layout = guide.browser.document().documentLayout()
    block = guide.browser.document().begin()
    while "\ufffc" not in block.text():
        block = block.next()
    picture, below = layout.blockBoundingRect(block), layout.blockBoundingRect(block.next())
    assert picture.height() > 200
    assert 0 < below.top() - picture.bottom() < 40


@pytest.mark.slow
def test_f1_opens_the_page_on_what_is_in_front(qtbot: QtBot, window: MainWindow) -> None:
    assert set(PAGE_FOR.values()) <= set(page_names())
    for page, name in PAGE_FOR.items():
        window.show_page(page)
        window.actions_table["help.guide"].trigger()
        guide = window.findChild(GuideWindow)
        assert guide is not None
        assert _shown(guide) == name
    assert any(spec.id == "help.guide" and spec.shortcut == "F1" for spec in ALL_ACTIONS)
    window.actions_table["help.contents"].trigger()
    assert _shown(guide) == "index"
    guide.close()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_of_the_window_has_its_part_of_the_guide(language: str) -> None:
    for name, anchor in TOPICS.values():
        assert name in page_names()
        assert not anchor or anchor_in(name, anchor, language), (name, anchor)


@pytest.mark.parametrize("name", [*PAGES, *PANELS])
@pytest.mark.one_in(9)
def test_what_am_i_looking_at_leads_to_the_guide(window: MainWindow, name: str) -> None:
    assert window.commands.sights.sight(name).guide in TOPICS


def test_f1_opens_what_belongs_to_the_view_in_front(window: MainWindow) -> None:
    window.show_page("use")
    for way, name in (("recommend", "recommending"), ("search", "documents"), ("write", "using")):
        window.use_page().show_way(way)
        window.actions_table["help.guide"].trigger()
        guide = window.findChild(GuideWindow)
        assert guide is not None
        assert _shown(guide) == name
    guide.close()


def test_a_place_of_the_window_opens_its_part_of_the_guide(window: MainWindow) -> None:
    window.commands.guide.show_topic("effects")
    guide = window.findChild(GuideWindow)
    assert guide is not None
    assert _shown(guide) == "memory-page"
    assert guide.browser.source().fragment() == "effects"
    guide.close()
