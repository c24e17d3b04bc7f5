"""A campaign as a table: a row an activity and fault. Imports no torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.bench.faults.campaign import Campaign, FaultRecord

FAULT_NAMES = {
    "kill": "kill -9",
    "term": "SIGTERM",
    "power": "power cut",
    "full": "full disk",
    "readonly": "read-only folder",
    "clock": "clock set back a day",
    "second": "two instances",
}
ACTIVITY_NAMES = {
    "training": "training with checkpoints and probes",
    "tracing": "tracing a document",
    "states": "saving a memory state",
    "settings": "settings, recent list, queue, notes",
    "caching": "caching documents and tokens",
}


@dataclass(frozen=True)
class Counts:
    """What came of some faults.

    Attributes:
        faults: how many.
        struck: those that met the process at work.
        saved: how often something was reported as saved.
        lost: how much of it was not there afterwards.
        refused: faults after which the user was told, in a sentence, that something was not kept.
        unexpected: faults after which the user would have seen a traceback.
        blocked: faults after which the next start did not get through.
    """

    faults: int
    struck: int
    saved: int
    lost: int
    refused: int
    unexpected: int
    blocked: int

    @classmethod
    def of(cls, records: Sequence[FaultRecord]) -> Counts:
        """Of these faults."""
        return cls(
            faults=len(records),
            struck=sum(each.struck for each in records),
            saved=sum(each.saved for each in records),
            lost=sum(len(each.lost) for each in records),
            refused=sum(bool(each.refused) for each in records),
            unexpected=sum(bool(each.unexpected) for each in records),
            blocked=sum(bool(each.blocked) for each in records),
        )


def fault_table(campaign: Campaign, command: str, date: str) -> str:
    """The campaign in Markdown.

    Args:
        campaign: that was led.
        command: that led it.
        date: of it.
    """
    all_of = Counts.of(campaign.records)
    num_left = sum(map(len, campaign.leftovers.values()))
    rows = [_row("**all**", "", all_of)]
    for activity, name in ACTIVITY_NAMES.items():
        for fault, title in FAULT_NAMES.items():
            own = [r for r in campaign.records if (r.activity, r.fault) == (activity, fault)]
            if own:
                rows.append(_row(name, title, Counts.of(own)))
    about = (
        f"`{command}`, {date}. Each fault strikes a process at work before one of its operations on "
        "files, drawn by chance. What the program had told its user to be saved is then opened and "
        "compared. A power cut takes back renames and deletions whose folder was not synced, and "
        "leaves files that were not synced empty, cut, or full of zeros."
    )
    verdict = (
        f"{all_of.faults} faults, {all_of.saved} times something was reported as saved, "
        f"**{all_of.lost} lost**, {num_left} files left behind, {all_of.blocked} starts blocked, "
        f"{all_of.unexpected} tracebacks."
    )
    return "\n".join([
        "# What faults take",
        "",
        about,
        "",
        verdict,
        "",
        "| at work | fault | faults | met it at work | reported as saved | lost | told in words | tracebacks | starts blocked |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
        *rows,
    ])  # fmt: skip


def _row(activity: str, fault: str, counts: Counts) -> str:
    cells = (
        activity, fault, counts.faults, counts.struck, counts.saved, counts.lost, counts.refused,
        counts.unexpected, counts.blocked,
    )  # fmt: skip
    return "| " + " | ".join(map(str, cells)) + " |"
