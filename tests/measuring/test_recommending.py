"""How often what was chosen comes first is told beside its controls."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from memstudio.errors import DataError, MemoryAttachError
from memstudio.measuring.recommending import (
    RecommendRow,
    measure_recommending,
    recommend_rows,
)
from memstudio.progress import Control
from memstudio.tasks.recommending.ranker import Ranker
from tests.tiny import tiny_loaded

ROWS = [
    {"history": [f"Chess {i}", "Stars"], "candidates": ["Trains", f"Castles {i}", "Trains"],
     "clicked": [f"Castles {i}"]}
    for i in range(10)
]  # fmt: skip


def rows_file(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    return path


def test_rows_are_taken_apart_and_those_that_tell_nothing_left_out(tmp_path: Path) -> None:
    useless = [
        {"history": [], "candidates": ["A", "B"], "clicked": ["A"]},
        {"history": ["C"], "candidates": ["A", "B"], "clicked": ["A", "B"]},
    ]
    found = recommend_rows(rows_file(tmp_path / "rows.jsonl", [*useless, ROWS[3]]), Control())
    chosen = frozenset({"Castles 3"})
    assert found == [RecommendRow(("Chess 3", "Stars"), ("Trains", "Castles 3"), chosen)]
    with pytest.raises(DataError, match="columns history"):
        recommend_rows(rows_file(tmp_path / "none.jsonl", useless), Control())


def test_scores_that_are_no_numbers_rank_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Ranker, "scores", lambda *_: np.full(2, np.nan))
    rows = recommend_rows(rows_file(tmp_path / "rows.jsonl", ROWS), Control())
    found = measure_recommending(tiny_loaded(), rows, Control())
    assert {(each.first, each.auc) for each in found.figures if each.way != "chance"} == {(0, 0)}


def test_figures_are_those_of_the_scores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def scores(self: Ranker, state: object, *_: object) -> np.ndarray:
        # With a memory the second is first; without one nothing is told apart.
        return np.array([0.0, 0.0 if state is None else 1.0])

    monkeypatch.setattr(Ranker, "scores", scores)
    rows = recommend_rows(rows_file(tmp_path / "rows.jsonl", ROWS), Control())
    found = measure_recommending(tiny_loaded(), rows, Control())
    by_way = {each.way: each for each in found.figures}
    assert found.num_rows == 10
    assert (by_way["memory"].first, by_way["memory"].auc) == (1.0, 1.0)
    assert by_way["memory"].first_interval == pytest.approx((0.7225, 1.0), abs=1e-3)
    assert (by_way["memory reset"].first, by_way["memory reset"].auc) == (0.5, 0.5)
    assert by_way["chance"].first == 0.5
    assert by_way["chance"].first_interval == (None, None)
    assert by_way["memory reset"].gain == 0.5
    assert by_way["another's memory"].gain == 0.0
    # One's own memory is no control, nor are two rows of one user another's.
    alone = measure_recommending(tiny_loaded(), [rows[0]] * 2, Control())
    assert [each.way for each in alone.figures] == ["memory", "memory reset", "chance"]


@pytest.mark.slow
def test_a_model_that_was_never_trained_ranks_as_by_chance(tmp_path: Path) -> None:
    rows = recommend_rows(rows_file(tmp_path / "rows.jsonl", ROWS), Control())
    found = measure_recommending(tiny_loaded(), rows, Control())
    assert [each.way for each in found.figures] == [
        "memory", "another's memory", "memory reset", "chance"
    ]  # fmt: skip
    assert all(0 <= each.auc <= 1 for each in found.figures)


def test_without_a_memory_there_is_nothing_to_measure(tmp_path: Path) -> None:
    rows = recommend_rows(rows_file(tmp_path / "rows.jsonl", ROWS), Control())
    with pytest.raises(MemoryAttachError):
        measure_recommending(tiny_loaded(None), rows, Control())
