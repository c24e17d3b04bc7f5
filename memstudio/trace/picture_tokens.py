"""The text of a segment with every token tinted by what the memory, or the loss, made of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from memstudio.look.tints import LOSS_FULL

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.look.tints import Rgb
    from memstudio.trace.picture_colours import Inks
    from memstudio.trace.picture_text import Pen
    from memstudio.trace.reader import TraceReader

_SIZES = (20, 18, 16, 15, 14, 13, 12)
_LINE = 1.55


@dataclass(frozen=True)
class _Piece:
    """Characters that are tinted alike."""

    text: str
    tint: Rgb | None


def draw_tokens(
    pen: Pen,
    trace: TraceReader,
    segment: int,
    box: tuple[int, int, int, int],
    colours: Inks,
) -> None:
    """Draw the text of a segment in `box` (left, top, right, bottom), as large as fits."""
    left, top, right, bottom = box
    if trace.has("write"):
        caption = (
            f"The text of segment {segment}: coloured by the slot that attends to the token most"
        )
    else:
        caption = f"The text of segment {segment}: coloured by loss, fully at {LOSS_FULL:.0f} nats"
    pen.write((left, top), caption, colours.ink, 18, "bold")
    pieces = list(_pieces(trace, segment, colours))
    lines: list[list[_Piece]] = []
    size = _SIZES[-1]
    for size in _SIZES:
        lines = _wrapped(pen, pieces, right - left, size)
        if len(lines) * size * _LINE <= bottom - top - 14:
            break
    fitting = int((bottom - top - 14) // (size * _LINE))
    if len(lines) > fitting:
        lines = lines[:fitting]
        lines[-1] = [*lines[-1], _Piece(" …", None)]
    y = top + 14.0
    for line in lines:
        x = float(left)
        baseline = y + size * 1.1
        for piece in line:
            end = x + pen.width(piece.text, size)
            if piece.tint is not None:
                pen.draw.rectangle((x, y + size * 0.08, end - 1, y + size * 1.42), fill=piece.tint)
            pen.write((x, baseline), piece.text, colours.ink, size)
            x = end
        y += size * _LINE


def _pieces(trace: TraceReader, segment: int, colours: Inks) -> Iterator[_Piece]:
    """The characters of a segment; parts of one character share the strongest tint."""
    start, stop = trace.segment_tokens(segment)
    strength, owners = _strengths(trace, segment)
    first, last = trace.token_span(start)[0], int(trace.token_ends[start:stop].max())
    best = np.zeros(last - first)
    owner = np.full(last - first, -1)
    for index, token in enumerate(range(start, stop)):
        begin, end = trace.token_span(token)
        span = slice(begin - first, end - first)
        stronger = (strength[index] > best[span]) | (owner[span] < 0)
        best[span] = np.where(stronger, strength[index], best[span])
        owner[span] = np.where(stronger, index, owner[span])
    text = trace.text[first:last]
    begin = 0
    for place in range(1, len(text) + 1):
        if place < len(text) and owner[place] == owner[begin]:
            continue
        index = int(owner[begin])
        tint = None
        if index >= 0 and best[begin] > 0.02:
            part = float(best[begin])
            tint = (
                colours.loss_tint(part)
                if owners is None
                else colours.slot_tint(int(owners[index]), part)
            )
        yield _Piece(text[begin:place], tint)
        begin = place


def _strengths(trace: TraceReader, segment: int) -> tuple[np.ndarray, np.ndarray | None]:
    """How strongly each token is tinted, 0 to 1, and for which slot; None where it is for loss."""
    start, stop = trace.segment_tokens(segment)
    if trace.has("write"):
        weights = np.nan_to_num(trace.write(segment))
        most = weights.max(0)
        # One token that every slot looks at must not leave the others pale, and attention that
        # is spread evenly must not look like attention to everything.
        top = max(float(np.quantile(most, 0.97)), 2 / len(most))
        return np.clip(most / top, 0, 1), weights.argmax(0)
    losses = np.nan_to_num(trace.loss(start, stop))
    return np.clip(losses / LOSS_FULL, 0, 1), None


def _wrapped(pen: Pen, pieces: list[_Piece], room: float, size: int) -> list[list[_Piece]]:
    """Lines that fit; broken at line ends, after spaces, and anywhere in CJK text."""
    lines: list[list[_Piece]] = [[]]
    x = 0.0
    for word in _words(pieces):
        width = sum(pen.width(piece.text.rstrip("\n"), size) for piece in word)
        visible = sum(pen.width(piece.text.rstrip(), size) for piece in word)
        if x and x + visible > room:
            lines.append([])
            x = 0.0
        shown = [_Piece(piece.text.replace("\n", ""), piece.tint) for piece in word]
        lines[-1].extend(piece for piece in shown if piece.text)
        x += width
        if "\n" in word[-1].text and lines[-1]:
            lines.append([])
            x = 0.0
    return [line for line in lines if line]


def _words(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """What must stay together on a line, as pieces."""
    word: list[_Piece] = []
    for piece in pieces:
        for character in piece.text.replace("\r", "").replace("\t", " "):
            if word and (
                (_breaks_before(character) and not character.isspace())
                or (word[-1].text[-1].isspace() and not character.isspace())
                or (word[-1].text[-1] == "\n" and character != "\n")
            ):
                yield word
                word = []
            if word and word[-1].tint == piece.tint:
                word[-1] = _Piece(word[-1].text + character, piece.tint)
            else:
                word.append(_Piece(character, piece.tint))
    if word:
        yield word


def _breaks_before(character: str) -> bool:
    """Whether a line may be broken before it: ideographs and kana, not their punctuation."""
    return "\u3040" <= character <= "\u30ff" or "\u3400" <= character <= "\u9fff"
