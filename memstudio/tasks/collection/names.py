"""What collections and people may be called, and the folder or file that a name stands for."""

from __future__ import annotations

import unicodedata

from memstudio.errors import DataError, marked
from memstudio.tasks.states.state_names import LONGEST_NAME, SUFFIX, can_be_shown, file_name


def checked_name(name: str) -> str:
    """`name` as it is kept: without blanks around it, and in one form where Unicode has several.

    Raises:
        DataError: it is empty, too long, or holds what cannot be seen.
    """
    kept = unicodedata.normalize("NFC", name).strip()
    if not kept or len(kept) > LONGEST_NAME:
        raise DataError(
            marked("errors", "A name has 1 to {most} characters; this one has {count}."),
            most=LONGEST_NAME, count=len(kept),
        )  # fmt: skip
    if not can_be_shown(kept):
        raise DataError(marked("errors", "The name holds a character that cannot be shown. Write it again."))  # fmt: skip
    return kept


def base_name(name: str) -> str:
    """The name of the folder, or of the file without its ending, for a name that was checked."""
    return file_name(name).removesuffix(SUFFIX)


def memory_name(use: str, name: str) -> str:
    """What the memory state is called that belongs to a name which was checked: "Search: News".

    Where that is too long for one, what stands for the name in the name of its file is taken.
    """
    found = f"{use}: {name}"
    return found if len(found) <= LONGEST_NAME else f"{use}: {base_name(name)}"
