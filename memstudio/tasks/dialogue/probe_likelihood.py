"""How likely a memory makes what a probe asks for.

Shapes: T tokens, V words of the vocabulary.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from memstudio.memory.evaluating import evaluating
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.precision import in_double
from memstudio.tasks.prompt_tokens import prompt_tokens
from memstudio.tasks.reading_on import shown_at_once, tensor_of

if TYPE_CHECKING:
    from memstudio.progress import Control
    from memstudio.tasks.conversation import Conversation
    from memstudio.tasks.dialogue.probes import Probe


def log_likelihood(conversation: Conversation, probe: Probe, control: Control) -> float:
    """The logarithm of the probability of the target after the cue; the conversation stays as it is.

    Raises:
        Cancelled: through `control`.
    """
    control.checkpoint()
    model = conversation.loaded.model
    # A sentence that follows others begins with a blank, as it did when it was read.
    said = probe.cue if probe.is_question or probe.cue[:1].isspace() else f" {probe.cue}"
    cue = conversation.prompt_ids(said, is_question=probe.is_question, control=control)
    target = prompt_tokens(probe.target, conversation.loaded.tokenizer, control)
    ids = [*cue, *target[:-1]]
    with evaluating(model):
        if isinstance(model, MemoryModel):
            logits = model(tensor_of(model, ids), memory_state=conversation.state).logits[0]
        else:
            shown = [*conversation.seen, *ids][-shown_at_once(model) :]
            logits = model(tensor_of(model, shown)).logits[0]
        # The last row of the cue says the first token of the target.
        rows = logits[-len(target) :].float().log_softmax(dim=-1)
        chosen = rows.gather(1, tensor_of(model, target)[0, :, None])
    total = float(in_double(chosen).sum())
    return total if math.isfinite(total) else -math.inf


def likelihood(conversation: Conversation, probe: Probe, control: Control) -> float:
    """The probability of the target after the cue.

    Raises:
        Cancelled: through `control`.
    """
    return math.exp(log_likelihood(conversation, probe, control))
