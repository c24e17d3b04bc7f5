"""Processes at work that faults strike.

Opening a model takes longer than what is struck, so it is done once, in a process that is then
copied for each fault: `python -m memstudio.bench.faults.at_work WORLD ACTIVITY`. It reads an order
a line from standard input, and answers with a line.
"""

from __future__ import annotations

import json
import os
import sys
import traceback
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.bench.faults.activities.all_activities import activity
from memstudio.bench.faults.power import DiskNotes
from memstudio.bench.faults.saying import Saying
from memstudio.bench.faults.strikes import Fault, Striker, ends_on_sigterm
from memstudio.errors import Cancelled, MemStudioError
from memstudio.log import start_logging

if TYPE_CHECKING:
    from memstudio.bench.faults.activities.activity import Activity

INTERRUPTED, UNEXPECTED = 130, 70
_ROUNDS_AFTER = 2


@dataclass(frozen=True)
class Order:
    """A process to be made.

    Attributes:
        fault: that strikes it.
        at: before which operation; 0 for never.
        number: of its first round.
        beside: the folder for what deleting leaves and for notes of a power cut.
        says: the file for what it says.
        errors: the file for what it writes to standard error.
    """

    fault: Fault
    at: int
    number: int
    beside: str
    says: str
    errors: str

    def to_line(self) -> bytes:
        """As it is sent."""
        return json.dumps(asdict(self)).encode() + b"\n"


def work(asked: Order, world: Path, doing: Activity) -> int:
    """Work as asked; 0, 130 when it was broken off, and 70 when the user would see a traceback."""
    saying = Saying()
    start_logging()
    striker = Striker(asked.fault, asked.at, world, saying)
    ends_on_sigterm(doing.stop)
    doing.begin(world)
    if asked.fault == "power":
        DiskNotes(world, Path(asked.beside)).begin(striker.operation)
    striker.begin()
    number, left = asked.number, doing.rounds
    while left > 0:
        left -= 1
        had_struck = striker.has_struck
        try:
            doing.round(world, number, saying)
        except MemStudioError as error:
            saying.refused(str(error))
        except (KeyboardInterrupt, Cancelled):
            return INTERRUPTED
        except Exception:  # noqa: BLE001 - that is what is counted
            sys.stderr.write(traceback.format_exc())
            return UNEXPECTED
        if striker.has_struck and not had_struck:
            left = min(left, _ROUNDS_AFTER)
        number += 1
    saying.ended(striker.num_operations)
    return 0


def _copy(asked: Order, world: Path, doing: Activity) -> int:
    """A copy of this process that works; its number."""
    copied = os.fork()
    if copied:
        return copied
    code = UNEXPECTED
    try:
        for number, name in ((1, asked.says), (2, asked.errors)):
            file = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(file, number)
        code = work(asked, world, doing)
        sys.stderr.flush()
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BaseException:  # noqa: BLE001 - as above
        sys.stderr.write(traceback.format_exc())
        sys.stderr.flush()
    os._exit(code)


def _serve() -> None:
    world, name = Path(sys.argv[1]), sys.argv[2]
    doing = activity(name)
    doing.prepare(world)
    _answer(0)
    for line in sys.stdin:
        told = json.loads(line)
        if isinstance(told, int):
            _, status = os.waitpid(told, 0)
            _answer(os.waitstatus_to_exitcode(status))
        else:
            _answer(_copy(Order(**told), world, doing))


def _answer(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _serve()
