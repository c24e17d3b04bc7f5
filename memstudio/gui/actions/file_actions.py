"""The File menu."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.gui.actions.action import ActionSpec

FILE_ACTIONS = (
    ActionSpec(
        "file.open_demo", marked("actions", "Open the &demo"), "open_demo",
        "Ctrl+D", "sparkle", "no_model_now",
    ),
    ActionSpec(
        "file.open_model", marked("actions", "&Open a model…"), "open_model",
        "Ctrl+O", "model", "no_model_now",
    ),
    ActionSpec(
        "file.new_model", marked("actions", "&New model…"), "new_model",
        "Ctrl+N", "add", "no_model_now",
    ),
    ActionSpec(
        "file.export_model", marked("actions", "&Export the model…"), "export_model",
        "Ctrl+Shift+S", "save", "no_model_to_export",
    ),
    ActionSpec(
        "file.close_model", marked("actions", "&Close the model"), "close_model",
        "", "close", "no_model_to_close",
    ),
    ActionSpec(
        "file.add_text", marked("actions", "&Add text…"), "add_text",
        "Ctrl+T", "text", "no_data_now",
    ),
    ActionSpec(
        "file.save_picture", marked("actions", "Save a p&icture of the page…"), "pictures.ask",
        "Ctrl+Alt+S", "save",
    ),
    ActionSpec(
        "file.settings", marked("actions", "&Settings…"), "show_settings", "Ctrl+,", "settings",
    ),
    ActionSpec("file.quit", marked("actions", "&Quit"), "quit", "Ctrl+Q", "arrow-right"),
)  # fmt: skip
