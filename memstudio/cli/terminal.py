"""What a command shows: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import math
import re
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

import typer
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as RichProgress
from rich.text import Text

from memstudio.launched import is_first
from memstudio.progress import Control, Progress

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

# Where there is no terminal: short work says nothing, long work a line now and then.
_SECONDS_OF_SILENCE = 2.0
_SECONDS_BETWEEN_LINES = 10.0

_CONTROL_CHARACTERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_LONGEST = 60


def say(text: str) -> None:
    """A line for the person, out of the way of results."""
    Console(stderr=True, highlight=False, soft_wrap=True).print(Text(harmless(text)))


def confirm_deletion(what: str) -> None:
    """Ask whether something is to be deleted for good; the command ends here where it is not.

    Args:
        what: is deleted, such as "the session 'mine'".

    Raises:
        typer.BadParameter: there is nobody to be asked.
        typer.Abort: the answer was no.
    """
    if not sys.stdin.isatty():
        raise typer.BadParameter("Nobody is there to be asked; say --yes to delete it for good.")
    typer.confirm(f"Delete {what} for good?", abort=True, err=True)


def harmless(text: str) -> str:
    """Text from files without what a terminal would take for an order."""
    return _CONTROL_CHARACTERS.sub("\ufffd", text)


def print_text(text: str) -> None:
    """A line of the result in which there is text from files, or of a model."""
    print(harmless(text))


def on_one_line(text: str, longest: int = _LONGEST) -> str:
    """A text on one line, as far as a person cares."""
    words = " ".join(text[: 10 * longest].split())
    return words if len(words) <= longest else words[: longest - 1] + "…"


def say_error(text: str) -> None:
    """What went wrong and what to do."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(Text.assemble(("Error: ", "bold red"), harmless(text)))


def print_json(value: Any, *, indent: int | None = 2) -> None:
    """The JSON document of a command that was asked for JSON; without indent, one of many lines."""
    is_unicode = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    print(json_text(value, indent=indent, is_ascii=not is_unicode), flush=True)


def json_text(value: Any, *, indent: int | None, is_ascii: bool = False) -> str:
    """A value as JSON.

    JSON has no word for what is no number, or beyond all: null stands there.
    """
    return json.dumps(_finite(value), indent=indent, ensure_ascii=is_ascii, allow_nan=False)


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {name: _finite(each) for name, each in value.items()}
    return [_finite(each) for each in value] if isinstance(value, (list, tuple)) else value


def print_columns(
    rows: Sequence[Sequence[str]], heading: Sequence[str] = (), *, is_aside: bool = False
) -> None:
    """Rows in columns that are as wide as they must be; never cut, so that they can be copied.

    Args:
        rows: with as many cells each.
        heading: above them.
        is_aside: whether they are no result, and go where all else goes.
    """
    table = [[harmless(cell) for cell in row] for row in ([heading, *rows] if heading else rows)]
    widths = [max(map(cell_len, column)) for column in zip(*table, strict=True)]
    for row in table:
        cells = [
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)
        ]
        print("  ".join(cells).rstrip(), file=sys.stderr if is_aside else sys.stdout)


def size(num_bytes: float | None) -> str:
    """Bytes for a person: "9.4 MB"."""
    if num_bytes is None:
        return ""
    for unit in ("B", "kB", "MB", "GB"):
        if num_bytes < 1000:
            return f"{num_bytes:.0f} {unit}" if unit == "B" else f"{num_bytes:.1f} {unit}"
        num_bytes /= 1000
    return f"{num_bytes:.1f} TB"


class WorkDisplay:
    """Progress on standard error: a bar on a terminal, a line now and then elsewhere.

    Attributes:
        control: for the work that is shown.
        detail: shown beside steps of training, such as the loss.
    """

    def __init__(self) -> None:
        self.control = Control(on_progress=self._show)
        self.detail = ""
        self._console = Console(stderr=True, highlight=False, quiet=not is_first())
        self._bar: RichProgress | None = None
        self._task: TaskID | None = None
        self._last_line = time.monotonic()
        self._last_text = ""

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._bar = RichProgress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn("{task.fields[count]}", markup=False),
                TimeRemainingColumn(),
                console=self._console,
                transient=True,
            )
            self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.stop()

    def say(self, text: str) -> None:
        """A line above the bar."""
        console = self._bar.console if self._bar else self._console
        console.print(Text(harmless(text)), soft_wrap=True)

    def _show(self, progress: Progress) -> None:
        count = _count(progress)
        if self._bar is None:
            self._show_line(progress, count)
            return
        description = f"{progress.text}  {self._beside(progress)}".strip()
        total = progress.total or None
        if self._task is None or progress.text != self._last_text:
            if self._task is not None:
                self._bar.remove_task(self._task)
            self._task = self._bar.add_task(description, total=total, count=count)
            self._last_text = progress.text
        self._bar.update(
            self._task, description=description, completed=progress.done, total=total, count=count
        )

    def _show_line(self, progress: Progress, count: str) -> None:
        now = time.monotonic()
        is_new = progress.text != self._last_text
        pause = _SECONDS_OF_SILENCE if is_new else _SECONDS_BETWEEN_LINES
        if now - self._last_line < pause:
            return
        self._last_text, self._last_line = progress.text, now
        self.say("  ".join(part for part in (progress.text, count, self._beside(progress)) if part))

    def _beside(self, progress: Progress) -> str:
        return self.detail if progress.unit == "steps" else ""


def _count(progress: Progress) -> str:
    if not progress.total:
        return ""
    if progress.unit == "bytes":
        return f"{size(progress.done)} of {size(progress.total)}"
    return f"{progress.done} of {progress.total} {progress.unit}".rstrip()


@contextmanager
def working() -> Iterator[Control]:
    """Show the progress of a piece of work that is given the control."""
    with WorkDisplay() as display:
        yield display.control
