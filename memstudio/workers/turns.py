"""Which wish makes way for which: nobody waits for some, and these come after all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.workers.causal_messages import TakeGlance
from memstudio.workers.room_messages import FindRoom

if TYPE_CHECKING:
    from memstudio.workers.messages import Request

QUIET: tuple[type[Request], ...] = (FindRoom, TakeGlance)
"""What nobody waits for: each makes way for those before it and for all that is not here.

Whoever makes way is asked anew, so that two that did so for each other would never be done.
"""


def makes_way(asked: Request, new: Request) -> bool:
    """Whether what is asked is broken off for what is wished for now, to be asked anew behind it."""
    return _place(asked) > _place(new)


def _place(request: Request) -> int:
    kind = type(request)
    return QUIET.index(kind) + 1 if kind in QUIET else 0
