"""When a text that is being written is at its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from transformers import StoppingCriteria
from typing_extensions import override

if TYPE_CHECKING:
    from memstudio.progress import Control


class Stopping(StoppingCriteria):
    """Ends when the user says so, or with the first sentence of an answer.

    Attributes:
        has_ended: whether it did; not set by the model's own end or a full length.

    Args:
        control: may hold, stop or cancel at each token.
        sentences: decodes the answer, when its first sentence is enough; None for the whole text.
    """

    def __init__(self, control: Control, sentences: Any | None) -> None:
        self.control = control
        self.has_ended = False
        self._sentences = sentences
        self._num_given = 0

    def after(self, num_given: int) -> Stopping:
        """The same for a text that begins after so many tokens."""
        self._num_given = num_given
        return self

    @override
    def __call__(self, input_ids: torch.Tensor, scores: Any, **kwargs: Any) -> torch.Tensor:
        """Whether each row is at its end.

        Raises:
            Cancelled: through the control.
        """
        self.control.checkpoint()
        # Once ended it stays so: on some devices one more token comes, and is dropped.
        if self.control.is_stop_requested or self._is_answered(input_ids):
            self.has_ended = True
        return torch.full(
            input_ids.shape[:1], self.has_ended, dtype=torch.bool, device=input_ids.device
        )

    def _is_answered(self, input_ids: torch.Tensor) -> bool:
        if self._sentences is None:
            return False
        # Not what was handed on: the newest token is there only after this.
        written = input_ids[0, self._num_given :].tolist()
        text: str = self._sentences.decode(written, skip_special_tokens=True)
        return text.rstrip().endswith((".", "!", "?", "。", "！", "？"))
