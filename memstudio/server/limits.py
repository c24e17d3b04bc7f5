"""What a server allows, as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """How much is taken on.

    Attributes:
        body_bytes: of a request.
        requests: that are being answered or wait for it; one more is refused.
        head_seconds: until a request's address and headers have to be there.
        unread_seconds: that a client may take nothing of what is sent to it.
        seconds: from a request's arrival to the end of its answer.
        new_tokens: that one answer has at most, and has when a chat says nothing of it.
        conversations: whose memory is kept.
        memory_bytes: of all kept memories together.
    """

    body_bytes: int = 4_000_000
    requests: int = 64
    head_seconds: float = 20.0
    unread_seconds: float = 60.0
    seconds: float = 300.0
    new_tokens: int = 1024
    conversations: int = 1000
    memory_bytes: int = 1_000_000_000
