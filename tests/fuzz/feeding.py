"""Feeds a reader, input after input, and notes what it should not have done."""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import random
import resource
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

from memstudio.errors import MemStudioError
from tests.fuzz.target import Files, Target

SECONDS = 10
BYTES = 1 << 30


class HangError(BaseException):
    """A reader did not come back in time; no `except Exception` holds it."""


@dataclass
class Failure:
    """What a reader should not have done.

    Attributes:
        place: what tells it from others: what was raised, and where.
        told: all of it.
        folder: the input that did it; None where it was not kept.
    """

    place: str
    told: str
    folder: Path | None = None


@dataclass
class Fed:
    """What came of it.

    Attributes:
        executions: inputs that were read.
        refused: of these, how many the reader refused in words.
        failures: each kind once, by its place.
    """

    executions: int = 0
    refused: int = 0
    failures: dict[str, Failure] = field(default_factory=dict)


class _Log(logging.Handler):
    """What our own log has of errors: readers of data catch what they did not foresee, and say so there."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.found: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record)


def feed(
    target: Target,
    *,
    seed: int,
    seconds: float = float("inf"),
    most: int | None = None,
    keep_in: Path | None = None,
    on_progress: Callable[[Fed], None] = lambda fed: None,
) -> Fed:
    """Feed a target until the time is over or so many inputs were read.

    Args:
        target: what is fed.
        seed: of all that is drawn.
        seconds: after which it ends.
        most: inputs; None for as many as there is time for.
        keep_in: where inputs that made it fail are kept.
        on_progress: is called each second or so, and with each new failure.
    """
    fed, drawn, log = Fed(), random.Random(seed), _Log()
    end, told = time.monotonic() + seconds, time.monotonic()
    logger = logging.getLogger("memstudio")
    logger.addHandler(log)
    try:
        with tempfile.TemporaryDirectory(prefix=f"fuzz-{target.name}-") as place:
            seeds = [_Seed(files, Path(place) / str(n)) for n, files in enumerate(target.seeds())]
            on_progress(fed)
            # Each seed is fed once, however slow the machine is.
            while (time.monotonic() < end or fed.executions < len(seeds)) and (
                most is None or fed.executions < most
            ):
                number = fed.executions
                which = seeds[number] if number < len(seeds) else drawn.choice(seeds)
                changed = {} if number < len(seeds) else target.changed(which.files, drawn)
                which.write(changed)
                failure = _read(target, which.folder, fed, log)
                if failure is not None and failure.place not in fed.failures:
                    failure.folder = _kept(failure, which.folder, keep_in)
                    fed.failures[failure.place] = failure
                    on_progress(fed)
                which.restore(changed)
                if time.monotonic() - told > 1:
                    told = time.monotonic()
                    on_progress(fed)
    finally:
        logger.removeHandler(log)
    on_progress(fed)
    return fed


class _Seed:
    def __init__(self, files: Files, folder: Path) -> None:
        self.files, self.folder = files, folder
        self.write(files)

    def write(self, files: Files) -> None:
        for name, content in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def restore(self, changed: Files) -> None:
        self.write({name: self.files[name] for name in changed})


def _read(target: Target, folder: Path, fed: Fed, log: _Log) -> Failure | None:
    log.found.clear()
    before = _peak()
    try:
        with _in_time():
            target.read(folder)
    except MemStudioError as error:
        fed.refused += 1
        failure = None if _is_told(error) else _failure(error, error.__traceback__)
    except (Exception, HangError) as error:  # noqa: BLE001 - that is what is looked for
        failure = _failure(error, error.__traceback__)
    else:
        failure = None
    fed.executions += 1
    if failure is None and log.found:
        failure = _logged(log.found[0])
    if failure is None and _peak() - before > BYTES:
        failure = Failure("memory", f"{(_peak() - before) / 1e9:.1f} GB more than before")
    return failure


def _is_told(error: MemStudioError) -> bool:
    """Whether a window and a terminal can show it."""
    try:
        str(error).encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return bool(str(error))


@contextlib.contextmanager
def _in_time() -> Iterator[None]:
    """In the processor's time: a computer that is busy elsewhere makes nothing hang."""

    def late(*_: object) -> None:
        raise HangError(f"not done after {SECONDS} seconds")

    before = signal.signal(signal.SIGPROF, late)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _logged(record: logging.LogRecord) -> Failure:
    if record.exc_info and record.exc_info[1] is not None:
        return _failure(record.exc_info[1], record.exc_info[2])
    return Failure(f"{record.name}: {record.msg}", record.getMessage())


def _failure(error: BaseException, trace: TracebackType | None) -> Failure:
    frames = traceback.extract_tb(trace)
    own = [f for f in frames if f"{os.sep}memstudio{os.sep}" in f.filename]
    places = [f"{Path(f.filename).name}:{f.lineno}" for f in (*own[-1:], *frames[-1:])]
    place = f"{type(error).__name__} at {' in '.join(dict.fromkeys(places))}"
    told = "".join(traceback.format_exception(type(error), error, trace, limit=-14))
    return Failure(place, told)


def _kept(failure: Failure, folder: Path, keep_in: Path | None) -> Path | None:
    if keep_in is None:
        return None
    name = hashlib.sha256(failure.place.encode()).hexdigest()[:12]
    place = keep_in / name
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(folder, place, symlinks=True)
    (keep_in / f"{name}.txt").write_text(f"{failure.place}\n\n{failure.told}", "utf-8", "replace")
    return place
