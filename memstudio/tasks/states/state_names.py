"""What a memory state may be called, and the file that a name stands for.

A name is for people: any language, spaces, marks of paths. The file's name is made of it, so that
one name has one file on every system, and no name leads out of the folder.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata

from memstudio.errors import MemoryStateError, marked

SUFFIX = ".safetensors"
LONGEST_NAME = 120
_LONGEST_WORD = 24
_HASH = 16
# Orders to terminals, halves of characters, ends of lines: none of them can be seen or typed.
_UNSEEN = {"Cc", "Cs", "Zl", "Zp", "Cn"}


def checked_name(name: str) -> str:
    """`name` as it is kept: without blanks around it, and in one form where Unicode has several.

    Raises:
        MemoryStateError: it is empty, too long, or holds what cannot be seen.
    """
    kept = unicodedata.normalize("NFC", name).strip()
    if not kept:
        raise MemoryStateError(marked("errors", "A memory state needs a name."))
    if len(kept) > LONGEST_NAME:
        raise MemoryStateError(
            marked("errors", "The name of a memory state has at most {most} characters; this one has {count}."),
            most=LONGEST_NAME, count=len(kept),
        )  # fmt: skip
    if not can_be_shown(kept):
        raise MemoryStateError(
            marked("errors", "The name of a memory state holds a character that cannot be shown. Write it again."),
        )  # fmt: skip
    return kept


def can_be_shown(text: str) -> bool:
    """Whether every character of a name can be seen or typed."""
    return not any(unicodedata.category(letter) in _UNSEEN for letter in text)


def file_name(name: str) -> str:
    """The name of the file for a name that was checked.

    Names that differ in anything, if only in upper and lower case, have files that differ on
    systems that do not tell those apart, too.
    """
    word = re.sub(r"[^\w-]+", "-", name).strip("-_")[:_LONGEST_WORD]
    mark = hashlib.sha256(name.encode()).hexdigest()[:_HASH]
    return f"{word}-{mark}{SUFFIX}" if word else f"{mark}{SUFFIX}"
