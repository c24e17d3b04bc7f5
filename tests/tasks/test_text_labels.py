"""Labels of texts: of columns or of lists, and what makes none."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.data.documents import Document, FileReport, Understood
from memstudio.data.turns import Turn
from memstudio.errors import DataError
from memstudio.tasks.labels import LabelSet
from memstudio.tasks.text_labels import LabelColumns, labels_in_words, sets_of

TOPICS = ("oil", "tea")
MOODS = ("negative", "positive")
BOTH = ["oil, negative", "tea, negative", "oil, positive"]


def rows(answers: list[str]) -> list[Document]:
    return [
        Document(f"Text {n}", f"row {n}", Path("rows.csv"), n, (Turn("user", "?"), Turn("assistant", answer)))
        for n, answer in enumerate(answers)
    ]  # fmt: skip


def report(name: str, **columns: str) -> FileReport:
    found = FileReport.__new__(FileReport)
    for each, value in {
        "path": Path(name), "num_documents": 3, "understood": Understood("label", columns, ()),
    }.items():  # fmt: skip
        object.__setattr__(found, each, value)
    return found


def test_each_column_is_a_set_that_is_called_as_it_is() -> None:
    columns = LabelColumns.of([report("a.csv", text="t", label="Topic", label_2="mood")])
    assert columns.names == ("Topic", "mood")
    assert sets_of(rows(BOTH), columns) == (LabelSet("Topic", TOPICS), LabelSet("mood", MOODS))
    assert columns.place_of("topic") == 0
    assert columns.place_of("MOOD") == 1
    assert columns.place_of("text") is None


def test_a_column_that_says_nothing_is_called_after_its_labels() -> None:
    alone = LabelColumns(("label",))
    assert sets_of(rows(["oil", "tea"]), alone) == (LabelSet("topic", TOPICS),)
    assert sets_of(rows(["positive", "negative"]), alone) == (LabelSet("sentiment", MOODS),)
    assert sets_of(rows(["oil", "tea"]), LabelColumns(("trade",)))[0].name == "trade"
    # Beside another it keeps its name, by which it is found again.
    both = LabelColumns(("label", "sentiment"))
    assert [each.name for each in sets_of(rows(BOTH), both)] == ["label", "sentiment"]
    assert all(both.place_of(each.name) is not None for each in sets_of(rows(BOTH), both))


def test_lists_in_one_column_are_as_many_sets() -> None:
    expected = (LabelSet("topic", TOPICS), LabelSet("sentiment", MOODS))
    assert sets_of(rows(BOTH), LabelColumns(("labels",))) == expected
    # Not each row has a list, so none is one.
    (whole,) = sets_of(rows([*BOTH, "oil"]), LabelColumns(("labels",)))
    assert len(whole.labels) == 4
    assert labels_in_words(rows(["tea, green"])[0], 1) == ("tea, green",)


def test_columns_of_files_that_differ_are_named() -> None:
    one, other = report("a.csv", label="topic"), report("b.csv", label="topic", label_2="mood")
    assert LabelColumns.of([one, one]).names == ("topic",)
    assert LabelColumns.of([]).names == ("label",)
    with pytest.raises(DataError, match=r"a\.csv has labels in the columns topic, and b\.csv"):
        LabelColumns.of([one, other])


@pytest.mark.parametrize(
    ("answers", "names", "words"),
    [
        (["oil", "oil"], ("trade",), "All 2 texts to learn from have the label 'oil' of 'trade'"),
        (BOTH[:2], ("topic", "mood"), "have the label 'negative' of 'mood'"),
        ([f"n{n}" for n in range(1001)], ("trade",), "'trade' has 1001 labels"),
        (["oil, tea, bad"], ("topic", "mood"), "are 3 and not 2"),
        (BOTH, ("mood", "mood"), "Two columns of labels are called 'mood'"),
    ],
)
def test_what_makes_no_labels_is_refused_in_words(
    answers: list[str], names: tuple[str, ...], words: str
) -> None:
    with pytest.raises(DataError, match=words):
        sets_of(rows(answers), LabelColumns(names))
    with pytest.raises(DataError, match="Text has no label to be learnt"):
        labels_in_words(Document("A text.", "Text", Path("text")), 1)
