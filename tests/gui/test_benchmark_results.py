"""Results of trials as a grid: what is put together, what is left out, what it means."""

from __future__ import annotations

import pytest

from memstudio.gui.panes.evaluate.results import Verdict, grid_of
from memstudio.gui.panes.evaluate.words import brief_spread, cell_text, cell_tip, spread_text
from tests.gui.benchmarks import CHANCE, a_plan, a_progress, a_record


def test_seeds_share_a_cell_and_memories_stand_in_the_order_of_the_registry() -> None:
    records = [a_record("armt"), a_record("rmt"), a_record("rmt", seed=1, right=0.9)]
    grid = grid_of(records)
    assert grid.memories == (("rmt", ""), ("armt", ""))
    assert grid.tasks == ("copy",)
    cell = grid.cells[("rmt", ""), "copy"]
    assert cell.row is not None
    assert cell.row.seeds == (0, 1)
    assert cell.row.scores["none"].mean == pytest.approx(0.945)
    assert [record.seed for record in cell.records] == [0, 1]


def test_a_variant_has_a_row_of_its_own() -> None:
    grid = grid_of([a_record("armt"), a_record("armt", variant="no correction", right=0.5)])
    assert grid.memories == (("armt", ""), ("armt", "no correction"))


def test_of_trials_with_other_settings_only_the_latest_are_shown() -> None:
    old = [a_record(seed=seed, right=0.2) for seed in range(3)]
    new = a_record(seed=0, right=0.9, settings={"width": 128})
    row = grid_of([*old, new]).cells[("rmt", ""), "copy"].row
    assert row is not None
    assert row.seeds == (0,)
    assert row.scores["none"].mean == pytest.approx(0.9)


def test_what_is_still_to_come_has_its_place_before_anything_is_known() -> None:
    plan = a_plan("rmt", "armt", num_seeds=2).trials
    grid = grid_of([], [a_progress("rmt")], plan, lambda trial: trial.kind == "armt")
    assert grid.cells[("rmt", ""), "copy"].num_waiting == 2
    assert grid.cells[("armt", ""), "copy"].num_waiting == 0
    running = grid.cells[("rmt", ""), "copy"].running
    assert running is not None
    assert running.step == 700


def test_tasks_of_the_benchmark_that_is_on_come_first() -> None:
    grid = grid_of([a_record(task="old")], plan=a_plan("rmt", task="new").trials)
    assert grid.tasks == ("new", "old")


@pytest.mark.parametrize(
    ("changes", "verdict", "words"),
    [
        ({}, Verdict.USED, "memory used"),
        ({"reset": 0.6}, Verdict.NOT_SHOWN, "use not shown"),
        ({"swapped": 0.2}, Verdict.NOT_SHOWN, "use not shown"),
        ({"right": CHANCE + 0.01}, Verdict.NOT_LEARNT, "not learnt"),
        ({"right": 0.8, "reset": None, "swapped": None}, Verdict.NO_CONTROLS, "no memory"),
    ],
)
def test_the_controls_say_whether_the_memory_was_used(
    changes: dict[str, float], verdict: Verdict, words: str
) -> None:
    cell = grid_of([a_record(**changes)]).cells[("rmt", ""), "copy"]
    assert cell.verdict is verdict
    assert words in cell_text(cell)
    assert words in cell_tip(cell)


def test_a_tooltip_holds_every_number() -> None:
    cell = grid_of([a_record(), a_record(seed=1, right=0.9)]).cells[("rmt", ""), "copy"]
    tip = cell_tip(cell)
    for part in ("As it is: 94.5% (90.0–99.0%)", "Reset: 6.3%", "Zeroed: 6.3%", "Guessing: 6.3%",
                 "Seeds: 2", "copy", "RMT"):  # fmt: skip
        assert part in tip, tip


def test_a_spread_is_told_only_where_there_is_one() -> None:
    same, other = [a_record()], [a_record(), a_record(seed=1, right=0.5)]
    spreads = [grid_of(each).rows[0].scores["none"] for each in (same, other)]
    assert [spread_text(each) for each in spreads] == ["", "50.0–99.0%"]
    assert [brief_spread(each) for each in spreads] == ["", "50–99"]


def test_sizes_are_no_cells_of_their_own() -> None:
    scores = a_record().scores
    grid = grid_of([a_record(sizes={8: scores, 4: scores})])
    cell = grid.cells[("rmt", ""), "copy"]
    assert cell.row is not None
    assert cell.row.size is None
    assert [row.size for row in cell.sizes] == [4, 8]
    assert len(grid.rows) == 3
