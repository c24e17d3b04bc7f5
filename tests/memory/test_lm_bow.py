"""`lm-bow` against its equations, written word by word."""

from __future__ import annotations

import pytest
import torch

from memstudio.errors import MemoryAttachError
from memstudio.memory.memory_kind import Segment
from memstudio.memory.memory_model import MemoryModel
from tests.memory.conftest import random_ids, tiny_model

SEGMENT = 8


def _model(family: str = "llama", num_slots: int = 12, **options: float) -> MemoryModel:
    model = tiny_model(family, "lm-bow", num_slots, SEGMENT, options=options)
    with torch.no_grad():
        # As after training: notes count.
        generator = torch.Generator().manual_seed(1)
        model.memory.mix_gate.copy_(torch.randn(32, generator=generator))
    return model


def _texts(num_segments: int, seed: int = 0) -> torch.Tensor:
    """Few words, so that they come again."""
    return 20 + random_ids(1, num_segments * SEGMENT, seed) % 15


def _reference(
    model: MemoryModel, ids: torch.Tensor, capacity: int
) -> tuple[torch.Tensor, dict[int, torch.Tensor]]:
    """Logits `[N, V]` of one document of whole segments, and the notes on each word."""
    memory, backbone, options = model.memory, model.backbone, model.memory.options
    embed = backbone.get_input_embeddings()
    notes: dict[int, torch.Tensor] = {}
    met: dict[int, int] = {}
    logits = []
    for number, segment in enumerate(ids.split(SEGMENT)):
        rows = []
        for word in segment.tolist():
            row = embed(torch.tensor(word))
            if word in notes:
                share = torch.tanh(memory.mix_gate)
                row = (1 - share) * row + share * (memory.projection.weight @ notes[word])
            rows.append(row)
        output = backbone(inputs_embeds=torch.stack(rows)[None], output_hidden_states=True)
        logits.append(output.logits[0])
        context = output.hidden_states[-1][0]
        words = list(dict.fromkeys(segment.tolist()))
        # Known words first: they cannot be pushed out by others of the same segment.
        for word in sorted(words, key=lambda each: each not in notes):
            if word < options.skip_first:
                continue
            found = []
            for place in (segment == word).nonzero()[:, 0].tolist():
                low = max(0, place - options.window)
                found.append(context[low : place + options.window + 1].mean(0))
            note = torch.stack(found).mean(0)
            if word in notes:
                notes[word] = (1 - options.rate) * notes[word] + options.rate * note
            else:
                if len(notes) == capacity:
                    oldest = min(notes, key=lambda each: met[each])
                    if met[oldest] == number:
                        continue
                    del notes[oldest], met[oldest]
                notes[word] = note
            met[word] = number
    return torch.cat(logits), notes


@pytest.mark.parametrize("family", ["llama", "gpt2"])
@pytest.mark.parametrize(
    ("num_slots", "options"),
    [(20, {}), (20, {"window": 1, "rate": 0.4, "skip_first": 24})],
)
def test_it_equals_its_equations(family: str, num_slots: int, options: dict[str, float]) -> None:
    model = _model(family, num_slots, **options).double()
    ids = _texts(4)
    with torch.no_grad():
        output = model(ids)
        logits, notes = _reference(model, ids[0], num_slots)
    torch.testing.assert_close(output.logits[0], logits, atol=1e-10, rtol=1e-10)
    tensors = output.memory_state.tensors
    held = {
        int(word): note
        for word, note in zip(tensors["words"][0], tensors["notes"][0], strict=True)
        if word >= 0
    }
    assert held.keys() == notes.keys()
    for word, note in notes.items():
        torch.testing.assert_close(held[word], note, atol=1e-10, rtol=1e-10)


def test_the_word_met_the_longest_ago_makes_room() -> None:
    model = _model(num_slots=4)
    with torch.no_grad():
        state = model(torch.tensor([[20, 21, 22, 23] * 2])).memory_state
        state = model(torch.tensor([[21, 22, 23, 24] * 2]), memory_state=state).memory_state
        assert sorted(state.tensors["words"][0].tolist()) == [21, 22, 23, 24]
        state = model(torch.tensor([[20, 24, 25, 25] * 2]), memory_state=state).memory_state
    held = set(state.tensors["words"][0].tolist())
    assert {20, 24, 25} < held
    assert len(held & {21, 22, 23}) == 1


