"""The memory state of one kind: what is pending is written, rows of any lengths end as alone."""

from __future__ import annotations

import itertools
from functools import cache
from pathlib import Path

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.memory_state import MemoryState
from tests.memory.conftest import random_ids, tiny_model


def test_committing_writes_what_is_pending() -> None:
    model = tiny_model()
    with torch.no_grad():
        state = model(random_ids(1, 11)).memory_state
        committed = model.commit(state)
    assert committed.num_segments.tolist() == [2]
    assert committed.pending_ids.shape == (1, 0)
    assert not torch.equal(committed.tensors["slots"], state.tensors["slots"])
    assert model.commit(committed) is committed


def test_a_loaded_state_has_let_go_of_its_file(tmp_path: Path) -> None:
    """Windows would neither replace nor remove a file that tensors are mapped from."""
    with torch.no_grad():
        state = tiny_model()(random_ids(1, 11)).memory_state
    path = tmp_path / "state.safetensors"
    state.save(path)
    loaded = MemoryState.load(path)
    with path.open("r+b") as file:
        file.write(b"\xff" * path.stat().st_size)
    assert loaded.equals(state)


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
