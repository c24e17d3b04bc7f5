"""What a row offers to choose from, found again in its turns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.turns import Turn

_MARK = "- "


def choices_in(kind: str, turns: Sequence[Turn]) -> tuple[str, ...]:
    """The choices of a question, or the candidates of a recommendation; none of any other row.

    Args:
        kind: the name of a `RowKind`.
        turns: as `turns_of` made them from such a row.
    """
    asked = next((turn.text for turn in reversed(turns) if turn.speaker == "user"), "")
    if kind == "recommendation":
        # One a line, after the history and an empty line.
        return tuple(line for line in asked.rpartition("\n\n")[2].split("\n") if line)
    if kind == "question":
        last = asked.rpartition("\n\n")[2].split("\n")
        if len(last) > 1 and all(line.startswith(_MARK) for line in last):
            return tuple(line.removeprefix(_MARK) for line in last)
    return ()
