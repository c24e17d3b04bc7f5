"""All tables of actions together, in the order of the menus."""

from __future__ import annotations

from memstudio.gui.actions.file_actions import FILE_ACTIONS
from memstudio.gui.actions.help_actions import HELP_ACTIONS
from memstudio.gui.actions.memory_actions import MEMORY_ACTIONS
from memstudio.gui.actions.training_actions import TRAINING_ACTIONS
from memstudio.gui.actions.use_actions import USE_ACTIONS
from memstudio.gui.actions.view_actions import PAGE_ACTIONS, THEME_ACTIONS, VIEW_ACTIONS

ALL_ACTIONS = (
    *FILE_ACTIONS, *TRAINING_ACTIONS, *MEMORY_ACTIONS, *USE_ACTIONS, *PAGE_ACTIONS, *THEME_ACTIONS,
    *VIEW_ACTIONS, *HELP_ACTIONS,
)  # fmt: skip
