"""A document's trace as the window asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.workers.messages import Trace, TraceRecorded
from memstudio.workers.reading import text_of

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel

_SHORT = 20_000
"""Characters that are read a second time, without memory, unasked: a moment even on one core."""


def recorded(request: Trace, loaded: LoadedModel) -> TraceRecorded:
    """Record a trace of a text, which may have to be read from a file first.

    Raises:
        MemStudioError: the file cannot be read, or the text not be traced.
    """
    from memstudio.trace.recorder import record_trace

    text = text_of(request.text, request.control)
    record_trace(
        loaded, text, document=request.document, out=Path(request.out), control=request.control,
        gain=request.gain or len(text) <= _SHORT,
    )  # fmt: skip
    return TraceRecorded(request.out, request.document)
