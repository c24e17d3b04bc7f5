"""A head that says numbers: of the last real token, with every kind, alone and beside others."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers as tf
from hypothesis import given
from hypothesis import strategies as st
from torch.utils._pytree import tree_flatten, tree_unflatten

from memstudio.errors import MemoryAttachError
from memstudio.memory.memory_cache import MemoryOutput
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.value_head import ValueScale
from tests.battery.cases import SEGMENT, Case, every_case, random_ids, stirred

LENGTHS = (19, 8, 3, 24)
FINITE = st.floats(-1e12, 1e12)


def _with_head(case: Case, **options: Any) -> MemoryModel:
    model = stirred(case, **options).double()
    model.give_value_head(ValueScale(3.0, 2.0))
    assert model.value_head is not None
    torch.manual_seed(4)
    torch.nn.init.normal_(model.value_head.linear.weight)
    return model


def _padded() -> tuple[torch.Tensor, torch.Tensor]:
    ids = random_ids(len(LENGTHS), max(LENGTHS))
    mask = torch.stack([torch.arange(max(LENGTHS)) < length for length in LENGTHS])
    return ids * mask, mask.long()


@every_case
@torch.no_grad()
@pytest.mark.one_in(9)
def test_each_row_says_what_it_says_alone_and_read_in_parts(case: Case) -> None:
    model = _with_head(case, family="gpt2")
    ids, mask = _padded()
    together = model(ids, attention_mask=mask, says_values=True).said
    assert together.shape == (len(LENGTHS),)
    assert len({round(float(value), 6) for value in together}) == len(LENGTHS)
    for row, length in enumerate(LENGTHS):
        own = ids[row : row + 1, :length]
        alone = model(own, says_values=True).said
        torch.testing.assert_close(alone, together[row : row + 1], atol=1e-10, rtol=1e-10)
        state = None
        for part in own.split(5, dim=1):
            output = model(part, memory_state=state, says_values=True)
            state = output.memory_state
        torch.testing.assert_close(output.said, alone, atol=1e-10, rtol=1e-10)


@every_case
@torch.no_grad()
@pytest.mark.one_in(3)
def test_what_is_said_comes_from_all_that_was_read(case: Case) -> None:
    model = _with_head(case, family="gpt2")
    ids = random_ids(1, 3 * SEGMENT)
    other = ids.clone()
    other[0, 2] = 2 if int(ids[0, 2]) != 2 else 3
    said, changed = (model(each, says_values=True).said for each in (ids, other))
    assert (abs(float(said - changed)) > 1e-6) == case.remembers


@every_case
@pytest.mark.parametrize("replay", [False, True])
@pytest.mark.one_in(9)
def test_the_gradient_of_what_is_said_is_that_of_its_squared_error(
    case: Case, *, replay: bool
) -> None:
    model = _with_head(case, family="gpt2").train()
    ids, mask = _padded()
    targets = torch.tensor([0.5, -1.0, 2.0, 0.0], dtype=torch.float64)
    output = model(ids, attention_mask=mask, values=targets, memory_replay=replay)
    expected = (output.said - targets).square().mean()
    assert float(output.loss.detach()) == pytest.approx(float(expected.detach()), rel=1e-12)
    output.loss.backward()
    found = {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}
    assert {"value_head.linear.weight", "value_head.linear.bias"} <= found.keys()
    # Row by row, each with its share of the loss.
    model.zero_grad()
    for row, length in enumerate(LENGTHS):
        own = model(ids[row : row + 1, :length], values=targets[row : row + 1])
        (own.loss / len(LENGTHS)).backward()
    for name, p in model.named_parameters():
        mine = found.get(name, torch.zeros_like(p))
        theirs = torch.zeros_like(p) if p.grad is None else p.grad
        torch.testing.assert_close(mine, theirs, atol=1e-9, rtol=1e-9, msg=name)
    # Through the memory, from the last segment back to the first.
    if case.has_gradient:
        assert any(bool(found[f"memory.{n}"].any()) for n, _ in model.memory.named_parameters())


def test_the_gradient_reaches_as_far_back_as_asked() -> None:
    model = _with_head(Case("rmt"), family="gpt2").train()
    ids, target = random_ids(1, 4 * SEGMENT), torch.tensor([1.0], dtype=torch.float64)
    slots = model.memory.initial_slots
    for depth, reaches in ((None, True), (3, True), (2, False)):
        model.zero_grad()
        model(ids, values=target, bptt_depth=depth).loss.backward()
        assert (slots.grad is not None and bool(slots.grad.any())) == reaches, depth


def test_a_fresh_head_says_the_mean_and_the_loss_is_the_spread() -> None:
    model = stirred(Case("rmt"))
    numbers = [4.0, -1.0, 7.5, 9.0]
    scale = ValueScale.of(numbers)
    model.give_value_head(scale)
    ids, mask = _padded()
    targets = torch.tensor([scale.standardised(number) for number in numbers])
    output = model(ids, attention_mask=mask, values=targets)
    assert [scale.restored(value) for value in output.said.tolist()] == [scale.mean] * 4
    assert float(output.loss.detach()) == pytest.approx(1.0)
    # Of four micro-batches of one row, as accumulation has it, one quarter each.
    quarter = model(ids[:1, :19], values=targets[:1], num_items_in_batch=4).loss
    assert float(quarter.detach()) == pytest.approx(float(targets[0]) ** 2 / 4)


@torch.no_grad()
def test_a_model_is_saved_and_opened_with_its_head(tmp_path: Path) -> None:
    model = _with_head(Case("rmt")).float()
    ids, mask = _padded()
    said = model(ids, attention_mask=mask, says_values=True).said
    model.save_pretrained(tmp_path)
    opened = tf.AutoModelForCausalLM.from_pretrained(tmp_path).eval()
    assert opened.value_scale == ValueScale(3.0, 2.0)
    assert torch.equal(opened(ids, attention_mask=mask, says_values=True).said, said)
    # It still writes.
    assert opened.generate(ids[:1, :19], max_new_tokens=3).shape == (1, 22)


@torch.no_grad()
def test_half_precision_around_the_head_does_not_round_what_it_says() -> None:
    model = _with_head(Case("rmt")).float()
    ids = random_ids(1, 12)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        assert model(ids, says_values=True).said.dtype == torch.float32


def test_without_a_head_nothing_is_said_and_a_head_is_taken_away_again() -> None:
    model = stirred(Case("rmt"))
    before = model.state_dict().keys()
    with pytest.raises(MemoryAttachError, match="no head that says numbers"):
        model(random_ids(1, 4), says_values=True)
    model.give_value_head(ValueScale())
    head = model.value_head
    model.give_value_head(ValueScale(8.0, 8.0))
    assert model.value_head is head
    assert model.value_scale == ValueScale()
    assert model.head_names == {"value_head"}
    model.keep_heads(frozenset())
    assert model.state_dict().keys() == before
    assert model.config.value_scale is None


@given(st.lists(FINITE, min_size=2), FINITE)
def test_a_scale_gives_mean_zero_and_spread_one_and_the_number_back(
    numbers: list[float], number: float
) -> None:
    try:
        scale = ValueScale.of(numbers)
    except ValueError:
        assert max(numbers) - min(numbers) <= 1e-11 * max(map(abs, numbers))
        return
    found = [scale.standardised(each) for each in numbers]
    assert sum(found) / len(found) == pytest.approx(0, abs=1e-3)
    assert math.sqrt(sum(each**2 for each in found) / len(found)) == pytest.approx(1, abs=1e-3)
    size = max(abs(number), abs(scale.mean))
    assert scale.restored(scale.standardised(number)) == pytest.approx(number, abs=1e-12 * size)
    assert ValueScale.from_dict(scale.to_dict()) == scale


@pytest.mark.parametrize("numbers", [[], [5.0], [2.5, 2.5], [1.0, math.nan], [1.0, math.inf]])
def test_numbers_without_a_spread_have_no_scale(numbers: list[float]) -> None:
    with pytest.raises(ValueError, match="numbers"):
        ValueScale.of(numbers)


@pytest.mark.parametrize(
    "values", [{}, {"mean": 1.0}, {"mean": 0.0, "scale": 0.0}, {"mean": "x", "scale": 1.0}]
)
def test_a_damaged_scale_is_named(values: dict[str, Any]) -> None:
    with pytest.raises(MemoryAttachError, match="is damaged"):
        ValueScale.from_dict(values)


def test_what_a_model_gives_back_is_a_mapping_that_processes_can_hand_on() -> None:
    output = MemoryOutput(loss=torch.zeros(()), said=torch.ones(2))
    assert list(output.keys()) == ["loss", "said"]
    assert len(list(output.values())) == 2
    leaves, how = tree_flatten(output)
    assert torch.equal(tree_unflatten(leaves, how).said, output.said)
