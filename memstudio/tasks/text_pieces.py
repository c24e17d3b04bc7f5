"""Tokens as they are generated, turned into pieces of text that never change again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers.generation.streamers import BaseStreamer
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor


class TextPieces(BaseStreamer):
    """Hands on text as soon as it is certain: whole characters, in order.

    Byte-level tokens may be parts of a character, and some decoders look at the token before, so
    each piece is cut from the decoded whole since the last line end.
    """

    def __init__(self, tokenizer: Any, on_piece: Callable[[str], None]) -> None:
        self._tokenizer = tokenizer
        self._on_piece = on_piece
        self._ids: list[int] = []
        self._given = 0
        self._is_prompt = True
        self.text = ""

    @override
    def put(self, value: Tensor) -> None:
        if self._is_prompt:
            # The first call brings the prompt.
            self._is_prompt = False
            return
        self._ids.extend(value.flatten().tolist())
        self._emit(is_last=False)

    @override
    def end(self) -> None:
        self._emit(is_last=True)

    def _emit(self, *, is_last: bool) -> None:
        decoded: str = self._tokenizer.decode(
            self._ids, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        if not is_last and decoded.endswith("\ufffd"):
            return
        piece = decoded[self._given :]
        if piece:
            self._given = len(decoded)
            self.text += piece
            self._on_piece(piece)
