"""Tokens of a document with their places in it, and tokens as text that can be shown alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from memstudio.data import pieces
from memstudio.errors import TraceError, marked
from memstudio.progress import Control

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray
    from transformers import PreTrainedTokenizerBase


_NOTHING = marked("errors", "There is nothing to read: the text is empty. Give a text with at least one word.")  # fmt: skip
_HALF = "\ufffd"
"""What decoders write for a part of a character."""

_BYTE = re.compile("<0x[0-9A-F]{2}>")
_LONGEST_CHARACTER = 8
"""Tokens that one character may take."""


@dataclass(frozen=True)
class TokenisedText:
    """A document as tokens.

    Attributes:
        text: the document, cut after its last token.
        ids: `[N]`.
        starts: `[N]`, the first character of each token; parts of one character share its span.
        ends: `[N]`, the character after each token's last.
        is_truncated: whether the document goes on after the last token.
    """

    text: str
    ids: NDArray[np.int32]
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    is_truncated: bool


def tokenise_text(
    tokenizer: PreTrainedTokenizerBase,
    text: str,
    max_tokens: int | None = None,
    control: Control | None = None,
) -> TokenisedText:
    """Split a document into tokens, without the tokenizer's special ones.

    Raises:
        TraceError: there is nothing to read, or the tokenizer does not say where tokens lie.
        Cancelled: through `control`.
    """
    if not getattr(tokenizer, "is_fast", False):
        raise TraceError(
            marked("errors", "The tokenizer {name} does not say where its tokens lie in the text, so a trace cannot show them. Use a model with a `tokenizer.json`."),
            name=type(tokenizer).__name__,
        )  # fmt: skip
    ids, offsets = _encoded(tokenizer, text, max_tokens, control or Control())
    if ids.size == 0:
        raise TraceError(_NOTHING)
    is_truncated = max_tokens is not None and ids.size > max_tokens
    if is_truncated:
        ids, offsets = ids[:max_tokens], offsets[:max_tokens]
        text = text[: int(offsets[:, 1].max())]
    # Some tokenizers put an added leading space at (0, 0), out of order after other tokens.
    starts = np.maximum.accumulate(offsets[:, 0])
    ends = np.maximum(offsets[:, 1], starts)
    return TokenisedText(text, ids, starts, ends, is_truncated)


def _encoded(
    tokenizer: PreTrainedTokenizerBase, text: str, most: int | None, control: Control
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Tokens `[N]` and their places `[N, 2]`; those of a long text may end some after `most`."""
    telling = marked("progress", "Turning text into tokens")
    found, places = [], []
    num_tokens = 0
    for piece in pieces.encode_with_places(text, tokenizer):
        control.checkpoint()
        if piece is None:
            control.report(0, 0, telling)
            encoding = pieces.call(tokenizer, [text]).encodings[0]
            whole = np.asarray(encoding.offsets, np.int32).reshape(-1, 2)
            return np.asarray(encoding.ids, np.int32), whole
        end, own, own_places = piece
        found.append(own)
        places.append(own_places)
        num_tokens += len(own)
        if most is not None and num_tokens > most:
            break
        if end < len(text):
            control.report(end, len(text), telling, "characters")
    return np.concatenate(found), np.concatenate(places)


def tokens_as_text(tokenizer: PreTrainedTokenizerBase, ids: Sequence[int]) -> TokenisedText:
    """The text that these very tokens are, special ones as their names.

    A text can be cut in more than one way, so tokens that were read are not found again in it.

    Args:
        tokenizer: of the model.
        ids: `[N]`.

    Raises:
        TraceError: there are none.
    """
    if not ids:
        raise TraceError(_NOTHING)

    def decoded(first: int, stop: int) -> str:
        found: str = tokenizer.decode(
            list(ids[first:stop]), skip_special_tokens=False, clean_up_tokenization_spaces=False
        )
        return found

    text, starts, ends = "", [0] * len(ids), [0] * len(ids)
    # Decoders look at the token before; tokens from `given` on are not in `text` yet.
    before, given = 0, 0
    for number in range(len(ids)):
        piece = decoded(before, number + 1)[len(decoded(before, given)) :]
        is_half = piece.endswith(_HALF) and number + 1 < len(ids)
        if is_half and number + 1 - given < _LONGEST_CHARACTER:
            continue
        for each in range(given, number + 1):
            starts[each], ends[each] = len(text), len(text) + len(piece)
        text += piece
        before, given = given, number + 1
    first, after = np.array(starts, np.int32), np.array(ends, np.int32)
    return TokenisedText(text, np.array(ids, np.int32), first, after, is_truncated=False)


def token_texts(tokenizer: PreTrainedTokenizerBase, ids: Iterable[int]) -> dict[int, str]:
    """Each id as text to be shown alone, with its leading space; loose bytes as `<E4 B8>`."""
    return {token_id: _token_text(tokenizer, token_id) for token_id in ids}


def _token_text(tokenizer: PreTrainedTokenizerBase, token_id: int) -> str:
    piece = tokenizer.convert_ids_to_tokens(token_id)
    if piece is None:
        return f"<{token_id}>"
    if "\u2581" in piece:  # SentencePiece's mark of a space, which decoding one token drops
        return str(piece.replace("\u2581", " "))
    text = str(tokenizer.decode([token_id]))
    if _HALF in text and _BYTE.fullmatch(piece):  # as SentencePiece names bytes
        return f"<{piece[3:5]}>"
    if _HALF in text and all(character in _BYTE_OF for character in piece):
        return "<" + " ".join(f"{_BYTE_OF[character]:02X}" for character in piece) + ">"
    return text or str(piece)


def _byte_alphabet() -> dict[str, int]:
    """The letters that stand for bytes in byte-level BPE vocabularies (as GPT-2 laid down)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    letters = {chr(byte): byte for byte in printable}
    return letters | {chr(0x100 + index): byte for index, byte in enumerate(others)}


_BYTE_OF = _byte_alphabet()
