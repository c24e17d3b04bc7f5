"""A conversation's memory is that of having read everything at once."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from transformers import PreTrainedTokenizerFast

from memstudio.errors import Cancelled, DataError, MemoryStateError
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.tasks.text_pieces import TextPieces
from tests.tiny import tiny_loaded, tiny_tokenizer


@pytest.fixture
def loaded() -> LoadedModel:
    loaded = tiny_loaded("rmt")
    # It must not end by chance: what is compared is the memory.
    loaded.model.generation_config.eos_token_id = None
    loaded.tokenizer.eos_token = None
    return loaded


def _say(conversation: Conversation, text: str, tokens: int = 9, **settings: object) -> str:
    return conversation.continue_text(
        text,
        GenerationSettings(max_new_tokens=tokens, **settings),  # type: ignore[arg-type]
        control=Control(),
        on_piece=lambda piece: None,
    )


def _assert_same_memory(conversation: Conversation, ids: list[int]) -> None:
    model = conversation._model
    with torch.no_grad():
        at_once = model(torch.tensor([ids])).memory_state
    state = conversation.state
    assert state is not None
    assert state.pending_ids.tolist() == at_once.pending_ids.tolist()
    assert state.num_segments.tolist() == at_once.num_segments.tolist()
    torch.testing.assert_close(
        state.tensors["slots"], at_once.tensors["slots"], atol=1e-5, rtol=1e-5
    )


def _plain_greedy(loaded: LoadedModel, ids: list[int], count: int) -> list[int]:
    with torch.no_grad():
        for _ in range(count):
            ids = [*ids, int(loaded.model(torch.tensor([ids])).logits[0, -1].argmax())]
    return ids


def test_two_turns_are_remembered_like_one_text(loaded: LoadedModel) -> None:
    conversation = Conversation(loaded)
    encode = loaded.tokenizer.encode
    _say(conversation, "Daniel went to the garden.")
    ids = _plain_greedy(loaded, encode("Daniel went to the garden."), 9)
    _assert_same_memory(conversation, ids)
    _say(conversation, " Nobody knew why", 14)
    ids = _plain_greedy(loaded, [*ids, *encode(" Nobody knew why")], 14)
    _assert_same_memory(conversation, ids)


def test_an_empty_prompt_writes_on_as_if_it_had_never_stopped(loaded: LoadedModel) -> None:
    conversation = Conversation(loaded)
    first = loaded.tokenizer.encode("It was a dark")
    _say(conversation, "It was a dark", 5)
    _say(conversation, "", 6)
    _assert_same_memory(conversation, _plain_greedy(loaded, first, 11))


def test_reading_without_answering_is_remembered(loaded: LoadedModel) -> None:
    conversation = Conversation(loaded)
    conversation.read("It was a dark and stormy night.", control=Control())
    _assert_same_memory(conversation, loaded.tokenizer.encode("It was a dark and stormy night."))


def test_the_pieces_are_the_text(loaded: LoadedModel) -> None:
    pieces: list[str] = []
    text = Conversation(loaded).continue_text(
        "It was",
        GenerationSettings(max_new_tokens=30),
        control=Control(),
        on_piece=pieces.append,
    )
    assert "".join(pieces) == text


@pytest.mark.parametrize("text", ["没有人 asked 他。", "a 🐈‍⬛ and ☂", "Grüße"])
def test_pieces_never_hold_half_a_character(text: str) -> None:
    tokenizer = tiny_tokenizer()
    pieces: list[str] = []
    taker = TextPieces(tokenizer, pieces.append)
    taker.put(torch.tensor([[1, 2]]))
    for token in tokenizer.encode(text):
        taker.put(torch.tensor([token]))
    taker.end()
    assert "".join(pieces) == text
    assert not any("\ufffd" in piece for piece in pieces)


def test_stopping_keeps_and_remembers_what_was_written(loaded: LoadedModel) -> None:
    conversation, control = Conversation(loaded), Control()
    written: list[str] = []

    def on_piece(piece: str) -> None:
        written.append(piece)
        if len(written) == 4:
            control.stop()

    settings = GenerationSettings(max_new_tokens=200)
    text = conversation.continue_text("It was", settings, control=control, on_piece=on_piece)
    assert 0 < len(text) < 200
    state = conversation.state
    assert state is not None
    assert int(state.num_segments[0]) * 16 + int(state.pending_lengths[0]) < 60


def test_cancelling_leaves_the_memory_as_it_was(loaded: LoadedModel) -> None:
    conversation = Conversation(loaded)
    _say(conversation, "It was")
    before, control = conversation.state, Control()
    with pytest.raises(Cancelled):
        conversation.continue_text(
            " dark",
            GenerationSettings(max_new_tokens=50),
            control=control,
            on_piece=lambda piece: control.cancel(),
        )
    assert conversation.state is before


def test_nothing_said_and_nothing_read_is_refused_in_words(loaded: LoadedModel) -> None:
    with pytest.raises(DataError, match="nothing to continue"):
        _say(Conversation(loaded), "  " * 0)


def test_the_same_seed_samples_the_same_and_leaves_chance_alone(loaded: LoadedModel) -> None:
    torch.manual_seed(3)
    before = torch.get_rng_state()
    one = _say(Conversation(loaded), "It was", 20, temperature=1.0, seed=5)
    two = _say(Conversation(loaded), "It was", 20, temperature=1.0, seed=5)
    other = _say(Conversation(loaded), "It was", 20, temperature=1.0, seed=6)
    assert one == two != other
    assert torch.equal(torch.get_rng_state(), before)


def test_a_saved_memory_goes_on_where_it_was(loaded: LoadedModel, tmp_path: Path) -> None:
    conversation = Conversation(loaded)
    _say(conversation, "It was a dark and stormy night.", 20)
    conversation.save(tmp_path / "a.mem")
    again = Conversation(loaded)
    again.load(tmp_path / "a.mem")
    assert _say(again, " So", 12) == _say(conversation, " So", 12)
    other = tiny_loaded("rmt", num_slots=4)
    with pytest.raises(MemoryStateError, match="another model"):
        Conversation(other).load(tmp_path / "a.mem")


def test_the_snapshot_tells_what_the_state_holds(loaded: LoadedModel) -> None:
    conversation = Conversation(loaded)
    _say(conversation, "It was a dark and stormy night.", 30)
    snapshot, state = conversation.snapshot(), conversation.state
    assert snapshot is not None
    assert state is not None
    assert snapshot.num_segments == int(state.num_segments[0]) > 0
    assert snapshot.num_pending == int(state.pending_lengths[0])
    norms = state.tensors["slots"][0].norm(dim=-1)
    assert snapshot.norms.tolist() == pytest.approx(norms.tolist(), rel=1e-5)
    assert len(snapshot.slots) == 3
    assert snapshot.change is not None
    conversation.reset()
    empty = conversation.snapshot()
    assert empty is not None
    assert empty.num_segments == empty.num_pending == 0
    assert empty.change is None


def test_a_plain_model_sees_only_what_fits_its_window() -> None:
    loaded = tiny_loaded(None)
    loaded.model.generation_config.eos_token_id = None
    loaded.tokenizer.eos_token = None
    conversation = Conversation(loaded)
    for _ in range(6):
        _say(conversation, "It was a dark and stormy night. " * 2, 20)
    assert conversation.snapshot() is None
    assert conversation.state is None


def test_an_answer_ends_with_its_first_sentence(loaded: LoadedModel) -> None:
    tokenizer: PreTrainedTokenizerFast = loaded.tokenizer
    period = tokenizer.encode(".")[0]
    head = loaded.model.backbone.get_output_embeddings()
    with torch.no_grad():
        head.weight[period] = head.weight.abs().sum(0) * 0 + head.weight.mean(0)
    text = _say(Conversation(loaded), "Where is Daniel?", 60, as_question=True)
    assert text.count(".") <= 1
