"""Whether a text that goes on and on is read ever slower, or takes ever more memory.

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
from memstudio.errors import marked
from memstudio.progress import Control
from memstudio.trace.document_reading import evaluating
from memstudio.trace.recorder import record_trace
from memstudio.trace.token_texts import tokenise_text

if TYPE_CHECKING:
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.memory.memory_state import MemoryState
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Progress
    from memstudio.trace.token_texts import TokenisedText

_PARTS = 200
"""That a text is cut into; a look is taken after each."""
_SHARE = 10
"""Parts at either end that are compared: 5 % of the text."""
_WARM_UP = 2
"""Parts before them: what is set up when a model first runs is not what is measured."""
_CHARACTERS = 6
"""Of a token, more than there are."""


@dataclass(frozen=True)
class Pass:
    """One reading from end to end.

    Attributes:
        seconds: of the processor, of each part.
        memory: bytes in use after each part.
        num_tokens: of a part.
    """

    seconds: tuple[float, ...]
    memory: tuple[int, ...]
    num_tokens: int

    @property
    def first(self) -> float:
        """Tokens per second in the first 5 %, behind the warm-up."""
        return self._speed(self.seconds[_WARM_UP : _WARM_UP + _SHARE])

    @property
    def last(self) -> float:
        """Tokens per second in the last 5 %."""
        return self._speed(self.seconds[-_SHARE:])

    @property
    def ratio(self) -> float:
        """Speed at the end by that at the start."""
        return self.last / self.first

    @property
    def growth(self) -> int:
        """Bytes that memory in use grew by at most, after the first 5 %."""
        settled = self.memory[_WARM_UP + _SHARE - 1 :]
        return max(settled) - settled[0]

    @property
    def slope(self) -> float:
        """Bytes that a million tokens add, by a line through what was in use after the first 5 %."""
        settled = self.memory[_WARM_UP + _SHARE - 1 :]
        per_part = np.polyfit(np.arange(len(settled)), np.asarray(settled, float), 1)[0]
        return float(per_part) / self.num_tokens * 1e6

    def _speed(self, seconds: tuple[float, ...]) -> float:
        return self.num_tokens / statistics.median(seconds)


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
        Cancelled: through `control`.
        StorageError: the trace cannot be written.
    """
    tokens = tokenise_text(loaded.tokenizer, far_text(_CHARACTERS * num_tokens, 0), num_tokens)
    work = _record if is_recorded else _read
    found = []
    for _ in range(passes):
        watch = _Watch(control, len(tokens.ids), int(loaded.model.config.segment_length))
        work(loaded, tokens, watch)
        found.append(watch.found())
    return tuple(found)


class _Watch:
    """Looks at clock and memory whenever another part was read."""

    def __init__(self, control: Control, num_tokens: int, segment_length: int) -> None:
        self.control = Control(self._look)
        self._outer = control
        self._each = max(1, num_tokens // segment_length // _PARTS)
        self._num_tokens = self._each * segment_length
        self._process = psutil.Process()
        self._times: list[float] = [time.process_time()]
        self._memory: list[int] = []

    def found(self) -> Pass:
        """What was seen."""
        times = zip(self._times, self._times[1:], strict=False)
        return Pass(
            tuple(after - before for before, after in times), tuple(self._memory), self._num_tokens
        )

    def _look(self, progress: Progress) -> None:
        self._outer.checkpoint()
        self._outer.report(progress.done, progress.total, progress.text, progress.unit)
        # What comes behind the reading, such as finding words, counts other things.
        if progress.unit == "segments" and progress.done % self._each == 0:
            self._times.append(time.process_time())
            self._memory.append(self._process.memory_info().rss)


def _read(loaded: LoadedModel, tokens: TokenisedText, watch: _Watch) -> None:
    model: MemoryModel = loaded.model
    segments = torch.from_numpy(tokens.ids.astype(np.int64)).to(model.device)[None]
    parts = torch.split(segments, int(model.config.segment_length), dim=1)
    words = marked("progress", "Reading without the recorder")
    state: MemoryState | None = None
    with evaluating(model):
        for index, part in enumerate(parts):
            watch.control.checkpoint()
            state = model(part, memory_state=state, logits_to_keep=1).memory_state
            watch.control.report(index + 1, len(parts), words, "segments")


def _record(loaded: LoadedModel, tokens: TokenisedText, watch: _Watch) -> None:
    with TemporaryDirectory(prefix="memstudio-bench-") as folder:
        record_trace(
            loaded, tokens, document="far", out=Path(folder) / "t.zarr", control=watch.control
        )
