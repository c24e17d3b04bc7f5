"""What rows mean is recognised, can be said, and is rendered so that only answers are learnt."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import transformers as tf
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers

from memstudio.data.corpus import Corpus
from memstudio.data.preview import preview_corpus
from memstudio.data.read_settings import checked_encoding
from memstudio.data.rendering import Part, parts_of
from memstudio.data.row_kinds import ROW_KINDS
from memstudio.data.row_recognition import plan_rows
from memstudio.data.segment_windows import SegmentWindows
from memstudio.data.tokenised import tokenise
from memstudio.data.turns import Turn, UnusableRowError, turns_of
from memstudio.errors import DataError, MemStudioError
from tests.data.test_tokenised import like_gpt_2

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
    ("lima", [{"conversations": ["Hi?", "Hello."], "source": "x"}], "conversation", "Hi?", "Hello."),
    ("preferred", [{"chosen": MESSAGES, "rejected": MESSAGES}], "conversation", "Hello?", "Hello."),
    ("snli", [{"premise": "A.", "hypothesis": "B.", "label": n} for n in (0, 1)], "label", "A.\n\nB.", "0"),
    ("sorted", [{"text": f"Film {n}.", "label": 0} for n in range(100)], "label", "Film 0.", "0"),
    ("numbered", [{"id": "row-0", "en": "Dog.", "de": "Hund."}], "translation", "Dog.", "Hund."),
    ("upper", [{"EN-US": "Dog.", "DE-DE": "Hund."}], "translation", "Dog.", "Hund."),
    ("parts", [{"messages": [{"role": "user", "content": [{"type": "text", "text": "One."}, {"type": "text", "text": "Two."}]},
                             {"role": "assistant", "content": None, "value": "Yes."}]}],
     "conversation", "One.\nTwo.", "Yes."),
    ("large", [{"question": "Which?", "answer": 12345678901234567890}], "question", "Which?", "12345678901234567890"),
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


# ---------------------------------------------------------------------- files


def lines(rows: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(row) + "\n" for row in rows)


def test_a_file_of_conversations_is_understood_and_its_bad_rows_are_named(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    rows = [{"messages": MESSAGES}, {"messages": MESSAGES[:2]}, {"messages": SHAREGPT}]
    corpus = read(make("a.jsonl", lines(rows)))
    assert [document.turns is not None for document in corpus.documents] == [True, True]
    (report,) = corpus.files
    assert report.understood is not None
    assert report.understood.row_kind == "conversation"
    assert report.understood.columns == {"messages": "messages"}
    (problem,) = corpus.all_problems
    assert problem.line == 2


def test_what_is_said_of_rows_is_followed_or_refused_in_words(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("a.csv", "text,label\nGood.,1\nBad.,0\n")
    assert read(path).documents[0].text == "User: Good.\n\nAssistant: 1"
    assert read(path, kind="text").documents[0].text == "Good."
    corpus = read(path, kind="summary")
    assert corpus.documents == ()
    assert "No column was found for 'summary'" in corpus.all_problems[0].sentence()


def test_the_encoding_that_is_said_counts(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("a.txt", "é".encode("latin-1") * 9)
    assert read(path, encoding="cp1251").documents[0].text == "й" * 9
    assert read(path, encoding="latin-1").files[0].encoding == "latin-1"
    with pytest.raises(MemStudioError, match="no encoding 'rot13'"):
        checked_encoding("rot13")
    for name in ("idna", "punycode", "unicode_escape", "undefined", ""):
        with pytest.raises(MemStudioError, match="no encoding"):
            checked_encoding(name)
    assert checked_encoding("GBK") == "gbk"


def test_conversations_are_never_cut_for_validation(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    rows = [{"instruction": f"Say {n}. " * 40, "output": f"{n}. " * 60} for n in range(4)]
    corpus = read(make("a.jsonl", lines(rows)))
    train, held_out = corpus.split(0.2, 0)
    assert {document.text for document in train + held_out} == {d.text for d in corpus.documents}
    assert len(held_out) == 1


# ---------------------------------------------------------------------- what the model reads


@pytest.fixture
def tokenizer() -> Any:
    return like_gpt_2()


TEMPLATE = (
    "{% for m in messages %}<|{{ m.role }}|>{{ m.content }}<|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
ALTERNATING = (
    "{% for m in messages %}{% if (m.role == 'user') != (loop.index0 % 2 == 0) %}"
    "{{ raise_exception('roles must alternate') }}{% endif %}{{ m.content }} {% endfor %}"
)


THINKING = (
    "{% for m in messages %}<{{ m.role }}>{% if loop.last and m.role == 'assistant' %}<think></think>{% endif %}"
    "{{ m.content }}</{{ m.role }}>\n{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}"
)


def marking_blanks(normaliser: Any) -> Any:
    """As of the Llama family: a blank is a part of the word behind it."""
    letters = sorted(
        {*"".join(turn.text for turn in TALK), *TEMPLATE, *"SystemUserAssistant:\n▁user"}
    )
    raw = Tokenizer(
        models.BPE(vocab={each: n for n, each in enumerate(["<end>", *letters])}, merges=[])
    )
    if normaliser is None:
        raw.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    else:
        raw.normalizer = normalizers.Sequence([normaliser, normalizers.Replace(" ", "▁")])
    return tf.PreTrainedTokenizerFast(tokenizer_object=raw, eos_token="<end>")  # noqa: S106


def document(*turns: Turn) -> Any:
    from memstudio.data.documents import Document
    from memstudio.data.rendering import plain_text

    return Document(plain_text(turns), "a", Path("a"), 0, turns)


TALK = (
    Turn("system", "Brief."), Turn("user", "One?"), Turn("assistant", "Yes."),
    Turn("user", "Two?"), Turn("assistant", "No."),
)  # fmt: skip


def test_turns_are_written_in_the_tokenizers_own_template(tokenizer: Any) -> None:
    tokenizer.chat_template = TEMPLATE
    parts = parts_of(document(*TALK), tokenizer)
    assert parts == (
        Part("<|system|>Brief.<|end|>\n<|user|>One?<|end|>\n<|assistant|>", counts=False),
        Part("Yes.<|end|>\n", counts=True),
        Part("<|user|>Two?<|end|>\n<|assistant|>", counts=False),
        Part("No.<|end|>\n", counts=True),
    )


@pytest.mark.parametrize("template", [None, "{{ nothing.at.all }}", "{% for %}"])
def test_without_a_template_that_works_they_are_written_plainly(
    template: str | None, tokenizer: Any
) -> None:
    tokenizer.chat_template = template
    parts = parts_of(document(*TALK), tokenizer)
    end = tokenizer.eos_token
    assert "".join(part.text for part in parts) == (
        f"System: Brief.\n\nUser: One?\n\nAssistant: Yes.{end}\n\nUser: Two?\n\nAssistant: No."
    )
    assert [part.text for part in parts if part.counts] == [f" Yes.{end}", " No."]
    # So each answer teaches when to end, and the last one does it once.
    tokens = tokenise([document(*TALK)], tokenizer)
    assert tokens.counts is not None
    ends = tokens.tokens == tokenizer.eos_token_id
    assert (ends.sum(), tokens.counts[ends].all(), ends[-1]) == (2, True, True)


def test_a_template_that_knows_no_system_gets_it_from_the_user(tokenizer: Any) -> None:
    tokenizer.chat_template = ALTERNATING
    parts = parts_of(document(*TALK), tokenizer)
    assert "".join(part.text for part in parts) == "Brief.\n\nOne? Yes. Two? No. "
    assert [part.text.strip() for part in parts if part.counts] == ["Yes.", "No."]


def test_a_template_that_writes_the_last_answer_otherwise_is_followed(tokenizer: Any) -> None:
    tokenizer.chat_template = THINKING
    parts = parts_of(document(*TALK[1:]), tokenizer)
    assert "".join(part.text for part in parts) == (
        "<user>One?</user>\n<assistant>Yes.</assistant>\n<user>Two?</user>\n"
        "<assistant><think></think>No.</assistant>\n"
    )
    assert [part.text for part in parts if part.counts] == [
        "Yes.</assistant>\n",
        "No.</assistant>\n",
    ]


@pytest.mark.parametrize("template", [None, TEMPLATE])
def test_tokens_are_those_of_the_whole_text(template: str | None) -> None:
    """Some tokenizers mark the blank before a word, and would put one before every part."""
    for normaliser in (None, normalizers.Prepend("▁")):
        tokenizer = marking_blanks(normaliser)
        tokenizer.chat_template = template
        parts = parts_of(document(*TALK), tokenizer)
        tokens = tokenise([document(*TALK)], tokenizer)
        whole = tokenizer("".join(part.text for part in parts), add_special_tokens=False)
        assert tokens.tokens.tolist()[: len(whole["input_ids"])] == whole["input_ids"]
        assert tokens.counts is not None
        learnt = tokenizer.convert_ids_to_tokens(
            np.asarray(tokens.tokens)[np.asarray(tokens.counts)]
        )
        wanted = "".join(part.text for part in parts if part.counts).replace(" ", "▁")
        # That of the document is written behind what the parts have.
        text = "".join(learnt).removesuffix("<end>")
        assert text.replace("▁", "") == wanted.removesuffix("<end>").replace("▁", "")


def test_only_answers_are_labels(tokenizer: Any) -> None:
    tokens = tokenise([document(*TALK)], tokenizer)
    assert tokens.counts is not None
    assert tokens.num_learnt == int(tokens.counts.sum()) > 0
    learnt = tokenizer.decode(np.asarray(tokens.tokens)[np.asarray(tokens.counts)])
    assert learnt.replace(" ", "").startswith("Yes.<end>No.<end>")
    # Once more, from the cache.
    again = tokenise([document(*TALK)], tokenizer)
    assert again.counts is not None
    assert np.array_equal(again.counts, tokens.counts)
    labels = SegmentWindows(tokens, 64, 2)[0]["labels"].numpy()
    count = tokens.num_tokens
    assert np.array_equal(labels[:count] != -100, tokens.counts)


def test_samples_without_an_answer_are_left_out(tokenizer: Any) -> None:
    long = document(Turn("user", "word " * 300), Turn("assistant", "Yes."))
    tokens = tokenise([long], tokenizer)
    windows = SegmentWindows(tokens, 8, 2)
    assert len(windows) <= 2
    for index in range(len(windows)):
        assert (windows[index]["labels"][1:] != -100).any()
    silent = tokenise([document(Turn("user", "word " * 30), Turn("assistant", "Yes."))], tokenizer)
    assert silent.counts is not None
    nothing = type(silent)(silent.tokens, silent.offsets, np.zeros(silent.num_tokens, np.bool_))
    with pytest.raises(DataError, match="nothing to learn"):
        SegmentWindows(nothing, 8, 2)


def test_the_preview_shows_what_is_learnt_and_keeps_the_end_of_what_is_long(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    rows = [{"context": "word " * 400, "question": "Where to?", "answer": "There."}]
    preview = preview_corpus(read(make("a.jsonl", lines(rows))))
    (read_part, learnt) = preview.rows[0]
    assert learnt.counts
    assert learnt.text == " There."
    assert not read_part.counts
    assert "…" in read_part.text
    assert "Where to?" in read_part.text
    assert preview.files[0].row_kind == "question"
    shown = json.loads(json.dumps(preview.to_json()))
    assert shown["files"][0]["columns"]["answer"] == "answer"
    assert [part["learnt"] for part in shown["rows"][0]] == [False, True]
