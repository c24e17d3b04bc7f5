"""Memorizing Transformers against their equations in float64; rows of unlike length; slots."""

from __future__ import annotations

import copy
import itertools
from pathlib import Path

import pytest
import torch
import transformers as tf
from torch import Tensor

from memstudio.errors import MemoryAttachError
from memstudio.memory.attach import attach_memory
from memstudio.memory.forgetting import forgotten
from memstudio.memory.growing_rows import as_long
from memstudio.memory.memory_config import MemoryConfig
from memstudio.memory.memory_kind import KindState, Segment, SegmentReading
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.memory_state import MemoryState
from tests.memory.conftest import FAMILIES, random_ids, tiny_model
from tests.memory.gpt2_reference import gpt2_logits

CLOSE = {"atol": 1e-10, "rtol": 0}


def _model(
    family: str = "gpt2", neighbours: int = 3, capacity: int = 20, num_slots: int = 2
) -> MemoryModel:
    torch.manual_seed(0)
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES[family])
    model = attach_memory(
        backbone, kind="knn", num_slots=num_slots, segment_length=8,
        options={"neighbours": neighbours, "capacity": capacity},
    )  # fmt: skip
    with torch.no_grad():  # each head its own, so that none can stand for another
        model.memory.gate.add_(torch.linspace(-1, 2, 4))
        model.memory.log_scale.sub_(torch.linspace(0, 2, 4))
        for name, parameter in model.backbone.named_parameters():
            if parameter.dim() > 1 and "wte" not in name:
                parameter.mul_(4)  # fresh weights are small, and so would be every difference
    return model.eval()


def _read(model: MemoryModel, ids: Tensor, state: KindState, **options: object) -> SegmentReading:
    with torch.no_grad():
        return model.memory.read_segment(model.backbone, Segment(ids, **options), state)


def _after(model: MemoryModel, ids: Tensor) -> KindState:
    with torch.no_grad():
        state: KindState = model(ids).memory_state.tensors
    return state


def _reference(model: MemoryModel, ids: Tensor) -> tuple[Tensor, list[tuple[Tensor, Tensor]]]:
    """The paper's equations for one row: logits, and the entries (key, value of all heads)."""
    weights, config = dict(model.backbone.state_dict()), model.backbone.config
    gate = model.memory.gate.detach().sigmoid()
    scale = model.memory.log_scale.detach().exp()
    options = model.memory.options
    entries: list[tuple[Tensor, Tensor]] = []
    logits = []
    for start in range(0, len(ids), 8):
        part = ids[start : start + 8]
        new: list[tuple[Tensor, Tensor]] = []

        def mix(
            i: int, q: Tensor, k: Tensor, v: Tensor, dot: Tensor,
            held: list[tuple[Tensor, Tensor]] = entries, new: list[tuple[Tensor, Tensor]] = new,
        ) -> Tensor:  # fmt: skip
            if i != 1:
                return dot
            out = dot.clone()
            new += [
                (k[:, t] / k[:, t].norm(dim=-1, keepdim=True), v[:, t]) for t in range(k.shape[1])
            ]
            for h, t in itertools.product(range(4), range(q.shape[1])):
                query = q[h, t] / q[h, t].norm()
                scored = [(float(query @ key[h]), value[h]) for key, value in held]
                scored.sort(key=lambda pair: pair[0], reverse=True)
                near = scored[: options.neighbours]
                if near:
                    w = torch.tensor([s for s, _ in near], dtype=torch.float64)
                    w = (scale[h] * w).softmax(0)
                    read = torch.stack([value for _, value in near]).T @ w
                    out[h, t] = gate[h] * read + (1 - gate[h]) * dot[h, t]
            return out

        logits.append(gpt2_logits(weights, config, part, mix))
        if len(part) == 8:
            entries = (entries + new)[-options.capacity :]
    return torch.cat(logits), entries


