"""Names of files from other systems, as Windows takes them."""

from __future__ import annotations

import re

# What looks the same and means nothing there: a colon alone would hide the text in a stream.
_LIKE = str.maketrans('<>:"|?*', "\uff1c\uff1e\uff1a\uff02\uff5c\uff1f\uff0a") | dict.fromkeys(
    range(32), "_"
)
_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])\s*(\..*)?", re.IGNORECASE)


def as_windows_takes(name: str) -> str:
    """A relative path, its parts parted by "/", as one that can be written there."""
    return "/".join(_part(each) for each in name.split("/"))


def _part(name: str) -> str:
    name = name.translate(_LIKE)
    if name != name.rstrip(". "):  # they would be dropped there, and the name be another
        name += "_"
    return f"_{name}" if _RESERVED.fullmatch(name) else name
