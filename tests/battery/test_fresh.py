"""A fresh memory: what it leaves of the model, and that all of it can learn from there."""

from __future__ import annotations

import pytest
import torch
from transformers import Trainer

from memstudio.memory.attach import attach_memory
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS, page_of
from memstudio.training.parameter_groups import parameter_groups
from memstudio.training.run_config import RunConfig
from tests.battery.cases import (
    CASES,
    SEGMENT,
    Case,
    backbone,
    every_case,
    fresh,
    params,
    random_ids,
)

_WHEN_FRESH = {description.name: description.when_fresh for description in KIND_DESCRIPTIONS}
_SENTENCE = {
    "unchanged": "**Fresh:** a pretrained model's logits stay as they were, in every segment.",
    "first segment unchanged": (
        "**Fresh:** a pretrained model's logits stay as they were in the first segment; "
        "from the second on they change."
    ),
    "changed": "**Fresh:** a pretrained model's logits change from the first token on.",
}
# Options that a page says to suit models trained from nothing, and not pretrained ones.
_AS_USUAL = [case for case in CASES if "persistent_tokens" not in case.options]
_GATES = {
    "armt": ["layers.0.to_strength.bias", "layers.1.to_strength.bias"],
    "infini": ["gate"],
    "knn": ["gate"],
    "lm-bow": ["mix_gate"],
    "m2m": ["reader.layers.0.gate", "reader.layers.1.gate", "gates_of_found.bias"],
    "nlm": ["read_gate", "write_gate.bias"],
    "none": [],
    "rmt": [],
    "s2s": ["reader.layers.0.gate", "reader.layers.1.gate"],
    "titans": ["read_gate", "to_rates.bias", "output_gate"],
    "titans-variant=gate-persistent_tokens=2": ["read_gate", "to_rates.bias", "to_share.bias"],
}


@pytest.mark.parametrize("family", ["llama", "gpt2"])
@pytest.mark.parametrize("case", params(*(c for c in _AS_USUAL if not c.needs_encoder)))
@pytest.mark.one_in(3)
def test_a_fresh_memory_leaves_of_the_model_what_is_promised(case: Case, family: str) -> None:
    model = fresh(case, family=family).double()
    alone = backbone(case, family=family).double()
    ids = random_ids(2, 4 * SEGMENT)
    with torch.no_grad():
        own = torch.cat([alone(piece).logits for piece in ids.split(SEGMENT, dim=1)], dim=1)
        changed = (model(ids).logits - own).abs().amax((0, 2)).view(4, SEGMENT).amax(1)
    # Half of single precision: some families have it inside their norms.
    same = [bool(change < 1e-5) for change in changed]
    assert (
        same
        == {
            "unchanged": [True] * 4,
            "first segment unchanged": [True, False, False, False],
            "changed": [False] * 4,
        }[_WHEN_FRESH[case.kind]]
    ), changed


def test_between_encoder_and_decoder_there_is_nothing_to_leave_as_it_was() -> None:
    """The decoder attends to slots where it had attended to a source alone."""
    (case,) = (case for case in CASES if case.needs_encoder)
    model, ids = fresh(case), random_ids(1, 2 * SEGMENT)
    with torch.no_grad():
        found = model(ids).logits[:, SEGMENT:]
        start = torch.zeros(1, 1, dtype=torch.long)
        target = torch.cat([start, ids[:, SEGMENT:]], dim=1)
        own = model.backbone(ids[:, :SEGMENT], decoder_input_ids=target).logits[:, 1:]
    assert _WHEN_FRESH[case.kind] == "changed"
    assert float((found - own).abs().amax(-1).min()) > 0


@pytest.mark.parametrize("kind", sorted(_WHEN_FRESH))
def test_the_page_says_what_a_fresh_memory_leaves(kind: str) -> None:
    assert _SENTENCE[_WHEN_FRESH[kind]] in page_of(kind).splitlines()


