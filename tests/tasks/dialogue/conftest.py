"""Tiny models that never end by chance, and dialogues with them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from memstudio.memory.memory_model import MemoryModel
from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.dialogue.dialogue import Dialogue
from memstudio.tasks.generation_settings import GenerationSettings
from tests.tiny import tiny_loaded

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel
    from memstudio.tasks.dialogue.turn import Turn

TEXTS = ("Daniel went to the garden.", " Nobody knew why", " It was a dark night.", " Why?")


def endless(kind: str | None = "rmt") -> LoadedModel:
    loaded = tiny_loaded(kind)
    loaded.model.generation_config.eos_token_id = None
    loaded.tokenizer.eos_token = None
    return loaded


def say(
    dialogue: Dialogue, text: str, tokens: int = 9, at: int | None = None, **more: object
) -> Turn:
    source = str(more.pop("source", ""))
    settings = GenerationSettings(max_new_tokens=tokens, **more)  # type: ignore[arg-type]
    return dialogue.say(
        text, settings, control=Control(), on_piece=lambda _: None, source=source, at=at
    )


def talk(kind: str | None = "rmt", texts: tuple[str, ...] = TEXTS, **more: int) -> Dialogue:
    dialogue = Dialogue(Conversation(endless(kind)), **more)
    for text in texts:
        say(dialogue, text)
    return dialogue


def assert_as_read_at_once(conversation: Conversation, ids: list[int]) -> None:
    """The memory is that of a model which read these tokens in one go."""
    model, state = conversation.loaded.model, conversation.state
    if not isinstance(model, MemoryModel):
        assert list(conversation.seen) == ids[-128:]
        return
    with torch.no_grad():
        at_once = model(torch.tensor([ids])).memory_state
    assert state is not None
    assert state.pending_ids.tolist() == at_once.pending_ids.tolist()
    assert state.num_segments.tolist() == at_once.num_segments.tolist()
    assert state.tensors.keys() == at_once.tensors.keys()
    for name, tensor in at_once.tensors.items():
        mine, theirs = state.tensors[name], tensor
        if mine.shape != theirs.shape:  # what grows has room to spare
            shared = min(mine.shape[1], theirs.shape[1])
            mine, theirs = mine[:, :shared], theirs[:, :shared]
        torch.testing.assert_close(mine, theirs, atol=1e-4, rtol=1e-4)


def ids_of(dialogue: Dialogue) -> list[int]:
    return [each for turn in dialogue.turns[dialogue.since :] for each in turn.ids]
