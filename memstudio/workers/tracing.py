"""A document's trace as the window asks for it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.workers.messages import Trace, TraceRecorded
from memstudio.workers.reading import text_of

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel
    from memstudio.trace.token_texts import TokenisedText

_SHORT = 20_000
"""Characters that are read a second time, without memory, unasked: a moment even on one core."""


def recorded(request: Trace, loaded: LoadedModel) -> TraceRecorded:
    """Record a trace of a text, which may have to be read from a file first.

    Raises:
        MemStudioError: the file cannot be read, or the text not be traced.
    """
    from memstudio.trace.recorder import record_trace
    from memstudio.trace.token_texts import tokens_as_text

    if isinstance(request.text, tuple):
        read: str | TokenisedText = tokens_as_text(loaded.tokenizer, request.text)
        length = len(request.text)
    else:
        read = text_of(request.text, request.control)
        length = len(read)
    record_trace(
        loaded, read, document=request.document, out=Path(request.out), control=request.control,
        gain=request.gain or length <= _SHORT,
    )  # fmt: skip
    return TraceRecorded(request.out, request.document)
