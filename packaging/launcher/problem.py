"""What stops the launcher, in words."""

from __future__ import annotations

import sys


class Problem(Exception):  # noqa: N818 - it is what a person reads, not a fault of the program
    """What happened and what to do, in a sentence or two."""


def say(text: str) -> None:
    """One plain line of progress, out of the way of what the command prints."""
    print(text, file=sys.stderr, flush=True)