def test_it_equals_the_equations_of_the_paper() -> None:
    model = _model().double()
    ids = random_ids(1, 4 * 8 + 5)
    with torch.no_grad():
        output = model(ids)
        plain = model.backbone(ids[:, 32:]).logits
    logits, entries = _reference(model, ids[0])
    torch.testing.assert_close(output.logits[0], logits, **CLOSE)
    tensors = output.memory_state.tensors
    assert tensors["lengths"].tolist() == [len(entries)] == [20]
    torch.testing.assert_close(tensors["keys"][0], torch.stack([k for k, _ in entries]), **CLOSE)
    torch.testing.assert_close(tensors["values"][0], torch.stack([v for _, v in entries]), **CLOSE)
    assert tensors["segments"][0].tolist() == [2] * 4 + [3] * 8 + [4] * 8
    # Not merely the backbone: the memory says something.
    assert (output.logits[:, 32:] - plain).abs().max() > 0.01


def test_the_layer_is_three_quarters_of_the_way_up_unless_told() -> None:
    for num_layers, told, expected in ((12, 0, 9), (2, 0, 2), (1, 0, 1), (12, 4, 4)):
        config = tf.LlamaConfig(
            hidden_size=8, num_hidden_layers=num_layers, num_attention_heads=2,
            intermediate_size=8, vocab_size=11,
        )  # fmt: skip
        backbone = tf.AutoModelForCausalLM.from_config(config)
        model = attach_memory(backbone, kind="knn", options={"layer": told})
        assert model.memory.layer + 1 == expected
    with pytest.raises(MemoryAttachError, match="in layer 13, but LlamaForCausalLM has 12"):
        attach_memory(backbone, kind="knn", options={"layer": 13})


def test_what_cannot_be_is_refused() -> None:
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES["gpt2"])
    with pytest.raises(MemoryAttachError, match="at least one slot"):
        attach_memory(backbone, kind="knn", num_slots=0)
    with pytest.raises(MemoryAttachError, match="of 7 tokens does not hold one segment of 8"):
        attach_memory(backbone, kind="knn", segment_length=8, options={"capacity": 7})
    with pytest.raises(MemoryAttachError, match="neighbours = 0"):
        attach_memory(backbone, kind="knn", options={"neighbours": 0})


def test_a_capacity_that_nobody_named_counts_too() -> None:
    backbone = tf.AutoModelForCausalLM.from_config(FAMILIES["gpt2"])
    config = MemoryConfig(
        backbone_config=backbone.config, memory_kind="knn", num_slots=2, segment_length=65_537
    )
    with pytest.raises(MemoryAttachError, match="of 65536 tokens does not hold one segment"):
        MemoryModel(config, backbone)


@pytest.mark.one_in(4)
def test_the_first_segment_is_read_as_the_backbone_alone_would(family: str) -> None:
    model = tiny_model(family, "knn")
    ids = random_ids(2, 8)
    with torch.no_grad():
        expected = model.backbone(ids).logits
        torch.testing.assert_close(model(ids).logits, expected, atol=1e-6, rtol=1e-5)


def test_reading_learns_and_the_memory_has_no_gradient() -> None:
    model = _model().train()
    ids = random_ids(2, 20)
    output = model(ids, labels=ids)
    output.loss.backward()
    assert (model.memory.gate.grad.abs() > 0).all()
    assert (model.memory.log_scale.grad.abs() > 0).all()
    assert not any(tensor.requires_grad for tensor in output.memory_state.tensors.values())


# ---------------------------------------------------------------------- rows of unlike length


