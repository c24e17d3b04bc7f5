"""What the copying tasks are called, also in results of before they were called so. Imports no torch."""

from __future__ import annotations

import re

_COPY = re.compile(
    r"Copy\(length=(\d+), times=(\d+), backwards=(True|False), gap=(\d+), num_symbols=\d+, "
    r"symbols_per_segment=(\d+)\)"
)


def copy_name(length: int, times: int, backwards: bool, gap: int, symbols_per_segment: int) -> str:
    """What the task of these settings is called."""
    kind = "reverse" if backwards else "copy"
    by = f" by {symbols_per_segment}" if symbols_per_segment != length else ""
    after = f" after {gap}" if gap else ""
    return f"{kind} {length}→{length * times}{by}{after}"


def name_now(name: str, told: object) -> str:
    """What a task is called today.

    Args:
        name: what it was called when its result was kept.
        told: its settings, as they were kept beside.
    """
    found = _COPY.fullmatch(told) if isinstance(told, str) else None
    if found is None:
        return name
    length, times, backwards, gap, per_segment = found.groups()
    return copy_name(int(length), int(times), backwards == "True", int(gap), int(per_segment))
