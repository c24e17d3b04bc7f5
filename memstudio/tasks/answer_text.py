"""An answer as it is handed on: without the text that ends it, and never taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.tasks.sentence_spans import first_end

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


class AnswerText:
    """Hands on pieces of text up to the first of some texts that end it.

    What may be the beginning of such a text is held back until it is known not to be.

    Attributes:
        written: all that was written before the end, also what is not shown.
        is_stopped: whether one of the texts came, or the end of the first sentence.

    Args:
        on_piece: takes what is certain.
        stops: the texts.
        strips_start: whether blanks before the first word are kept back, and end nothing alone.
        first_sentence: whether the end of the first sentence ends it.
    """

    def __init__(
        self,
        on_piece: Callable[[str], None],
        stops: Sequence[str],
        *,
        strips_start: bool,
        first_sentence: bool = False,
    ) -> None:
        self.written = ""
        self.is_stopped = False
        self._on_piece = on_piece
        self._stops = stops
        self._longest = max(map(len, stops), default=0)
        self._strips_start = strips_start
        self._first_sentence = first_sentence
        self._given = 0

    @property
    def shown(self) -> str:
        """What is handed on when it is all there."""
        return self.written.lstrip() if self._strips_start else self.written

    def take(self, piece: str) -> None:
        """The next piece that was written."""
        if self.is_stopped:
            return
        begin = max(0, len(self.written) - self._longest + 1)
        self.written += piece
        word = len(self.written) - len(self.shown)
        places = [
            self.written.find(stop, begin if stop.strip() else max(begin, word))
            for stop in self._stops
        ]
        found = [place for place in places if place >= 0]
        if self._first_sentence and (end := first_end(self.written)) is not None:
            found.append(end)
        if found:
            self.written = self.written[: min(found)]
            self.is_stopped = True
        self._hand_on(len(self.written) - (0 if found else self._held_back()))

    def end(self) -> None:
        """There is no more: what was held back is text."""
        self._hand_on(len(self.written))

    def _held_back(self) -> int:
        """Characters at the end that may begin a text that ends it."""
        most = min(self._longest - 1, len(self.written))
        return next(
            (
                count
                for count in range(most, 0, -1)
                if any(stop.startswith(self.written[-count:]) for stop in self._stops)
            ),
            0,
        )

    def _hand_on(self, end: int) -> None:
        piece = self.written[self._given : end]
        if self._strips_start and not self.written[: self._given].strip():
            piece = piece.lstrip()
        self._given = max(self._given, end)
        if piece:
            self._on_piece(piece)


def tokens_of(text: str, ids: Sequence[int], tokenizer: Any) -> list[int]:
    """The tokens of the beginning of what was written: its own where they end with it.

    Args:
        text: the beginning.
        ids: of all that was written.
        tokenizer: the model's.
    """
    # Some decoders leave out the blank before the first word.
    for same in (str, str.lstrip):
        for end in range(len(ids) + 1):
            own = list(ids[:end])
            decoded = tokenizer.decode(
                own, skip_special_tokens=True, clean_up_tokenization_spaces=False
            )
            if same(text) == same(decoded):
                return own
    # A token goes over its end.
    made: list[int] = tokenizer.encode(text, add_special_tokens=False)
    return made
