"""The benchmark that is chosen, as a command for a terminal."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

from memstudio.bench.preset_descriptions import PRESET_DESCRIPTIONS
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.gui.benchmark import BenchmarkChoice


def as_command_line(choice: BenchmarkChoice, results: Path, platform: str = sys.platform) -> str:
    """A command that does the same, with the same results.

    Args:
        choice: what is tried.
        results: the file of results.
        platform: as in `sys.platform`; Windows gets PowerShell.
    """
    words = ["memstudio", "bench", "memory-tasks", "--preset", choice.preset]
    if set(choice.kinds) != {each.name for each in KIND_DESCRIPTIONS}:
        for kind in choice.kinds:
            words += ["--memory", kind]
    preset = next(each for each in PRESET_DESCRIPTIONS if each.name == choice.preset)
    if choice.tasks and set(choice.tasks) != set(preset.tasks):
        for task in choice.tasks:
            words += ["--task", task]
    words += ["--seeds", str(choice.num_seeds), "--jobs", str(choice.jobs)]
    if choice.device != "cpu":
        words += ["--device", choice.device]
    path = str(results)
    quoted = "'" + path.replace("'", "''") + "'" if platform == "win32" else shlex.quote(path)
    return f"{shlex.join(words)} --results {quoted}\n"
