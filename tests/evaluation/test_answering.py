"""Answers of a model, against those worked out token by token."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from memstudio.data.documents import Document, FileReport, Understood
from memstudio.data.row_choices import choices_in
from memstudio.data.turns import turns_of
from memstudio.evaluation.answering import Answering, Asked
from memstudio.evaluation.row_sample import sampled_rows
from tests.tiny import tiny_loaded

SEGMENT = 8


def answering(kind: str) -> tuple[Answering, torch.nn.Module]:
    loaded = tiny_loaded(kind, segment_length=SEGMENT)
    return Answering(loaded.model, loaded.tokenizer, lambda: None), loaded.model


def by_hand(model: torch.nn.Module, ids: list[int], *, resets: bool) -> torch.Tensor:
    """Log probabilities after each token, `[T, V]`; a reset forgets what came before the segment."""
    state, found = None, []
    for start in range(0, len(ids), SEGMENT):
        with torch.no_grad():
            output = model(torch.tensor([ids[start : start + SEGMENT]]), memory_state=state)
        state = None if resets else output.memory_state
        found.append(output.logits[0])
    return torch.cat(found).log_softmax(-1)


@pytest.mark.parametrize("kind", ["rmt", "armt"])
@pytest.mark.parametrize("resets", [False, True])
@pytest.mark.parametrize("length", [5, 8, 9, 16, 19])
@pytest.mark.one_in(9)
def test_what_is_written_is_the_likeliest_token_each_time(
    kind: str, resets: bool, length: int
) -> None:
    mine, model = answering(kind)
    # What was published for another use of the backbone does not search in another way.
    model.generation_config.update(num_beams=3, forced_eos_token_id=0, return_dict_in_generate=True)
    prompt = [(7 * place) % 200 + 20 for place in range(length)]
    ids = list(prompt)
    written = mine.write(prompt, 10, resets_memory=resets)
    for token in written:
        assert token == int(by_hand(model, ids, resets=resets)[-1].argmax())
        ids.append(token)
    assert written


@pytest.mark.parametrize("resets", [False, True])
@pytest.mark.parametrize("length", [1, 7, 8, 9, 21])
@pytest.mark.one_in(3)
def test_likelihoods_are_those_of_each_answer_read_alone(resets: bool, length: int) -> None:
    mine, model = answering("rmt")
    prompt = [(5 * place) % 200 + 20 for place in range(length)]
    answers = [[30, 31, 32], [30], [40, 41, 42, 43, 44, 45, 46, 47, 48, 49]]
    found = mine.likelihoods([Asked(prompt, a) for a in answers], resets_memory=resets)
    for answer, likelihood in zip(answers, found, strict=True):
        odds = by_hand(model, prompt + answer, resets=resets)
        places = range(length - 1, length - 1 + len(answer))
        wanted = sum(float(odds[at, token]) for at, token in zip(places, answer, strict=True))
        assert likelihood.total == pytest.approx(wanted, abs=1e-3)
        assert likelihood.num_tokens == len(answer)


@pytest.mark.parametrize("resets", [False, True])
def test_of_a_long_text_all_is_read_before_an_answer(resets: bool) -> None:
    model, read = tiny_loaded("rmt", segment_length=SEGMENT), []
    mine = Answering(model.model, model.tokenizer, lambda: read.append(1))
    mine.likelihoods([Asked([30] * (150 * SEGMENT + 2), [31])], resets_memory=resets)
    assert len(read) == (2 if resets else 152)


def test_choices_are_found_again_in_the_turns() -> None:
    row = {"history": ["a", "b"], "candidates": ["c", "d"], "clicked": [0, 1]}
    assert choices_in("recommendation", turns_of("recommendation", row)) == ("c", "d")
    asked = {"question": "Which?", "choices": ["red", "blue"], "answer": "B"}
    assert choices_in("question", turns_of("question", asked)) == ("red", "blue")
    assert choices_in("question", turns_of("question", {"question": "?", "answer": "x"})) == ()
    # Each is one, however many lines it has.
    news = ["Rates rise\n\nBy one.", "Cup won\r\nAt last."]
    for clicked in (news[1:], news[1], [0, 1]):
        row = {"history": ["a\n\nb"], "candidates": news, "clicked": clicked}
        asked, said = turns_of("recommendation", row)
        assert choices_in("recommendation", (asked, said)) == ("Rates rise By one.", said.text)
        assert asked.text.startswith("a b\n\n")
    asked, said = turns_of("question", {"question": "?", "choices": news, "answer": news[0]})
    assert choices_in("question", (asked, said)) == (said.text, "Cup won At last.")


def rows_of(kind: str, rows: list[dict[str, object]], most: int) -> tuple[object, ...]:
    path = Path("rows.jsonl")
    documents = [
        Document("", str(number), path, number, turns_of(kind, row))
        for number, row in enumerate(rows)
    ]
    report = FileReport(
        path, "json", "", 1, len(rows), 1, path, understood=Understood(kind, {}, ())
    )
    return tuple(sampled_rows(documents, documents, [report], most))


def test_rows_are_evenly_spaced_and_each_kind_has_its_choices() -> None:
    labels = [{"text": str(n), "label": "odd" if n % 2 else "even"} for n in range(50)]
    (found,) = rows_of("label", labels, 5)
    assert [row.asked for row in found.rows] == ["0", "10", "20", "30", "40"]  # type: ignore[attr-defined]
    assert found.rows[0].choices == ("even", "odd")  # type: ignore[attr-defined]
    queries = [{"query": f"q{n}", "document": f"d{n}"} for n in range(20)]
    (found,) = rows_of("retrieval", queries, 4)
    for row in found.rows:  # type: ignore[attr-defined]
        assert len(set(row.choices)) == len(row.relevance) == 8
        assert sum(row.relevance) == 1
    assert rows_of("label", labels, 0) == ()
