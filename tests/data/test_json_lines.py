"""JSON lines: good rows are read, bad ones are named by their line."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from memstudio.data.corpus import Corpus, read_corpus
from memstudio.data.read_settings import ReadSettings
from memstudio.data.readers import json_lines
from memstudio.progress import Control


def lines(*rows: object) -> str:
    return "".join(row if isinstance(row, str) else json.dumps(row) + "\n" for row in rows)


def texts(corpus: Corpus) -> list[str]:
    return [document.text for document in corpus.documents]


def test_one_bad_line_in_the_middle_is_named_and_the_rest_is_read(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("a.jsonl", lines({"text": "One."}, '{"text": "Tw\n', "\n", {"text": "Three."}))
    corpus = read(path)
    assert texts(corpus) == ["One.", "Three."]
    assert [document.name for document in corpus.documents] == ["a.jsonl:1", "a.jsonl:4"]
    assert [document.index for document in corpus.documents] == [0, 1]
    (problem,) = corpus.all_problems
    assert problem.line == 2
    assert "not valid JSON" in problem.sentence()


@pytest.mark.parametrize("name", ["text", "content", "story", "document", "body"])
def test_a_field_of_a_usual_name_is_the_text(
    name: str, make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("a.jsonl", lines({"title": "A very long title " * 9}, {name: "A.", "url": "x" * 9}))
    assert texts(read(path)) == ["A."]


def test_of_the_usual_names_the_first_is_the_text(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("a.jsonl", lines({"body": "Body.", "content": "Content."}))
    assert texts(read(path)) == ["Content."]


def test_without_a_usual_name_the_longest_field_is_the_text_and_is_named(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    rows = [{"id": "a-long-identifier", "review": "A."}, {"id": "b", "review": "B. " * 20}]
    corpus = read(make("a.jsonl", lines(*rows)))
    assert texts(corpus) == ["A.", "B. " * 20]
    assert "'review' is read" in corpus.all_problems[0].sentence()


def test_the_field_can_be_given(make: Callable[..., Path], read: Callable[..., Corpus]) -> None:
    path = make("a.jsonl", lines({"text": "Text.", "note": "Note."}))
    assert texts(read(path, text_field="note")) == ["Note."]


def test_a_given_field_that_is_in_no_row_is_named(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    corpus = read(make("a.jsonl", lines({"text": "Text."})), text_field="txt")
    assert texts(corpus) == []
    assert "No row has text in the field 'txt'" in corpus.all_problems[-1].sentence()


def test_rows_without_any_text_are_refused_with_a_sentence(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    corpus = read(make("a.jsonl", lines(*({"id": number} for number in range(500)))))
    assert texts(corpus) == []
    assert len(corpus.all_problems) < 30
    assert "No row has a field with text" in corpus.all_problems[-1].sentence()


def test_a_whole_json_file_under_this_name_is_read(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    content = json.dumps([{"text": f"Text {number}."} for number in range(100)], indent=1)
    corpus = read(make("a.jsonl", content))
    assert texts(corpus) == [f"Text {number}." for number in range(100)]
    assert corpus.all_problems == ()


def test_a_first_line_that_is_broken_costs_only_itself(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    for broken in ("[", "{", '[{"text": "No."'):
        corpus = read(make("a.jsonl", broken + "\n" + lines({"text": "One."}, {"text": "Two."})))
        assert texts(corpus) == ["One.", "Two."]
        assert corpus.all_problems[0].line == 1


@pytest.mark.parametrize(
    "row", ["[1, 2]\n", "3\n", "null\n", "[" * 100_000 + "\n", "9" * 5_000 + "\n"]
)
def test_a_row_that_is_no_object_is_named(
    row: str, make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    corpus = read(make("a.jsonl", lines({"text": "One."}, row, {"text": "Two."})))
    assert texts(corpus) == ["One.", "Two."]
    assert [problem.line for problem in corpus.all_problems] == [2]


def test_a_row_of_the_wrong_type_or_without_text_is_named(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    rows = [{"text": "One."}, {"text": 3}, {"text": None}, {"text": " \n"}, {"other": "Two."}]
    corpus = read(make("a.jsonl", lines(*rows)))
    assert texts(corpus) == ["One."]
    assert [problem.line for problem in corpus.all_problems] == [2, 3, 4, 5]


def test_halves_of_characters_and_control_characters_do_not_reach_the_text(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("a.jsonl", '{"text": "a\\ud83d b\\u0000c \\ud83d\\ude00\\r\\nd"}\n')
    corpus = read(path)
    assert texts(corpus) == ["a\ufffd bc 😀\nd"]
    (problem,) = corpus.all_problems
    assert problem.line == 1
    assert "2 characters" in problem.sentence()


def test_bytes_that_cannot_be_decoded_are_named_by_their_line(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    rows = [json.dumps({"text": f"Où est-il, été {n} ?"}, ensure_ascii=False) for n in range(5)]
    content = "\n".join(rows).encode().replace(b"3 ?", b"3 \xff?")
    corpus = read(make("a.jsonl", content))
    assert texts(corpus)[3] == "Où est-il, été 3 \ufffd?"
    assert [problem.line for problem in corpus.all_problems] == [4]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_rows_are_read_in_the_file_s_encoding(
    encoding: str, make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    text = "此开卷第一回也。作者自云：因曾历过一番梦幻之后，故将真事隐去。"
    content = "".join(
        json.dumps({"text": f"{text}{number}"}, ensure_ascii=False) + "\r\n" for number in range(20)
    )
    corpus = read(make("a.jsonl", content.encode(encoding)))
    assert texts(corpus) == [f"{text}{number}" for number in range(20)]
    assert corpus.files[0].encoding == encoding
    assert corpus.all_problems == ()


@pytest.mark.slow
def test_a_line_too_long_is_skipped_in_bounded_memory(
    make: Callable[..., Path], read: Callable[..., Corpus], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(json_lines, "_LONGEST_LINE", 2_000_000)
    path = make("a.jsonl", lines({"text": "One."}))
    with path.open("ab") as file:
        for _ in range(200):
            file.write(b"x" * 1_000_000)
        file.write(b"\n" + lines({"text": "Two."}).encode())
    tracemalloc.start()
    try:
        corpus = read(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert texts(corpus) == ["One.", "Two."]
    assert [problem.line for problem in corpus.all_problems] == [2]
    assert "longer than 2 million characters" in corpus.all_problems[0].sentence()
    assert peak < 30_000_000


def test_many_bad_lines_are_counted_and_not_listed(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    corpus = read(make("a.jsonl", lines({"text": "One."}, *["{\n"] * 1000)))
    assert len(corpus.all_problems) == 21
    assert "980 more lines" in corpus.all_problems[-1].sentence()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
LINE = (
    st.binary(max_size=60)
    | JSON.map(lambda row: json.dumps(row).encode())
    | st.builds(lambda text: json.dumps({"text": text}).encode(), st.text(max_size=30))
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(content=st.lists(LINE, max_size=12), text_field=st.none() | st.text(max_size=5))
def test_any_lines_are_read_or_named(
    content: list[bytes], text_field: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(content))
    columns = {"text": text_field} if text_field else {}
    corpus = read_corpus([path], control=Control(), asked=ReadSettings("text", columns))
    assert corpus.documents or corpus.all_problems
    for problem in corpus.all_problems:
        assert problem.sentence()
    for document in corpus.documents:
        document.text.encode("utf-8")
        assert document.text.strip()
