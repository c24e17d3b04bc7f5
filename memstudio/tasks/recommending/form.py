"""The form in which a model was trained on recommendations, taken apart to be read bit by bit.

A row is one thing said by a user: the items touched, a line each, an empty line, the candidates,
a line each; the answer is the one that was chosen. What comes before the empty line is read when
an item is touched, the rest when candidates are ranked.

Together they are the tokens of training. Many tokenizers join a full stop to the line end behind
it, and two line ends to each other, so that an item's last word is where it is parted: what stands
behind that is read with what comes next, and tokens are those of a text that goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.data.pieces import call
from memstudio.data.turns import Turn
from memstudio.tasks.turn_tokens import asked_tokens, prompt_text, text_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARK = "\ufffc"
"""Stands for what the user says, to find what the chat's form puts around it."""
_NEXT = "\nA"
"""Stands for what comes behind an item."""


@dataclass(frozen=True)
class RowForm:
    """What stands around the items.

    Attributes:
        tokenizer: the model's.
        head: before the first item.
        tail: between the last candidate and the choice.
    """

    tokenizer: Any
    head: str
    tail: str

    @classmethod
    def of(cls, tokenizer: Any) -> RowForm:
        """The form that goes with a tokenizer: its chat template, or the plain one."""
        head, _, tail = prompt_text((Turn("user", _MARK),), tokenizer).partition(_MARK)
        return cls(tokenizer, head, tail)

    def touched(self, text: str, *, after: str | None) -> list[int]:
        """The tokens of an item that was touched, with what the one before it left over.

        Args:
            text: the item.
            after: the item before it; None for the first.
        """
        before = self.head if after is None else f"{after}\n"
        start = 0 if after is None else _end(after)
        end = len(before) + _end(text)
        return self._tokens(f"{before}{text}{_NEXT}", start, end)

    def offered(
        self, candidates: Sequence[str], *, after: str | None
    ) -> tuple[list[int], list[list[int]]]:
        """The tokens of candidates that are offered together, and of each as the one chosen.

        Args:
            candidates: a line each.
            after: the item that was touched last, with what it left over; None where nothing was
                read before.
        """
        lines = "\n".join(candidates)
        asked = f"\n{lines}" if after is None else f"{after}\n\n{lines}"
        prompt, chosen = asked_tokens((Turn("user", asked),), candidates, self.tokenizer)
        if after is None:
            return prompt, chosen
        known = self._tokens(f"{self.head}{asked}{self.tail}", 0, len(self.head) + _end(after))
        return prompt[len(known) :], chosen

    def blank(self, num_tokens: int, *, is_first: bool) -> list[int]:
        """As many tokens that say nothing, to stand where an item stood."""
        known = (text_tokens(text, self.tokenizer) for text in ("\n", " ", "."))
        one = next((ids for ids in known if ids), [0])[:1]
        head = text_tokens(self.head.rstrip(), self.tokenizer) if is_first else []
        return [*head, *one * max(0, num_tokens - len(head))]

    def _tokens(self, text: str, start: int, end: int) -> list[int]:
        """Those of the text's tokens that end behind `start`, and not behind `end`."""
        if not self.tokenizer.is_fast:
            return text_tokens(text[start:end], self.tokenizer)
        encoding = call(self.tokenizer, [text]).encodings[0]
        places = zip(encoding.ids, encoding.offsets, strict=True)
        return [token for token, (_, at) in places if (at > start or start == 0) and at <= end]


def _end(item: str) -> int:
    """Where an item's last word ends."""
    return len(item) - next((at for at, each in enumerate(item[::-1]) if each.isalnum()), 0)
