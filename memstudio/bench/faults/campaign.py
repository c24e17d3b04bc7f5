"""Faults by the hundred, each on a real process, and what was lost of what it said to be kept."""

from __future__ import annotations

import json
import logging
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio.bench.faults.activities.all_activities import ACTIVITIES, activity
from memstudio.bench.faults.power import DiskBefore, cut_power
from memstudio.bench.faults.processes import Workers
from memstudio.bench.faults.saying import GONE, History
from memstudio.bench.faults.strikes import FAULTS, Fault, make_older_by_clock, undo
from memstudio.errors import MemStudioError, marked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from memstudio.bench.faults.activities.activity import Activity
    from memstudio.bench.faults.at_work import Order
    from memstudio.progress import Control

_log = logging.getLogger(__name__)
_DISK = "size=640m"
_OURS = {".lock", ".summary.json"}


@dataclass(frozen=True, slots=True)
class FaultRecord:
    """One fault, and what came of it.

    Attributes:
        activity: what was struck.
        fault: by what.
        at: before which operation on files.
        struck: whether the process came so far.
        saved: how often something had been said to be kept until then.
        lost: what was said to be kept and is not there.
        refused: sentences that the user would have read.
        unexpected: the end of a traceback that the user would have seen; empty for none.
        blocked: why the next start did not get through; empty when it did.
        seconds: that all of it took.
    """

    activity: str
    fault: str
    at: int
    struck: bool
    saved: int
    lost: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    unexpected: str = ""
    blocked: str = ""
    seconds: float = 0.0


@dataclass(slots=True)
class Campaign:
    """All faults.

    Attributes:
        records: one a fault.
        leftovers: files by which nothing is kept and that nothing takes away, by activity.
        seed: of the moments.
    """

    seed: int
    records: list[FaultRecord] = field(default_factory=list)
    leftovers: dict[str, list[str]] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def strike_all(
    num_faults: int,
    seed: int,
    control: Control,
    *,
    activities: Sequence[str] = ACTIVITIES,
    on_record: Callable[[FaultRecord], None] = lambda _: None,
) -> Campaign:
    """Strike each activity with each fault in turn, at random moments.

    Args:
        num_faults: in all.
        seed: of the moments; with the same seed they are the same.
        control: takes progress in faults; may cancel.
        activities: that are struck.
        on_record: hears of each fault.

    Raises:
        MemStudioError: an activity fails without a fault.
        Cancelled: through `control`.
    """
    campaign = Campaign(seed)
    done = 0
    for index, name in enumerate(activities):
        share = num_faults * (index + 1) // len(activities) - num_faults * index // len(activities)
        with (
            tempfile.TemporaryDirectory(prefix="memstudio-faults-") as papers,
            _world() as (world, beside),
            Workers(name, world, beside, Path(papers)) as workers,
        ):
            chance = random.Random(f"{seed} {name}")  # noqa: S311 - no secret
            theatre = _Theatre(name, world, beside, workers, chance)
            theatre.undisturbed()
            theatre.undisturbed()
            for each in range(share):
                control.checkpoint()
                control.report(done, num_faults, marked("progress", "Striking"), "faults")
                record = theatre.strike(FAULTS[each % len(FAULTS)])
                campaign.records.append(record)
                on_record(record)
                done += 1
            theatre.undisturbed()
            campaign.leftovers[name] = theatre.leftovers()
    return campaign


