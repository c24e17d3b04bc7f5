"""The pages of the workspace, built one after the other once the window is up.

Drawing the first page comes before importing what the others need, so that the window is there
at once.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, TypeAlias, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QMainWindow,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QTabBar,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from memstudio.gui.widgets.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")
Steps: TypeAlias = Generator[None, None, _T]
"""Something that is made in steps; between two of them the window may answer."""


def last_of(steps: Steps[_T]) -> _T:
    """What is made, at once."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            made: _T = end.value
            return made


class Pages(QObject):
    """Tabs whose contents are made later; the bar of tabs stands apart from them.

    Attributes:
        before_building: called before a page is made at once.

    Signals:
        all_built: every page is there.
        page_changed: the name of the page that came to the front.
    """

    all_built = Signal()
    page_changed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.tabs = QTabBar()
        self.tabs.setObjectName("tabs")
        self.tabs.setExpanding(False)
        self.tabs.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.stack = QStackedWidget()
        self._names: list[str] = []
        self._holders: dict[str, QWidget] = {}
        self._built: dict[str, QWidget] = {}
        self._waiting: dict[str, Callable[[QWidget], Steps[QWidget]]] = {}
        self._begun: dict[str, Steps[QWidget]] = {}
        self.before_building: Callable[[], object] = lambda: None
        self.tabs.currentChanged.connect(self._on_tabs_current_changed)

    def add(
        self, name: str, icon_name: str, title: str, build: Callable[[QWidget], Steps[QWidget]]
    ) -> None:
        """Add a tab; `build` is called when it is first shown, or in its turn, with a parent."""
        holder = QWidget()
        layout = QVBoxLayout(holder)
        layout.setContentsMargins(0, 0, 0, 0)
        self._names.append(name)
        self._holders[name] = holder
        self._waiting[name] = build
        # The page before the tab: with the first tab, its page comes to the front.
        self.stack.addWidget(holder)
        self.tabs.addTab(icon(icon_name, "muted_text"), title)

    def put_bars_on(self, window: QMainWindow, toolbar: QToolBar, corner: QWidget) -> None:
        """Put the tabs under the tool bar and above all docks, which would else move them.

        Args:
            window: whose bars they are.
            toolbar: above the tabs.
            corner: at the end of the tabs.
        """
        window.addToolBar(toolbar)
        bar = QToolBar(window)
        bar.setObjectName("pagesToolbar")
        bar.setWindowTitle(self.tr("Pages"))
        bar.setMovable(False)
        bar.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        bar.addWidget(self.tabs)
        bar.addWidget(corner)
        window.addToolBarBreak()
        window.addToolBar(bar)

    def page(self, name: str) -> QWidget:
        """The page called `name`, built now if it was not before."""
        if name not in self._built:
            self.before_building()
            self._put(name, last_of(self._steps(name)))
        return self._built[name]

    def _steps(self, name: str) -> Steps[QWidget]:
        if name not in self._begun:
            # In its place from the start: widgets that are moved with all that is in them are
            # looked through for style sheets, each time.
            self._begun[name] = self._waiting[name](self._holders[name])
        return self._begun[name]

    def _put(self, name: str, page: QWidget) -> None:
        self._built[name] = page
        del self._waiting[name], self._begun[name]
        layout = self._holders[name].layout()
        assert layout is not None  # noqa: S101 - it was made with it
        layout.addWidget(page)

    def show(self, name: str) -> None:
        """Bring a page to the front, and let the keys go to it: where they were on it, or its first."""
        self.tabs.setCurrentIndex(self._names.index(name))
        page = self.page(name)
        to: QWidget | None = page.focusWidget()
        if to is None or not to.isEnabled():
            to = _first_of(page)
        if to is not None:
            to.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def built(self) -> list[str]:
        """The names of the pages that are there."""
        return list(self._built)

    @property
    def current(self) -> str:
        """The name of the page in front."""
        return self._names[self.tabs.currentIndex()]

    @Slot()
    def build_the_rest(self) -> None:
        """Build one step of a page a turn of the event loop, so that the window answers in between."""
        if not self._waiting:
            self.all_built.emit()
            return
        name = next(iter(self._waiting))
        try:
            next(self._steps(name))
        except StopIteration as end:
            self._put(name, end.value)
        QTimer.singleShot(0, self, self.build_the_rest)

    def _on_tabs_current_changed(self, index: int) -> None:
        if 0 <= index < len(self._names):
            self.stack.setCurrentIndex(index)
            self.page(self._names[index])
            self.page_changed.emit(self._names[index])


def _first_of(page: QWidget) -> QWidget | None:
    """What the tabulator comes to first on a page; areas that only scroll are passed over."""
    widget = page.nextInFocusChain()
    while widget is not None and widget is not page:
        takes_keys = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()
        is_seen = page.isAncestorOf(widget) and widget.isVisibleTo(page)
        if takes_keys and is_seen and not isinstance(widget, QScrollArea):
            return widget
        widget = widget.nextInFocusChain()
    return None
