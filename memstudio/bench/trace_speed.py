"""What recording a trace costs, how large it gets, and how fast it is opened and looked through.

A model with random weights reads a real book as often as it takes, once without the recorder and
once with it. Random attention is spread evenly, which is the hardest to compress.
"""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import psutil
import torch

from memstudio.bench.probe_cost import ProbeFigures, measure_probes
from memstudio.bench.trace_opening import Fetch, Opening, measure_fetches, measure_opening
from memstudio.errors import marked
from memstudio.memory.attach import attach_memory
from memstudio.memory.evaluating import evaluating
from memstudio.models.load import LoadedModel
from memstudio.models.source import ModelSource
from memstudio.progress import Control, Progress
from memstudio.resources import resource
from memstudio.trace.budget import BUDGET
from memstudio.trace.document_reading import read_segments
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from memstudio.trace.token_texts import tokenise_text
from memstudio.training.trained_model import threads

if TYPE_CHECKING:
    from memstudio.memory.memory_model import MemoryModel

_BOOK = "samples/pride-and-prejudice.txt"
_LOOKS_EVERY = 8
_SETTLED = 10_000
"""Tokens after which memory in use is to stay the same."""


@dataclass(frozen=True)
class TraceSettings:
    """What is measured.

    Attributes:
        tokens: that are read.
        slots: of the memory.
        segment_length: tokens of a segment.
        width: of the model.
        layers: of the model.
        heads: of its attention.
        kind: of the memory.
        seed: of the weights.
        threads: of the processor.
        budget: bytes that the trace may take before compression.
    """

    tokens: int = 1_000_000
    slots: int = 64
    segment_length: int = 128
    width: int = 64
    layers: int = 3
    heads: int = 4
    kind: str = "rmt"
    seed: int = 0
    threads: int = 1
    budget: int = BUDGET


@dataclass(frozen=True)
class TraceFigures:
    """What was found.

    Attributes:
        settings: what was measured.
        plain_seconds: of reading without the recorder, tokenising included; wall clock.
        plain_processor_seconds: the same, of the processor: without what others did meanwhile.
        recorded_seconds: of recording, to a trace that can be opened.
        recorded_processor_seconds: the same, of the processor.
        growth: bytes that resident memory grew by at most, after the first 10,000 tokens.
        size: bytes on disk.
        detail: the finest weights that were kept.
        opening: how fast it opens.
        fetches: how fast parts of it are fetched.
        probes: what recording takes of training.
    """

    settings: TraceSettings
    plain_seconds: float
    plain_processor_seconds: float
    recorded_seconds: float
    recorded_processor_seconds: float
    growth: int
    size: int
    detail: dict[str, str]
    opening: Opening
    fetches: tuple[Fetch, ...]
    probes: ProbeFigures

    @property
    def ratio(self) -> float:
        """Recording over reading, wall clock."""
        return self.recorded_seconds / self.plain_seconds

    @property
    def processor_ratio(self) -> float:
        """Recording over reading, time of the processor."""
        return self.recorded_processor_seconds / self.plain_processor_seconds

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        ratios = {"ratio": self.ratio, "processor_ratio": self.processor_ratio}
        return asdict(self) | ratios | {"probes": self.probes.as_json()}


def measure_trace(settings: TraceSettings, *, control: Control, out: Path | None) -> TraceFigures:
    """Read and record a long text, and open what came of it.

    Args:
        settings: what to measure.
        control: takes progress; cancelling takes effect within a segment.
        out: where the trace is kept; None to throw it away.

    Raises:
        Cancelled: through `control`.
        StorageError: the trace cannot be written.
    """
    with threads(settings.threads), TemporaryDirectory() as folder:
        return _measure(settings, out or Path(folder) / "book.zarr", control)


def record_book(settings: TraceSettings, out: Path, control: Control) -> None:
    """Only record the long text, to `out`.

    Raises:
        Cancelled: through `control`.
        StorageError: the trace cannot be written.
    """
    loaded = _model(settings)
    record_trace(
        loaded, _text(loaded, settings), document="book", out=out, control=control,
        budget=settings.budget, max_tokens=settings.tokens, command=_command(settings),
    )  # fmt: skip


