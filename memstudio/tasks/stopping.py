"""When a text that is being written is at its end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from transformers import StoppingCriteria
from typing_extensions import override

from memstudio.tasks.sentence_spans import first_end

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.progress import Control

# Tokens beyond the length of a text in bytes, among which it is looked for: parts of characters.
_MORE = 8


@dataclass(frozen=True, slots=True)
class Written:
    """How a text came to its end.

    Attributes:
        num_tokens: as many were written, with the one that ends it.
        is_at_end: whether it was ended, by the model or by a wish; not by its length.
        last: the last token; -1 before anything was written.
    """

    num_tokens: int
    is_at_end: bool
    last: int = -1


@dataclass(frozen=True, slots=True)
class Taken:
    """The tokens of one exchange: what was read, and what was written then."""

    read: tuple[int, ...] = ()
    written: tuple[int, ...] = ()


class Stopping(StoppingCriteria):
    """Ends when the user says so, with one of some texts, or with the first sentence of an answer.

    Attributes:
        has_ended: whether it did; not set by the model's own end or a full length.

    Args:
        control: may hold, stop or cancel at each token.
        tokenizer: decodes what is written.
        first_sentence: whether the first sentence is enough. That it has ended is certain with the
            blank after it only, since numbers and titles have full stops as well.
        stops: texts that end it.
        strips_start: whether blanks before the first word end nothing alone.
    """

    def __init__(
        self,
        control: Control,
        tokenizer: Any,
        *,
        first_sentence: bool = False,
        stops: Sequence[str] = (),
        strips_start: bool = False,
    ) -> None:
        self.control = control
        self.has_ended = False
        self._tokenizer = tokenizer
        self._first_sentence = first_sentence
        self._stops = stops
        self._strips_start = strips_start
        self._searched = max((len(text.encode()) for text in stops), default=0) + _MORE
        self._before: list[int] = []
        self._last: list[int] = []
        self._num_given = 0

    def after(self, num_given: int) -> Stopping:
        """The same for a text that begins after so many tokens, which goes on with what was written."""
        self._num_given = num_given
        self._before = self._last
        return self

    @override
    def __call__(self, input_ids: torch.Tensor, scores: Any, **kwargs: Any) -> torch.Tensor:
        """Whether each row is at its end.

        Raises:
            Cancelled: through the control.
        """
        self.control.checkpoint()
        # Once ended it stays so: on some devices one more token comes, and is dropped.
        if (
            self.control.is_stop_requested
            or self._is_answered(input_ids)
            or self._is_stopped(input_ids)
        ):
            self.has_ended = True
        return torch.full(
            input_ids.shape[:1], self.has_ended, dtype=torch.bool, device=input_ids.device
        )

    def _is_answered(self, input_ids: torch.Tensor) -> bool:
        if not self._first_sentence:
            return False
        # Not what was handed on: the newest token is there only after this.
        return first_end(self._decoded(input_ids[0, self._num_given :].tolist())) is not None

    def _is_stopped(self, input_ids: torch.Tensor) -> bool:
        if not self._stops:
            return False
        begin = max(self._num_given, input_ids.shape[1] - self._searched)
        self._last = [*self._before, *input_ids[0, begin:].tolist()][-self._searched :]
        text = self._decoded(self._last)
        # Blanks that begin what is searched are before the first word, or were looked at in their turn.
        words = text.lstrip() if self._strips_start else text
        return any(stop in (text if stop.strip() else words) for stop in self._stops)

    def _decoded(self, ids: list[int]) -> str:
        text: str = self._tokenizer.decode(
            ids, skip_special_tokens=True, clean_up_tokenization_spaces=False
        )
        return text
