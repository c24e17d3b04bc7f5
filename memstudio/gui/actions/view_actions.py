"""The View menu: the pages, the look and the layout."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.gui.actions.action import ActionSpec

PAGE_ACTIONS = (
    ActionSpec("view.start", marked("actions", "&Start page"), "show_page",
               "Ctrl+1", "home", argument="start"),
    ActionSpec("view.train", marked("actions", "&Train page"), "show_page",
               "Ctrl+2", "chart", argument="train"),
    ActionSpec("view.memory", marked("actions", "&Memory page"), "show_page",
               "Ctrl+3", "memory", argument="memory"),
    ActionSpec("view.use", marked("actions", "&Use page"), "show_page",
               "Ctrl+4", "use", argument="use"),
    ActionSpec("view.evaluate", marked("actions", "&Evaluate page"), "show_page",
               "Ctrl+5", "gauge", argument="evaluate"),
    ActionSpec("view.runs", marked("actions", "&Runs page"), "show_page",
               "Ctrl+6", "run", argument="runs"),
    ActionSpec("view.monitor", marked("actions", "M&onitor page"), "show_page",
               "Ctrl+7", "eye", argument="monitor"),
)  # fmt: skip

THEME_ACTIONS = (
    ActionSpec("view.theme_system", marked("actions", "Look like the &system"), "set_theme",
               icon_name="settings", group="theme", argument="system"),
    ActionSpec("view.theme_light", marked("actions", "&Light look"), "set_theme",
               icon_name="light", group="theme", argument="light"),
    ActionSpec("view.theme_dark", marked("actions", "&Dark look"), "set_theme",
               icon_name="dark", group="theme", argument="dark"),
)  # fmt: skip

VIEW_ACTIONS = (
    ActionSpec(
        "view.reset_layout", marked("actions", "&Reset the layout"), "reset_layout", "", "reset"
    ),
)
