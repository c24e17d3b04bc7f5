"""Names of different things in one list, each with what tells it from others that are called alike."""

from __future__ import annotations

from collections import defaultdict
from pathlib import PurePath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Hint = str | PurePath


def told_apart(names: Sequence[str], hints: Sequence[Sequence[Hint]]) -> list[str]:
    """The names, as they are where nothing else is called so.

    Args:
        names: of the things of a list.
        hints: as many rows of equal length: what may tell a thing from its namesakes, the best
            first. Of a folder only so much of the end is used as tells it from the others.
    """
    found = list(names)
    for place in range(max(map(len, hints), default=0)):
        namesakes: dict[str, list[int]] = defaultdict(list)
        for number, name in enumerate(found):
            namesakes[name].append(number)
        for name, numbers in namesakes.items():
            said = _short([hints[number][place] for number in numbers])
            if len(set(said)) > 1:
                for number, hint in zip(numbers, said, strict=True):
                    found[number] = f"{name} · {hint}" if hint else name
    return found


def _short(hints: list[Hint]) -> list[str]:
    """Whole texts; of folders their ends, as short as tells as many apart as the whole would."""
    texts = [str(hint) for hint in hints]
    deepest = max((len(hint.parts) for hint in hints if isinstance(hint, PurePath)), default=0)
    for length in range(1, deepest):
        ends = [
            str(PurePath(*hint.parts[-length:])) if isinstance(hint, PurePath) else hint
            for hint in hints
        ]
        if len(set(ends)) == len(set(texts)):
            return ends
    return texts
