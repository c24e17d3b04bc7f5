"""What a session may be called. Imports no torch."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from memstudio.errors import DataError, marked
from memstudio.tasks.states.state_names import LONGEST_NAME, can_be_shown

if TYPE_CHECKING:
    from collections.abc import Collection

_LONGEST_SUGGESTION = 40


def checked_session_name(name: str) -> str:
    """`name` as it is kept: without blanks around it, and in one form where Unicode has several.

    Raises:
        DataError: it is empty, too long, or holds what cannot be seen.
    """
    kept = unicodedata.normalize("NFC", name).strip()
    if not kept:
        raise DataError(marked("errors", "A session needs a name."))
    if len(kept) > LONGEST_NAME:
        raise DataError(
            marked("errors", "The name of a session has at most {most} characters; this one has {count}."),
            most=LONGEST_NAME, count=len(kept),
        )  # fmt: skip
    if not can_be_shown(kept):
        raise DataError(
            marked("errors", "The name of a session holds a character that cannot be shown. Write it again."),
        )  # fmt: skip
    return kept


def name_from(text: str) -> str:
    """What a session that begins with `text` can be called; empty for one of blanks."""
    words = " ".join("".join(c if can_be_shown(c) else " " for c in text[:400]).split())
    if len(words) <= _LONGEST_SUGGESTION:
        return words
    cut = words[:_LONGEST_SUGGESTION]
    # At a word's end, unless that would leave next to nothing, as in a language without blanks.
    whole = cut.rsplit(" ", 1)[0]
    return (whole if len(whole) > _LONGEST_SUGGESTION // 2 else cut) + "…"


def free_session_name(wish: str, taken: Collection[str]) -> str:
    """`wish`, or the like of it, that is not among the names which are taken."""
    try:
        wish = checked_session_name(wish)
    except DataError:
        wish = "session"
    name, number = wish, 1
    while name in taken:
        number += 1
        name = f"{wish[:100]} ({number})"
    return name
