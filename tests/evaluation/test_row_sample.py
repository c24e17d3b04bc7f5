"""Which rows are answered, of datasets of any size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from memstudio.data.documents import Document, FileReport, Understood
from memstudio.data.turns import Turn
from memstudio.evaluation import row_sample
from memstudio.evaluation.metric_table import TASKS, WITH_TERMS
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


def _translated(*said: str) -> Document:
    turns = tuple(Turn(("user", "assistant")[n % 2], text) for n, text in enumerate(said))  # type: ignore[arg-type]
    return Document(" ".join(said), "labels.csv", _PATH, turns=turns)


def test_terms_of_the_last_sentence_are_those_that_the_first_lines_fixed() -> None:
    report = replace(_report(), understood=Understood("translation", {}, ()))
    head = "levy = \u7a0e; port = \u6e2f\nThe port is open."
    fixed = _translated(
        head, "...", "The Levy is paid at the airport.", "\u7a0e\u5df2\u4ed8\u6e05\u3002"
    )
    plain = _translated("The levy is due.", "...", "The levy is paid.", "...")
    (found,) = sampled_rows([fixed, plain], [fixed, plain], [report], 4)
    assert found.task is WITH_TERMS
    assert [row.terms for row in found.rows] == [(("levy", "\u7a0e"),), ()]
    (found,) = sampled_rows([plain], [plain], [report], 4)
    assert found.task is TASKS["translation"]
    # Where the right translation has the term otherwise, saying it right would not count.
    ending = _translated("levy = Abgabe", "...", "The levy is due.", "Die Abgaben sind fällig.")
    (found,) = sampled_rows([ending], [ending], [report], 4)
    assert found.rows[0].terms == ()


def test_a_single_sentence_has_no_terms_that_were_fixed_before() -> None:
    report = replace(_report(), understood=Understood("translation", {}, ()))
    alone = _translated("levy = \u7a0e\nThe levy is paid.", "...")
    (found,) = sampled_rows([alone], [alone], [report], 4)
    assert found.rows[0].terms == ()
