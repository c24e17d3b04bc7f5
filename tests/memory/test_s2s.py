"""`s2s` against its equations, and as the set that it is."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from memstudio.memory.memory_kind import Segment
from memstudio.memory.memory_model import MemoryModel
from tests.memory.conftest import random_ids
from tests.memory.slot_reference import (
    Weights,
    attend,
    layer_norm,
    linear,
    read_by_hand,
    slot_model,
)

_EXACT = {"atol": 1e-10, "rtol": 0}
_BOTH = pytest.mark.parametrize("variant", ["s2s", "s2s-competing"])
_SHUFFLED = torch.tensor([2, 0, 1])


def _row_wise(w: Weights, name: str, x: Tensor) -> Tensor:
    return x + linear(w, f"{name}.2", torch.relu(linear(w, f"{name}.0", x)))


def _mab(w: Weights, name: str, query: Tensor, keys: list[Tensor]) -> tuple[Tensor, Tensor]:
    found, weights = attend(w, f"{name}.attention", query, keys, 4)
    hidden = layer_norm(w, f"{name}.attention_norm", query + found)
    return layer_norm(w, f"{name}.norm", _row_wise(w, f"{name}.row_wise.layers", hidden)), weights


def _attending(w: Weights, slots: list[Tensor], tokens: list[Tensor]) -> tuple[list[Tensor], Any]:
    elements = [slot + w["standing"] for slot in slots] + tokens
    elements = [_row_wise(w, "pool.row_wise.layers", z) for z in elements]
    pooled = [_mab(w, "pool.from_elements", seed, elements) for seed in w["seeds"]]
    mixed = [_mab(w, "pool.among_slots", y, [v for v, _ in pooled]) for y, _ in pooled]
    first = torch.stack([weights for _, weights in pooled], 1)
    second = torch.stack([weights for _, weights in mixed], 1)
    write = torch.stack([first[..., 3:], 0 * first[..., 3:]])
    none = torch.zeros_like(second)
    between = torch.stack([torch.cat([first[..., :3], none], -1), torch.cat([none, second], -1)])
    return [slot for slot, _ in mixed], (write, between)


def _competing(w: Weights, slots: list[Tensor], tokens: list[Tensor]) -> tuple[list[Tensor], Any]:
    elements = [slot + w["standing"] for slot in slots] + tokens
    normed = [layer_norm(w, "pool.element_norm", z) for z in elements]
    keys = [linear(w, "pool.key", z) for z in normed]
    values = [linear(w, "pool.value", z) for z in normed]
    width = len(keys[0])
    now, rounds = list(w["seeds"]), []
    for _ in range(3):
        queries = [linear(w, "pool.query", layer_norm(w, "pool.slot_norm", slot)) for slot in now]
        # One row an element, and its choice among slots.
        assigned = torch.stack(
            [torch.stack([k @ q / width**0.5 for q in queries]).softmax(0) for k in keys]
        )
        weights = ((assigned + 1e-8) / (assigned + 1e-8).sum(0)).T
        for i, slot in enumerate(now):
            update = sum(a * v for a, v in zip(weights[i], values, strict=True))
            ours = w["pool.update.weight_ih"] @ update + w["pool.update.bias_ih"]
            theirs = w["pool.update.weight_hh"] @ slot + w["pool.update.bias_hh"]
            r = torch.sigmoid(ours[:width] + theirs[:width])
            z = torch.sigmoid(ours[width : 2 * width] + theirs[width : 2 * width])
            n = torch.tanh(ours[2 * width :] + r * theirs[2 * width :])
            mixed = (1 - z) * n + z * slot
            inner = torch.relu(linear(w, "pool.mlp.0", layer_norm(w, "pool.mlp_norm", mixed)))
            now[i] = mixed + linear(w, "pool.mlp.2", inner)
        rounds.append(weights[None])
    attention = torch.stack(rounds)
    before = attention[..., :3]
    return now, (attention[..., 3:], torch.cat([before, torch.zeros_like(before)], -1))


@_BOTH
def test_it_equals_its_equations(variant: str) -> None:
    model = slot_model(variant).double()
    ids = random_ids(1, 32)
    expected = read_by_hand(model, ids[0], _attending if variant == "s2s" else _competing)
    with torch.no_grad():
        output = model(ids)
        torch.testing.assert_close(output.logits[0], expected.logits, **_EXACT)
        slots = output.memory_state.tensors["slots"][0]
        torch.testing.assert_close(slots, expected.slots[-1], **_EXACT)
        state = model.memory.initial_state(1)
        for t in range(4):
            segment = Segment(ids[:, 8 * t : 8 * t + 8], capture=True)
            reading = model.memory.read_segment(model.backbone, segment, state)
            state, weights = reading.state, reading.weights
            write, between = expected.write[t]
            torch.testing.assert_close(weights.read[:, 0], expected.read[t], **_EXACT)
            torch.testing.assert_close(weights.write[:, 0], write, **_EXACT)
            torch.testing.assert_close(weights.between[:, 0], between, **_EXACT)
            torch.testing.assert_close(state["slots"][0], expected.slots[t], **_EXACT)


def _after(model: MemoryModel, slots: Tensor, ids: Tensor) -> tuple[Tensor, Tensor]:
    """Logits and slots after two segments."""
    state, logits = {"slots": slots}, []
    for part in ids.split(8, dim=1):
        reading = model.memory.read_segment(model.backbone, Segment(part), state)
        state = reading.state
        logits.append(reading.logits)
    return torch.cat(logits, 1), state["slots"]


@_BOTH
def test_shuffling_what_stands_changes_nothing(variant: str) -> None:
    model = slot_model(variant).double()
    ids = random_ids(2, 16)
    with torch.no_grad():
        slots = model(random_ids(2, 8, seed=1)).memory_state.tensors["slots"]
        assert (slots - slots[:, _SHUFFLED]).abs().max() > 0.1
        plain, shuffled = (_after(model, s, ids) for s in (slots, slots[:, _SHUFFLED]))
    torch.testing.assert_close(shuffled[0], plain[0], **_EXACT)
    torch.testing.assert_close(shuffled[1], plain[1], **_EXACT)


@_BOTH
def test_shuffling_the_slots_themselves_shuffles_the_state_and_no_output(variant: str) -> None:
    model = slot_model(variant).double()
    ids = random_ids(2, 24)
    with torch.no_grad():
        plain = model(ids)
        model.memory.seeds.copy_(model.memory.seeds[_SHUFFLED])
        model.memory.initial_slots.copy_(model.memory.initial_slots[_SHUFFLED])
        shuffled = model(ids)
    torch.testing.assert_close(shuffled.logits, plain.logits, **_EXACT)
    slots = plain.memory_state.tensors["slots"]
    torch.testing.assert_close(
        shuffled.memory_state.tensors["slots"], slots[:, _SHUFFLED], **_EXACT
    )
    assert (slots - slots[:, _SHUFFLED]).abs().max() > 0.1


@_BOTH
@pytest.mark.parametrize("positions", [False, True])
def test_the_order_of_tokens_counts_only_through_their_places(
    variant: str, positions: bool
) -> None:
    model = slot_model(variant, positions=positions).double()
    memory = model.memory
    generator = torch.Generator().manual_seed(0)
    hidden = torch.randn(2, 8, 32, generator=generator, dtype=torch.float64)
    order = torch.randperm(8, generator=generator)
    mask = torch.ones(2, 8, dtype=torch.bool)
    slots = memory.initial_state(2)["slots"]
    with torch.no_grad():
        plain, shuffled = (
            memory.rewrite(slots, memory.placed(h), mask).slots for h in (hidden, hidden[:, order])
        )
    if positions:
        assert (plain - shuffled).abs().max() > 0.01
    else:
        torch.testing.assert_close(shuffled, plain, **_EXACT)


def test_a_slot_without_competitors_takes_the_mean_of_all_that_is_there() -> None:
    """The softmax is over slots, so that a single one gets all of every element."""
    model = slot_model("s2s-competing", num_slots=1)
    memory = model.memory
    mask = torch.tensor([[True] * 8, [True] * 5 + [False] * 3])
    with torch.no_grad():
        tokens = memory.placed(torch.randn(2, 8, 32))
        rewrite = memory.rewrite(memory.initial_state(2)["slots"], tokens, mask)
    taken = torch.cat([rewrite.before, rewrite.tokens], dim=-1)[:, :, 0, 0]  # [rounds, B, N]
    torch.testing.assert_close(taken[:, 0], torch.full((3, 9), 1 / 9))
    torch.testing.assert_close(taken[:, 1], torch.tensor([1 / 6] * 6 + [0.0] * 3).expand(3, -1))


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32])
def test_a_slot_that_wins_nothing_reads_everything_a_little(dtype: torch.dtype) -> None:
    pool = slot_model("s2s-competing").memory.pool
    with torch.no_grad():
        pool.query.weight.mul_(200)  # who wins an element wins it all
    pool = pool.to(dtype)
    elements = torch.randn(1, 1, 32).expand(-1, 5, -1).to(dtype)  # all go to one slot
    seeds, there = torch.randn(1, 3, 32).to(dtype), torch.ones(1, 5, dtype=torch.bool)
    with torch.no_grad():
        rewrite = pool(seeds, elements, there)
    assert rewrite.slots.isfinite().all()
    total = torch.cat([rewrite.before, rewrite.tokens], dim=-1).sum(-1)
    torch.testing.assert_close(total, torch.ones_like(total), atol=0.01, rtol=0)
