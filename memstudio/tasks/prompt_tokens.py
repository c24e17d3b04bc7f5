"""What is said to a model, as tokens: a little at a time, so that it can be ended meanwhile."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.data import pieces
from memstudio.errors import Cancelled, DataError, marked

if TYPE_CHECKING:
    from memstudio.progress import Control


def prompt_tokens(text: str, tokenizer: Any, control: Control) -> list[int]:
    """The tokens of a text, without special ones added.

    Args:
        text: of any length.
        tokenizer: the model's.
        control: takes progress of long texts; may stop or cancel, which is the same here.

    Raises:
        DataError: there is nothing in the text.
        Cancelled: through `control`.
    """
    ids: list[int] = []
    done = 0
    for batch in pieces.encode([text], tokenizer):
        for piece, tokens in batch:
            ids += tokens.tolist()
            done = piece.end
        if done < len(text):
            control.report(
                done, len(text), marked("progress", "Turning text into tokens"), "characters"
            )
            control.checkpoint()
            if control.is_stop_requested:
                raise Cancelled
    if not ids:
        raise DataError(marked("errors", "There is nothing to continue: the text is empty."))
    return ids
