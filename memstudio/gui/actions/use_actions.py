"""The Use menu."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.gui.actions.action import ActionSpec

USE_ACTIONS = (
    ActionSpec(
        "use.stop", marked("actions", "&Stop writing"), "stop_generating",
        "Esc", "stop", "nothing_is_written",
    ),
    ActionSpec(
        "use.new_session", marked("actions", "&New session"), "dialogue.begin",
        "Ctrl+Alt+N", "add", "no_session_to_leave",
    ),
    ActionSpec(
        "use.remembered", marked("actions", "&What is remembered?"), "dialogue.show_remembered",
        "", "eye", "no_memory_to_ask",
    ),
    ActionSpec(
        "use.forget", marked("actions", "&Forget something…"), "dialogue.forget",
        "", "eraser", "no_memory_to_ask",
    ),
    ActionSpec(
        "use.reset_memory", marked("actions", "&Reset the memory"), "reset_memory",
        "Ctrl+Shift+R", "reset", "no_memory_to_reset",
    ),
    ActionSpec(
        "use.keep_memory", marked("actions", "&Keep the memory…"), "states.keep",
        "Ctrl+Shift+K", "save", "no_memory_to_keep",
    ),
    ActionSpec(
        "use.memory_states", marked("actions", "&Memory states…"), "states.show",
        "Ctrl+Shift+M", "memory",
    ),
)  # fmt: skip
