"""The side of the campaign: processes that are made, awaited, and listened to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

from memstudio.bench.faults.at_work import UNEXPECTED, Order
from memstudio.bench.faults.saying import heard
from memstudio.errors import MemStudioError, marked

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.bench.faults.strikes import Fault

_PATIENCE_S = 120.0


@dataclass(frozen=True)
class Ended:
    """A process that is over.

    Attributes:
        code: its exit status; negative when a signal ended it.
        lines: what it said.
        errors: what it wrote to standard error.
    """

    code: int
    lines: list[dict[str, Any]]
    errors: str

    @property
    def refused(self) -> set[str]:
        """The sentences that its user would have read."""
        return {line["refused"] for line in self.lines if "refused" in line}

    @property
    def unexpected(self) -> str:
        """The end of a traceback that its user would have seen; empty when there was none."""
        if self.code == UNEXPECTED or "Traceback" in self.errors:
            return self.errors[-1500:] or "it hung"
        return ""

    @property
    def was_struck(self) -> bool:
        """Whether it came as far as the fault."""
        return self.code != 0 or any("struck" in line for line in self.lines)

    @property
    def num_operations(self) -> int | None:
        """How often it did something to a file; None when it did not come to its end."""
        return next((line["ended"] for line in self.lines if "ended" in line), None)


class Workers:
    """Makes processes that do one activity; a context manager.

    Args:
        name: of the activity.
        world: the folder that it keeps things in.
        beside: a folder on the same disk.
        papers: a folder on another disk, for what they say.
    """

    def __init__(self, name: str, world: Path, beside: Path, papers: Path) -> None:
        self._beside, self._papers = beside, papers
        self._count = 0
        environment = {
            **os.environ, "OMP_NUM_THREADS": "1", "TOKENIZERS_PARALLELISM": "false",
            "MEMSTUDIO_HOME": str(world),
        }  # fmt: skip
        with (papers / "first").open("wb") as errors:
            self._first = subprocess.Popen(  # noqa: S603 - this very program
                [sys.executable, "-m", "memstudio.bench.faults.at_work", str(world), name],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, env=environment,
            )  # fmt: skip

    def __enter__(self) -> Self:
        self._answer()
        return self

    def __exit__(self, *_: object) -> None:
        self._first.kill()
        self._first.communicate()

    def begin(self, fault: Fault, at: int, number: int) -> tuple[int, Order]:
        """Make a process; its number."""
        self._count += 1
        says, errors = (self._papers / f"{self._count}.{end}" for end in ("says", "errors"))
        order = Order(fault, at, number, str(self._beside), str(says), str(errors))
        self._send(order.to_line())
        return self._answer(), order

    def end(self, number: int, order: Order) -> Ended:
        """Wait for a process; one that hangs is killed, and that is said."""
        hung = threading.Event()

        def kill() -> None:
            hung.set()
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)

        timer = threading.Timer(_PATIENCE_S, kill)
        timer.start()
        self._send(f"{number}\n".encode())
        code = UNEXPECTED if (found := self._answer()) and hung.is_set() else found
        timer.cancel()
        return Ended(code, heard(_read(order.says)), _read(order.errors).decode(errors="replace"))

    def _send(self, line: bytes) -> None:
        if self._first.stdin is not None:
            self._first.stdin.write(line)
            self._first.stdin.flush()

    def _answer(self) -> int:
        line = self._first.stdout.readline() if self._first.stdout is not None else b""
        if not line:
            raise MemStudioError(
                marked("errors", "The work failed of its own accord: {reason}"),
                reason=_read(str(self._papers / "first")).decode(errors="replace")[-800:],
            )
        return int(line)


def _read(name: str) -> bytes:
    try:
        with open(name, "rb") as file:  # noqa: PTH123
            return file.read()
    except FileNotFoundError:
        return b""
