"""Which rows are answered, of datasets of any size."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from memstudio.data.documents import Document, FileReport, Understood
from memstudio.data.turns import Turn
from memstudio.evaluation import row_sample
from memstudio.evaluation.row_sample import evenly_spaced, sampled_rows

_PATH = Path("labels.csv")


def _row(text: str, label: str) -> Document:
    turns = (Turn("user", text), Turn("assistant", label))
    return Document(f"{text} {label}", "labels.csv", _PATH, turns=turns)


def _report() -> FileReport:
    return FileReport(
        _PATH, "csv", "utf-8", 1, 1, 1, _PATH, understood=Understood("label", {}, ()),
    )  # fmt: skip


class _Counting(Sequence[Document]):
    """Makes rows when they are asked for, as a dataset on the disk does."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.asked = 0

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, place: Any) -> Any:
        self.asked += 1
        return _row(f"text {place}", ("good", "bad")[place % 2])


def test_rows_are_spread_over_all_and_always_the_same() -> None:
    assert evenly_spaced(10, 5) == [0, 2, 4, 6, 8]
    assert evenly_spaced(3, 5) == [0, 1, 2]


def test_of_a_large_dataset_only_some_rows_are_read() -> None:
    held_out, everything = _Counting(1_000_000), _Counting(9_000_000)
    (found,) = sampled_rows(held_out, everything, [_report()], 16)
    assert len(found.rows) == 16
    assert found.rows[0].choices == ("bad", "good")
    most = row_sample._LOOKED_AT
    assert held_out.asked <= most
    assert everything.asked <= most


def test_the_expected_label_can_always_be_chosen() -> None:
    (found,) = sampled_rows([_row("it", "rare")], [_row("a", "good")], [_report()], 4)
    assert found.rows[0].choices == ("good", "rare")


def test_nothing_is_read_when_no_rows_are_wanted() -> None:
    held_out = _Counting(10)
    assert sampled_rows(held_out, held_out, [_report()], 0) == ()
    assert held_out.asked == 0
