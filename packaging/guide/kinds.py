"""Trains a small model with each kind of memory, so that its page can show one at work.

All learn the same: to answer questions about reports from memory alone, as the task `question` has it.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS  # noqa: E402
from memstudio.resources import resource  # noqa: E402
from memstudio.tasks.templates.registry import task_templates  # noqa: E402
from memstudio.training.task_runs import task_config  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.tasks.templates.template import TaskTemplate

KINDS = tuple(kind.name for kind in KIND_DESCRIPTIONS if kind.name != "none")
_SEGMENT = 48


def train_kinds(work: Path, run: Callable[[list[str]], None]) -> None:
    """Train what is not there yet.

    Args:
        work: the folder in which each kind gets one of its own, `kind-NAME`.
        run: a command of memstudio.
    """
    template = task_templates.get("question")
    for description in KIND_DESCRIPTIONS:
        folder = work / f"kind-{description.name}"
        if description.name == "none" or list(folder.glob("runs/20*/model/config.json")):
            continue
        print(f"training {description.name} ...", flush=True)
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "start").is_dir():
            shape = (
                ["--architecture", "bart", "--size", "tiny"]
                if description.needs_encoder
                else ["--config", str(resource("models", "task-backbone.json"))]
            )
            run(["new", "--memory", description.name, *shape, *_rows(template),
                 "--vocabulary", str(template.start.vocabulary),
                 "--slots", "8", "--segment-length", str(_SEGMENT), "--out", str(folder / "start")])  # fmt: skip
        config = task_config(template, str(folder / "start"))
        path = folder / "run.toml"
        path.write_text(config.to_toml(only_said=True), encoding="utf-8")
        run(["train", str(path), "--out", str(folder / "runs")])


def _rows(template: TaskTemplate) -> list[str]:
    return [part for path in template.sample_paths for part in ("--corpus", str(path))]
