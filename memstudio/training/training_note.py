"""What a model notes of the training that it comes from."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio.training.prepared_data import reads_turns

if TYPE_CHECKING:
    from memstudio.training.checkpoints import Standing
    from memstudio.training.run_config import RunConfig
    from memstudio.training.run_folder import RunFolder


def training_note(
    before: dict[str, Any] | None,
    config: RunConfig,
    folder: RunFolder,
    standing: Standing,
    evaluation: Any,
    *,
    step: int,
    loss_after: float | None,
) -> dict[str, Any]:
    """What stands in the model's configuration as `trained_on`.

    Args:
        before: what an earlier training noted, such as the task it was for; it stays.
        config: of the run.
        folder: of the run.
        standing: losses and tokens so far.
        evaluation: what was measured, in plain values.
        step: the last that was trained.
        loss_after: held-out loss of the model that is kept; None where there is none.
    """
    earlier = before or {}
    # A backbone that was once changed is not again what it was.
    is_whole = "everything" in {config.trains, earlier.get("trains")}
    return earlier | {
        "from": config.model,
        "objective": config.objective,
        "trains": "everything" if is_whole else config.trains,
        "rows": {"kind": config.row_kind, "columns": config.columns},
        "reads_turns": reads_turns(folder.data),
        "data": [Path(path).name for path in config.data],
        "steps": step,
        "tokens": standing.tokens,
        "loss_before": standing.loss_before,
        "loss_after": loss_after,
        "loss_memory_reset": standing.loss_memory_reset,
        "evaluation": evaluation,
        "run": folder.name,
        "when": time.strftime("%Y-%m-%d"),
    }
