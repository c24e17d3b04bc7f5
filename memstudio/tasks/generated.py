"""One call of transformers to write on, piece by piece, that can be ended at each token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch
from transformers import StoppingCriteriaList

from memstudio.tasks.generation_config import only_heeded
from memstudio.tasks.reading_on import tensor_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transformers import GenerationConfig

    from memstudio.memory.memory_cache import MemoryCache
    from memstudio.tasks.stopping import Stopping
    from memstudio.tasks.text_pieces import TextPieces


def generated(
    model: Any,
    ids: list[int],
    config: GenerationConfig,
    pieces: TextPieces,
    stopping: Stopping,
    before: Sequence[int] = (),
    **carried: MemoryCache,
) -> list[int]:
    """The tokens that a model writes after others.

    Args:
        model: with or without a memory.
        ids: what it is shown.
        config: how it writes.
        pieces: takes the tokens as they come.
        stopping: ends it.
        before: what it has read before `ids`, as far as it is at hand, which it may not repeat if its
            own configuration says so.
        **carried: what it goes on from, by the name that transformers has for it.

    Raises:
        Cancelled: through the control of `stopping`.
    """
    with only_heeded(model, before) as processors:
        output = model.generate(
            tensor_of(model, ids),
            attention_mask=torch.ones(1, len(ids), dtype=torch.long, device=model.device),
            generation_config=config,
            streamer=pieces,
            logits_processor=processors,
            stopping_criteria=StoppingCriteriaList([stopping.after(len(ids))]),
            **carried,
        )
    stopping.control.checkpoint()
    written: list[int] = output[0, len(ids) :].tolist()
    return written
