"""The form in which a model was trained on recommendations, taken apart to be read bit by bit.

A row is one thing said by a user: the items touched, a line each, an empty line, the candidates,
a line each; the answer is the one that was chosen. What comes before the empty line is read when
an item is touched, the rest when candidates are ranked; together they are the tokens of training.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.data.turns import Turn
from memstudio.tasks.turn_tokens import asked_tokens, prompt_text, text_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence

_MARK = "\ufffc"
"""Stands for what the user says, to find what the chat's form puts around it."""


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

    def touched(self, text: str, *, is_first: bool) -> list[int]:
        """The tokens of an item that was touched."""
        return self._tokens(f"{self.head if is_first else ''}{text}\n")

    def offered(
        self, candidates: Sequence[str], *, is_fresh: bool
    ) -> tuple[list[int], list[list[int]]]:
        """The tokens of candidates that are offered together, and of each as the one chosen.

        Args:
            candidates: a line each.
            is_fresh: whether nothing was read before.
        """
        head = self.head if is_fresh else ""
        prompt = self._tokens(f"{head}\n{chr(10).join(candidates)}{self.tail}")
        return prompt, asked_tokens((Turn("user", "x"),), candidates, self.tokenizer)[1]

    def blank(self, num_tokens: int, *, is_first: bool) -> list[int]:
        """As many tokens that say nothing, to stand where an item stood."""
        known = (self._tokens(text) for text in ("\n", " ", "."))
        one = next((ids for ids in known if ids), [0])[:1]
        head = self._tokens(self.head.rstrip()) if is_first else []
        return [*head, *one * max(0, num_tokens - len(head))]

    def _tokens(self, text: str) -> list[int]:
        return text_tokens(text, self.tokenizer)
