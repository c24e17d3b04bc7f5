"""The main window: puts the pieces together, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QMenu, QVBoxLayout, QWidget
from typing_extensions import override

from memstudio.gui.actions.action import Actions, fill_menu
from memstudio.gui.actions.commands import Commands
from memstudio.gui.actions.conditions import Conditions
from memstudio.gui.actions.help_actions import HELP_ACTIONS
from memstudio.gui.actions.memory_actions import MEMORY_ACTIONS
from memstudio.gui.actions.tables import ALL_ACTIONS
from memstudio.gui.actions.use_actions import USE_ACTIONS
from memstudio.gui.actions.view_actions import PAGE_ACTIONS, THEME_ACTIONS
from memstudio.gui.closing import Closing
from memstudio.gui.context_menu_key import follow_key
from memstudio.gui.demo_opening import DemoOpening
from memstudio.gui.desktop_notice import come_forward
from memstudio.gui.dock_plan import DockPlan
from memstudio.gui.docks.library_dock import LibraryDock, LibraryEntry
from memstudio.gui.docks.messages_dock import MessagesDock
from memstudio.gui.drop_target import DropTarget
from memstudio.gui.layout_store import LayoutStore
from memstudio.gui.main_toolbar import MainToolbar
from memstudio.gui.message_log import MessageLog
from memstudio.gui.page_imports import PageImports
from memstudio.gui.pages import Pages
from memstudio.gui.plugin_docks import PluginDocks
from memstudio.gui.queue_runner import QueueRunner
from memstudio.gui.recent import RecentItems
from memstudio.gui.recent_watch import RecentWatch
from memstudio.gui.recent_words import RECENT_ICONS, recent_names
from memstudio.gui.regrets import Regrets
from memstudio.gui.run_notice import RunNotice
from memstudio.gui.selection import SelectionModel
from memstudio.gui.tour.tour import Tour
from memstudio.gui.tour.tour_bar import TourBar
from memstudio.gui.widgets.action_text import plain_text
from memstudio.gui.widgets.banner import BannerStack
from memstudio.gui.widgets.icon_button import icon_button
from memstudio.gui.widgets.icons import application_icon, icon
from memstudio.gui.widgets.status_line import StatusLine
from memstudio.gui.window_title import WindowTitle
from memstudio.gui.workspace import PAGE_MODULES, add_pages

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from PySide6.QtGui import QCloseEvent, QShowEvent

    from memstudio.errors import MemStudioError
    from memstudio.gui.memory_page import MemoryPage
    from memstudio.gui.panes.train.pane import TrainPane
    from memstudio.gui.run_view import RunView
    from memstudio.gui.session import Session
    from memstudio.gui.use_page import UsePage
    from memstudio.settings import Settings

_SIZE = QSize(1280, 800)
_SMALLEST = QSize(940, 600)
_LEFT = Qt.DockWidgetArea.LeftDockWidgetArea
_RIGHT = Qt.DockWidgetArea.RightDockWidgetArea
_BOTTOM = Qt.DockWidgetArea.BottomDockWidgetArea


class MainWindow(QMainWindow):
    """Composes toolbar, pages, docks, menus and status line over one session.

    Signals:
        window_closed: the window is gone and the engine may be ended.
        language_changed: the settings name another language; the texts here are in the old one.
    """

    window_closed = Signal()
    language_changed = Signal()

    def __init__(self, session: Session, settings: Settings) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self.setWindowIcon(application_icon())
        self.setMinimumSize(_SMALLEST)
        self.session = session
        self.settings = settings
        self.selection = SelectionModel(self)
        self.recent = RecentItems(self)
        self.messages = MessageLog(self)
        self.conditions = Conditions(session, self)
        self.queue = QueueRunner(session, self)
        self.drop_target = DropTarget(self)
        self.commands = Commands(self)
        self.actions_table = Actions(ALL_ACTIONS, self.commands, self.conditions, self)
        self.conditions.conditions_changed.connect(self.actions_table.refresh)
        self.conditions.effects.follow(self.selection)
        self._closing = Closing(session, self)
        self._closing.closing_changed.connect(self._on_closing_changed)
        self._closing.close_allowed.connect(self.close)
        self.demo_opening = DemoOpening(session, self)
        self.tour = Tour(session, self.selection, self)
        self._layout_store = LayoutStore()
        self.dock_plan = DockPlan(self)
        self._is_shown_before = False
        self._make_workspace()
        self._make_toolbar()
        self._make_docks()
        self._make_menus()
        self.status_line = StatusLine(session, self.messages, self)
        self.status_line.messages_requested.connect(self._on_status_messages_requested)
        self.setStatusBar(self.status_line)
        self.plugin_docks = PluginDocks(self)
        self.pages.all_built.connect(self.plugin_docks.start)
        self._restore_layout()
        self._connect()
        self.regrets = Regrets(self)
        WindowTitle(session, self)
        self.run_notice = RunNotice(session, self)
        follow_key(self)
        RecentWatch(session, self.recent, self)

    def tell_of_settings(
        self, problems: Iterable[MemStudioError], *, is_safe: bool, last_crash: Path | None = None
    ) -> None:
        """Say what was wrong with what is kept between sessions, and whether anything is kept."""
        if last_crash is not None:
            text = self.tr("MemStudio crashed when it was last open. What it was doing is in {path}. To report it, use Help, Copy diagnostics.")  # fmt: skip
            self.messages.add("warning", text.format(path=last_crash))
        for problem in problems:
            self.messages.add_problem(problem)
        if self.recent.lost is not None:
            text = self.tr(
                "The list of what was open lately was damaged. What was there is in {path}."
            )
            self.messages.add("warning", text.format(path=self.recent.lost))
        if is_safe:
            self.messages.add(
                "warning",
                self.tr(
                    "Safe mode: your settings, lists and layout are left alone, plug-ins are left out, and what you change is not kept."
                ),
            )

    # ------------------------------------------------------------------ pieces

    def _make_workspace(self) -> None:
        centre = QWidget(self)
        column = QVBoxLayout(centre)
        column.setContentsMargins(0, 4, 0, 0)
        column.setSpacing(4)
        self.banners = BannerStack(self.messages, centre)
        self.banners.folder_requested.connect(self.commands.open_folder)
        column.addWidget(self.banners)
        self.tour_bar = TourBar(self.tour, centre)
        self.tour_bar.step_requested.connect(self.commands.tour.lead_to)
        inset = QHBoxLayout()
        inset.setContentsMargins(12, 0, 12, 0)
        inset.addWidget(self.tour_bar)
        column.addLayout(inset)
        self.pages = Pages(self)
        column.addWidget(self.pages.stack, 1)
        add_pages(self)
        self.setCentralWidget(centre)

    def _make_toolbar(self) -> None:
        self.toolbar = MainToolbar(
            self.session, self.actions_table, self.conditions, self.recent, self
        )
        look = self.actions_table["help.look"]
        self.look_button = icon_button("help", plain_text(look), "muted_text")
        self.look_button.setObjectName("lookButton")
        self.look_button.clicked.connect(self.commands.sights.show_page)
        self.pages.put_bars_on(self, self.toolbar, self.look_button)

    def _make_docks(self) -> None:
        self.library_dock = LibraryDock(self.session, self.recent, self)
        self.messages_dock = MessagesDock(self.messages, self)
        # Pictures need the width; the library is a key away.
        self.dock_plan.add(self.library_dock, _LEFT, frozenset({"start", "train"}))
        self.dock_plan.add(self.messages_dock, _BOTTOM, is_wanted=False)
        self.dock_plan.look_requested.connect(self.commands.sights.show_panel)
        self.pages.page_changed.connect(self.dock_plan.follow_page)
        self.pages.page_changed.connect(self.conditions.effects.follow_page)
        self.setDockOptions(
            QMainWindow.DockOption.AnimatedDocks
            | QMainWindow.DockOption.AllowTabbedDocks
            | QMainWindow.DockOption.AllowNestedDocks
        )
        # The side docks keep their full height; time runs under the workspace.
        self.setCorner(Qt.Corner.BottomLeftCorner, _LEFT)
        self.setCorner(Qt.Corner.BottomRightCorner, _RIGHT)

    def _make_menus(self) -> None:
        table = self.actions_table
        bar = self.menuBar()
        self._recent_menu = QMenu(self.tr("Open &recent"), self)
        self._recent_menu.setToolTipsVisible(True)
        self._recent_menu.aboutToShow.connect(self._fill_recent_menu)
        fill_menu(
            bar.addMenu(self.tr("&File")),
            [table["file.new_model"], table["file.open_demo"], table["file.open_model"],
             self._recent_menu, table["file.export_model"], table["file.close_model"], None, table["file.add_text"], table["train.open_run"],
             table["file.save_picture"], None, table["file.settings"], None, table["file.quit"]],
        )  # fmt: skip
        fill_menu(
            bar.addMenu(self.tr("&Train")),
            [table["train.start"], table["train.pause"], table["train.stop"], None,
             table["train.cost"]],
        )  # fmt: skip
        fill_menu(bar.addMenu(self.tr("&Memory")), [table[spec.id] for spec in MEMORY_ACTIONS])
        fill_menu(bar.addMenu(self.tr("&Use")), [table[spec.id] for spec in USE_ACTIONS])
        look = QMenu(self.tr("&Look"), self)
        fill_menu(look, [table[spec.id] for spec in THEME_ACTIONS])
        panels = QMenu(self.tr("&Panels"), self)
        panels.aboutToShow.connect(lambda: fill_menu(panels, self.dock_plan.actions))
        fill_menu(
            bar.addMenu(self.tr("&View")),
            [*(table[spec.id] for spec in PAGE_ACTIONS), None, panels, look, None,
             table["view.reset_layout"]],
        )  # fmt: skip
        fill_menu(bar.addMenu(self.tr("&Help")), [table[spec.id] for spec in HELP_ACTIONS])
        self.mark_theme(self.settings.theme)

    def _connect(self) -> None:
        session = self.session
        session.failed.connect(self.messages.add_failure)
        session.run_event_received.connect(self.messages.add_event)
        session.branch_ended.connect(self._on_session_branch_ended)
        self.queue.tell_of_loss()
        self.demo_opening.story_started.connect(self._on_demo_story_started)
        self.demo_opening.story_started.connect(self.commands.tour.offer)
        self.tour.changed.connect(self.commands.tour.follow)
        self.demo_opening.question_prepared.connect(self._on_demo_question_prepared)
        self.drop_target.plan_dropped.connect(self.commands.follow_plan)
        self.library_dock.entry_activated.connect(self._on_library_entry_activated)
        self.library_dock.resume_requested.connect(self.commands.runs.resume)
        self.library_dock.folder_requested.connect(self.commands.open_folder)

    def _restore_layout(self) -> None:
        if not self._layout_store.restore(self):
            room = self.screen().availableGeometry().size()
            self.resize(_SIZE)
            if room.width() <= _SIZE.width() or room.height() <= _SIZE.height():
                self.setWindowState(Qt.WindowState.WindowMaximized)
        self.dock_plan.want(self._layout_store.docks())
        self.dock_plan.widths.know(self._layout_store.widths())
        self.dock_plan.follow_page(self.pages.current)

    # ------------------------------------------------------------------ verbs

    def show_page(self, name: str) -> None:
        """Bring the page called `name` to the front."""
        self.pages.show(name)

    @Slot()
    def show_monitor(self) -> None:
        """Come to the front with the Monitor page."""
        self.show_page("monitor")
        come_forward(self)

    def page(self, name: str) -> QWidget:
        """The page called `name`."""
        return self.pages.page(name)

    def train_page(self) -> TrainPane:
        """The Train page, where a run is set up and started."""
        from memstudio.gui.panes.train.pane import TrainPane

        page = self.pages.page("train")
        assert isinstance(page, TrainPane)  # noqa: S101 - it is built here
        return page

    def memory_page(self) -> MemoryPage:
        """The Memory page, where a document is seen as the memory met it."""
        from memstudio.gui.memory_page import MemoryPage

        page = self.pages.page("memory")
        assert isinstance(page, MemoryPage)  # noqa: S101 - it is built here
        return page

    def use_page(self) -> UsePage:
        """The Use page, where the model is tried."""
        from memstudio.gui.use_page import UsePage

        page = self.pages.page("use")
        assert isinstance(page, UsePage)  # noqa: S101 - it is built here
        return page

    def mark_theme(self, scheme: str) -> None:
        """Tick the scheme in the menu."""
        self.actions_table[f"view.theme_{scheme}"].setChecked(True)

    def reset_layout(self) -> None:
        """Put docks and size as they were at the very first start."""
        state, wanted = self.saveState(), self.dock_plan.wanted()
        widths = self.dock_plan.widths.known()
        self._layout_store.forget()
        self.dock_plan.reset()
        self.dock_plan.follow_page(self.pages.current)
        self.regrets.offer_layout(state, wanted, widths)

    def start_looking(self) -> None:
        """Build the other pages and list what is on disk; call once the window is shown."""
        self.library_dock.start()
        imports = PageImports(self)
        imports.imported.connect(self.pages.build_the_rest)
        self.pages.before_building = imports.wait
        imports.start(PAGE_MODULES)

    # ------------------------------------------------------------------ events

    @Slot()
    def _fill_recent_menu(self) -> None:
        self._recent_menu.clear()
        items = self.recent.items()
        for item, name in zip(items, recent_names(items), strict=True):
            picture = icon(RECENT_ICONS[item.kind])
            entry = self._recent_menu.addAction(picture, name.replace("&", "&&"))
            entry.setToolTip("\n".join(item.paths[:20]))
            entry.setEnabled(not item.is_missing)
            entry.triggered.connect(
                lambda _checked=False, item=item: self.commands.open_recent(item)
            )
        if self._recent_menu.isEmpty():
            self._recent_menu.addAction(self.tr("Nothing yet")).setEnabled(False)
        else:
            self._recent_menu.addSeparator()
            self._recent_menu.addAction(self.tr("Forget all"), self.recent.clear)

    @Slot(object)
    def _on_library_entry_activated(self, entry: LibraryEntry) -> None:
        if entry.kind == "model":
            self.commands.open_reference(entry.reference)
        elif entry.kind == "run":
            self.commands.runs.show(entry.reference)
        elif entry.kind == "state":
            self.commands.states.show_state(entry.reference)
        elif entry.recent is not None:
            self.commands.open_recent(entry.recent)

    @Slot(object)
    def _on_session_branch_ended(self, ended: RunView) -> None:
        text = self.tr("The branch {run} has ended; it is on the Runs page. The held run is back.")
        self.messages.add("info", text.format(run=ended.name))

    @Slot()
    def _on_demo_story_started(self) -> None:
        # Whoever opened it to ask it something finds a question there.
        if self.pages.current != "use":
            self.show_page("memory")

    @Slot(str)
    def _on_demo_question_prepared(self, prompt: str) -> None:
        self.use_page().prepare(prompt, as_question=True)

    @Slot()
    def _on_status_messages_requested(self) -> None:
        if self.messages_dock.isVisible():
            self.messages_dock.close()
        else:
            self.dock_plan.show(self.messages_dock)

    @Slot(str)
    def _on_closing_changed(self, awaited: str) -> None:
        self.queue.hold()
        self.setEnabled(not awaited)
        self.status_line.closing.setText(awaited)

    # ------------------------------------------------------------------ Qt

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self._is_shown_before:
            self._is_shown_before = True
            self.drop_target.watch_native_window()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closing.may_close():
            event.ignore()
            return
        self._layout_store.save(self, self.dock_plan.wanted(), self.dock_plan.widths.known())
        event.accept()
        # After this event, so that the window is gone while the engine ends.
        QTimer.singleShot(0, self, self.window_closed.emit)