def test_more_new_words_than_slots_keep_the_first() -> None:
    model = _model(num_slots=3)
    with torch.no_grad():
        state = model(torch.arange(20, 28)[None]).memory_state
    assert sorted(state.tensors["words"][0].tolist()) == [20, 21, 22]


def test_a_fresh_memory_leaves_the_model_as_it_was() -> None:
    model = tiny_model("llama", "lm-bow", 12, SEGMENT)
    plain = tiny_model("llama", "none", 0, SEGMENT)
    ids = _texts(4)
    with torch.no_grad():
        assert torch.equal(model(ids).logits, plain(ids).logits)
    # And learns from the first step.
    model.train()(ids, labels=ids).loss.backward()
    assert model.memory.mix_gate.grad.abs().sum() > 0


def test_the_weights_shown_are_those_used() -> None:
    model = _model(rate=0.3).double()
    memory = model.memory
    with torch.no_grad():
        state = model(_texts(3)).memory_state.tensors
        ids = _texts(1, seed=5)
        reading = memory.read_segment(model.backbone, Segment(ids, capture=True), state)
        weights = reading.weights
        assert weights.read.shape == (1, 1, 1, SEGMENT, 12)
        assert weights.write.shape == (1, 1, 1, 12, SEGMENT)
        assert weights.write.sum(-1).max() <= 1 + 1e-12
        # Notes after = what was kept + the weights times the hidden states.
        written = weights.write[0, 0, 0]
        changed = written.sum(-1) > 0
        assert torch.equal(
            reading.state["notes"][0][~changed], memory.slot_view(state)[0][~changed]
        )
        # Forgetting a word that is read changes its token; forgetting all gives the plain model.
        column = int(weights.read[0, 0, 0].amax(0).argmax())
        at = int(weights.read[0, 0, 0, :, column].argmax())
        slots = memory.slot_view(state).clone()
        slots[0, column] = 0
        ablated = memory.with_slot_view(state, slots)
        without = memory.read_segment(model.backbone, Segment(ids, capture=True), ablated)
        assert without.weights.read[0, 0, 0, at].sum() == 0
        assert not torch.equal(without.logits[0, at], reading.logits[0, at])
        nothing = memory.with_slot_view(state, 0 * slots)
        fresh = memory.initial_state(1)
        assert torch.equal(
            memory.read_segment(model.backbone, Segment(ids), nothing).logits,
            memory.read_segment(model.backbone, Segment(ids), fresh).logits,
        )


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
@pytest.mark.slow
def test_it_stays_finite(dtype: torch.dtype) -> None:
    model = _model().to(dtype)
    state = model.initial_state().tensors
    texts = _texts(20)
    with torch.no_grad():
        for number in range(300):
            ids = texts[:, number % 20 * SEGMENT :][:, :SEGMENT]
            reading = model.memory.read_segment(model.backbone, Segment(ids), state)
            state = reading.state
    assert torch.isfinite(reading.logits).all()
    assert state["notes"].dtype == torch.float32
    assert state["notes"].abs().max() < 100


def test_bad_numbers_are_refused() -> None:
    with pytest.raises(MemoryAttachError, match="at least one slot"):
        tiny_model("llama", "lm-bow", 0, SEGMENT)
    with pytest.raises(MemoryAttachError, match="rate = 2"):
        tiny_model("llama", "lm-bow", 3, SEGMENT, options={"rate": 2.0})


def test_the_share_of_notes_begins_where_it_was_asked_to() -> None:
    for start in (0.0, 0.5):
        model = tiny_model("llama", "lm-bow", 4, SEGMENT, options={"mix_start": start})
        share = model.memory.mix_gate.tanh()
        torch.testing.assert_close(share, torch.full_like(share, start))