def _measure(settings: TraceSettings, path: Path, control: Control) -> TraceFigures:
    loaded = _model(settings)
    text = _text(loaded, settings)
    # Whatever is set up when a model first runs is not what is measured here.
    first = text[: 8 * settings.segment_length]
    _read(loaded, first, control, settings)
    plain = _timed(lambda: _read(loaded, text, control, settings))
    watch = _Watch(control, settings.segment_length)
    recorded = _timed(
        lambda: record_trace(
            loaded, text, document="book", out=path, control=watch.control,
            budget=settings.budget, max_tokens=settings.tokens, command=_command(settings),
        )
    )  # fmt: skip
    trace = TraceReader(path)
    return TraceFigures(
        settings,
        *plain,
        *recorded,
        growth=watch.growth,
        size=sum(file.stat().st_size for file in path.rglob("*") if file.is_file()),
        detail={name: trace.detail(name) for name in ("read", "write", "between")},
        opening=measure_opening(path),
        fetches=measure_fetches(path),
        probes=measure_probes(control),
    )


def _command(settings: TraceSettings) -> str:
    return f"memstudio bench trace --tokens {settings.tokens} --seed {settings.seed}"


def _model(settings: TraceSettings) -> LoadedModel:
    from transformers import AutoTokenizer, LlamaConfig, LlamaForCausalLM

    tokenizer = AutoTokenizer.from_pretrained(resource("models", "demo"))
    torch.manual_seed(settings.seed)
    config = LlamaConfig(
        vocab_size=len(tokenizer), hidden_size=settings.width,
        intermediate_size=2 * settings.width, num_hidden_layers=settings.layers,
        num_attention_heads=settings.heads, num_key_value_heads=settings.heads,
        max_position_embeddings=2 * settings.slots + settings.segment_length,
        # So that attention is not spread quite evenly.
        initializer_range=0.2,
    )  # fmt: skip
    model = attach_memory(
        LlamaForCausalLM(config), kind=settings.kind, num_slots=settings.slots,
        segment_length=settings.segment_length, seed=settings.seed,
    )  # fmt: skip
    name = f"random-{settings.kind}-{settings.slots}"
    source = ModelSource(reference=name, name=name, format="folder", path=Path(name))
    return LoadedModel(model=model.eval(), tokenizer=tokenizer, source=source)


def _text(loaded: LoadedModel, settings: TraceSettings) -> str:
    """The book, as often as it takes."""
    book = resource(_BOOK).read_text(encoding="utf-8")
    in_book = len(tokenise_text(loaded.tokenizer, book).ids)
    times, rest = divmod(settings.tokens, in_book)
    # Not more than needed, so that cutting costs nothing; a little, as words are not all alike.
    part = book[: int(len(book) * rest / in_book * 1.02) + 1000]
    return book * times + part


def _read(loaded: LoadedModel, text: str, control: Control, settings: TraceSettings) -> None:
    model: MemoryModel = loaded.model
    tokens = tokenise_text(loaded.tokenizer, text, settings.tokens)
    ids = torch.from_numpy(tokens.ids.astype("int64")).to(model.device)
    words = marked("progress", "Reading without the recorder")
    num_segments = -(-len(ids) // settings.segment_length)
    with evaluating(model):
        for step in read_segments(model, ids, model.memory.initial_state(1), control=control):
            control.report(step.index + 1, num_segments, words, "segments")


def _timed(work: Any) -> tuple[float, float]:
    """Wall clock and time of the processor, in seconds."""
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


class _Watch:
    """Looks at the memory in use as the recording goes on."""

    def __init__(self, control: Control, segment_length: int) -> None:
        self.growth = 0
        self.control = Control(self._look)
        self._outer = control
        self._settled: int | None = None
        self._segment_length = segment_length
        self._process = psutil.Process()

    def _look(self, progress: Progress) -> None:
        self._outer.checkpoint()
        self._outer.report(progress.done, progress.total, progress.text, progress.unit)
        if progress.done % _LOOKS_EVERY:
            return
        in_use = self._process.memory_info().rss
        if self._settled is not None:
            self.growth = max(self.growth, in_use - self._settled)
        elif progress.done * self._segment_length >= _SETTLED:
            self._settled = in_use
