"""The View menu: the four pages, the look and the language."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.gui.actions.action import ActionSpec

PAGE_ACTIONS = (
    ActionSpec("view.start", marked("actions", "&Start"), "show_page", "Ctrl+1", "home", argument="start"),
    ActionSpec("view.train", marked("actions", "&Train"), "show_page", "Ctrl+2", "chart", argument="train"),
    ActionSpec("view.memory", marked("actions", "&Memory"), "show_page", "Ctrl+3", "memory", argument="memory"),
    ActionSpec("view.use", marked("actions", "&Use"), "show_page", "Ctrl+4", "use", argument="use"),
)  # fmt: skip

THEME_ACTIONS = (
    ActionSpec("view.theme_system", marked("actions", "Like the &system"), "set_theme", group="theme", argument="system"),
    ActionSpec("view.theme_light", marked("actions", "&Light"), "set_theme", group="theme", argument="light"),
    ActionSpec("view.theme_dark", marked("actions", "&Dark"), "set_theme", group="theme", argument="dark"),
)  # fmt: skip

VIEW_ACTIONS = (
    ActionSpec("view.reset_layout", marked("actions", "&Reset the layout"), "reset_layout"),
)
