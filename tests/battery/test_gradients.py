"""Gradients reach as many segments back as asked, and reading again on the way back changes none.

The backbone is GPT-2, which has no single precision inside: gradients are compared in double.
"""

from __future__ import annotations

from contextlib import nullcontext

import pytest
import torch

from memstudio.errors import MemoryAttachError
from memstudio.memory.memory_model import MemoryModel
from tests.battery.cases import SEGMENT, VOCAB, Case, every_case, random_ids, stirred

NUM_SEGMENTS = 4


def _gradients(model: MemoryModel) -> dict[str, torch.Tensor]:
    return {name: p.grad.clone() for name, p in model.named_parameters() if p.grad is not None}


def _learn(model: MemoryModel, ids: torch.Tensor, **options: object) -> dict[str, torch.Tensor]:
    model.zero_grad()
    loss = model(ids, labels=ids, **options).loss
    assert loss.requires_grad
    loss.backward()
    return _gradients(model)


def _cut_by_hand(model: MemoryModel, ids: torch.Tensor, depth: int) -> dict[str, torch.Tensor]:
    """Each segment's loss by itself, from a memory that was made `depth` segments ago."""
    model.zero_grad()
    num_labels = ids.shape[0] * (ids.shape[1] - 1)
    for segment in range(NUM_SEGMENTS):
        start, end = max(0, segment - depth) * SEGMENT, (segment + 1) * SEGMENT
        state = None
        if start:
            with torch.no_grad():
                state = model(ids[:, :start]).memory_state
        # With the next segment's first token, which the last of this one predicts.
        piece = ids[:, start : end + 1]
        labels = torch.full_like(piece, -100)
        labels[:, segment * SEGMENT + 1 - start :] = piece[:, segment * SEGMENT + 1 - start :]
        loss = model(piece, labels=labels, memory_state=state, bptt_depth=None).loss
        if loss.requires_grad:
            (loss * int((labels != -100).sum()) / num_labels).backward()
    return _gradients(model)


def _assert_equal(
    one: dict[str, torch.Tensor], other: dict[str, torch.Tensor], tolerance: float
) -> None:
    for name in one.keys() | other.keys():
        mine, theirs = one.get(name), other.get(name)
        # No gradient and one of zero say the same.
        mine = torch.zeros_like(theirs) if mine is None else mine
        theirs = torch.zeros_like(mine) if theirs is None else theirs
        largest = float((mine - theirs).abs().max())
        assert largest <= tolerance, (name, largest)


@every_case
@pytest.mark.parametrize("depth", [0, 1, 2, NUM_SEGMENTS])
@pytest.mark.one_in(12)
def test_gradients_are_those_of_a_memory_cut_so_far_back(case: Case, depth: int) -> None:
    model = stirred(case, family="gpt2").double().train()
    ids = random_ids(2, NUM_SEGMENTS * SEGMENT)
    expected = _cut_by_hand(model, ids, depth)
    for replay in (False, True):
        found = _learn(model, ids, bptt_depth=depth, memory_replay=replay)
        _assert_equal(found, expected, 1e-12)
        assert any(bool(gradient.any()) for gradient in found.values())


def _hearing_words(
    model: MemoryModel,
    outputs: list[torch.Tensor],
    ids: torch.Tensor,
    labels: torch.Tensor,
    depth: int | None,
) -> torch.Tensor:
    """The loss; every output of word embeddings on the way is added to `outputs`."""
    handles = [
        module.register_forward_hook(lambda _module, _args, output: outputs.append(output))
        for module in model.backbone.modules()
        if isinstance(module, torch.nn.Embedding) and module.num_embeddings == VOCAB
    ]
    loss: torch.Tensor = model(ids, labels=labels, bptt_depth=depth).loss
    for handle in handles:
        handle.remove()
    return loss


