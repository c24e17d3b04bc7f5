"""Whether a text that goes on and on is read ever slower, or takes ever more memory.

Between the parts of the text the same few segments are read again and again, with the memory of their
own beginning: where these take longer at the end, it is the machine that has become slower.

Shapes: N tokens, S tokens of a segment.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import numpy as np
import psutil
import torch

from memstudio.bench.reading.far_story import far_text
from memstudio.errors import DataError, marked
from memstudio.memory.evaluating import evaluating
from memstudio.progress import Control
from memstudio.trace.recorder import record_trace
from memstudio.trace.token_texts import tokenise_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from torch import Tensor

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.memory.memory_state import MemoryState
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Progress
    from memstudio.trace.token_texts import TokenisedText

_PARTS = 200
"""That a text is cut into; a look is taken after each."""
_SHARE = 10
"""Parts at either end that are compared: 5% of the text."""
_WARM_UP = 2
"""Parts before them: what is set up when a model first runs is not what is measured."""
_REFERENCE = 20
"""Segments that are read in between."""
_CHARACTERS = 6
"""Of a token, more than there are."""


@dataclass(frozen=True)
class Pass:
    """One reading from end to end.

    Attributes:
        seconds: of the processor, of each part.
        references: seconds of the same few segments, after each part.
        memory: bytes in use after each part.
        num_tokens: of a part.
    """

    seconds: tuple[float, ...]
    references: tuple[float, ...]
    memory: tuple[int, ...]
    num_tokens: int

    @property
    def first(self) -> float:
        """Tokens per second in the first 5%, behind the warm-up."""
        return self._speed(_at_start(self.seconds))

    @property
    def last(self) -> float:
        """Tokens per second in the last 5%."""
        return self._speed(self.seconds[-_SHARE:])

    @property
    def ratio(self) -> float:
        """Speed at the end by that at the start."""
        return self.last / self.first

    @property
    def own_ratio(self) -> float:
        """The same, had the machine not changed meanwhile."""
        before, after = _at_start(self.references), self.references[-_SHARE:]
        return self.ratio * statistics.median(after) / statistics.median(before)

    @property
    def growth(self) -> int:
        """Bytes that memory in use grew by at most, after the first 5%."""
        settled = self.memory[_WARM_UP + _SHARE - 1 :]
        return max(settled) - settled[0]

    @property
    def slope(self) -> float:
        """Bytes that a million tokens add, by a line through what was in use after the first 5%."""
        settled = self.memory[_WARM_UP + _SHARE - 1 :]
        per_part = np.polyfit(np.arange(len(settled)), np.asarray(settled, float), 1)[0]
        return float(per_part) / self.num_tokens * 1e6

    def _speed(self, seconds: tuple[float, ...]) -> float:
        return self.num_tokens / statistics.median(seconds)


def _at_start(values: tuple[float, ...]) -> tuple[float, ...]:
    """Those of the first 5%, behind the warm-up."""
    return values[_WARM_UP : _WARM_UP + _SHARE]


def measure_passes(
    loaded: LoadedModel, num_tokens: int, *, passes: int, is_recorded: bool, control: Control
) -> tuple[Pass, ...]:
    """Read a long text several times over, from the start.

    Args:
        loaded: a model with a memory.
        num_tokens: N.
        passes: how often.
        is_recorded: whether a trace is recorded, and thrown away.
        control: takes progress; may cancel at every segment.

    Raises:
        DataError: that is less than a segment for each part.
        Cancelled: through `control`.
        StorageError: the trace cannot be written.
    """
    tokens = tokenise_text(loaded.tokenizer, far_text(_CHARACTERS * num_tokens, 0), num_tokens)
    length = int(loaded.model.config.segment_length)
    if len(tokens.ids) < _PARTS * length:
        raise DataError(
            marked("errors", "A text of {count} tokens is too short to be looked at in {parts} parts, as segments have {length}. Let {least} be read."),
            count=len(tokens.ids), parts=_PARTS, length=length, least=_PARTS * length,
        )  # fmt: skip
    work = _record if is_recorded else _read
    found = []
    for _ in range(passes):
        watch = _Watch(control, loaded.model, tokens)
        work(loaded, tokens, watch)
        found.append(watch.found())
    return tuple(found)


class _Watch:
    """Looks at clock and memory whenever another part was read."""

    def __init__(self, control: Control, model: MemoryModel, tokens: TokenisedText) -> None:
        self.control = Control(self._look)
        self._outer = control
        length = int(model.config.segment_length)
        self._each = len(tokens.ids) // length // _PARTS
        self._num_tokens = self._each * length
        self._process = psutil.Process()
        self._reference = _segments(model, tokens)[:_REFERENCE]
        self._model = model
        self._seconds: list[float] = []
        self._references: list[float] = []
        self._memory: list[int] = []
        self._since = time.process_time()

    def found(self) -> Pass:
        """What was seen."""
        return Pass(
            tuple(self._seconds), tuple(self._references), tuple(self._memory), self._num_tokens
        )

    def _look(self, progress: Progress) -> None:
        self._outer.checkpoint()
        self._outer.report(progress.done, progress.total, progress.text, progress.unit)
        # What comes behind the reading, such as finding words, counts other things.
        if progress.unit == "segments" and progress.done % self._each == 0:
            now = time.process_time()
            self._seconds.append(now - self._since)
            self._memory.append(self._process.memory_info().rss)
            _follow(self._model, self._reference)
            self._since = time.process_time()
            self._references.append(self._since - now)


def _read(loaded: LoadedModel, tokens: TokenisedText, watch: _Watch) -> None:
    model: MemoryModel = loaded.model
    parts = _segments(model, tokens)
    words = marked("progress", "Reading without the recorder")
    with evaluating(model):
        for index, _ in enumerate(_states(model, parts)):
            watch.control.checkpoint()
            watch.control.report(index + 1, len(parts), words, "segments")


def _segments(model: MemoryModel, tokens: TokenisedText) -> tuple[Tensor, ...]:
    """The text, `[1, S]` each."""
    ids = torch.from_numpy(tokens.ids.astype(np.int64)).to(model.device)[None]
    return torch.split(ids, int(model.config.segment_length), dim=1)


def _states(model: MemoryModel, parts: Sequence[Tensor]) -> Iterator[MemoryState]:
    """The memory after each."""
    state: MemoryState | None = None
    for part in parts:
        state = model(part, memory_state=state, logits_to_keep=1).memory_state
        yield state


def _follow(model: MemoryModel, parts: Sequence[Tensor]) -> None:
    for _ in _states(model, parts):
        pass


def _record(loaded: LoadedModel, tokens: TokenisedText, watch: _Watch) -> None:
    with TemporaryDirectory(prefix="memstudio-bench-") as folder:
        record_trace(
            loaded, tokens, document="far", out=Path(folder) / "t.zarr", control=watch.control
        )
