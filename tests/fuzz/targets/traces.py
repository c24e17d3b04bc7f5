"""Recordings that somebody sent: what views ask of them, from the first token to the last."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from memstudio.errors import MemStudioError
from memstudio.progress import Control
from memstudio.trace.layout import WEIGHTS
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.fuzz import mutation
from tests.fuzz.target import Files, Target
from tests.tiny import tiny_loaded

_TEXT = "Daniel went to the garden, and nobody knew why. 玛丽走进了厨房。" * 2


@cache
def _recorded(detail: str) -> Files:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.zarr"
        record_trace(tiny_loaded(), _TEXT, document="a", out=path, control=Control(), detail=detail)  # type: ignore[arg-type]
        return {str(each.relative_to(folder)): each.read_bytes() for each in path.rglob("*") if each.is_file()}  # fmt: skip


def _traces() -> list[Files]:
    return [_recorded("mean"), _recorded("heads")]


def _ask(folder: Path) -> None:
    trace = TraceReader(folder / "a.zarr")
    for question in _QUESTIONS:
        try:
            question(trace)
        except MemStudioError:
            continue


_QUESTIONS = (
    lambda t: t.check(),
    lambda t: t.text,
    lambda t: [t.token_span(n) for n in range(min(t.num_tokens, 5))],
    lambda t: [t.token_at(n) for n in (0, 5)],
    lambda t: [t.token_text(n) for n in range(min(t.num_tokens, 5))],
    lambda t: [t.segment_text(n) for n in range(min(t.num_segments, 5))],
    lambda t: [t.predicted(n) for n in range(min(t.num_tokens, 5))],
    lambda t: t.loss(),
    lambda t: t.pooled_loss(0, t.num_tokens, 7),
    lambda t: [t.quantity(name) for name in t.quantities],
    lambda t: t.states(0),
    lambda t: t.states(t.num_segments),
    lambda t: [t.weights("read", 0, 5), t.weights("write", 0, 5)],
    lambda t: [t.weights(name, 0, 9, 0, 0) for name in ("read", "write") if t.detail(name) == "heads"],
    lambda t: [t.pooled(name, 0, t.num_tokens, 16) for name in ("read", "write")],
    lambda t: [t.left_out(name, 0, 9) for name in ("read", "write")],
    lambda t: t.between(0),
    lambda t: [t.mass(name, 0, 2) for name in ("write", "between")],
    lambda t: [t.detail(name) for name in WEIGHTS],
    lambda t: [t.slot_words(0), t.slot_words(t.num_segments, distinctive=True)],
    lambda t: [t.control_words(), t.control_words(distinctive=True)],
)  # fmt: skip

_WAYS = {
    "zarr.json": mutation.inner(mutation.json_value, 0.9),
    # Every other file is a chunk, which ends with its sum.
    "": mutation.inner(mutation.with_sum, 0.7),
}

TARGETS = (Target("trace", _traces, _ask, _WAYS),)
