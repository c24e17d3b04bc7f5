"""Heads that label a text: of the last real token, with every kind, beside one that says a number."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers as tf
from torch.nn import functional

from memstudio.errors import MemoryAttachError
from memstudio.memory.label_heads import HeadLabels, head_labels_of
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.value_head import ValueScale
from tests.battery.cases import SEGMENT, Case, every_case, random_ids, stirred

LENGTHS = (19, 8, 3, 24)
SETS = (HeadLabels("topic", ("banks", "oil", "tea")), HeadLabels("sentiment", ("bad", "good")))
RIGHT = torch.tensor([[0, 1], [2, 0], [1, 1], [2, 1]])


def _with_heads(case: Case, **options: Any) -> MemoryModel:
    model = stirred(case, **options).double()
    model.give_label_heads(SETS)
    torch.manual_seed(4)
    for parameter in model.head_parameters():
        torch.nn.init.normal_(parameter)
    return model


def _padded() -> tuple[torch.Tensor, torch.Tensor]:
    ids = random_ids(len(LENGTHS), max(LENGTHS))
    mask = torch.stack([torch.arange(max(LENGTHS)) < length for length in LENGTHS])
    return ids * mask, mask.long()


@every_case
@torch.no_grad()
@pytest.mark.one_in(9)
def test_each_row_is_labelled_as_it_is_alone_and_read_in_parts(case: Case) -> None:
    model = _with_heads(case, family="gpt2")
    ids, mask = _padded()
    together = model(ids, attention_mask=mask, says_labels=True).label_scores
    assert [tuple(each.shape) for each in together] == [(4, 3), (4, 2)]
    for row, length in enumerate(LENGTHS):
        own = ids[row : row + 1, :length]
        alone = model(own, says_labels=True).label_scores
        state = None
        for part in own.split(5, dim=1):
            output = model(part, memory_state=state, says_labels=True)
            state = output.memory_state
        for scores, whole, parts in zip(together, alone, output.label_scores, strict=True):
            torch.testing.assert_close(whole, scores[row : row + 1], atol=1e-10, rtol=1e-10)
            torch.testing.assert_close(parts, whole, atol=1e-10, rtol=1e-10)


@every_case
@torch.no_grad()
@pytest.mark.one_in(3)
def test_labels_come_from_all_that_was_read(case: Case) -> None:
    model = _with_heads(case, family="gpt2")
    ids = random_ids(1, 3 * SEGMENT)
    other = ids.clone()
    other[0, 2] = 2 if int(ids[0, 2]) != 2 else 3
    for one, changed in zip(
        *(model(each, says_labels=True).label_scores for each in (ids, other)), strict=True
    ):
        assert (float((one - changed).abs().max()) > 1e-6) == case.remembers


@pytest.mark.parametrize("replay", [False, True])
def test_the_loss_is_the_cross_entropy_of_each_set_and_its_gradient_goes_through_the_memory(
    *, replay: bool
) -> None:
    model = _with_heads(Case("rmt"), family="gpt2").train()
    ids, mask = _padded()
    output = model(ids, attention_mask=mask, classes=RIGHT, memory_replay=replay)
    expected = sum(
        float(functional.cross_entropy(scores.detach(), RIGHT[:, n]))
        for n, scores in enumerate(output.label_scores)
    )
    assert float(output.loss.detach()) == pytest.approx(expected / 2, rel=1e-12)
    output.loss.backward()
    found = {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}
    assert {f"label_heads.{n}.linear.{p}" for n in (0, 1) for p in ("weight", "bias")} <= set(found)
    assert any(bool(found[f"memory.{n}"].any()) for n, _ in model.memory.named_parameters())
    model.zero_grad()
    for row, length in enumerate(LENGTHS):
        own = model(ids[row : row + 1, :length], classes=RIGHT[row : row + 1], num_items_in_batch=4)
        own.loss.backward()
    for name, p in model.named_parameters():
        theirs = torch.zeros_like(p) if p.grad is None else p.grad
        mine = found.get(name, torch.zeros_like(p))
        torch.testing.assert_close(mine, theirs, atol=1e-9, rtol=1e-9, msg=name)


def test_fresh_heads_find_all_labels_alike() -> None:
    model = stirred(Case("rmt"))
    model.give_label_heads(SETS)
    ids, mask = _padded()
    output = model(ids, attention_mask=mask, classes=RIGHT)
    assert float(output.loss.detach()) == pytest.approx((math.log(3) + math.log(2)) / 2)
    assert output.logits is None
    assert output.said is None


@torch.no_grad()
def test_a_model_is_saved_and_opened_with_its_heads_in_their_order(tmp_path: Path) -> None:
    model = _with_heads(Case("rmt")).float()
    model.give_value_head(ValueScale(3.0, 2.0))
    ids, mask = _padded()
    both = model(ids, attention_mask=mask, says_labels=True, says_values=True)
    assert both.said is not None
    model.save_pretrained(tmp_path)
    opened = tf.AutoModelForCausalLM.from_pretrained(tmp_path).eval()
    assert opened.head_labels == SETS
    assert opened.head_names == {"value_head", "label_heads"}
    again = opened(ids, attention_mask=mask, says_labels=True).label_scores
    assert all(map(torch.equal, again, both.label_scores))
    assert opened.generate(ids[:1, :19], max_new_tokens=3).shape == (1, 22)


def test_without_heads_nothing_is_labelled_and_they_are_taken_away_again() -> None:
    model = stirred(Case("rmt"))
    before = model.state_dict().keys()
    with pytest.raises(MemoryAttachError, match="no heads that label"):
        model(random_ids(1, 4), says_labels=True)
    assert model.head_labels == ()
    model.give_label_heads(SETS)
    heads = model.label_heads
    model.give_label_heads(SETS[:1])
    assert model.label_heads is heads
    model.give_value_head(ValueScale())
    model.keep_heads(frozenset({"value_head"}))
    assert model.head_names == {"value_head"}
    model.keep_heads(frozenset())
    assert model.state_dict().keys() == before
    assert model.config.label_heads is None


@pytest.mark.parametrize(
    "told",
    [
        [{"name": "topic"}],
        [{"name": "topic", "labels": ["a"]}],
        [{"name": "topic", "labels": ["a", "a"]}],
        [{"name": "t", "labels": ["a", "b"]}, {"name": "t", "labels": ["c", "d"]}],
        [7],
    ],
)
def test_damaged_labels_are_named(told: Any) -> None:
    with pytest.raises(MemoryAttachError, match="are damaged"):
        head_labels_of(told)
