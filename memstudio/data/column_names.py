"""Names of columns, as tables bring them: empty, the same twice, of no valid characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.data.decoding import cleaned

if TYPE_CHECKING:
    from collections.abc import Iterable


def distinct_names(given: Iterable[str]) -> list[str]:
    """Names of columns, all different; those without one are numbered."""
    names: dict[str, None] = {}
    for number, each in enumerate(given, 1):
        name = cleaned(each)[0].strip() or f"column {number}"
        while name in names:
            name = f"{name} ({number})"
        names[name] = None
    return list(names)
