"""Tokens as they are generated, turned into pieces of text that never change again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers.generation.streamers import BaseStreamer
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from torch import Tensor

CONTEXT = 16
"""Tokens before a text that can matter to its first characters."""

HALF = "\ufffd"
"""What stands for a character that is not finished."""

_LONGEST = 256


class TextPieces(BaseStreamer):
    """Hands on text as soon as it is certain: whole characters, in order.

    Byte-level tokens may be parts of a character, and some decoders look at the token before, so
    each piece is cut from a decoded whole that begins before it. A character that is not finished
    at the end is left out; with its tokens in `before`, the next text begins with it.

    Args:
        tokenizer: of the model.
        on_piece: takes each piece.
        before: the tokens that were there before; the last `CONTEXT` are enough.
    """

    def __init__(
        self, tokenizer: Any, on_piece: Callable[[str], None], before: Sequence[int] = ()
    ) -> None:
        self._tokenizer = tokenizer
        self._on_piece = on_piece
        self._is_prompt = True
        self._ids: list[int] = []
        self._given = 0
        self._begin_after(before)
        self.text = ""

    @override
    def put(self, value: Tensor) -> None:
        if self._is_prompt:
            # The first call brings the prompt.
            self._is_prompt = False
            return
        self._ids.extend(value.flatten().tolist())
        certain = self._certain()
        piece = certain[self._given :]
        if not piece:
            return
        self._given = len(certain)
        if len(self._ids) > _LONGEST:
            self._begin_after(self._ids)
        self.text += piece
        self._on_piece(piece)

    @override
    def end(self) -> None:
        # Another text may follow, with what it is a continuation of as its prompt.
        self._is_prompt = True

    def _begin_after(self, ids: Sequence[int]) -> None:
        self._ids = list(ids[-CONTEXT:])
        self._given = len(self._certain())

    def _certain(self) -> str:
        decoded: str = self._tokenizer.decode(
            self._ids, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return decoded.rstrip(HALF)
