"""The Memory menu: where a word came from, and what a change to the memory does."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.gui.actions.action import ActionSpec

MEMORY_ACTIONS = (
    ActionSpec(
        "memory.explain", marked("actions", "&Explain the selected word"), "effects.explain",
        "E", "link", "effects.no_word_now",
    ),
    ActionSpec(
        "memory.verify", marked("actions", "&Verify its links"), "effects.verify",
        "Shift+E", "check", "effects.nothing_explained",
    ),
    ActionSpec(
        "memory.map_word", marked("actions", "&Map what each slot is worth to it"),
        "effects.map_word", "M", "gauge", "effects.no_word_now",
    ),
    ActionSpec(
        "memory.map_text", marked("actions", "Map what each slot is worth to the &text"),
        "effects.map_text", "Shift+M", "gauge", "effects.no_memory_now",
    ),
    ActionSpec(
        "memory.ablate", marked("actions", "&Ablate the selected slot"), "effects.ablate",
        "A", "eraser", "effects.no_slot_now",
    ),
    ActionSpec(
        "memory.reset_slot", marked("actions", "&Reset the selected slot"), "effects.reset",
        "", "reset", "effects.no_slot_now",
    ),
    ActionSpec(
        "memory.change", marked("actions", "&Change the memory…"), "effects.show_changes",
        "C", "slots", "effects.no_memory_now",
    ),
    ActionSpec(
        "memory.undo", marked("actions", "&Undo the change"), "effects.undo",
        "Ctrl+Z", "undo", "effects.nothing_to_undo",
    ),
    ActionSpec(
        "memory.redo", marked("actions", "Re&do the change"), "effects.redo",
        "Ctrl+Shift+Z", "redo", "effects.nothing_to_redo",
    ),
    ActionSpec(
        "memory.cancel", marked("actions", "Ca&ncel the measurement"), "effects.cancel",
        "Ctrl+Shift+X", "close", "effects.nothing_measured_now",
    ),
)  # fmt: skip
