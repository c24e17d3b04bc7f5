"""The conversations that a server remembers, by their ids: the last used so many."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.server.answer import Answer
    from memstudio.server.limits import Limits
    from memstudio.server.messages_read import MessagesRead
    from memstudio.tasks.conversation import Conversation

_REMEMBERED_IDS = 10_000


@dataclass(frozen=True, slots=True)
class Kept:
    """A conversation between two requests; never changed, only replaced.

    Attributes:
        conversation: what the model remembers of it; go on from a fork.
        messages: which of a chat's messages were read.
        ended_with: the text of the token with which the model ended its last answer; "" when
            something else did.
        created: when it began, in seconds since 1970.
        num_segments: written to the memory; None without one.
        num_bytes: of its memory.
        last: a digest of the last request, and its answer, for a client that never got it and asks again;
            None once something else was asked, and be it the same words.
    """

    conversation: Conversation
    messages: MessagesRead
    ended_with: str
    created: int
    num_segments: int | None
    num_bytes: int
    last: tuple[bytes, Answer] | None


class Conversations:
    """Conversations within a number and a size; beyond it those not used for longest are dropped.

    May be asked from any thread.

    Args:
        limits: how many, and how large in all.
        on_drop: hears the id of each that is dropped.
    """

    def __init__(self, limits: Limits, on_drop: Callable[[str], None]) -> None:
        self._limits = limits
        self._on_drop = on_drop
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        # So that who comes back is told that the memory began anew.
        self._dropped: OrderedDict[str, None] = OrderedDict()

    def get(self, name: str) -> Kept | None:
        """One of them; None when it is not there."""
        with self._lock:
            return self._kept.get(name)

    def all(self) -> dict[str, Kept]:
        """All of them, those not used for longest first."""
        with self._lock:
            return dict(self._kept)

    def was_dropped(self, name: str) -> bool:
        """Whether it was there, and was dropped for want of room."""
        with self._lock:
            return name in self._dropped

    def put(self, name: str, kept: Kept) -> bool:
        """Keep a conversation as it now is.

        Returns:
            Whether there was room for it.
        """
        with self._lock:
            self._dropped.pop(name, None)
            self._kept[name] = kept
            # Where it alone is too much, nobody else has to go for it.
            fits = kept.num_bytes <= self._limits.memory_bytes
            self._kept.move_to_end(name, last=fits)
            dropped = self._drop_what_is_too_much()
            is_kept = name in self._kept
        for each in dropped:
            self._on_drop(each)
        return is_kept

    def ask_anew(self, name: str) -> None:
        """Take note that something new is asked: whoever asks it has got the last answer.

        Whatever comes of it, it may be refused: who repeats it then does not want the last answer.
        """
        with self._lock:
            kept = self._kept.get(name)
            if kept is not None:
                self._kept[name] = replace(kept, last=None)

    def delete(self, name: str) -> bool:
        """Forget one; whether it was there."""
        with self._lock:
            self._dropped.pop(name, None)
            return self._kept.pop(name, None) is not None

    def _drop_what_is_too_much(self) -> list[str]:
        limits, dropped = self._limits, []
        size = sum(kept.num_bytes for kept in self._kept.values())
        while self._kept and (len(self._kept) > limits.conversations or size > limits.memory_bytes):
            name, kept = self._kept.popitem(last=False)
            size -= kept.num_bytes
            dropped.append(name)
            self._dropped[name] = None
        while len(self._dropped) > _REMEMBERED_IDS:
            self._dropped.popitem(last=False)
        return dropped
