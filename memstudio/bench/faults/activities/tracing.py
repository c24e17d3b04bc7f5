"""Traces of documents, recorded with the bundled model."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import zarr

from memstudio.bench.faults.saying import GONE, Saying
from memstudio.memory.attach import open_model
from memstudio.progress import Control
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from memstudio.trace.whole_store import WholeStore

if TYPE_CHECKING:
    from pathlib import Path

_TRACES = 3
_DOCUMENTS = 4
_SENTENCES = 30


class TracingActivity:
    """Each round records one of a few documents, in the place of another."""

    rounds = 3

    def prepare(self, world: Path) -> None:
        """Open the model."""
        self._loaded = open_model("demo", device="cpu")

    def begin(self, world: Path) -> None:
        """It begins with the bundled model open."""

    def round(self, world: Path, number: int, saying: Saying) -> None:
        """Record a trace."""
        document = number % _DOCUMENTS
        text = " ".join(f"Tom has {document + n} apples in bag {n}." for n in range(_SENTENCES))
        out = world / "traces" / f"trace-{number % _TRACES}.zarr"
        saying.will(out.name, f"document {document}")
        record_trace(
            self._loaded, text, document=f"document {document}", out=out, control=Control()
        )
        saying.saved(out.name, f"document {document}")

    def value(self, world: Path, item: str) -> str:
        """The document that a trace is of, when all of its numbers can be read."""
        return whole_trace(world / "traces" / item)

    def start(self, world: Path) -> None:
        """Nothing opens traces by itself."""

    def stop(self) -> bool:
        """It is broken off."""
        return False


def whole_trace(path: Path) -> str:
    """The document of a trace; "gone" when it is not there or a number of it cannot be read."""
    try:
        reader = TraceReader(path)
        reader.check()
        digest_of_trace(path)
        return str(reader.document)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, it is lost
        return GONE


def digest_of_trace(path: Path) -> str:
    """Of all of its numbers; each chunk has a checksum, which reading it compares."""
    digest = hashlib.sha256()
    group = zarr.open_group(WholeStore(path), mode="r")
    for name, array in sorted(group.arrays()):
        digest.update(name.encode() + array[:].tobytes())  # type: ignore[union-attr]
    return digest.hexdigest()[:16]
