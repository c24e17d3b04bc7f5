"""Which messages of a chat were read already, for clients that send all of them every time."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.turns import Turn


@dataclass(frozen=True, slots=True)
class MessagesRead:
    """The messages of a chat so far, of which only a digest is kept.

    Attributes:
        count: how many.
        digest: of all of them, in order.
    """

    count: int = 0
    digest: bytes = b""

    def after(self, turns: Sequence[Turn]) -> MessagesRead:
        """With some more at the end."""
        digest = self.digest
        for turn in turns:
            said = json.dumps([turn.speaker, turn.text]).encode()
            digest = hashlib.sha256(digest + said).digest()
        return MessagesRead(self.count + len(turns), digest)

    def new_of(self, turns: Sequence[Turn]) -> Sequence[Turn]:
        """Those after all that was read, when they begin with that; else all of them."""
        if self.count and MessagesRead().after(turns[: self.count]) == self:
            return turns[self.count :]
        return turns