@every_case
@pytest.mark.one_in(12)
def test_words_are_reached_just_as_far_back_as_asked(case: Case) -> None:
    """The last segment asks; every segment has words of its own, whose embeddings tell."""
    model = stirred(case, family="gpt2").double().train()
    embeddings = model.get_input_embeddings().weight
    if not case.needs_encoder:
        # Tied to the output layer, they would all have gradients.
        model.backbone.lm_head.weight = torch.nn.Parameter(embeddings.detach().clone())
    words = [torch.arange(2 + 20 * t, 2 + 20 * t + SEGMENT) for t in range(NUM_SEGMENTS)]
    ids = torch.cat(words)[None]
    labels = ids.clone()
    labels[:, : (NUM_SEGMENTS - 1) * SEGMENT + 1] = -100
    for depth in (0, 1, 2, None):
        outputs: list[torch.Tensor] = []
        loss = _hearing_words(model, outputs, ids, labels, depth)
        gradients = torch.autograd.grad(loss, outputs, allow_unused=True)
        sizes = torch.zeros(len(embeddings), dtype=torch.float64)
        for output, gradient in zip(outputs, gradients, strict=True):
            if gradient is None:
                continue
            for value, size in zip(output.flatten(0, 1), gradient.flatten(0, 1), strict=True):
                word = int((embeddings - value).abs().sum(-1).argmin())
                sizes[word] += size.abs().sum()
        reached = [bool(sizes[each].any()) for each in words]
        back = NUM_SEGMENTS - 1 if depth is None else depth
        if not case.has_gradient:
            back = 0
        if case.needs_encoder:
            # Every segment is read with the one before as its source, and they are one pair.
            back += 1
        assert reached == [NUM_SEGMENTS - 1 - t <= back for t in range(NUM_SEGMENTS)], (
            depth,
            sizes,
        )


@every_case
@pytest.mark.one_in(9)
def test_depth_changes_nothing_just_where_no_gradient_passes(case: Case) -> None:
    model = stirred(case, family="gpt2").double().train()
    ids = random_ids(2, NUM_SEGMENTS * SEGMENT)
    cut, whole = (_learn(model, ids, bptt_depth=depth) for depth in (0, None))
    apart = max(float((cut[name] - whole[name]).abs().max()) for name in whole if name in cut)
    assert (apart > 1e-9) == case.has_gradient, apart


@every_case
@pytest.mark.parametrize("half", [pytest.param(False, marks=pytest.mark.slow), True])
@pytest.mark.one_in(9)
def test_replay_draws_the_same_dropout_and_rounds_the_same(case: Case, *, half: bool) -> None:
    model = stirred(case, family="gpt2", dropout=0.3).train()
    ids = random_ids(2, NUM_SEGMENTS * SEGMENT + 5)
    found = []
    for replay in (False, True):
        torch.manual_seed(3)
        with torch.autocast("cpu", torch.bfloat16) if half else nullcontext():
            model.zero_grad()
            loss = model(ids, labels=ids, bptt_depth=2, memory_replay=replay).loss
        loss.backward()
        found.append(_gradients(model))
    _assert_equal(*found, 1e-6)
    torch.manual_seed(4)
    other = _learn(model, ids, bptt_depth=2, memory_replay=True)
    # It is no accident: another draw gives others.
    with pytest.raises(AssertionError):
        _assert_equal(found[0], other, 1e-6)


@every_case
@pytest.mark.one_in(9)
def test_a_memory_alone_can_be_trained_at_any_depth(case: Case) -> None:
    model = stirred(case).train()
    parameters = model.memory_parameters()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    for parameter in parameters:
        parameter.requires_grad_()
    if not parameters:
        return
    ids = random_ids(2, NUM_SEGMENTS * SEGMENT)
    for depth in (0, 1, None):
        for replay in (False, True):
            assert any(bool(g.any()) for g in _learn(
                model, ids, bptt_depth=depth, memory_replay=replay
            ).values())  # fmt: skip


@every_case
@pytest.mark.parametrize("depth", [-1, 1.5, "2", True])
@pytest.mark.one_in(4)
def test_depths_that_cannot_be_are_refused(case: Case, depth: object) -> None:
    model = stirred(case)
    ids = random_ids(1, 5)
    with pytest.raises(MemoryAttachError, match=r"'bptt_depth' is .*whole number"):
        model(ids, bptt_depth=depth)
