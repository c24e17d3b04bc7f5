"""What passes between the window and the worker that reads texts for their attention."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.workers.messages import Request

if TYPE_CHECKING:
    from memstudio.trace.attention_layout import CapturedAttention
    from memstudio.workers.messages import AnyText


@dataclass(frozen=True)
class CaptureAttention(Request):
    """Read `text`, or a file's, with the open model, and keep what its attention is made of.

    Attributes:
        number: of the wish, which its answer carries.
        document: the text's name.
        layer: the one to keep, and what there is room for beside it; -1 for the middle.
        is_more: whether the text was read before, and only that layer is missing.
        max_tokens: where to cut the text.
    """

    number: int
    text: AnyText
    document: str
    layer: int = -1
    is_more: bool = False
    max_tokens: int | None = None


@dataclass(frozen=True)
class AttentionCaptured:
    """A text was read.

    Attributes:
        number: of the wish.
        captured: what was kept; read-only from here on.
        is_more: whether it is one more layer of what there was.
    """

    number: int
    captured: CapturedAttention
    is_more: bool = False
