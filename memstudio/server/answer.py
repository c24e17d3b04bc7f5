"""An answer when it has ended, as plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an answer says about its conversation.

    Attributes:
        name: its id.
        is_new: whether nothing was remembered before this request.
        was_dropped: whether that is because there was no room for it any more.
        is_kept: whether there was room for it now.
        num_segments: written to the memory; None without one.
    """

    name: str
    is_new: bool
    was_dropped: bool
    is_kept: bool
    num_segments: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer when it has ended.

    Attributes:
        text: all of it.
        finish: OpenAI's word for how it ended: "stop" or "length".
        num_read: tokens of the request.
        num_written: tokens that the model wrote, with those of a text that ended it.
        remembered: None without a conversation.
    """

    text: str
    finish: str
    num_read: int
    num_written: int
    remembered: Remembered | None
