"""A conversation's memory is that of having read everything at once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import GenerationConfig
from transformers.generation import utils as generation_utils

from memstudio.errors import Cancelled, DataError, MemoryStateError
from memstudio.memory.memory_model import MemoryCache
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.generation_settings import GenerationSettings
from tests.tiny import tiny_loaded


def _endless(kind: str | None) -> LoadedModel:
    """It must not end by chance: what is compared is the memory."""
    loaded = tiny_loaded(kind)
    loaded.model.generation_config.eos_token_id = None
    loaded.tokenizer.eos_token = None
    return loaded


@pytest.fixture
def loaded() -> LoadedModel:
    return _endless("rmt")


@pytest.fixture
def plain() -> LoadedModel:
    return _endless(None)


@dataclass
class Watched:
    """What `generate` showed the model, and how many tokens it saw at once at most."""

    read: list[int] = field(default_factory=list)
    longest: int = 0


def _watch(
    monkeypatch: pytest.MonkeyPatch,
    loaded: LoadedModel,
    logits: Callable[[int], torch.Tensor | None] = lambda _: None,
) -> Watched:
    """Watch the model while it writes; `logits(n)` takes the place of its own for the nth token."""
    watched, forward = Watched(), loaded.model.forward

    @functools.wraps(forward)
    def watching(*arguments: Any, **named: Any) -> Any:
        cache = named.get("past_key_values")
        if cache is None:
            return forward(*arguments, **named)
        width = named["input_ids"].shape[1]
        watched.longest = max(watched.longest, cache.get_seq_length() + width)
        output = forward(*arguments, **named)
        forced = logits(len(watched.read))
        watched.read.append(int(named["input_ids"][0, -1]))
        if forced is not None:
            output.logits = forced.expand_as(output.logits)
        return output

    monkeypatch.setattr(loaded.model, "forward", watching)
    return watched


def _script(monkeypatch: pytest.MonkeyPatch, loaded: LoadedModel, ids: list[int]) -> Watched:
    """Make the model write `ids`."""
    size = len(loaded.tokenizer)
    rows = torch.nn.functional.one_hot(torch.tensor(ids), size).float() * 50
    return _watch(monkeypatch, loaded, lambda n: rows[n] if n < len(rows) else None)


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


def test_what_comes_next_is_as_likely_as_after_one_text(loaded: LoadedModel) -> None:
    conversation, encode = Conversation(loaded), loaded.tokenizer.encode
    _say(conversation, "Daniel went to the garden.", 11)
    _say(conversation, " Why?", 3)
    ids = _plain_greedy(loaded, encode("Daniel went to the garden."), 11)
    ids = _plain_greedy(loaded, [*ids, *encode(" Why?")], 3)
    more = encode(" Nobody knew")
    with torch.no_grad():
        carried = loaded.model(torch.tensor([more]), memory_state=conversation.state).logits
        at_once = loaded.model(torch.tensor([[*ids, *more]])).logits[:, -len(more) :]
    torch.testing.assert_close(carried, at_once, atol=1e-4, rtol=1e-4)


def test_a_turn_is_what_generate_writes_on_the_joined_text(loaded: LoadedModel) -> None:
    conversation, encode = Conversation(loaded), loaded.tokenizer.encode
    conversation.read("Daniel went to the garden.", control=Control())
    text = _say(conversation, " Why?", 25)
    joined = torch.tensor([[*encode("Daniel went to the garden."), *encode(" Why?")]])
    output = loaded.model.generate(
        joined,
        attention_mask=torch.ones_like(joined),
        generation_config=GenerationConfig(max_new_tokens=25, do_sample=False, pad_token_id=0),
    )
    whole = loaded.tokenizer.decode(output[0])
    assert whole.rstrip("\ufffd") == f"Daniel went to the garden. Why?{text}"


@pytest.mark.parametrize("first", range(1, 18))
@pytest.mark.one_in(9)
def test_an_empty_prompt_writes_on_as_if_it_had_never_stopped(
    loaded: LoadedModel, first: int
) -> None:
    """Also where the first text ends with a segment, and its last token is in the memory."""
    conversation = Conversation(loaded)
    said = loaded.tokenizer.encode("It was a dark")
    _say(conversation, "It was a dark", first)
    _say(conversation, "", 6)
    _assert_same_memory(conversation, _plain_greedy(loaded, said, first + 6))


def test_reading_to_the_end_of_a_segment_can_be_written_on(loaded: LoadedModel) -> None:
    conversation, ids = Conversation(loaded), loaded.tokenizer.encode("garden" * 16)[:32]
    conversation.read(loaded.tokenizer.decode(ids), control=Control())
    assert conversation.state is not None
    assert conversation.state.pending_lengths.tolist() == [0]
    _say(conversation, "", 6)
    _assert_same_memory(conversation, _plain_greedy(loaded, ids, 6))


def test_a_question_without_words_writes_on(loaded: LoadedModel) -> None:
    conversation = Conversation(loaded)
    _say(conversation, "It was a dark", 5)
    loaded.tokenizer.chat_template = "{% for m in messages %}User: {{ m.content }}{% endfor %}"
    _say(conversation, "", 6, as_question=True)
    said = loaded.tokenizer.encode("It was a dark")
    _assert_same_memory(conversation, _plain_greedy(loaded, said, 11))


def test_who_learnt_turns_without_a_template_is_asked_in_their_plain_form(
    loaded: LoadedModel,
) -> None:
    loaded.model.config.trained_on = {"reads_turns": True}
    conversation = Conversation(loaded)
    _say(conversation, "Who?", 5, as_question=True)
    said = loaded.tokenizer.encode("User: Who?\n\nAssistant:")
    assert list(conversation.taken.read) == said
    _say(conversation, "Why?", 5, as_question=True)
    assert list(conversation.taken.read) == loaded.tokenizer.encode("\n\nUser: Why?\n\nAssistant:")
    _say(conversation, "It was", 5)
    assert list(conversation.taken.read) == loaded.tokenizer.encode("It was")


# Has a system text of its own, as several families do, and ends what is said with a line.
_TEMPLATE = """\
{%- if messages[0].role != "system" %}(Be kind.)\n{% endif -%}
{%- for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor -%}
{%- if add_generation_prompt %}assistant: {% endif %}"""


def test_what_a_template_writes_once_is_read_once(loaded: LoadedModel) -> None:
    loaded.tokenizer.chat_template = _TEMPLATE
    conversation = Conversation(loaded)

    def read() -> str:
        _say(conversation, "Who?", 3, as_question=True)
        return loaded.tokenizer.decode(list(conversation.taken.read))

    conversation.read("A text.", control=Control(), source="text.txt")
    assert read() == "(Be kind.)\nuser: Who?\nassistant: "
    # The answer was cut: it is ended first, as far as it was not.
    ended = loaded.tokenizer.decode(list(conversation.taken.written[-1:])) == "\n"
    assert read() == ("" if ended else "\n") + "user: Who?\nassistant: "
    conversation.reset()
    assert read().startswith("(Be kind.)")


@pytest.mark.parametrize("kind", ["rmt", None])
@pytest.mark.parametrize("answer", [" In the garden.", " Garden", ""])
@pytest.mark.one_in(3)
def test_who_begins_to_ask_in_our_place_is_cut_off_and_does_not_remember_it(
    monkeypatch: pytest.MonkeyPatch, kind: str | None, answer: str
) -> None:
    loaded = _endless(kind)
    loaded.model.config.trained_on = {"reads_turns": True}
    encode = loaded.tokenizer.encode
    written = encode(f"{answer}\n\nUser: Why not?")
    _script(monkeypatch, loaded, written)
    conversation, pieces = Conversation(loaded), []
    said = conversation.continue_text(
        "Where?",
        GenerationSettings(max_new_tokens=len(written), as_question=True),
        control=Control(),
        on_piece=pieces.append,
    )
    assert said == "".join(pieces) == answer
    ids = [*encode("User: Where?\n\nAssistant:"), *encode(answer)]
    assert [*conversation.taken.read, *conversation.taken.written] == ids
    if kind is None:
        assert list(conversation.seen) == ids
        return
    monkeypatch.undo()
    _assert_same_memory(conversation, ids)


def test_a_text_that_is_continued_may_have_turns(
    monkeypatch: pytest.MonkeyPatch, loaded: LoadedModel
) -> None:
    loaded.model.config.trained_on = {"reads_turns": True}
    written = loaded.tokenizer.encode(" No.\n\nUser: Why not?")
    _script(monkeypatch, loaded, written)
    assert _say(Conversation(loaded), "It was", len(written)) == " No.\n\nUser: Why not?"


def test_a_model_in_training_is_read_at_rest_and_trains_on(loaded: LoadedModel) -> None:
    loaded.model.train()
    conversation = Conversation(loaded)
    conversation.read("It was a dark night.", control=Control())
    _say(conversation, " So", 3)
    assert loaded.model.training
    assert conversation.state is not None
    assert not any(tensor.requires_grad for tensor in conversation.state.tensors.values())


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


@pytest.mark.parametrize("kind", ["rmt", None])
@pytest.mark.parametrize("first", range(1, 9))
@pytest.mark.one_in(4)
def test_a_character_cut_by_the_length_comes_with_the_next_turn(
    monkeypatch: pytest.MonkeyPatch, kind: str | None, first: int
) -> None:
    loaded = _endless(kind)
    ids = loaded.tokenizer.encode("没有 🐈!")
    _script(monkeypatch, loaded, ids)
    conversation = Conversation(loaded)
    texts = [_say(conversation, "It was", first), _say(conversation, "", len(ids) - first)]
    assert "".join(texts) == "没有 🐈!"
    assert not any("\ufffd" in text for text in texts)


def test_no_token_is_read_that_was_not_written(loaded: LoadedModel) -> None:
    """On some devices transformers reads one too many and crops the cache; a state has no way back."""
    deferred = getattr(generation_utils, "DeferredStopCheck", None)
    if deferred is None:
        pytest.skip("this transformers never does it")
    cache = MemoryCache(loaded.model.initial_state(1))
    is_returned = getattr(cache, "_is_user_defined", False)
    device = torch.device("mps")
    assert not deferred.is_supported(device, cache, is_returned, is_assistant=False)


def test_stopping_keeps_and_remembers_what_was_written(
    loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = loaded.tokenizer.encode("D a n i e l went away")
    _script(monkeypatch, loaded, script)
    conversation, control = Conversation(loaded), Control()
    written: list[str] = []

    def on_piece(piece: str) -> None:
        written.append(piece)
        if len(written) == 4:
            control.stop()

    settings = GenerationSettings(max_new_tokens=200)
    text = conversation.continue_text("It was", settings, control=control, on_piece=on_piece)
    # A wish that comes with a token is heard at the next.
    assert text == "".join(written) == loaded.tokenizer.decode(script[:5])
    _assert_same_memory(conversation, [*loaded.tokenizer.encode("It was"), *script[:5]])


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
    with pytest.raises(Cancelled):
        conversation.read(" dark", control=control)
    assert conversation.state is before
    fresh = Conversation(loaded)
    fresh.read("It was", control=Control())
    conversation.reset()
    conversation.read("It was", control=Control())
    assert _say(conversation, " dark") == _say(fresh, " dark")


def test_cancelling_while_the_prompt_is_read_leaves_the_memory_as_it_was(
    loaded: LoadedModel,
) -> None:
    conversation = Conversation(loaded)
    control = Control(on_progress=lambda _: control.cancel())
    with pytest.raises(Cancelled):
        conversation.continue_text(
            "garden " * 600, GenerationSettings(), control=control, on_piece=pytest.fail
        )
    assert conversation.state is None


def test_after_a_reset_nothing_is_remembered(loaded: LoadedModel) -> None:
    conversation = Conversation(loaded)
    first = _say(conversation, "It was a dark and stormy night.", 30)
    assert _say(conversation, "It was a dark and stormy night.", 30) != first
    conversation.reset()
    assert conversation.state is None
    with pytest.raises(DataError):
        _say(conversation, "")
    assert _say(conversation, "It was a dark and stormy night.", 30) == first


def test_nothing_said_and_nothing_read_is_refused_in_words(loaded: LoadedModel) -> None:
    with pytest.raises(DataError, match="nothing to continue"):
        _say(Conversation(loaded), "")
    with pytest.raises(DataError, match="nothing to continue"):
        Conversation(loaded).read("", control=Control())
    with pytest.raises(MemoryStateError, match="no memory to save"):
        Conversation(loaded).save(Path("nowhere"))


def test_the_same_seed_samples_the_same_and_leaves_chance_alone(loaded: LoadedModel) -> None:
    torch.manual_seed(3)
    before = torch.get_rng_state()
    one = _say(Conversation(loaded), "It was", 20, temperature=1.0, seed=5)
    two = _say(Conversation(loaded), "It was", 20, temperature=1.0, seed=5)
    other = _say(Conversation(loaded), "It was", 20, temperature=1.0, seed=6)
    assert one == two != other
    assert torch.equal(torch.get_rng_state(), before)


def test_sampling_draws_from_the_asked_share_and_not_from_fifty(
    loaded: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    nearly_even = -0.001 * torch.arange(len(loaded.tokenizer))
    watched = _watch(monkeypatch, loaded, lambda _: nearly_even)
    _say(Conversation(loaded), "It was", 60, temperature=1.0, top_p=1.0)
    assert sum(token >= 50 for token in watched.read) > 30
    watched.read.clear()
    likeliest = _say(Conversation(loaded), "It", 9)
    assert _say(Conversation(loaded), "It", 9, temperature=1e-40) == likeliest
    watched.read.clear()
    _say(Conversation(loaded), "It", 60, temperature=1.0, top_p=0.05)
    assert max(watched.read[1:]) < 50


def test_a_saved_memory_goes_on_where_it_was(loaded: LoadedModel, tmp_path: Path) -> None:
    conversation = Conversation(loaded)
    _say(conversation, "It was a dark and stormy night.", 20)
    conversation.save(tmp_path / "a.mem")
    again = Conversation(loaded)
    again.load(tmp_path / "a.mem")
    assert _say(again, " So", 12) == _say(conversation, " So", 12)
    again.load(tmp_path / "a.mem")
    before = again.state
    for other, reason in (
        (tiny_loaded("rmt", num_slots=4), "another model"),
        (tiny_loaded(None), "no memory to load into"),
    ):
        with pytest.raises(MemoryStateError, match=reason):
            Conversation(other).load(tmp_path / "a.mem")
    (tmp_path / "torn.mem").write_bytes((tmp_path / "a.mem").read_bytes()[:100])
    with pytest.raises(MemoryStateError, match=r"torn\.mem could not be read"):
        again.load(tmp_path / "torn.mem")
    assert again.state is before


@pytest.mark.parametrize("tokens", [8, 9])
def test_a_loaded_memory_can_be_written_on(
    loaded: LoadedModel, tmp_path: Path, tokens: int
) -> None:
    """Within a segment as if it had never been saved; at its end with a new line."""
    conversation, again = Conversation(loaded), Conversation(loaded)
    length = 16 - len(loaded.tokenizer.encode("Dan")) - 9 + tokens
    _say(conversation, "Dan", length)
    conversation.save(tmp_path / "a.mem")
    again.load(tmp_path / "a.mem")
    assert conversation.state is not None
    if at_end := not int(conversation.state.pending_lengths[0]):
        conversation.read("\n", control=Control())
    assert at_end == (tokens == 9)
    assert _say(again, "", 8) == _say(conversation, "", 8)
    assert again.state is not None
    assert conversation.state.pending_ids.tolist() == again.state.pending_ids.tolist()


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
    fresh = loaded.model.initial_state(1).tensors["slots"][0]
    change = (state.tensors["slots"][0] - fresh).norm(dim=-1) / fresh.norm(dim=-1)
    assert snapshot.change is not None
    assert snapshot.change.tolist() == pytest.approx(change.tolist(), rel=1e-4)
    assert all(slot.words and len(slot.words) == len(slot.scores) for slot in snapshot.slots)
    conversation.reset()
    empty = conversation.snapshot()
    assert empty is not None
    assert empty.num_segments == empty.num_pending == 0
    assert empty.change is None


def test_an_empty_slot_that_is_filled_is_changed_by_all_of_it() -> None:
    """As in a trace, not by many times a length of nothing, beside which no other is seen."""
    conversation = Conversation(_endless("infini"))
    _say(conversation, "It was a dark and stormy night.", 30)
    snapshot = conversation.snapshot()
    assert snapshot is not None
    assert snapshot.change is not None
    filled = snapshot.norms > 0
    assert filled.any()
    assert snapshot.change.tolist() == pytest.approx(filled.astype(float).tolist(), rel=1e-5)


@pytest.mark.parametrize("tokens", [1, 20, 127, 128, 300])
@pytest.mark.one_in(2)
def test_a_plain_model_sees_only_what_fits_its_window(
    plain: LoadedModel, monkeypatch: pytest.MonkeyPatch, tokens: int
) -> None:
    watched = _watch(monkeypatch, plain)
    conversation = Conversation(plain)
    for prompt in ("It was a dark and stormy night. " * 2, "garden " * 300, ""):
        watched.read.clear()
        _say(conversation, prompt, tokens)
        assert len(watched.read) == tokens
        assert watched.longest <= 128
    assert conversation.snapshot() is None
    assert conversation.state is None
    conversation.reset()
    with pytest.raises(DataError):
        _say(conversation, "")


def test_a_plain_model_sees_the_turns_before(plain: LoadedModel) -> None:
    conversation, encode = Conversation(plain), plain.tokenizer.encode
    conversation.read("Daniel went", control=Control())
    texts = [_say(conversation, " to", 9), _say(conversation, "", 7)]
    said = [*encode("Daniel went"), *encode(" to")]
    written = _plain_greedy(plain, said, 16)
    assert "".join(texts) == plain.tokenizer.decode(written)[len("Daniel went to") :].rstrip(
        "\ufffd"
    )


def test_a_plain_model_stops_and_forgets_what_was_cancelled(plain: LoadedModel) -> None:
    conversation, stop, cancel = Conversation(plain), Control(), Control()
    settings = GenerationSettings(max_new_tokens=500)
    written: list[str] = []

    def stop_soon(piece: str) -> None:
        written.append(piece)
        stop.stop()

    text = conversation.continue_text("It was", settings, control=stop, on_piece=stop_soon)
    assert text == "".join(written)
    assert 1 <= len(written) <= 2
    before = list(conversation.seen)
    with pytest.raises(Cancelled):
        conversation.continue_text(
            " dark", settings, control=cancel, on_piece=lambda _: cancel.cancel()
        )
    assert list(conversation.seen) == before


@pytest.mark.parametrize("kind", ["rmt", None])
@pytest.mark.parametrize(
    ("answer", "more"),
    [
        (" In the garden.", " Nobody knew why."),
        (" With Mr. Smith, for 3.50 euros!", "\nNobody."),
        ("在花园里。", "没有人"),
    ],
)
def test_an_answer_ends_with_its_first_sentence(
    monkeypatch: pytest.MonkeyPatch, kind: str | None, answer: str, more: str
) -> None:
    loaded = _endless(kind)
    _script(monkeypatch, loaded, loaded.tokenizer.encode(answer + more))
    conversation, pieces = Conversation(loaded), []
    text = conversation.continue_text(
        "Where is Daniel?",
        GenerationSettings(max_new_tokens=100, as_question=True),
        control=Control(),
        on_piece=pieces.append,
    )
    assert text == "".join(pieces) == answer
    # The token that told is not remembered.
    assert conversation.taken.written == tuple(loaded.tokenizer.encode(answer))
    assert conversation.seen[-4:] == conversation.taken.written[-4:]


def test_the_models_own_end_ends_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("rmt", None):
        loaded = tiny_loaded(kind)
        end = loaded.tokenizer.eos_token_id
        ids = [*loaded.tokenizer.encode(" why."), end, *loaded.tokenizer.encode(" So")]
        _script(monkeypatch, loaded, ids)
        assert _say(Conversation(loaded), "It was", 200) == " why."


@pytest.mark.parametrize("kind", ["rmt", None])
@pytest.mark.parametrize("stop", ["t away a", "went away", "D", "没", "🐈"])
def test_a_text_that_ends_it_is_the_last_that_is_written(
    monkeypatch: pytest.MonkeyPatch, kind: str | None, stop: str
) -> None:
    loaded = _endless(kind)
    text = "D 没 🐈 went away and on"
    _script(monkeypatch, loaded, loaded.tokenizer.encode(text))
    conversation = Conversation(loaded)
    written = _say(conversation, "It was", 30, stops=("nowhere", stop))
    assert stop in written
    ids = loaded.tokenizer.encode(text)
    shortest = next(n for n in range(len(ids) + 1) if stop in loaded.tokenizer.decode(ids[:n]))
    assert conversation.written.num_tokens == shortest
    assert conversation.written.is_at_end


def test_how_a_text_ended_is_known(loaded: LoadedModel) -> None:
    conversation = Conversation(loaded)
    assert conversation.written.num_tokens == 0
    _say(conversation, "It was", 7)
    assert (conversation.written.num_tokens, conversation.written.is_at_end) == (7, False)
    assert conversation.read(" dark", control=Control()) == len(loaded.tokenizer.encode(" dark"))


@pytest.mark.parametrize("kind", ["rmt", None])
def test_how_a_model_would_search_and_when_it_would_end_is_not_taken_from_its_own_settings(
    kind: str | None,
) -> None:
    loaded = _endless(kind)
    told = Conversation(loaded)
    wanted = _say(told, "Daniel went"), told.written
    own = loaded.model.generation_config
    own.update(
        num_beams=4, early_stopping=True, num_return_sequences=2, return_dict_in_generate=True,
        forced_eos_token_id=0, forced_bos_token_id=0, stop_strings=["a"], penalty_alpha=0.6,
        max_length=5, use_cache=False, prompt_lookup_num_tokens=3,
    )  # fmt: skip
    told = Conversation(loaded)
    assert (_say(told, "Daniel went"), told.written) == wanted
    assert not told.written.is_at_end
    assert loaded.model.generation_config is own
    assert own.num_beams == 4
    # How likely each token is, the model's makers know best.
    own.suppress_tokens = loaded.tokenizer.encode(wanted[0])
    assert _say(Conversation(loaded), "Daniel went") != wanted[0]


@pytest.mark.parametrize("kind", ["rmt", None])
def test_a_fork_goes_its_own_way(kind: str | None) -> None:
    loaded = _endless(kind)
    conversation = Conversation(loaded)
    _say(conversation, "It was a dark and stormy night.")
    state, size = conversation.state, conversation.num_bytes
    fork = conversation.fork()
    fork.read(" Daniel went to the garden.", control=Control())
    assert conversation.state is state
    assert fork.num_bytes > size > 0
    assert _say(conversation, " So") == _say(_read_anew(loaded), " So")


def _read_anew(loaded: LoadedModel) -> Conversation:
    conversation = Conversation(loaded)
    _say(conversation, "It was a dark and stormy night.")
    return conversation
