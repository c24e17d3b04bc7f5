"""`m2m` against its equations, and what sets it apart from its ablation."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor

from memstudio.memory.memory_kind import Segment
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


def _rewrite(see_all: bool) -> Any:
    def rewrite(
        w: Weights, slots: list[Tensor], tokens: list[Tensor]
    ) -> tuple[list[Tensor], tuple[Tensor, Tensor]]:
        queries = [slot + p for slot, p in zip(slots, w["identities"], strict=True)]
        fresh, on_slots, on_tokens = [], [], []
        for i, slot in enumerate(slots):
            near = queries if see_all else [queries[i]]
            found, weights = attend(w, "write", queries[i], near + tokens, 4)
            mixed = layer_norm(w, "write_norm", slot + found)
            inner = linear(w, "mlp.2", torch.relu(linear(w, "mlp.0", mixed)))
            mixed = layer_norm(w, "mlp_norm", mixed + inner)
            gates = linear(w, "gates_of_found", found)
            gates = gates + linear(w, "gates_of_slot", torch.tanh(slot))
            let_in, keep = torch.sigmoid(gates).split(len(slot))
            fresh.append(keep * slot + let_in * torch.tanh(mixed))
            row = torch.zeros(4, len(slots), dtype=slot.dtype)
            row[:, slice(None) if see_all else slice(i, i + 1)] = weights[:, : len(near)]
            on_slots.append(row)
            on_tokens.append(weights[:, len(near) :])
        return fresh, (torch.stack(on_slots, 1), torch.stack(on_tokens, 1))

    return rewrite


@pytest.mark.parametrize("variant", ["m2m", "m2m-alone"])
def test_it_equals_its_equations(variant: str) -> None:
    model = slot_model(variant).double()
    ids = random_ids(1, 32)
    expected = read_by_hand(model, ids[0], _rewrite(variant == "m2m"))
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
            on_slots, on_tokens = expected.write[t]
            torch.testing.assert_close(weights.read[:, 0], expected.read[t], **_EXACT)
            torch.testing.assert_close(weights.write[0, 0], on_tokens, **_EXACT)
            torch.testing.assert_close(weights.between[0, 0, ..., :3], on_slots, **_EXACT)
            assert not weights.between[..., 3:].any()
            torch.testing.assert_close(state["slots"][0], expected.slots[t], **_EXACT)


def test_a_slot_hears_of_another_only_when_slots_see_slots() -> None:
    ids = random_ids(1, 8)
    for variant, hears in (("m2m", True), ("m2m-alone", False)):
        model = slot_model(variant)
        memory = model.memory
        with torch.no_grad():
            for layer in memory.reader.layers:
                layer.gate.zero_()  # nor through the tokens that read it
            state = memory.initial_state(1)
            other = state["slots"].clone()
            other[:, 2] = -other[:, 2]
            plain, changed = (
                memory.read_segment(model.backbone, Segment(ids), {"slots": slots}).state["slots"]
                for slots in (state["slots"], other)
            )
        assert not torch.equal(plain[:, 2], changed[:, 2])
        assert torch.equal(plain[:, :2], changed[:, :2]) is not hears


def test_slots_that_hold_the_same_come_apart() -> None:
    model = slot_model("m2m", fresh=True)
    state = model.memory.initial_state(1)
    same = {"slots": state["slots"][:, :1].expand(-1, 3, -1)}
    with torch.no_grad():
        slots = model.memory.read_segment(model.backbone, Segment(random_ids(1, 8)), same).state[
            "slots"
        ]
    assert (slots[:, 0] - slots[:, 1]).abs().max() > 0.01


def test_a_fresh_memory_keeps_most_of_what_it_holds() -> None:
    model = slot_model("m2m", fresh=True)
    state = model.memory.initial_state(8)
    with torch.no_grad():
        after = model.memory.read_segment(model.backbone, Segment(random_ids(8, 8)), state).state
    alike = torch.cosine_similarity(after["slots"], state["slots"], dim=-1)
    assert alike.min() > 0.9
