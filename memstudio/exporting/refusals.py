"""What is said where a model cannot be made a program."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.errors import ExportError, marked

if TYPE_CHECKING:
    from memstudio.memory.memory_model import MemoryModel


def cannot(means: str, name: str, model: MemoryModel, error: BaseException) -> ExportError:
    """That a model cannot be made a program, with the first line of why.

    Args:
        means: what was to make it.
        name: what to call the model.
        model: the model.
        error: what came of it.
    """
    reason = next((line for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return ExportError(
        marked("errors", "{means} cannot make a program of {name} ({architecture} with the memory '{kind}'): {reason}"),
        means=means, name=name, architecture=type(model.backbone).__name__,
        kind=model.config.memory_kind, reason=reason.strip()[:300],
    )  # fmt: skip
