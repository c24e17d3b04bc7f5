"""The pages themselves: drawn, linked, with a way back."""

from __future__ import annotations

import logging
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices, QTextDocument
from PySide6.QtWidgets import QTextBrowser, QWidget
from typing_extensions import override

from memstudio.gui.guide.page_html import fitted_picture, list_html, page_html
from memstudio.gui.single_shot import single_shot
from memstudio.gui.theme import theme as themes
from memstudio.resources import resources_dir

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

_log = logging.getLogger(__name__)

_HTML = QTextDocument.ResourceType.HtmlResource
_REFIT_MS = 150
_PAGE_MARGIN = 28


class GuideBrowser(QTextBrowser):
    """Shows Markdown files of the resources; other links are opened as the desktop does.

    Signals:
        page_shown: the path of the page that is shown now.
    """

    page_shown = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("guidePage")
        self.setProperty("role", "plain")
        self.setAccessibleName(self.tr("Page of the guide"))
        self.setOpenLinks(False)
        self.setFrameShape(QTextBrowser.Shape.NoFrame)
        self.document().setDocumentMargin(_PAGE_MARGIN)
        self.anchorClicked.connect(self._on_anchor_clicked)
        self.sourceChanged.connect(self._on_source_changed)
        themes.notifier().theme_changed.connect(self._redraw)
        self._refit = single_shot(self, _REFIT_MS, self._redraw)
        self._drawn_for = 0
        self._listed: tuple[tuple[tuple[str, str, str], ...], str] | None = None

    def open(self, path: Path, anchor: str = "") -> None:
        """Show a page, from a heading on if one is named."""
        url = QUrl.fromLocalFile(str(path.resolve()))
        if anchor:
            url.setFragment(anchor)
        self._go(url)

    def show_list(self, rows: Sequence[tuple[str, str, str]], instead: str) -> None:
        """Show links, such as what a search found: address, text, and HTML below it.

        Args:
            rows: the links.
            instead: what is said where there are none.
        """
        self._listed = tuple(rows), instead
        self._draw_list()

    @property
    def shows_list(self) -> bool:
        """Whether links are shown in place of a page."""
        return self._listed is not None

    @Slot()
    def follow_first(self) -> None:
        """Go where the first of the links leads."""
        if self._listed is not None and self._listed[0]:
            self._go(QUrl(self._listed[0][0][0]))
            self.setFocus()

    def _draw_list(self) -> None:
        if self._listed is not None:
            rows, instead = self._listed
            self._drawn_for = self.viewport().width()
            self.setHtml(list_html(rows, themes.current()) if rows else f"<p>{escape(instead)}</p>")

    def page(self) -> Path:
        """The file of the page that is shown."""
        return Path(self.source().toLocalFile())

    def _go(self, url: QUrl) -> None:
        if url == self.source() and not self.toPlainText():
            self.reload()
        self.setSource(url, _HTML)

    @Slot(QUrl)
    def _on_anchor_clicked(self, link: QUrl) -> None:
        url = self.source().resolved(link)
        path = Path(url.toLocalFile()) if url.isLocalFile() else None
        is_ours = path is not None and path.resolve().is_relative_to(resources_dir().resolve())
        if is_ours and path is not None and path.suffix == ".md":
            self._go(url)
        elif url.scheme() in {"http", "https"} or is_ours:
            QDesktopServices.openUrl(url)

    @Slot(QUrl)
    def _on_source_changed(self, url: QUrl) -> None:
        self.page_shown.emit(url.toLocalFile())

    @override
    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        path = Path(self.source().resolved(QUrl(name)).toLocalFile())
        width = self.viewport().width() - 2 * _PAGE_MARGIN
        if kind == QTextDocument.ResourceType.ImageResource.value:
            return fitted_picture(path, width, self.devicePixelRatioF())
        if path.suffix != ".md":
            return super().loadResource(kind, name)
        self._drawn_for, self._listed = self.viewport().width(), None
        try:
            return page_html(path, themes.current(), width)
        except OSError:
            _log.exception("a page of the guide could not be read")
            said = self.tr("This page could not be read.")
            return f"<p>{said}</p>"

    @Slot()
    def _redraw(self) -> None:
        if self.source().isEmpty():
            return
        bar = self.verticalScrollBar()
        share = bar.value() / bar.maximum() if bar.maximum() else 0.0
        if self._listed is not None:
            self._draw_list()
        else:
            self.reload()
        bar.setValue(round(share * bar.maximum()))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.viewport().width() != self._drawn_for:
            self._refit.start()
