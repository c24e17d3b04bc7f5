"""One truth about time: however a document comes, and whatever lies beside it, it reads the same."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from memstudio.memory.memory_cache import MemoryCache
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.memory_state import MemoryState
from tests.battery.cases import SEGMENT, VOCAB, Case, difference, every_case, random_ids, stirred

CLOSE = {"atol": 1e-10, "rtol": 1e-8}
_GREEDY = {"do_sample": False, "pad_token_id": 0, "eos_token_id": None}


@cache
def _model(case_name: str) -> MemoryModel:
    from tests.battery.cases import CASES

    return stirred(next(case for case in CASES if case.name == case_name)).double()


def _read_in_pieces(
    model: MemoryModel, ids: torch.Tensor, edges: Sequence[int], *, with_cache: bool
) -> tuple[torch.Tensor, MemoryState]:
    """Logits `[B, T, V]` and the state after reading from edge to edge."""
    state, logits = model.initial_state(len(ids)), []
    carried = MemoryCache(state)
    for start, end in itertools.pairwise(edges):
        piece = ids[:, start:end]
        if with_cache:
            output = model(piece, past_key_values=carried)
        else:
            output = model(piece, memory_state=state)
        state = output.memory_state
        logits.append(output.logits)
    return torch.cat(logits, 1), state


@every_case
@pytest.mark.one_in(6)
def test_any_cutting_ends_in_the_same_outputs_and_state(case: Case) -> None:
    model = _model(case.name)
    ids = random_ids(2, 43)
    with torch.no_grad():
        whole = model(ids)

        @settings(max_examples=8, deadline=None)
        @given(cuts=st.lists(st.integers(1, 42), max_size=6), with_cache=st.booleans())
        def check(cuts: list[int], *, with_cache: bool) -> None:
            edges = sorted({0, 43, *cuts})
            logits, state = _read_in_pieces(model, ids, edges, with_cache=with_cache)
            torch.testing.assert_close(logits, whole.logits, **CLOSE)
            assert state.equals(whole.memory_state, tolerance=1e-9)

        check()


@every_case
@pytest.mark.parametrize("with_cache", [False, True])
@pytest.mark.one_in(6)
def test_token_by_token_ends_in_the_same_outputs_and_state(case: Case, *, with_cache: bool) -> None:
    model = _model(case.name)
    ids = random_ids(2, 27)
    with torch.no_grad():
        whole = model(ids)
        logits, state = _read_in_pieces(model, ids, range(28), with_cache=with_cache)
    torch.testing.assert_close(logits, whole.logits, **CLOSE)
    assert state.num_segments.tolist() == [3, 3]
    assert state.equals(whole.memory_state, tolerance=1e-9)


@every_case
@pytest.mark.one_in(9)
def test_no_token_learns_of_later_ones(case: Case) -> None:
    model = _model(case.name)
    ids = random_ids(1, 3 * SEGMENT)
    with torch.no_grad():
        plain = model(ids).logits
        for at in (0, 3, SEGMENT - 1, SEGMENT, 2 * SEGMENT + 5):
            other = ids.clone()
            other[0, at] = 2 + (other[0, at] - 1) % (VOCAB - 2)
            changed = model(other).logits
            assert torch.equal(changed[:, :at], plain[:, :at])
            assert not torch.equal(changed[:, at], plain[:, at])


@every_case
@pytest.mark.one_in(9)
def test_rows_never_touch_one_another(case: Case) -> None:
    model = _model(case.name)
    ids = random_ids(3, 43)
    other = ids.clone()
    other[1] = random_ids(1, 43, seed=9)[0]
    rows = torch.tensor([0, 2])
    with torch.no_grad():
        before, after = model(ids), model(other)
        assert torch.equal(before.logits[rows], after.logits[rows])
        assert before.memory_state.select(rows).equals(after.memory_state.select(rows))
        assert not torch.equal(before.logits[1], after.logits[1])
        for row in range(3):
            alone = model(ids[row : row + 1])
            torch.testing.assert_close(before.logits[row], alone.logits[0], **CLOSE)
            mine = before.memory_state.select(torch.tensor([row]))
            assert mine.equals(alone.memory_state, tolerance=1e-9)


@every_case
@pytest.mark.parametrize("left", [False, True])
@pytest.mark.one_in(6)
def test_padding_on_either_side_changes_nothing(case: Case, *, left: bool) -> None:
    model = _model(case.name)
    lengths, width = (3, 8, 17, 30), 33
    batch = torch.zeros(len(lengths), width, dtype=torch.long)
    mask = torch.zeros_like(batch)
    at = [slice(width - n, width) if left else slice(0, n) for n in lengths]
    for row, length in enumerate(lengths):
        batch[row, at[row]] = random_ids(1, length, seed=row)[0]
        mask[row, at[row]] = 1
    # What lies under the padding is never looked at.
    batch = torch.where(mask.bool(), batch, random_ids(*batch.shape, seed=20))
    labels = torch.where(mask.bool(), batch, -100)
    with torch.no_grad():
        together = model(batch, mask, labels=labels)
        losses = []
        for row, length in enumerate(lengths):
            alone = model(batch[row : row + 1, at[row]], labels=batch[row : row + 1, at[row]])
            torch.testing.assert_close(together.logits[row, at[row]], alone.logits[0], **CLOSE)
            mine = together.memory_state.select(torch.tensor([row]))
            assert mine.equals(alone.memory_state, tolerance=1e-9)
            losses.append(float(alone.loss) * (length - 1))
    total = sum(losses) / (sum(lengths) - len(lengths))
    assert float(together.loss) == pytest.approx(total, rel=1e-6)


@every_case
@pytest.mark.one_in(9)
def test_rows_that_stand_at_unlike_places_read_on_as_alone(case: Case) -> None:
    model = _model(case.name)
    first, second = random_ids(2, 21), random_ids(2, 19, seed=3)
    mask = torch.ones_like(first)
    mask[0, :9] = 0
    with torch.no_grad():
        state = model(first, mask).memory_state
        assert state.pending_lengths.tolist() == [4, 5]
        together = model(second, memory_state=state)
        for row, start in ((0, 9), (1, 0)):
            before = model(first[row : row + 1, start:]).memory_state
            alone = model(second[row : row + 1], memory_state=before)
            torch.testing.assert_close(together.logits[row], alone.logits[0], **CLOSE)
            mine = together.memory_state.select(torch.tensor([row]))
            assert mine.equals(alone.memory_state, tolerance=1e-9)


@every_case
@pytest.mark.one_in(9)
def test_a_left_padded_batch_generates_what_single_rows_generate(case: Case) -> None:
    model = _model(case.name)
    # Ends before, at and behind the end of a segment, and all go on past the next one.
    lengths = (3, SEGMENT - 1, SEGMENT, SEGMENT + 1, 21)
    width = max(lengths)
    ids = random_ids(len(lengths), width)
    mask = torch.zeros_like(ids)
    for row, length in enumerate(lengths):
        mask[row, width - length :] = 1
    options = {"max_new_tokens": 2 * SEGMENT + 2, **_GREEDY}
    together = model.generate(ids * mask, attention_mask=mask, **options)
    for row, length in enumerate(lengths):
        alone = model.generate(ids[row : row + 1, width - length :], **options)
        assert torch.equal(together[row, width:], alone[0, length:])


@every_case
@pytest.mark.one_in(9)
def test_generating_equals_reading_everything_again(case: Case) -> None:
    model = _model(case.name)
    ids = random_ids(2, 13)
    again = ids
    with torch.no_grad():
        for _ in range(14):
            again = torch.cat([again, model(again).logits[:, -1:].argmax(-1)], 1)
    # Models come with their cache off, too, as it is set while they are fine-tuned.
    for use_cache in (True, False):
        generated = model.generate(ids, max_new_tokens=14, use_cache=use_cache, **_GREEDY)
        assert torch.equal(generated, again)


@every_case
@pytest.mark.one_in(9)
def test_beams_of_a_batch_are_those_of_single_rows(case: Case) -> None:
    model = _model(case.name)
    ids = random_ids(2, 13)
    options = {"max_new_tokens": 9, "num_beams": 3, **_GREEDY}
    together = model.generate(ids, **options)
    for row in range(2):
        assert torch.equal(together[row], model.generate(ids[row : row + 1], **options)[0])


@every_case
@pytest.mark.one_in(9)
def test_two_documents_at_once_in_one_model_are_as_each_alone(case: Case) -> None:
    """The state is in the value that goes in and out, and nowhere else."""
    model = _model(case.name)
    documents = [random_ids(1, 30, seed=5), random_ids(1, 30, seed=6)]
    with torch.no_grad():
        alone = [model(ids) for ids in documents]
        states = [model.initial_state(1), model.initial_state(1)]
        caches = [MemoryCache(state) for state in states]
        read: list[list[torch.Tensor]] = [[], []]
        cached: list[list[torch.Tensor]] = [[], []]
        for start, end in itertools.pairwise((0, 5, 8, 9, 20, 30)):
            for which, ids in enumerate(documents):
                output = model(ids[:, start:end], memory_state=states[which])
                states[which] = output.memory_state
                read[which].append(output.logits)
                output = model(ids[:, start:end], past_key_values=caches[which])
                cached[which].append(output.logits)
    for which, whole in enumerate(alone):
        torch.testing.assert_close(torch.cat(read[which], 1), whole.logits, **CLOSE)
        torch.testing.assert_close(torch.cat(cached[which], 1), whole.logits, **CLOSE)
        assert difference(states[which].tensors, whole.memory_state.tensors) < 1e-9
