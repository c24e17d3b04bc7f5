"""Whether `torchrun` or `accelerate launch` has started this process beside others.

Both say it in the environment, in the same words.
"""

from __future__ import annotations

import os


def are_launched() -> bool:
    """Whether there are others."""
    return int(os.environ.get("WORLD_SIZE", "1")) > 1 and "LOCAL_RANK" in os.environ


def is_first() -> bool:
    """Whether this process is alone, or the first: the one that writes, and talks to people."""
    return not are_launched() or int(os.environ.get("RANK", "0")) == 0


def num_on_this_computer() -> int:
    """Processes that share this computer's cores."""
    return int(os.environ.get("LOCAL_WORLD_SIZE", "1")) if are_launched() else 1


def place_on_this_computer() -> int:
    """This process's number among them, which is that of its GPU, too."""
    return int(os.environ.get("LOCAL_RANK", "0")) if are_launched() else 0
