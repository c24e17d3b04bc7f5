"""Where commands write to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.errors import StorageError, marked

if TYPE_CHECKING:
    from pathlib import Path


def refuse_existing(out: Path) -> None:
    """Make sure that nothing is overwritten, before any work is done.

    Raises:
        StorageError: there is something at `out`.
    """
    if out.is_dir() and not any(out.iterdir()):
        return
    if out.exists():
        raise StorageError(
            marked("errors", "{path} exists already. Name another place, or move it away."),
            path=str(out),
        )
