"""Exact search: in blocks, in rows of unlike length, and by FAISS where it is installed."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from memstudio.memory import nearest_keys as searches


def _case(total: int = 300) -> tuple[Tensor, Tensor, Tensor]:
    generator = torch.Generator().manual_seed(0)
    queries = torch.randn(3, 5, 4, 8, generator=generator)
    keys = torch.randn(3, total, 2, 8, generator=generator)
    return queries, keys, torch.tensor([total, 0, 4])


def _expected(queries: Tensor, keys: Tensor, lengths: Tensor, count: int) -> Tensor:
    total = keys.shape[1]
    found = torch.full((*queries.shape[:3], count), total)
    for b, s, h in torch.cartesian_prod(*map(torch.arange, queries.shape[:3])).tolist():
        scores = keys[b, : lengths[b], h // 2] @ queries[b, s, h]
        order = scores.argsort(descending=True)[:count]
        found[b, s, h, : len(order)] = order
    return found


@pytest.mark.parametrize("block", [1, 3000, 1 << 24])
@pytest.mark.parametrize("count", [1, 7, 300])
def test_the_nearest_are_found(block: int, count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "_BLOCK_SCORES", block)
    case = _case()
    expected = _expected(*case, count)
    assert torch.equal(searches.nearest_keys(*case, count), expected)


def test_no_more_are_found_than_there_are() -> None:
    queries, keys, lengths = _case(total=4)
    assert searches.nearest_keys(queries, keys, lengths, 32).shape == (3, 5, 4, 4)


@pytest.mark.parametrize("count", [1, 7])
def test_faiss_finds_the_same(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    faiss = pytest.importorskip("faiss")
    calls: list[int] = []
    search = faiss.knn
    monkeypatch.setattr(faiss, "knn", lambda *a, **k: calls.append(1) or search(*a, **k))
    monkeypatch.setattr(searches, "_LARGE", 300)
    case = _case()
    assert torch.equal(searches.nearest_keys(*case, count), _expected(*case, count))
    assert len(calls) == 4  # two heads of keys in each of the two rows that have any


def test_without_faiss_a_large_memory_is_searched_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searches, "has_faiss", lambda: False)
    monkeypatch.setattr(searches, "_LARGE", 300)
    case = _case()
    assert torch.equal(searches.nearest_keys(*case, 7), _expected(*case, 7))
