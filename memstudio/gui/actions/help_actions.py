"""The Help menu."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.gui.actions.action import ActionSpec

HELP_ACTIONS = (
    ActionSpec("help.guide", marked("actions", "&Guide to this page"), "show_guide", "F1", "book"),
    ActionSpec(
        "help.contents", marked("actions", "Guide: &contents"), "show_guide_contents", "", "help",
    ),
    ActionSpec(
        "help.palette", marked("actions", "&Find an action…"), "show_palette", "Ctrl+K", "search",
    ),
    ActionSpec(
        "help.shortcuts", marked("actions", "&Shortcuts"), "show_shortcuts", "Ctrl+/", "keyboard",
    ),
    ActionSpec("help.tour", marked("actions", "&Guided demo"), "tour.begin", "", "sparkle"),
    ActionSpec(
        "help.look", marked("actions", "&What am I looking at?"), "sights.show", "Shift+F1", "help",
    ),
    ActionSpec(
        "help.copy_diagnostics", marked("actions", "&Copy diagnostics"), "copy_diagnostics",
        "", "copy",
    ),
    ActionSpec("help.open_log", marked("actions", "Open the &log folder"), "open_log_folder", "", "folder"),
    ActionSpec("help.about", marked("actions", "&About MemStudio"), "show_about", "", "info"),
)  # fmt: skip