@every_case
def test_gates_are_those_that_open_and_close(case: Case) -> None:
    model = fresh(case)
    names = {id(parameter): name for name, parameter in model.memory.named_parameters()}
    found = [names[id(parameter)] for parameter in model.gate_parameters()]
    assert sorted(found) == sorted(_GATES[case.name if case.name in _GATES else case.kind])
    # Nothing that is called a gate and is one number for much is left out.
    called = [n for n, p in model.memory.named_parameters() if n.endswith("gate") and p.dim() < 2]
    assert set(called) <= set(found)


@every_case
@pytest.mark.parametrize("trains", ["memory", "everything"])
@pytest.mark.one_in(4)
def test_gates_have_a_learning_rate_of_their_own_and_no_decay(case: Case, trains: str) -> None:
    model = fresh(case)
    of_memory = {id(parameter) for parameter in model.memory_parameters()}
    for parameter in model.parameters():
        parameter.requires_grad_(trains == "everything" or id(parameter) in of_memory)
    config = RunConfig(weight_decay=0.3, gate_learning_rate=0.02, memory_learning_rate=0.003)
    decayed = Trainer.get_decay_parameter_names(None, model)
    groups = parameter_groups(model, config, decayed)
    of = {id(p): (group["lr"], group["weight_decay"]) for group in groups for p in group["params"]}
    assert of.keys() == {id(p) for p in model.parameters() if p.requires_grad}
    assert sum(len(group["params"]) for group in groups) == len(of)
    gates = {id(parameter) for parameter in model.gate_parameters()}
    for name, parameter in model.named_parameters():
        if id(parameter) in gates:
            assert of[id(parameter)] == (0.02, 0.0), name
        elif id(parameter) in of_memory:
            assert of[id(parameter)] == (0.003, 0.0), name
        elif parameter.requires_grad:
            assert of[id(parameter)] == (config.learning_rate, 0.3 if name in decayed else 0.0)
    if trains == "everything":
        assert {0.3} < {decay for _, decay in of.values()} or of_memory == set()


@every_case
@pytest.mark.one_in(9)
def test_every_weight_learns_at_once_or_after_the_first_step(case: Case) -> None:
    """Where one of two factors is zero, the other waits for a step, and for no more."""
    model = fresh(case).train()
    gates = {id(parameter) for parameter in model.gate_parameters()}
    names = {id(p): n for n, p in model.memory.named_parameters()}
    config = RunConfig()
    optimiser = torch.optim.AdamW(parameter_groups(model, config, set()))
    for step in range(2):
        ids = random_ids(4, 4 * SEGMENT, seed=step)
        optimiser.zero_grad()
        model(ids, labels=ids).loss.backward()
        gradients = {id(p): p.grad for p in model.memory_parameters()}
        if step == 0 and gradients:
            assert any(bool(g.any()) for g in gradients.values() if g is not None)
        optimiser.step()
    for key, gradient in gradients.items():
        assert gradient is not None, names[key]
        assert torch.isfinite(gradient).all(), names[key]
        # Of a hidden layer with a cut at zero, some units may be off.
        learning = float((gradient != 0).float().mean())
        assert learning == 1 if key in gates else learning > 0.8, (names[key], learning)


@every_case
def test_gates_begin_where_they_can_move_both_ways(case: Case) -> None:
    model = fresh(case)
    for gate in model.gate_parameters():
        # The slope of a sigmoid, and of a tangent at that, is above a fiftieth there.
        slope = torch.sigmoid(gate) * (1 - torch.sigmoid(gate))
        assert float(slope.detach().min()) > 0.01


def test_the_same_seed_makes_the_same_memory_of_every_kind() -> None:
    for case in CASES:
        one, two = fresh(case).memory.state_dict(), fresh(case).memory.state_dict()
        assert all(torch.equal(one[name], two[name]) for name in one)
        other = attach_memory(
            backbone(case), kind=case.kind, num_slots=3, segment_length=SEGMENT, seed=1,
            options=case.options,
        )  # fmt: skip
        assert other.memory.state_dict().keys() == one.keys()
