"""What rows mean is recognised, or can be said; each row becomes turns, or says why not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memstudio.data.row_kinds import ROW_KINDS
from memstudio.data.row_recognition import plan_rows
from memstudio.data.turns import Turn, UnusableRowError, turns_of
from memstudio.errors import MemStudioError

SQUAD = {"text": ["in Paris", "Paris"], "answer_start": [1, 4]}
MESSAGES = [
    {"role": "system", "content": "Be brief."},
    {"role": "user", "content": "Hello?"},
    {"role": "assistant", "content": "Hello."},
]
SHAREGPT = [{"from": "human", "value": "Hello?"}, {"from": "gpt", "value": "Hello."}]

# Columns, the kind, and what is read and learnt of the first row.
KNOWN: list[tuple[str, list[dict[str, Any]], str, str, str]] = [
    ("alpaca", [{"instruction": "Add.", "input": "1 2", "output": "3"}], "instruction", "Add.\n\n1 2", "3"),
    ("prompt", [{"prompt": "Add 1 2.", "response": "3"}], "instruction", "Add 1 2.", "3"),
    ("openai", [{"messages": MESSAGES}], "conversation", "Hello?", "Hello."),
    ("sharegpt", [{"id": "a", "conversations": SHAREGPT}], "conversation", "Hello?", "Hello."),
    ("squad", [{"title": "T", "context": "It is in Paris.", "question": "Where?", "answers": SQUAD}],
     "question", "It is in Paris.\n\nWhere?", "in Paris"),
    ("closed", [{"Question": "Where?", "Answer": "Here."}], "question", "Where?", "Here."),
    ("languages", [{"en": "Dog.", "zh": "狗。"}], "translation", "Dog.", "狗。"),
    ("opus", [{"id": "1", "translation": {"de": "Hund.", "en": "Dog."}}], "translation", "Hund.", "Dog."),
    ("pairs", [{"source": "Hund.", "target": "Dog."}], "translation", "Hund.", "Dog."),
    ("news", [{"article": "Long text.", "highlights": "Short."}], "summary", "Long text.", "Short."),
    ("sentiment", [{"text": "Good.", "label": 1}, {"text": "Bad.", "label": 0}], "label", "Good.", "1"),
    ("stars", [{"review": "Good, all of it.", "stars": 4.5}], "number", "Good, all of it.", "4.5"),
    ("similar", [{"sentence1": "A dog.", "sentence2": "A cat.", "score": "2.75", "idx": 0}],
     "number", "A dog.\n\nA cat.", "2.75"),
    ("unnamed", [{"what was said": "Prices went up.", "then": -0.25}, {"what was said": "No news.", "then": 0}],
     "number", "Prices went up.", "-0.25"),
    ("minus", [{"text": "Down.", "change": "−0.25"}, {"text": "Further down.", "change": "−1.5"}],
     "number", "Down.", "−0.25"),
    ("topics", [{"text": "A.", "labels": ["x", "y"]}, {"text": "B.", "labels": ["x"]}], "label", "A.", "x, y"),
    ("search", [{"query": "dog", "document": "Dogs bark.", "relevance": 2}], "retrieval", "dog", "Dogs bark."),
    ("clicks", [{"user": "u1", "history": ["A", "B"], "candidates": ["C", "D"], "clicked": ["D"]}],
     "recommendation", "A\nB\n\nC\nD", "D"),
    ("dolly", [{"instruction": "Where?", "context": "In Paris.", "response": "Paris", "category": "x"}],
     "instruction", "Where?\n\nIn Paris.", "Paris"),
    ("mmlu", [{"question": "Which?", "choices": ["a cat", "a dog"], "answer": 1}],
     "question", "Which?\n\n- a cat\n- a dog", "a dog"),
    ("arc", [{"id": "x1", "question": "Which?", "choices": {"text": ["cat", "dog"], "label": ["A", "B"]},
              "answerKey": "A"}], "question", "Which?\n\n- cat\n- dog", "cat"),
    ("hotpot", [{"question": "Who?", "context": {"title": ["T"], "sentences": [["One.", "Two."]]}, "answer": "X"}],
     "question", "One.\nTwo.\n\nWho?", "X"),
    ("typed", [{"question": "Who?", "context": {"type": "wiki", "passage": "X did."}, "answer": "X"}],
     "question", "wiki\nX did.\n\nWho?", "X"),
    ("typed input", [{"instruction": "Add.", "input": [{"type": "sum", "numbers": "1 2"}], "output": "3"}],
     "instruction", "Add.\n\nsum\n1 2", "3"),
    ("lima", [{"conversations": ["Hi?", "Hello."], "source": "x"}], "conversation", "Hi?", "Hello."),
    ("preferred", [{"chosen": MESSAGES, "rejected": MESSAGES}], "conversation", "Hello?", "Hello."),
    ("asked apart", [{"prompt": MESSAGES[:2], "chosen": MESSAGES[2:], "rejected": MESSAGES[2:]}],
     "conversation", "Hello?", "Hello."),
    ("completed", [{"prompt": MESSAGES[:2], "completion": MESSAGES[2:]}], "conversation", "Hello?", "Hello."),
    ("asked in words", [{"prompt": "Hello?", "completion": MESSAGES[2:]}], "conversation", "Hello?", "Hello."),
    ("preferred to", [{"prompt": "Hello?", "chosen": MESSAGES[2:], "rejected": MESSAGES[2:]}],
     "conversation", "Hello?", "Hello."),
    ("asked in other words", [{"prompt": "Hi?", "chosen": MESSAGES}], "conversation", "Hello?", "Hello."),
    ("asked twice", [{"prompt": MESSAGES[:2], "messages": MESSAGES}], "conversation", "Hello?", "Hello."),
    ("snli", [{"premise": "A.", "hypothesis": "B.", "label": n} for n in (0, 1)], "label", "A.\n\nB.", "0"),
    ("sorted", [{"text": f"Film {n}.", "label": 0} for n in range(100)], "label", "Film 0.", "0"),
    ("numbered", [{"id": "row-0", "en": "Dog.", "de": "Hund."}], "translation", "Dog.", "Hund."),
    ("upper", [{"EN-US": "Dog.", "DE-DE": "Hund."}], "translation", "Dog.", "Hund."),
    ("parts", [{"messages": [{"role": "user", "content": [{"type": "text", "text": "One."}, {"type": "text", "text": "Two."}]},
                             {"role": "assistant", "content": None, "value": "Yes."}]}],
     "conversation", "One.\nTwo.", "Yes."),
    ("large", [{"question": "Which?", "answer": 12345678901234567890}], "question", "Which?", "12345678901234567890"),
    ("sorted by name", [{"text": f"Film {n}.", "label": "bad"} for n in range(100)], "label", "Film 0.", "bad"),
    ("many labels", [{"text": f"Say {n}.", "label": f"intent {n % 77}"} for n in range(100)],
     "label", "Say 0.", "intent 0"),
    ("marks", [{"history": "A\nB", "impressions": ["C", "D"], "labels": [1, 0]}],
     "recommendation", "A\nB\n\nC\nD", "C"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "kind", "read_part", "learnt"), [case[1:] for case in KNOWN], ids=[c[0] for c in KNOWN]
)
def test_rows_of_known_datasets_are_recognised(
    rows: list[dict[str, Any]], kind: str, read_part: str, learnt: str
) -> None:
    plan = plan_rows(rows)
    assert plan.kind.name == kind
    turns = turns_of(kind, plan.cells(rows[0]))
    assert [turn.text for turn in turns if turn.speaker == "user"] == [read_part]
    assert [turn.text for turn in turns if turn.speaker == "assistant"] == [learnt]


BY_TURNS: list[tuple[str, dict[str, Any], str, list[str]]] = [
    ("coqa", {"story": "In Paris.", "questions": ["Where?", "Who?"], "answers": {"input_text": ["Paris", "it"]}},
     "question", ["In Paris.\n\nWhere?", "Paris", "Who?", "it"]),
    ("one answer each", {"context": "In Paris.", "question": ["Where?", "Who?"], "answer": ["Paris", "it"]},
     "question", ["In Paris.\n\nWhere?", "Paris", "Who?", "it"]),
    ("sentences", {"source": ["A cat.", "A dog."], "target": ["猫。", "狗。"]},
     "translation", ["A cat.", "猫。", "A dog.", "狗。"]),
    ("an empty line", {"source": ["A cat.", "", "A dog."], "target": ["猫。", "", "狗。"]},
     "translation", ["A cat.", "猫。", "A dog.", "狗。"]),
    ("other answers", {"question": "Where?", "answers": ["Paris", "in Paris"]}, "question", ["Where?", "Paris"]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("row", "kind", "said"), [case[1:] for case in BY_TURNS], ids=[c[0] for c in BY_TURNS]
)
def test_lists_of_the_same_length_are_said_by_turns(
    row: dict[str, Any], kind: str, said: list[str]
) -> None:
    plan = plan_rows([row])
    assert plan.kind.name == kind
    turns = turns_of(kind, plan.cells(row))
    assert [turn.text for turn in turns] == said
    assert [turn.speaker for turn in turns] == ["user", "assistant"] * (len(said) // 2)


def test_lists_that_do_not_match_are_no_row() -> None:
    with pytest.raises(UnusableRowError, match="texts in the column") as told:
        turns_of("translation", {"source": ["A cat.", "A dog."], "target": ["猫。"]})
    assert told.value.values == {"count": 2, "asked": "source", "others": 1, "said": "target"}


@pytest.mark.parametrize(
    "row",
    [
        {"text": "A text.", "url": "x"},
        {"content": "A text.", "id": 3},
        {"review": "A long text of nothing known.", "stars": 5},
        {"text": "A.", "label": "a long remark that is no label, but a sentence of its own " * 3},
        {"en": "Only one language.", "note": "not a language"},
        {"id": "row-0", "text": "A text.", "is": "no"},
        {"id": "row-0", "it": "Hello"},
        # A place, and notes beside the text of a wide table.
        {"words": "It is so.", "row": 3},
        {
            "text": "A text.",
            "score": 0.5,
            "language_score": 0.9,
            "url": "x",
            "date": "y",
            "id": 1,
            "dump": 2,
        },
    ],
)
def test_what_is_nothing_else_is_text(row: dict[str, Any]) -> None:
    assert plan_rows([row]).kind.name == "text"


def test_what_the_user_says_counts() -> None:
    rows = [{"text": "Good.", "label": 1, "note": "x"}, {"text": "Bad.", "label": 0, "note": "y"}]
    assert plan_rows(rows, "text").kind.name == "text"
    plan = plan_rows(rows, "instruction", {"instruction": "text", "output": "note"})
    assert plan.cells(rows[0]) == {"instruction": "Good.", "output": "x"}
    assert plan_rows(rows, None, {"label": "note"}).columns["label"] == "note"
    with pytest.raises(MemStudioError, match="No column was found for 'summary'"):
        plan_rows(rows, "summary")
    with pytest.raises(MemStudioError, match="no column for 'input'"):
        plan_rows(rows, "text", {"input": "note"})
    with pytest.raises(MemStudioError, match="cannot be 'poem'"):
        plan_rows(rows, "poem")
    with pytest.raises(MemStudioError, match="no role 'lable'"):
        plan_rows(rows, None, {"lable": "label"})
    with pytest.raises(MemStudioError, match="no column 'star'\\. There are: text, label, note"):
        plan_rows(rows, None, {"label": "star"})


def test_several_columns_of_labels_are_found_and_said_in_one_answer() -> None:
    rows = [
        {"text": f"Item {n}.", "topic": ("oil", "tea")[n % 2], "sentiment": ("bad", "good")[n // 2 % 2]}
        for n in range(12)
    ]  # fmt: skip
    plan = plan_rows(rows)
    assert plan.kind.name == "label"
    assert dict(plan.columns) == {"text": "text", "label": "sentiment", "label_2": "topic"}
    assert turns_of("label", plan.cells(rows[0]))[-1] == Turn("assistant", "bad, oil")
    # Who names one means no others; who names more means these.
    named = plan_rows(rows, "label", {"label": "topic"})
    assert dict(named.columns) == {"text": "text", "label": "topic"}
    both = {"label": "topic", "label_2": "sentiment"}
    assert turns_of("label", plan_rows(rows, None, both).cells(rows[0]))[-1].text == "oil, bad"
    with pytest.raises(UnusableRowError):
        turns_of("label", {"text": "Item.", "label": "oil", "label_2": None})


def test_a_column_that_says_the_same_as_the_label_is_no_second_one() -> None:
    rows = [
        {"text": f"Item {n}.", "label": n % 3, "sentiment": ("bad", "fair", "good")[n % 3]}
        for n in range(12)
    ]
    assert dict(plan_rows(rows).columns) == {"text": "text", "label": "label"}


def test_where_a_number_is_said_to_be_whole_ones_of_any_name_serve() -> None:
    rows = [{"id": "a", "opinion": "It is good.", "points": n % 3} for n in range(6)]
    assert plan_rows(rows).kind.name == "text"
    assert plan_rows(rows, "number").columns == {"text": "opinion", "number": "points"}
    named = [{**row, "stars": 5} for row in rows]
    assert plan_rows(named, "number").columns["number"] == "stars"
    for kind in ("number", None):
        plan = plan_rows(named, kind, {"number": "points"})
        assert (plan.kind.name, plan.columns) == ("number", {"text": "opinion", "number": "points"})
    with pytest.raises(MemStudioError, match="No column was found for 'number'"):
        plan_rows([{**row, "age": 3} for row in rows], "number")


def test_what_is_guessed_is_no_name_of_a_thing() -> None:
    rows = [
        {"uri": f"https://a.example/{n}/a-very-long-address", "words": "It is so."}
        for n in range(3)
    ]
    assert plan_rows(rows).columns == {"text": "words"}


@pytest.mark.parametrize(
    ("kind", "row", "sentence"),
    [
        ("conversation", {"messages": "Hello"}, "no list of messages"),
        ("conversation", {"messages": [3]}, "not an object"),
        ("conversation", {"messages": [{"role": "judge", "content": "x"}]}, "'judge'"),
        ("conversation", {"messages": MESSAGES[:2]}, "assistant says nothing"),
        ("instruction", {"instruction": "Add.", "output": None}, "'output'"),
        ("label", {"text": "Good.", "label": []}, "'label'"),
        ("label", {"text": " ", "label": "x"}, "'text'"),
        ("number", {"text": "Good.", "number": "very"}, "'very' in the column for 'number' is no"),
        ("number", {"text": "Good.", "number": "inf"}, "'inf'"),
        ("number", {"text": "Good.", "number": float("nan")}, "'number'"),
        ("number", {"text": "", "number": 3}, "'text'"),
        ("retrieval", {"query": "q", "document": "d", "relevance": 0}, "do not fit"),
        ("retrieval", {"query": "q", "document": "d", "relevance": "no"}, "do not fit"),
        ("recommendation", {"history": [], "candidates": ["A"], "clicked": ["B"]}, "was chosen"),
        ("recommendation", {"history": [], "candidates": [], "clicked": ["B"]}, "'candidates'"),
    ],
)
def test_a_row_that_teaches_nothing_says_why(kind: str, row: dict[str, Any], sentence: str) -> None:
    with pytest.raises(UnusableRowError) as error:
        turns_of(kind, row)
    assert sentence in error.value.reason.format(**error.value.values)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
ROLES = sorted({role.name for kind in ROW_KINDS for role in kind.roles})


@given(kind=st.sampled_from([kind.name for kind in ROW_KINDS[:-1]]), data=st.data())
def test_whatever_stands_in_the_cells_there_are_turns_or_a_reason(
    kind: str, data: st.DataObject
) -> None:
    row = {role: data.draw(ANYTHING) for role in ROLES}
    try:
        turns = turns_of(kind, row)
    except UnusableRowError as error:
        sentence = error.reason.format(**error.values)
        turns = (Turn("assistant", sentence),)
    assert any(turn.speaker == "assistant" and turn.text for turn in turns)


@given(rows=st.lists(st.dictionaries(st.sampled_from([*ROLES, "messages", "en", "de"]), ANYTHING, max_size=5), max_size=4))  # fmt: skip
def test_any_rows_get_a_plan(rows: list[dict[str, Any]]) -> None:
    plan = plan_rows(rows)
    for row in rows:
        plan.cells(row)
