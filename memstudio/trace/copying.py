"""A trace that was recorded for now, kept where the user says."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from memstudio.atomic import put_in_place, refuse_existing, writing
from memstudio.errors import marked
from memstudio.leftovers import temporary_beside

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.progress import Control


def copy_trace(trace: Path, out: Path, control: Control) -> None:
    """Copy a trace, complete or not at all.

    Args:
        trace: its folder.
        out: the folder to be made.
        control: takes progress in bytes; may cancel, which leaves nothing.

    Raises:
        StorageError: there is something at `out`, or it cannot be written.
        Cancelled: through `control`.
    """
    refuse_existing(out)
    temporary = temporary_beside(out)
    try:
        with writing(out):
            files = {path: path.stat().st_size for path in trace.rglob("*") if path.is_file()}
            done, total = 0, sum(files.values())
            for path, size in files.items():
                control.checkpoint()
                copy = temporary / path.relative_to(trace)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(path, copy)
                done += size
                control.report(done, total, marked("progress", "Keeping the trace"), "bytes")
            put_in_place(temporary, out)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
