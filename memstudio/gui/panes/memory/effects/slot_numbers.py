"""Slots as they are typed: "5", "1, 4", "2-6", or nothing for all."""

from __future__ import annotations

import re

_PART = re.compile(r"(\d+)(?:\s*[-–]\s*(\d+))?")


def read_slots(text: str, num_slots: int) -> tuple[int, ...] | None:
    """The slots that a text names, each once, in order; none for all.

    Args:
        text: numbers and ranges with commas between them.
        num_slots: there are.

    Returns:
        None when it cannot be read, or names a slot that is not there.
    """
    found: set[int] = set()
    for part in filter(None, (each.strip() for each in re.split("[,，、;]", text))):
        match = _PART.fullmatch(part)
        if match is None:
            return None
        first = int(match[1])
        last = int(match[2] or first)
        if first > last or last >= num_slots:
            return None
        found.update(range(first, last + 1))
    return tuple(sorted(found))


def write_slots(slots: tuple[int, ...]) -> str:
    """The slots as they are typed."""
    return ", ".join(str(slot) for slot in slots)
