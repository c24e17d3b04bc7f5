"""The tasks of `memory-tasks`, as a user reads of them. Imports no torch.

Results name a task briefly and in English, as `copy 12→24`; here is what that means.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from memstudio.errors import marked


@dataclass(frozen=True, slots=True)
class TaskDescription:
    """A task with its numbers filled in.

    Attributes:
        title: for a person, with placeholders.
        summary: what has to be remembered, with placeholders.
        values: of the placeholders.
    """

    title: str
    summary: str
    values: dict[str, str]


# What a name looks like, the task's title, and what it asks for.
_TASKS = (
    (
        r"copy (?P<a>\d+)→(?P<b>\d+) after (?P<n>\d+)",
        marked("bench", "copy {a}→{b} after {n}"),
        marked("bench", "{a} symbols are shown, then {n} segments of noise, then they come again, {b} in all. Each is asked for but the first of a segment."),
    ),
    (
        r"copy (?P<a>\d+)→(?P<b>\d+)",
        marked("bench", "copy {a}→{b}"),
        marked("bench", "{a} symbols are shown in one segment and come again in the next ones, {b} in all. Each is asked for but the first of a segment."),
    ),
    (
        r"reverse (?P<a>\d+)→(?P<b>\d+)",
        marked("bench", "reverse {a}→{b}"),
        marked("bench", "{a} symbols are shown in one segment and come backwards in the next. Each is asked for but the first."),
    ),
    (
        r"copy (?P<a>\d+)→(?P<b>\d+) by (?P<n>\d+)",
        marked("bench", "copy {a}→{b} by {n}"),
        marked("bench", "{a} symbols are shown in segments of {n}, and come again in the next ones, {b} in all. Each is asked for but the first of a segment."),
    ),
    (
        r"reverse (?P<a>\d+)→(?P<b>\d+) by (?P<n>\d+)",
        marked("bench", "reverse {a}→{b} by {n}"),
        marked("bench", "{a} symbols are shown in segments of {n}, and come backwards in the next ones. Each is asked for but the first of a segment."),
    ),
    (
        r"remember (?P<n>\d+)",
        marked("bench", "remember {n}"),
        marked("bench", "{n} pairs of a key and a value, one a segment; then the value of one key is asked for."),
    ),
    (
        r"rewrite (?P<n>\d+)",
        marked("bench", "rewrite {n}"),
        marked("bench", "{n} pairs of a key and a value, one a segment; keys come again with other values, and the latest counts."),
    ),
    (
        r"pairs (?P<n>\d+)",
        marked("bench", "pairs {n}"),
        marked("bench", "{n} pairs of a key and a value, many a segment; then the values of some keys are asked for."),
    ),
    (
        r"n-th farthest of (?P<n>\d+)",
        marked("bench", "n-th farthest of {n}"),
        marked("bench", "{n} points on a line, one a segment: which is the n-th farthest from one of them? What slots hold has to be compared."),
    ),
    (
        r"passkey in (?P<n>\d+)",
        marked("bench", "passkey in {n}"),
        marked("bench", "A key of some digits, hidden in {n} segments of noise, is asked for at the end."),
    ),
    (
        r"strings (?P<n>\d+) back",
        marked("bench", "strings {n} back"),
        marked("bench", "Random strings are given names; one of {n} segments ago has to be said word by word."),
    ),
    (
        r"names (?P<n>\d+) back",
        marked("bench", "names {n} back"),
        marked("bench", "Pairs of names among other words; {n} segments later one comes again, and the other is asked for."),
    ),
    (
        r"stories qa1",
        marked("bench", "stories qa1"),
        marked("bench", "People go from place to place, told between sentences of a novel. Where is one of them?"),
    ),
    (
        r"stories qa2",
        marked("bench", "stories qa2"),
        marked("bench", "People carry things about, told between sentences of a novel. Where is a thing?"),
    ),
    (
        r"stories qa3",
        marked("bench", "stories qa3"),
        marked("bench", "People carry things about, told between sentences of a novel. Where was a thing before?"),
    ),
    (
        r"stories qa4",
        marked("bench", "stories qa4"),
        marked("bench", "How rooms lie to each other, told between sentences of a novel. What lies north of one?"),
    ),
    (
        r"stories qa5",
        marked("bench", "stories qa5"),
        marked("bench", "People hand things to each other, told between sentences of a novel. Who gave what to whom?"),
    ),
)  # fmt: skip


def task_description(name: str) -> TaskDescription:
    """What a task is; one that is not known, from another version, keeps its name."""
    for pattern, title, summary in _TASKS:
        match = re.fullmatch(pattern, name)
        if match is not None:
            return TaskDescription(title, summary, match.groupdict())
    return TaskDescription("{name}", "", {"name": name})
