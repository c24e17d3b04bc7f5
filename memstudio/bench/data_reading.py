"""How fast text of any size is read and made into tokens, and how much memory that takes.

Each file is measured in a process of its own, with an empty cache.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil

from memstudio.bench.data_texts import write_text_of
from memstudio.bench.markdown import markdown_table
from memstudio.errors import marked
from memstudio.progress import Control
from memstudio.resources import resource

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_BETWEEN = 0.02  # seconds between two looks at the memory in use


@dataclass(frozen=True)
class DataFigures:
    """What one file took.

    Attributes:
        name: of the file.
        num_bytes: of it.
        num_tokens: in it.
        preview_seconds: until there are estimates of all counts, tokens too.
        reading_seconds: until all documents are there, none of them twice, and split.
        token_seconds: from there until all tokens are in the cache.
        again_seconds: for all of it the second time.
        peak_bytes: that reading and tokenising add to the memory of the process itself.
    """

    name: str
    num_bytes: int
    num_tokens: int
    preview_seconds: float
    reading_seconds: float
    token_seconds: float
    again_seconds: float
    peak_bytes: int

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def measure_reading(
    forms: Sequence[str],
    num_bytes: int,
    folder: Path | None,
    control: Control,
    *,
    threads: int,
    on_figures: Callable[[DataFigures], None] | None = None,
) -> list[DataFigures]:
    """Write a file of each form, measure it, and take it away.

    Args:
        forms: of `FORMS`.
        num_bytes: of each file.
        folder: where files and cache are for the time; needs four times `num_bytes`.
        control: takes progress in files; may cancel between two.
        threads: of the tokenizer.
        on_figures: called with those of a file as soon as they are there.
    """
    found = []
    for number, form in enumerate(forms):
        control.report(number, len(forms), marked("progress", "Measuring"), "files")
        with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as place:
            path = Path(place) / f"text.{form}"
            write_text_of(path, num_bytes, control)
            # A process of its own: what was freed before would be used again and not be seen.
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
                found.append(executor.submit(measure_file, path, Path(place), threads).result())
        if on_figures is not None:
            on_figures(found[-1])
    return found


def measure_file(path: Path, home: Path, threads: int) -> DataFigures:
    """Measure one file, with its cache under `home`; to be called in a fresh process."""
    os.environ["MEMSTUDIO_HOME"] = str(home)
    os.environ["TOKENIZERS_PARALLELISM"] = "true" if threads > 1 else "false"
    os.environ["RAYON_NUM_THREADS"] = str(threads)
    import transformers

    from memstudio.data.corpus import read_beginnings, read_corpus
    from memstudio.data.preview import preview_corpus
    from memstudio.data.tokenised import tokenise

    tokenizer = transformers.AutoTokenizer.from_pretrained(resource("models/demo"))
    control = Control()
    started = time.perf_counter()
    preview_corpus(read_beginnings([path], control=control), tokenizer, 128)
    preview_seconds = time.perf_counter() - started
    shutil.rmtree(home / "cache", ignore_errors=True)
    # The file counts as changed when it is as young as its reading.
    os.utime(path, (time.time() - 60, time.time() - 60))
    with _watched() as watch:
        started = time.perf_counter()
        parts = read_corpus([path], control=control).split(0.1, 0)
        reading_seconds = time.perf_counter() - started
        num_tokens = sum(tokenise(part, tokenizer, control).num_tokens for part in parts)
        token_seconds = time.perf_counter() - started - reading_seconds
    started = time.perf_counter()
    for part in read_corpus([path], control=control).split(0.1, 0):
        tokenise(part, tokenizer, control)
    return DataFigures(
        name=path.name,
        num_bytes=path.stat().st_size,
        num_tokens=num_tokens,
        preview_seconds=preview_seconds,
        reading_seconds=reading_seconds,
        token_seconds=token_seconds,
        again_seconds=time.perf_counter() - started,
        peak_bytes=watch.num_bytes,
    )


def as_markdown(rows: Sequence[DataFigures]) -> str:
    """The figures as a table."""
    heading = (
        "file", "size", "tokens", "preview", "reading", "tokenising", "together", "again",
        "memory added",
    )  # fmt: skip
    table = []
    for row in rows:
        size, seconds = row.num_bytes / 1e6, row.reading_seconds + row.token_seconds
        table.append(
            (
                row.name,
                f"{size / 1e3:.2f} GB",
                f"{row.num_tokens / 1e6:.0f} M",
                f"{row.preview_seconds:.2f} s",
                f"{size / row.reading_seconds:.0f} MB/s",
                f"{row.num_tokens / row.token_seconds / 1e3:.0f} k tokens/s",
                f"{seconds:.0f} s",
                f"{row.again_seconds:.1f} s",
                f"{row.peak_bytes / 1e6:.0f} MB",
            )
        )
    return markdown_table(heading, table, right_from=1)


@dataclass
class _Watch:
    """How far the memory in use rose while it was watched."""

    num_bytes: int = 0


@contextmanager
def _watched() -> Iterator[_Watch]:
    watch = _Watch()
    before = _own_bytes()
    is_over = threading.Event()

    def look() -> None:
        while not is_over.wait(_BETWEEN):
            watch.num_bytes = max(watch.num_bytes, _own_bytes() - before)

    thread = threading.Thread(target=look, name="memory-watch")
    thread.start()
    try:
        yield watch
    finally:
        is_over.set()
        thread.join()


def _own_bytes() -> int:
    """Memory of this process without files that are mapped, which the system takes back at will."""
    status = Path("/proc/self/status")
    if status.exists():
        (kilobytes,) = re.findall(r"RssAnon:\s+(\d+) kB", status.read_text(encoding="ascii"))
        return 1024 * int(kilobytes)
    return int(psutil.Process().memory_info().rss)