@pytest.mark.parametrize("neighbours", [2, 50])
def test_rows_of_unlike_length_never_touch(neighbours: int) -> None:
    """Rows read together, cut and padded as it comes, are what each is alone."""
    model = _model(neighbours=neighbours, family="llama")
    rows = [random_ids(1, n, seed=n)[0] for n in (50, 9, 3, 33)]
    batch = torch.zeros(4, 50, dtype=torch.long)
    mask = torch.zeros_like(batch)
    for i, row in enumerate(rows):
        batch[i, : len(row)], mask[i, : len(row)] = row, 1
    state, logits = None, []
    with torch.no_grad():
        for start, end in itertools.pairwise((0, 5, 21, 50)):
            piece = slice(start, end)
            output = model(batch[:, piece], mask[:, piece], memory_state=state)
            state = output.memory_state
            logits.append(output.logits)
        assert state.tensors["lengths"].tolist() == [20, 8, 0, 20]
        for i, row in enumerate(rows):
            alone = model(row[None])
            together = torch.cat(logits, 1)[i, : len(row)]
            torch.testing.assert_close(together, alone.logits[0], atol=5e-6, rtol=1e-4)
            mine = state.select(torch.tensor([i]))
            for name, tensor in alone.memory_state.tensors.items():
                pair = as_long(mine.tensors[name], tensor)
                torch.testing.assert_close(*pair, atol=2e-6, rtol=1e-5)
                # Nothing but zeros after the end of a row.
                if tensor.dim() > 1:
                    assert not mine.tensors[name][:, tensor.shape[1] :].any()


@pytest.mark.parametrize("neighbours", [2, 50])
def test_rows_with_less_to_read_read_what_they_have(neighbours: int) -> None:
    model = _model(neighbours=neighbours)
    alone = [_after(model, random_ids(1, n, seed=n)) for n in (24, 8, 0)]
    state = alone[0]
    for other in alone[1:]:
        state = {name: torch.cat(as_long(state[name], other[name])) for name in state}
    assert state["lengths"].tolist() == [20, 8, 0]
    ids = random_ids(1, 8, seed=1)
    together = _read(model, ids.expand(3, -1), state)
    for row, own in enumerate(alone):
        reading = _read(model, ids, own)
        mine = together.logits[row : row + 1]
        torch.testing.assert_close(mine, reading.logits, atol=5e-6, rtol=1e-4)
        for name, tensor in reading.state.items():
            pair = as_long(together.state[name][row : row + 1], tensor)
            torch.testing.assert_close(*pair, atol=2e-6, rtol=1e-5)
    assert (together.logits[0] - together.logits[1]).abs().max() > 1e-3
    assert (together.logits[1] - together.logits[2]).abs().max() > 1e-3


def test_grouped_heads_search_their_own_keys() -> None:
    """A model whose key heads are written out twice must read the same."""
    grouped = _model(family="llama")
    config = copy.deepcopy(FAMILIES["llama"])
    config.num_key_value_heads = 4
    whole = attach_memory(
        tf.AutoModelForCausalLM.from_config(config), kind="knn", segment_length=8,
        options={"neighbours": 3, "capacity": 20},
    ).eval()  # fmt: skip
    weights = grouped.state_dict()
    for name, weight in weights.items():
        if "k_proj" in name or "v_proj" in name:
            weights[name] = weight.view(2, 8, -1).repeat_interleave(2, dim=0).flatten(0, 1)
    whole.load_state_dict(weights)
    ids = random_ids(2, 30)
    with torch.no_grad():
        torch.testing.assert_close(grouped(ids).logits, whole(ids).logits, atol=5e-6, rtol=1e-4)


def test_a_state_that_grew_is_saved_loaded_and_repeated(tmp_path: Path) -> None:
    model = _model()
    ids = random_ids(2, 28)
    with torch.no_grad():
        whole = model(ids)
        for cut in (0, 3, 11, 27):
            state = model.initial_state(2) if not cut else model(ids[:, :cut]).memory_state
            state.save(tmp_path / "a.safetensors")
            loaded = MemoryState.load(tmp_path / "a.safetensors")
            model.accept(loaded)
            for name, tensor in state.tensors.items():
                assert torch.equal(loaded.tensors[name], tensor)
                assert loaded.tensors[name].dtype == tensor.dtype
            rest = model(ids[:, cut:], memory_state=loaded)
            torch.testing.assert_close(rest.logits, whole.logits[:, cut:], atol=5e-6, rtol=1e-4)
        twice = model(ids[:, :11]).memory_state.repeat(2)
        output = model(ids[:, 11:].repeat_interleave(2, dim=0), memory_state=twice)
        expected = whole.logits[:, 11:].repeat_interleave(2, dim=0)
        torch.testing.assert_close(output.logits, expected, atol=5e-6, rtol=1e-4)


