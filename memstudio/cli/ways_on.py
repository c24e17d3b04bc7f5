"""What a person can type when a run has run out of memory or disk, or would."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from memstudio.cli.terminal import print_columns, say, size, working
from memstudio.errors import MemorySpent, MemStudioError
from memstudio.models.source import RUN_CONFIG
from memstudio.training.way_on import disk_room

if TYPE_CHECKING:
    from memstudio.errors import DiskFull
    from memstudio.training.run_folder import RunFolder
    from memstudio.training.way_on import MemoryRoom, WayOn


def tell_ways_on(folder: RunFolder, error: MemorySpent | DiskFull) -> None:
    """Say how a run goes on that has run out of something."""
    try:
        if isinstance(error, MemorySpent):
            _tell_of_memory(folder)
        else:
            _tell_of_disk(folder)
    except MemStudioError as trouble:
        say(f"How it could go on was not found out: {trouble}")


def ways_in_rows(room: MemoryRoom, command: str, branch_command: str) -> list[tuple[str, ...]]:
    """Each way as a command, with what it takes then and what it costs."""
    rows: list[tuple[str, ...]] = []
    for way in room.ways:
        begin = command if way.keeps_result else branch_command
        takes = f"about {size(way.peak)}" + ("" if way.fits else ", too much still")
        rows.append((f"  {f'{begin} {way.as_options()}'.strip()}", takes, _cost(way)))
    return rows


def _cost(way: WayOn) -> str:
    costs = []
    if way.is_slower:
        costs.append("slower")
    if not way.keeps_result:
        costs.append("another training: samples are shorter")
    return ", ".join(costs)


def _tell_of_memory(folder: RunFolder) -> None:
    from memstudio.training.memory_ways import memory_room

    with working() as control:
        room = memory_room(folder.config(), control=control, has_failed=True)
    free = "" if room.reachable is None else f" of {size(room.reachable)} that can be had"
    say(f"It takes about {size(room.peak)} on {room.estimate.device}{free}. Ways on:")
    place = shlex.quote(str(folder.path))
    other = f"memstudio runs branch {place}"
    if folder.last_checkpoint() is None:  # nothing was learnt that a branch could begin with
        other = f"memstudio train {shlex.quote(str(folder.path / RUN_CONFIG))}"
    rows = ways_in_rows(room, f"memstudio resume {place}", other)
    print_columns(rows, is_aside=True)


def _tell_of_disk(folder: RunFolder) -> None:
    room = disk_room(folder)
    place = shlex.quote(str(folder.path))
    say(
        f"A checkpoint takes {size(room.checkpoint)}, and {size(room.free)} are free on the disk "
        f"of {folder.path.parent}. Ways on:"
    )
    rows = [(f"  memstudio resume {place}", f"once {size(room.needed)} are free")]
    if room.freeable:
        freed = f"deletes older checkpoints, {size(room.freeable)}"
        enough = "" if room.fits_with_one_kept else ", which is not enough"
        rows.append((f"  memstudio resume {place} --set checkpoints_kept=1", freed + enough))
    if room.can_branch:
        rows.append((f"  memstudio runs branch {place} --out DIR", "goes on in another place"))
    print_columns(rows, is_aside=True)
