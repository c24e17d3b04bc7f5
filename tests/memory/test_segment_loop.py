"""How far gradients go back, and what training keeps in memory."""

from __future__ import annotations

import pytest
import torch

from memstudio.memory.label_heads import HeadLabels
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.segment_loop import FullRows, where_rows
from memstudio.memory.value_head import ValueScale
from tests.memory.conftest import KINDS, VOCAB, random_ids, tiny_model

SEGMENT = 8


def _gradients(model: MemoryModel, ids: torch.Tensor, **options: object) -> dict[str, torch.Tensor]:
    model.zero_grad()
    model(ids, labels=ids, **options).loss.backward()
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


def _bytes_kept(model: MemoryModel, num_segments: int) -> int:
    """Bytes of what the graph of one loss holds, weights left out."""
    weights = {p.data_ptr() for p in model.parameters()}
    kept: dict[int, int] = {}

    def pack(tensor: torch.Tensor) -> torch.Tensor:
        if tensor.data_ptr() not in weights:
            kept[tensor.data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor

    ids = random_ids(1, num_segments * SEGMENT)
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        loss = model(ids, labels=ids, memory_replay=False).loss
    assert loss.requires_grad
    return sum(kept.values())


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "none"])
@pytest.mark.parametrize("depth", [None, 1])
@pytest.mark.one_in(6)
def test_replay_gives_the_gradients_of_plain_bptt(kind: str, depth: int | None) -> None:
    model = tiny_model(kind=kind).double().train()
    ids = random_ids(2, 45)
    plain = _gradients(model, ids, bptt_depth=depth, memory_replay=False)
    replayed = _gradients(model, ids, bptt_depth=depth, memory_replay=True)
    assert plain.keys() == replayed.keys()
    for name, gradient in plain.items():
        torch.testing.assert_close(replayed[name], gradient, atol=1e-12, rtol=1e-6)


def test_replay_runs_every_segment_once_more_and_keeps_none() -> None:
    model = tiny_model().train()
    reads = []
    plain_read = model.memory.read_segment

    def counted(*args: object) -> object:
        reads.append(torch.is_grad_enabled())
        return plain_read(*args)

    model.memory.read_segment = counted
    ids = random_ids(1, 4 * SEGMENT)
    loss = model(ids, labels=ids, memory_replay=True).loss
    assert len(reads) == 4
    loss.backward()
    assert len(reads) == 8
    # Without replay the graph grows with the number of segments; the measure sees that.
    del model.memory.read_segment
    assert _bytes_kept(model, 16) > 6 * _bytes_kept(model, 2)


def test_nothing_but_padding_gives_a_loss_of_zero() -> None:
    model = tiny_model().train()
    ids = random_ids(2, 5)
    output = model(ids, attention_mask=torch.zeros_like(ids), labels=ids)
    assert output.loss.item() == 0.0


@pytest.mark.parametrize("num_columns", [0, 5])
def test_where_nothing_is_read_logits_are_zero_and_nothing_is_said(num_columns: int) -> None:
    model = tiny_model()
    model.give_value_head(ValueScale(0.0, 1.0))
    model.give_label_heads([HeadLabels("topic", ("a", "b"))])
    ids = random_ids(2, num_columns)
    mask = torch.zeros_like(ids)
    output = model(ids, attention_mask=mask)
    assert torch.equal(output.logits, torch.zeros(2, num_columns, VOCAB))
    assert output.memory_state.equals(model.initial_state(2))
    output = model(ids, attention_mask=mask, says_values=True, says_labels=True)
    assert output.said.isnan().tolist() == [True, True]
    assert output.label_scores[0].isnan().all()


def test_rows_are_joined_where_tensors_have_grown() -> None:
    old = {"a": torch.tensor([[1, 2], [3, 4]]), "b": torch.tensor([5, 6])}
    new = {"a": torch.tensor([[1, 2, 7], [3, 4, 8]]), "b": torch.tensor([9, 9])}
    first = FullRows(torch.tensor([True, False]), has_some=True, has_all=False)
    joined = where_rows(first, new, old)
    assert joined["a"].tolist() == [[1, 2, 7], [3, 4, 0]]
    assert joined["b"].tolist() == [9, 6]
    # And where they have shrunk.
    assert where_rows(first, old, new)["a"].tolist() == [[1, 2, 0], [3, 4, 8]]
    assert where_rows(FullRows(first, has_some=True, has_all=True), new, old) is new


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.one_in(9)
def test_reading_on_with_longer_ones_changes_no_loss_and_reaches_every_weight(kind: str) -> None:
    model = tiny_model(kind=kind).double().train()
    ids = random_ids(2, 2 * SEGMENT - 3)
    alone = model(ids, labels=ids)
    plain = _gradients(model, ids)
    in_step = model(ids, labels=ids, num_columns=4 * SEGMENT)
    torch.testing.assert_close(in_step.loss, alone.loss)
    assert torch.equal(in_step.memory_state.num_segments, alone.memory_state.num_segments)
    assert torch.equal(in_step.memory_state.pending_ids, alone.memory_state.pending_ids)
    for name, tensor in alone.memory_state.tensors.items():
        kept = in_step.memory_state.tensors[name]
        if tensor.dim() > 1:
            kept = kept[:, : tensor.shape[1]]
        torch.testing.assert_close(kept, tensor, atol=1e-12, rtol=1e-6)
    found = _gradients(model, ids, num_columns=4 * SEGMENT)
    unasked = _gradients(model, ids[:, :1], num_columns=4 * SEGMENT)
    longest = _gradients(model, random_ids(2, 4 * SEGMENT), num_columns=4 * SEGMENT)
    assert found.keys() == unasked.keys() == longest.keys() >= plain.keys()
    for name, gradient in found.items():
        expected = plain.get(name, torch.zeros_like(gradient))
        torch.testing.assert_close(gradient, expected, atol=1e-12, rtol=1e-6)
        assert not unasked[name].any()


@pytest.mark.parametrize("kind", ["rmt", "s2s", "knn"])
def test_reading_on_with_longer_ones_leaves_logits_where_they_were(kind: str) -> None:
    model = tiny_model(kind=kind).double().eval()
    ids = random_ids(2, SEGMENT + 3)
    with torch.no_grad():
        alone = model(ids).logits
        torch.testing.assert_close(model(ids, num_columns=3 * SEGMENT).logits, alone)
        nothing = model(ids, attention_mask=torch.zeros_like(ids), num_columns=SEGMENT).logits
    assert nothing.shape == alone.shape
    assert not nothing.any()


def test_a_batch_without_labels_has_a_gradient_of_zero() -> None:
    model = tiny_model().train()
    ids = random_ids(1, 2 * SEGMENT)
    model(ids, labels=torch.full_like(ids, -100)).loss.backward()
    gradients = [p.grad for p in model.parameters() if p.grad is not None]
    assert gradients
    assert not any(gradient.any() for gradient in gradients)
