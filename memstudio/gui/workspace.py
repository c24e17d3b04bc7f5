"""The pages of the workspace and the docks beside them, each made when it is first needed.

What a page needs is imported when it is made, or in the background before that, so that the window
is up sooner.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from memstudio.gui.panes.start.pane import StartPane

if TYPE_CHECKING:
    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.pages import Steps

PAGE_MODULES = (
    "memstudio.gui.panes.train.pane",
    "memstudio.gui.memory_page",
    "memstudio.gui.docks.inspector_dock",
    "memstudio.gui.docks.inspector_front",
    "memstudio.gui.docks.timeline_dock",
    "memstudio.gui.use_page",
    "memstudio.gui.panes.measure.pane",
    "memstudio.gui.panes.evaluate.pane",
    "memstudio.gui.evaluate_page",
    "memstudio.gui.panes.runs.pane",
    "memstudio.gui.panes.monitor.pane",
)
"""What the pages are made from, in the order in which they are made."""


def add_pages(window: MainWindow) -> None:
    """Add all pages, in the order of their tabs."""
    translate = QCoreApplication.translate
    for name, icon_name, title, make in (
        ("start", "home", translate("MainWindow", "Start"), _start),
        ("train", "chart", translate("MainWindow", "Train"), _train),
        ("memory", "memory", translate("MainWindow", "Memory"), _memory),
        ("use", "use", translate("MainWindow", "Use"), _use),
        ("evaluate", "gauge", translate("MainWindow", "Evaluate"), _evaluate),
        ("runs", "run", translate("MainWindow", "Runs"), _runs),
        ("monitor", "eye", translate("MainWindow", "Monitor"), _monitor),
    ):
        window.pages.add(name, icon_name, title, partial(make, window))


def _start(window: MainWindow, parent: QWidget) -> Steps[QWidget]:
    yield
    pane = StartPane(window.session, window.actions_table, window.recent, parent)
    pane.item_activated.connect(window.commands.open_recent)
    pane.task_chosen.connect(window.commands.tasks.begin)
    return pane


def _train(window: MainWindow, parent: QWidget) -> Steps[QWidget]:
    from memstudio.gui.panes.train.pane import TrainPane

    yield
    pane = TrainPane(window.session, parent)
    pane.queue_requested.connect(window.commands.runs.queue)
    pane.branch_requested.connect(window.commands.runs.branch)
    pane.changes.settings_replaced.connect(window.regrets.offer_settings)
    return pane


def _memory(window: MainWindow, parent: QWidget) -> Steps[QWidget]:
    from memstudio.gui.docks.inspector_dock import InspectorDock
    from memstudio.gui.docks.inspector_front import InspectorFront
    from memstudio.gui.docks.timeline_dock import TimelineDock
    from memstudio.gui.memory_page import MemoryPage, memory_views

    views = yield from memory_views(window.session, window.selection, parent)
    yield
    page = MemoryPage(window.session, window.selection, parent, views)
    yield
    inspector = InspectorDock(window.session, window.selection, window)
    yield
    timeline = TimelineDock(window.session, window.selection, page.document.jumps, window)
    plan = window.dock_plan
    right, bottom = Qt.DockWidgetArea.RightDockWidgetArea, Qt.DockWidgetArea.BottomDockWidgetArea
    beside = frozenset({"memory/document"})
    plan.add(inspector, right, beside)
    yield
    plan.add(timeline, bottom, beside | {"memory/training"})
    timeline.setTitleBarWidget(QWidget(timeline))  # Its sliders say what it is.
    page.effects_dock.panel.model_requested.connect(window.commands.effects.open_model_of)
    page.document.pictures.lanes_reset.connect(window.regrets.offer_lanes)
    page.training.run_requested.connect(window.commands.runs.open)
    plan.add(page.effects_dock, right, beside)
    inspector.raise_()
    InspectorFront(window, window.selection, inspector, page.effects_dock)
    page.view_changed.connect(plan.follow_view)
    plan.follow_view("memory", page.view)
    plan.follow_page(window.pages.current)
    return page


def _use(window: MainWindow, parent: QWidget) -> Steps[QWidget]:
    from memstudio.gui.use_page import UsePage

    yield
    page = UsePage(window.session, window.selection, window.messages, parent)
    page.write.controls.sources_requested.connect(window.commands.answers.show)
    window.drop_target.add_taker(page)
    return page


def _evaluate(window: MainWindow, parent: QWidget) -> Steps[QWidget]:
    from memstudio.gui.evaluate_page import EvaluatePage
    from memstudio.gui.panes.evaluate.pane import EvaluatePane
    from memstudio.gui.panes.measure.pane import MeasurePane

    measure = MeasurePane(window.session, window.recent, parent)
    yield
    benchmark = EvaluatePane(window.session, parent)
    yield
    page = EvaluatePage(window.session, measure, benchmark, parent)
    window.drop_target.add_taker(page)
    return page


def _runs(window: MainWindow, parent: QWidget) -> Steps[QWidget]:
    from memstudio.gui.panes.runs.pane import RunsPane

    commands, folders = window.commands, window.settings.run_folders
    yield
    pane = RunsPane(
        window.session, window.conditions, window.queue, window.messages, folders, parent
    )
    pane.curves_requested.connect(commands.runs.show_curves)
    pane.health_requested.connect(commands.runs.show_health)
    pane.model_requested.connect(commands.open_reference)
    pane.trace_requested.connect(commands.runs.show_trace)
    pane.resume_requested.connect(commands.runs.resume)
    pane.branch_requested.connect(commands.runs.branch)
    pane.folder_requested.connect(commands.open_folder)
    pane.duplicate_requested.connect(commands.runs.duplicate)
    pane.folders_changed.connect(commands.keep_run_folders)
    return pane


def _monitor(window: MainWindow, parent: QWidget) -> Steps[QWidget]:
    from memstudio.gui.panes.monitor.pane import MonitorPane

    yield
    pane = MonitorPane(window.session, window.messages, parent)
    pane.page_requested.connect(window.show_monitor)
    window.drop_target.add_taker(pane)
    return pane