class _Theatre:
    """One activity in its own folder, from its first process to its last."""

    def __init__(
        self, name: str, world: Path, beside: Path, workers: Workers, chance: random.Random
    ) -> None:
        self._name, self._world, self._beside = name, world, beside
        self._workers, self._chance = workers, chance
        self._activity: Activity = activity(name)
        self._history = History()
        self._number = 0
        self._most = 0

    def undisturbed(self) -> None:
        """Let a process do its work, and learn how many operations it takes.

        Raises:
            MemStudioError: it fails.
        """
        ended = self._workers.end(*self._begin("kill", 0))
        self._history.hear(ended.lines, 1)
        if ended.code or not ended.num_operations or ended.refused:
            raise MemStudioError(
                marked("errors", "The work failed of its own accord: {reason}"),
                reason=ended.errors[-800:] or str(sorted(ended.refused)),
            )
        self._most = ended.num_operations
        self._look()

    def strike(self, fault: Fault) -> FaultRecord:
        """One fault, and a look at what is there."""
        began = time.monotonic()
        at = self._chance.randint(1, self._most)
        if fault == "clock":
            make_older_by_clock(self._world)
        before = DiskBefore.of(self._world)
        begun = [self._begin(fault, at)]
        if fault == "second":
            begun.append(self._begin("kill", 0))
        ends = [self._workers.end(*each) for each in begun]
        for index, each in enumerate(ends):
            self._history.hear(each.lines, index + 1)
        undo(self._world)
        if fault == "power":
            cut_power(self._world, self._beside, before, self._chance)
        blocked = self._start()
        return FaultRecord(
            activity=self._name,
            fault=fault,
            at=at,
            struck=fault == "second" or ends[0].was_struck,
            saved=sum("saved" in line for each in ends for line in each.lines),
            lost=tuple(self._look()),
            refused=tuple(sorted(set().union(*(each.refused for each in ends)))),
            unexpected="\n".join(each.unexpected for each in ends if each.unexpected),
            blocked=blocked,
            seconds=round(time.monotonic() - began, 2),
        )

    def leftovers(self) -> list[str]:
        """Files and folders whose names say that they were for a while."""
        found = []
        for path in sorted(self._world.rglob("*")):
            inside = path.relative_to(self._world)
            is_inside_another = any(part.startswith(".") for part in inside.parts[:-1])
            hidden = path.name.startswith(".") and path.name not in _OURS
            is_part = path.suffix in {".part", ".gone", ".tmp"}
            is_documents = inside.parent == Path("cache/documents") and path.is_dir()
            is_half = is_documents and not (path / "record.json").exists()
            if (hidden or is_part or is_half) and not is_inside_another:
                found.append(str(inside))
        return found

    # ------------------------------------------------------------------ processes

    def _begin(self, fault: Fault, at: int) -> tuple[int, Order]:
        self._number += 1001  # so that rounds meet what others kept in every order
        return self._workers.begin(fault, at, self._number)

    def _start(self) -> str:
        """Open all as a program does that begins; why that fails, or nothing."""
        with _at_home(self._world):
            try:
                self._activity.start(self._world)
            except Exception as error:  # noqa: BLE001 - that is what is counted
                _log.warning("the start is blocked", exc_info=True)
                return f"{type(error).__name__}: {error}"
        return ""

    def _look(self) -> list[str]:
        """What was said to be kept and is not there; what is there counts from now on."""
        lost = []
        with _at_home(self._world):
            for item, told in list(self._history.items.items()):
                found = self._value(item)
                if not self._allows(item, found, told.saved.values()) and not told.allows(found):
                    lost.append(f"{item}: {found} instead of {sorted(told.saved.values())}")
                if found == GONE and item.startswith("weights:"):
                    del self._history.items[item]
                else:
                    self._history.settle(item, found)
        return lost

    def _value(self, item: str) -> str:
        try:
            return self._activity.value(self._world, item)
        except Exception as error:  # noqa: BLE001 - then it is lost
            return f"unreadable ({type(error).__name__}: {error})"

    def _allows(self, item: str, found: str, saved: Any) -> bool:
        """Newer checkpoints take the place of older ones."""
        if item.startswith("weights:") and found == GONE:
            return True
        return found.startswith("at least") and all(found >= each for each in saved)


@contextmanager
def _world() -> Iterator[tuple[Path, Path]]:
    """A folder on a small disk of its own, where one can be had, and one beside it on the same."""
    with tempfile.TemporaryDirectory(prefix="memstudio-faults-") as name:
        is_mounted = _mount(name)
        try:
            world = Path(name) / "world"
            world.mkdir()
            yield world, Path(name) / "beside"
        finally:
            if is_mounted:
                subprocess.run(["umount", "-l", name], check=False)  # noqa: S603, S607
            else:
                shutil.rmtree(name, ignore_errors=True)


def _mount(place: str) -> bool:
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    command = ["mount", "-t", "tmpfs", "-o", _DISK, "tmpfs", place]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603


@contextmanager
def _at_home(world: Path) -> Iterator[None]:
    before = os.environ.get("MEMSTUDIO_HOME")
    os.environ["MEMSTUDIO_HOME"] = str(world)
    try:
        yield
    finally:
        if before is None:
            del os.environ["MEMSTUDIO_HOME"]
        else:
            os.environ["MEMSTUDIO_HOME"] = before


def as_line(record: FaultRecord) -> str:
    """A record as a line of JSON."""
    return json.dumps(asdict(record), ensure_ascii=False)
