"""How well a model predicts a text, with its memory and with the memory reset."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_ROWS = 4  # texts read at once


@dataclass(frozen=True)
class HeldOutFigures:
    """What was measured.

    Attributes:
        tokens: in the text.
        loss: nats per token, with the memory carried on from segment to segment.
        loss_memory_reset: the same with a fresh memory for each segment; None without a memory.
    """

    tokens: int
    loss: float
    loss_memory_reset: float | None

    def to_json(self) -> dict[str, Any]:
        """As plain values, with perplexities."""
        reset = self.loss_memory_reset
        return {
            "tokens": self.tokens,
            "loss": self.loss,
            "perplexity": math.exp(self.loss),
            "loss_memory_reset": reset,
            "perplexity_memory_reset": None if reset is None else math.exp(reset),
        }


def measure_text(
    loaded: LoadedModel, paths: Sequence[Path], *, segments: int, control: Control
) -> HeldOutFigures:
    """Read texts and measure the loss on their tokens.

    Args:
        loaded: a model with or without a memory.
        paths: files and folders.
        segments: how many segments in a row are read before the memory begins anew.
        control: takes progress; may cancel.

    Raises:
        DataError: there is no text in `paths`.
    """
    from memstudio.data.corpus import read_corpus
    from memstudio.data.tokenised import SegmentWindows, tokenise
    from memstudio.trace.document_reading import with_memory
    from memstudio.training.held_out import held_out_loss

    corpus = read_corpus(paths, control=control)
    if not corpus.documents:
        reasons = " ".join(f"{p.path}: {p.sentence()}" for p in corpus.all_problems)
        raise DataError(
            marked("errors", "There is no text to measure on. {reasons}"), reasons=reasons
        )
    model = with_memory(loaded.model)
    tokens = tokenise(corpus.documents, loaded.tokenizer, control)
    samples = SegmentWindows(tokens, model.config.segment_length, segments)
    has_memory = model.config.memory_kind != "none"
    losses = []
    for resets in (False, True) if has_memory else (False,):
        text = (
            marked("progress", "Measuring with the memory reset")
            if resets
            else marked("progress", "Measuring")
        )

        def between(done: int, text: str = text) -> None:
            control.checkpoint()
            control.report(done, len(samples), text, "texts")

        losses.append(
            held_out_loss(model, samples, batch_size=_ROWS, between=between, resets_memory=resets)
        )
    return HeldOutFigures(tokens.num_tokens, losses[0], losses[1] if has_memory else None)
