"""The split: all text once, nothing in both, the same by the same seed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from memstudio.data.documents import Document
from memstudio.data.splitting import parts_by_files, split_documents
from memstudio.resources import resource


def documents(*texts: str) -> list[Document]:
    return [Document(text, f"{n}", Path("a.jsonl"), n) for n, text in enumerate(texts)]


def size(part: tuple[Document, ...]) -> int:
    return sum(len(document.text) for document in part)


TEXT = st.text(alphabet="ab .\n。”", max_size=30).map(lambda text: text * 20) | st.text(
    max_size=300
)


@settings(deadline=None)
@given(
    texts=st.lists(TEXT, max_size=25),
    fraction=st.floats(0, 0.9),
    seed=st.integers(0, 3),
)
def test_each_part_of_the_text_is_in_one_part_of_the_split(
    texts: list[str], fraction: float, seed: int
) -> None:
    whole = documents(*texts)
    train, validation = split_documents(whole, fraction, seed)
    parts: dict[int, str] = {}
    for part in (train, validation):
        assert [document.index for document in part] == sorted(d.index for d in part)
        for document in part:
            parts[document.index] = parts.get(document.index, "") + document.text
    assert parts == {document.index: document.text for document in whole}
    assert split_documents(whole, fraction, seed) == (train, validation)
    if fraction > 0 and len(texts) > 1:
        assert train
        assert validation


@pytest.mark.parametrize("name", ["pride-and-prejudice.txt", "guwen-guanzhi.txt"])
def test_a_book_is_cut_where_a_sentence_ends(name: str) -> None:
    text = resource("samples", name).read_text(encoding="utf-8")
    (train,), (validation,) = split_documents(documents(text), 0.1, 0)
    assert train.text + validation.text == text
    assert train.text.rstrip()[-1] in ".!?。！？”\u2019\"'」』_"
    assert len(validation.text) == pytest.approx(0.1 * len(text), rel=0.05)


def test_a_text_without_sentences_is_cut_between_words() -> None:
    (train,), (validation,) = split_documents(documents("word " * 1000), 0.1, 0)
    assert (train.text[-1], validation.text[:4]) == (" ", "word")


def test_whole_documents_are_set_aside_by_the_seed_when_there_are_enough() -> None:
    whole = documents(*(f"Document {n}. " * 50 for n in range(40)))
    train, validation = split_documents(whole, 0.1, 0)
    assert sorted([*train, *validation], key=lambda d: d.index) == whole
    assert size(validation) == pytest.approx(0.1 * (size(train) + size(validation)), rel=0.5)
    assert split_documents(whole, 0.1, 1)[1] != validation


@pytest.mark.parametrize("seed", range(8))
def test_a_giant_among_small_documents_is_not_set_aside(seed: int) -> None:
    whole = documents("A sentence. " * 20_000, *("Short one. " * 30 for _ in range(12)))
    train, validation = split_documents(whole, 0.1, seed)
    assert 0.05 < size(validation) / (size(train) + size(validation)) < 0.15


def test_short_documents_are_set_aside_whole() -> None:
    train, validation = split_documents(documents("One, not short.", "Two.", "Three."), 0.1, 0)
    assert [document.text for document in train] == ["One, not short.", "Three."]
    assert [document.text for document in validation] == ["Two."]


def test_a_single_short_text_is_not_cut() -> None:
    assert split_documents(documents("Short."), 0.1, 0)[1] == ()


# ---------------------------------------------------------------------- parts that files are named for


@pytest.mark.parametrize(
    ("names", "train", "held_out"),
    [
        (["train.jsonl", "test.jsonl"], ["train.jsonl"], ["test.jsonl"]),
        (["a_train_01.csv", "a_val.csv", "a_test.csv"], ["a_train_01.csv"], ["a_val.csv"]),
        (
            ["train-00000-of-00001.parquet", "validation-00000-of-00001.parquet", "more.txt"],
            ["train-00000-of-00001.parquet", "more.txt"],
            ["validation-00000-of-00001.parquet"],
        ),
        (["train.jsonl", "evaluation.jsonl"], ["train.jsonl"], ["evaluation.jsonl"]),
        (["train/data.arrow", "test/data.arrow"], ["train/data.arrow"], ["test/data.arrow"]),
        (
            ["train/pos/1.txt", "train/neg/1.txt", "test/pos/1.txt", "test/neg/1.txt"],
            ["train/pos/1.txt", "train/neg/1.txt"],
            ["test/pos/1.txt", "test/neg/1.txt"],
        ),
        # The nearest name says it.
        (
            ["train/a/1.txt", "train/dev/a/1.txt", "test/1.txt"],
            ["train/a/1.txt"],
            ["train/dev/a/1.txt"],
        ),
    ],
)
def test_parts_that_files_are_named_for_stay_apart(
    names: list[str], train: list[str], held_out: list[str]
) -> None:
    documents = tuple(
        # Where all files are, somebody works on whatever it is.
        Document(f"Text {n} of {name}.", name, Path("/home/test/set") / name, n)
        for name in names
        for n in range(3)
    )
    first, second = split_documents(documents, 0.1, 0)
    assert list(dict.fromkeys(document.name for document in first)) == train
    assert list(dict.fromkeys(document.name for document in second)) == held_out
    # Without validation, tests are not trained on all the same.
    assert split_documents(documents, 0.0, 0) == (first, ())


@pytest.mark.parametrize(
    "names",
    [
        ["train.txt"],
        ["test.txt"],
        ["trains.txt", "contest.txt"],
        ["latest.txt", "a.txt"],
        ["train.py", "eval.py", "test_model.py", "model.py"],
    ],
)
def test_other_names_set_nothing_apart(names: list[str]) -> None:
    documents = [Document(f"Text of {name}.", name, Path("/set") / name) for name in names]
    assert parts_by_files(documents) is None
