"""The memory state is a value: saved, loaded, cut by rows, refused by another model."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from memstudio.errors import MemoryStateError
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.memory_state import MemoryState
from tests.memory.conftest import random_ids, tiny_model


def test_reading_on_from_a_saved_state_equals_never_having_stopped(tmp_path: Path) -> None:
    model = tiny_model()
    ids = random_ids(1, 40)
    with torch.no_grad():
        whole = model(ids)
        model(ids[:, :19]).memory_state.save(tmp_path / "a.safetensors")
        state = MemoryState.load(tmp_path / "a.safetensors")
        model.accept(state)
        rest = model(ids[:, 19:], memory_state=state)
    torch.testing.assert_close(rest.logits, whole.logits[:, 19:], atol=2e-6, rtol=1e-5)


def test_reading_on_leaves_the_state_as_it_was() -> None:
    model = tiny_model()
    with torch.no_grad():
        state = model(random_ids(1, 12)).memory_state
        before = {name: tensor.clone() for name, tensor in state.tensors.items()}
        first = model(random_ids(1, 9, seed=1), memory_state=state).logits
        again = model(random_ids(1, 9, seed=1), memory_state=state).logits
    assert torch.equal(first, again)
    assert all(torch.equal(state.tensors[name], tensor) for name, tensor in before.items())


def test_rows_of_a_batch_never_touch_one_another() -> None:
    model = tiny_model()
    ids = random_ids(3, 20)
    with torch.no_grad():
        together = model(ids).memory_state
        for row in range(3):
            alone = model(ids[row : row + 1]).memory_state
            mine = together.select(torch.tensor([row]))
            assert torch.equal(mine.pending_ids, alone.pending_ids)
            torch.testing.assert_close(
                mine.tensors["slots"], alone.tensors["slots"], atol=2e-6, rtol=1e-5
            )


def test_committing_writes_what_is_pending() -> None:
    model = tiny_model()
    with torch.no_grad():
        state = model(random_ids(1, 11)).memory_state
        committed = model.commit(state)
    assert committed.num_segments.tolist() == [2]
    assert committed.pending_ids.shape == (1, 0)
    assert not torch.equal(committed.tensors["slots"], state.tensors["slots"])
    assert model.commit(committed) is committed


def test_a_state_of_another_model_is_refused_in_words(tmp_path: Path) -> None:
    small, large = tiny_model(num_slots=2), tiny_model(num_slots=4)
    state = small.initial_state()
    with pytest.raises(MemoryStateError, match="belongs to another model"):
        large(random_ids(1, 4), memory_state=state)
    with pytest.raises(MemoryStateError, match="must be equal"):
        small(random_ids(2, 4), memory_state=state)
    (tmp_path / "no.safetensors").write_bytes(b"nothing of the kind")
    with pytest.raises(MemoryStateError, match="could not be read"):
        MemoryState.load(tmp_path / "no.safetensors")
    with pytest.raises(MemoryStateError, match="could not be read"):
        MemoryState.load(tmp_path / "absent.safetensors")


def test_a_state_with_nan_is_refused() -> None:
    model = tiny_model()
    state = model.initial_state()
    bad = state.with_tensors({"slots": torch.full_like(state.tensors["slots"], torch.nan)})
    with pytest.raises(MemoryStateError, match="not numbers"):
        model.accept(bad)


@cache
def _small_model() -> MemoryModel:
    """One for all examples: it is only read with."""
    return tiny_model(num_slots=2, segment_length=5)


@settings(deadline=None)
@given(
    lengths=st.lists(st.integers(1, 23), min_size=1, max_size=4),
    cuts=st.lists(st.integers(1, 22), max_size=3),
    left=st.booleans(),
)
def test_any_padding_and_any_cutting_ends_in_the_state_of_single_rows(
    lengths: list[int], cuts: list[int], *, left: bool
) -> None:
    model = _small_model()
    width = max(lengths)
    rows = [random_ids(1, n, seed=i)[0] for i, n in enumerate(lengths)]
    batch = torch.zeros(len(rows), width, dtype=torch.long)
    mask = torch.zeros_like(batch)
    for i, row in enumerate(rows):
        at = slice(width - len(row), width) if left else slice(0, len(row))
        batch[i, at] = row
        mask[i, at] = 1
    edges = sorted({0, width, *(cut for cut in cuts if cut < width)})
    state = None
    with torch.no_grad():
        for start, end in itertools.pairwise(edges):
            piece = slice(start, end)
            state = model(batch[:, piece], mask[:, piece], memory_state=state).memory_state
        assert state is not None
        for i, row in enumerate(rows):
            alone = model(row[None]).memory_state
            mine = state.select(torch.tensor([i]))
            pending = int(mine.pending_lengths)
            assert mine.num_segments.item() == alone.num_segments.item()
            assert mine.pending_ids[0, :pending].tolist() == alone.pending_ids[0].tolist()
            torch.testing.assert_close(
                mine.tensors["slots"], alone.tensors["slots"], atol=3e-6, rtol=1e-5
            )
