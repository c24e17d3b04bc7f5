"""What a soak came to, for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.soak.slope import WARM

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.soak.__main__ import Part

_TITLES = {
    "engine": "Open a model, train, trace, write with it, close it",
    "views": "Look about on the Memory page",
}
_NAMES = {
    "rss": "memory (RSS), MB",
    "files": "open files",
    "threads": "threads",
    "python_threads": "threads of Python",
    "zarr": "zarr arrays and groups",
    "qobjects": "Qt objects",
    "tensors": "tensors",
    "objects": "objects of Python",
}


def table(parts: Mapping[str, Part], command: str, date: str, pool: int) -> str:
    """As Markdown."""
    lines = [
        "# Soak: the same over and over",
        "",
        (
            f"`{command}`, {date}. Counted after each cycle; a line is fitted to what came after the "
            f"first {WARM} cycles, with an interval of confidence of 95%. Flat: the slope may be 0, "
            "or is less than 1% of the level over all cycles; of threads, fewer than the "
            f"{pool} of asyncio's pool may come to be."
        ),
        "",
    ]
    for name, part in parts.items():
        lines += [
            f"## {_TITLES[name]}: {part.cycles} cycles",
            "",
            "| held | first | last | slope per 100 cycles | flat |",
            "| --- | ---: | ---: | ---: | --- |",
        ]
        for slope in part.slopes:
            scale = 1e-6 if slope.name == "rss" else 1.0
            first, last = slope.first * scale, slope.last * scale
            each, margin = 100 * slope.per_cycle * scale, 100 * slope.margin * scale
            lines.append(
                f"| {_NAMES[slope.name]} | {first:,.1f} | {last:,.1f} | {each:+.2f} ± {margin:.2f} | "
                f"{'yes' if slope.is_flat else 'no'} |"
            )
        lines.append("")
    return "\n".join(lines)
