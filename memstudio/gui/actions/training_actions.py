"""The Train menu."""

from __future__ import annotations

from memstudio.errors import marked
from memstudio.gui.actions.action import ActionSpec

TRAINING_ACTIONS = (
    ActionSpec(
        "train.start", marked("actions", "&Start training"), "start_training",
        "Ctrl+R", "play", "no_start_now",
    ),
    ActionSpec(
        "train.pause", marked("actions", "&Pause"), "pause_or_resume",
        "Ctrl+P", "pause", "no_run_to_steer",
    ),
    ActionSpec(
        "train.stop", marked("actions", "S&top and keep"), "stop_training",
        "Ctrl+.", "stop", "no_run_to_steer",
    ),
    ActionSpec(
        "train.cost", marked("actions", "Calculate the &cost…"), "runs.calculate_cost",
        "", "gauge",
    ),
    ActionSpec(
        "train.open_run", marked("actions", "&Open a run…"), "runs.open",
        "", "run", "no_model_now",
    ),
)  # fmt: skip