def test_beams_follow_their_memory() -> None:
    model = _model(capacity=64)
    options = {
        "num_beams": 3, "max_new_tokens": 20, "do_sample": False, "pad_token_id": 0,
        "eos_token_id": None,
    }  # fmt: skip
    ids = random_ids(1, 13)
    found = model.generate(ids, **options, return_dict_in_generate=True, output_scores=True)
    again = model(found.sequences[:, :-1]).logits[0, 12:].log_softmax(-1)
    total = again.gather(-1, found.sequences[0, 13:, None]).sum()
    torch.testing.assert_close(found.sequences_scores[0], total / 20, atol=1e-4, rtol=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_it_stays_finite_and_bounded_over_two_thousand_segments(dtype: torch.dtype) -> None:
    model = _model(capacity=60, family="llama").to(dtype)
    state = model.memory.initial_state(2)
    for part in random_ids(2, 2000 * 8).split(8, dim=1):
        reading = _read(model, part, state)
        state = reading.state
        assert state["keys"].shape[1] <= 60
    assert torch.isfinite(reading.logits).all()
    assert all(torch.isfinite(tensor).all() for tensor in state.values())
    assert state["segments"][0, [0, -1]].tolist() == [1993, 2000]
    assert state["keys"].dtype == dtype


# ---------------------------------------------------------------------- slots and weights


def test_a_slot_is_every_mth_segment_and_its_mean_value() -> None:
    model = _model(capacity=28, num_slots=3, family="llama").double()
    state = _after(model, random_ids(1, 40))
    with torch.no_grad():
        view = model.memory.slot_view(state)[0]
        output = model.backbone.model.layers[1].self_attn.o_proj.weight
        # Segments 1 to 5 were read; 4 entries of 2, and 3, 4, 5 are left.
        values = state["values"][0].repeat_interleave(2, dim=1).flatten(1) @ output.T
        expected = [values[12:20], torch.cat([values[:4], values[20:]]), values[4:12]]
        torch.testing.assert_close(view, torch.stack([e.mean(0) for e in expected]), **CLOSE)


@pytest.mark.parametrize("family", ["gpt2", "llama", "gemma3"])
def test_slots_can_be_set(family: str) -> None:
    model = _model(family, num_slots=4)
    memory = model.memory
    state = _after(model, random_ids(2, 24))
    with torch.no_grad():
        view = memory.slot_view(state)
        assert view.shape == (2, 4, 32)
        assert not view[:, 3].any()
        same = memory.with_slot_view(state, view)
        assert all(torch.equal(same[name], state[name]) for name in state)

        changed = view.clone()
        changed[0, 1] = view[1, 1]
        changed[1, 3] = view[0, 0]  # nothing was there
        other = memory.with_slot_view(state, changed)
        torch.testing.assert_close(memory.slot_view(other), changed, atol=2e-5, rtol=1e-4)
        assert other["lengths"].tolist() == [20, 21]
        for slot in (0, 2):
            rows = (other["segments"][0] == slot + 1)[:20]
            assert torch.equal(other["values"][0, :20][rows], state["values"][0][rows])


def test_a_slot_put_back_to_the_start_holds_nothing_any_more() -> None:
    model = _model(num_slots=3)
    memory = model.memory
    state = _after(model, random_ids(1, 24))
    ids = random_ids(1, 8, seed=1)
    with torch.no_grad():
        start = memory.slot_view(memory.initial_state(1))
        assert not start.any()
        view = memory.slot_view(state).clone()
        view[:, 1] = start[:, 1]
        without = memory.with_slot_view(state, view)
        assert without["segments"][0].tolist() == [1] * 4 + [3] * 8
        torch.testing.assert_close(memory.slot_view(without), view, atol=1e-6, rtol=1e-5)
        all_out = memory.with_slot_view(state, start)
        assert all_out["keys"].shape[1] == 0
        expected = model.backbone(ids).logits
        assert not torch.allclose(_read(model, ids, state).logits, expected, atol=1e-3)
    torch.testing.assert_close(_read(model, ids, all_out).logits, expected, atol=1e-6, rtol=1e-5)
    assert not torch.equal(_read(model, ids, all_out).state["keys"], state["keys"])


def test_what_is_read_after_a_reset_lies_in_the_slots_it_would_lie_in_without() -> None:
    model = _model(num_slots=8)
    with torch.no_grad():
        state = model(random_ids(1, 24)).memory_state
        for before in (state, forgotten(model, state)):
            after = model(random_ids(1, 8, seed=1), memory_state=before).memory_state
            counted = int(after.num_segments)
            view = model.memory.slot_view(after.tensors)[0]
            assert view[counted - 1].any()
            assert not view[counted:].any()
    assert not view[: counted - 1].any()


def test_a_token_changes_without_a_slot_just_when_it_read_it() -> None:
    model = _model(neighbours=1, num_slots=3, capacity=64)
    memory = model.memory
    state = _after(model, random_ids(1, 24))
    ids = random_ids(1, 8, seed=1)
    reading = _read(model, ids, state, capture=True)
    assert reading.weights is not None
    read = reading.weights.read
    assert read.shape == (1, 1, 4, 8, 3)
    gate = memory.gate.sigmoid().detach()[None, :, None].expand(1, 4, 8)
    torch.testing.assert_close(read[0].sum(-1), gate)
    mass = read[0, 0].sum(0)  # [S, m]
    assert (mass == 0).any()
    for slot in range(3):
        with torch.no_grad():
            view = memory.slot_view(state).clone()
            view[:, slot] = 0
            without = _read(model, ids, memory.with_slot_view(state, view)).logits
        moved = (without - reading.logits)[0].abs().amax(-1)
        assert torch.equal(moved > 1e-6, mass[:, slot] > 0)


def test_write_weights_make_the_slots() -> None:
    model = _model(num_slots=2, family="llama").double()
    memory = model.memory
    state = _after(model, random_ids(2, 16))
    seen: list[Tensor] = []
    attention = model.backbone.model.layers[1].self_attn
    handle = attention.v_proj.register_forward_hook(lambda *args: seen.append(args[2]))
    mask = torch.ones(2, 8, dtype=torch.bool)
    mask[1, 3:] = False
    ids = random_ids(2, 8, seed=1)
    # Nothing leaves yet; what leaves would take its part of the mean along.
    object.__setattr__(memory.options, "capacity", 64)
    reading = _read(model, ids, state, mask=mask, capture=True)
    handle.remove()
    weights = reading.weights
    assert weights is not None
    assert weights.write is not None
    assert weights.between is not None
    write, kept = weights.write[0, :, 0], weights.between[0, :, 0, :, :2]
    rows = write.sum(-1) + kept.sum(-1)
    torch.testing.assert_close(rows, torch.ones_like(rows), **CLOSE)
    assert not write[1, :, 3:].any()
    values = seen[0].view(2, 8, 2, 8).repeat_interleave(2, dim=2).flatten(2)
    projected = values @ attention.o_proj.weight.T
    with torch.no_grad():
        expected = kept @ memory.slot_view(state) + write @ projected
        torch.testing.assert_close(memory.slot_view(reading.state), expected, **CLOSE)
