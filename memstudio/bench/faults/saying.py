"""What a process at work says of what it keeps, a line of JSON each, and what one makes of it.

Before something is kept it says what will be there, and as soon as the program tells its user that
it is kept, it says so. Whatever ends the process, what was said is with its parent.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

GONE = "gone"
"""The value of what is not there."""


class Saying:
    """The side of the process at work."""

    def will(self, item: str, value: str) -> None:
        """Something is about to be kept."""
        self._say(will=item, value=value)

    def saved(self, item: str, value: str) -> None:
        """The program has just told its user that something is kept."""
        self._say(saved=item, value=value)

    def refused(self, sentence: str) -> None:
        """The program has told its user that something could not be kept."""
        self._say(refused=sentence)

    def ended(self, num_operations: int) -> None:
        """The work is done."""
        self._say(ended=num_operations)

    def struck(self) -> None:
        """The fault is there, and the work goes on."""
        self._say(struck=True)

    @staticmethod
    def _say(**values: Any) -> None:
        # Not through a buffer that dies with the process, nor through a file that may be full.
        os.write(sys.stdout.fileno(), json.dumps(values).encode() + b"\n")


@dataclass
class Told:
    """What one or more processes said of one thing.

    Attributes:
        saved: the last value that each said to be kept, by process; 0 stands for those before.
        begun: what each was about to keep since, and may or may not have.
    """

    saved: dict[int, str] = field(default_factory=dict)
    begun: dict[int, list[str]] = field(default_factory=dict)

    def allows(self, value: str) -> bool:
        """Whether nothing is lost when this is what is there."""
        may_be = {each for values in self.begun.values() for each in values}
        return not self.saved or value in self.saved.values() or value in may_be


@dataclass
class History:
    """All that was said of what is kept, over any number of processes.

    Attributes:
        items: by name.
    """

    items: dict[str, Told] = field(default_factory=dict)

    def hear(self, lines: Iterable[dict[str, Any]], process: int) -> None:
        """Take what a process, from 1 on, said in its order."""
        for line in lines:
            if "will" in line:
                told = self.items.setdefault(line["will"], Told())
                told.begun.setdefault(process, []).append(line["value"])
            elif "saved" in line:
                told = self.items.setdefault(line["saved"], Told())
                told.saved.pop(0, None)
                told.saved[process] = line["value"]
                told.begun[process] = []

    def settle(self, item: str, value: str) -> None:
        """What is there is what counts from now on."""
        self.items[item] = Told(saved={0: value})


def heard(output: bytes) -> list[dict[str, Any]]:
    """The lines that are whole."""
    found = []
    for line in output.splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue
    return found
