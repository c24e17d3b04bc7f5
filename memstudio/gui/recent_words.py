"""What was open lately, as it is named and pictured in every list of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.gui.run_words import brief_name
from memstudio.told_apart import Hint, told_apart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.recents import RecentItem, RecentKind

RECENT_ICONS: dict[RecentKind, str] = {
    "model": "model", "data": "dataset", "run": "run", "trace": "memory",
}  # fmt: skip


def recent_names(items: Sequence[RecentItem]) -> list[str]:
    """Short names, with more only where two things of a kind are called alike."""
    names = [""] * len(items)
    for kind in {item.kind for item in items}:
        numbers = [number for number, item in enumerate(items) if item.kind == kind]
        own = told_apart(
            [brief_name(items[number].name) for number in numbers],
            [_hints(items[number]) for number in numbers],
        )
        for number, name in zip(numbers, own, strict=True):
            names[number] = name
    return names


def place_of_model(reference: str) -> Hint:
    """The folder in which a model lies, or its run; what is nowhere on disk has none."""
    path = Path(reference)
    if not path.is_absolute():
        return ""
    return path.parent.parent if path.name == "model" else path.parent


def _hints(item: RecentItem) -> tuple[Hint, ...]:
    if item.kind == "model":
        return (place_of_model(item.paths[0]), "")
    rest = ", ".join(Path(path).name for path in item.paths[1:])
    return (Path(item.paths[0]).parent, rest)
