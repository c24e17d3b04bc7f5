"""Held-out rows answered by a model, and the answers measured; with the memory, and without it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from memstudio.data.rendering import NEXT_TURN
from memstudio.evaluation.answering import Answering, Asked, asked_of, with_answer
from memstudio.evaluation.metric_table import Answers, full_name, measured, num_counted
from memstudio.events import AnswerExample, MetricFigure
from memstudio.memory.evaluating import evaluating

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from memstudio.evaluation.metric_table import Task
    from memstudio.evaluation.row_sample import Row, TaskRows
    from memstudio.memory.memory_model import MemoryModel

_NUM_EXAMPLES = 4
_LONGEST_SHOWN = 400
_SPARE_TOKENS = 8


@dataclass(frozen=True)
class AnsweredRows:
    """What came of the rows of one kind: with the memory, and with it reset if that was asked for."""

    row_kind: str
    task: Task
    kept: Answers
    reset: Answers | None


@dataclass(frozen=True)
class RowFigures:
    """What the metrics came to, by their full names, a few of the answers, and all of them."""

    metrics: dict[str, MetricFigure]
    examples: tuple[AnswerExample, ...]
    answered: tuple[AnsweredRows, ...] = ()


@dataclass(frozen=True, slots=True)
class _Answer:
    said: str
    scores: tuple[float, ...] = ()


def evaluate_rows(
    model: MemoryModel,
    tokenizer: Any,
    tasks: Sequence[TaskRows],
    *,
    max_new_tokens: int,
    resets_memory: bool,
    between: Callable[[int], None],
    num_examples: int = _NUM_EXAMPLES,
) -> RowFigures:
    """Let a model answer rows, and measure the answers.

    Args:
        model: left in the mode in which it was.
        tokenizer: the model's.
        tasks: the rows; always the same ones give comparable figures.
        max_new_tokens: the longest answer. None is longer than about twice the longest expected.
        resets_memory: whether everything is answered once more with the memory reset before each
            segment.
        between: called with the rows answered so far, before every segment and every token; may
            pause, or raise to end it.
        num_examples: answers that are kept to be shown, about.
    """
    with evaluating(model):
        evaluation = _Evaluation(model, tokenizer, max_new_tokens, resets_memory, between)
        return evaluation.run(tasks, num_examples)


class _Evaluation:
    def __init__(
        self,
        model: MemoryModel,
        tokenizer: Any,
        max_new_tokens: int,
        resets_memory: bool,
        between: Callable[[int], None],
    ) -> None:
        self._tokenizer = tokenizer
        self._max_new_tokens = max_new_tokens
        self._resets = resets_memory
        self._done = 0
        self._answering = Answering(model, tokenizer, lambda: between(self._done))

    def run(self, tasks: Sequence[TaskRows], num_examples: int) -> RowFigures:
        metrics: dict[str, MetricFigure] = {}
        answered: list[AnsweredRows] = []
        examples: list[AnswerExample] = []
        for each in tasks:
            answers = self._answers(each)
            kept = _collected(each, [one for one, _ in answers])
            reset = _collected(each, [other for _, other in answers]) if self._resets else None
            answered.append(AnsweredRows(each.row_kind, each.task, kept, reset))
            values = measured(each.task, kept)
            resets = measured(each.task, reset) if reset is not None else {}
            for name, value in values.items():
                metrics[full_name(each.row_kind, name)] = MetricFigure(
                    value=value, memory_reset=resets.get(name), count=num_counted(name, kept)
                )
            most = max(1, num_examples // len(tasks))
            examples += [
                example_of(row.asked, row.expected, one.said, other.said if self._resets else None)
                for row, (one, other) in list(zip(each.rows, answers, strict=True))[:most]
            ]
        return RowFigures(metrics, tuple(examples), tuple(answered))

    def _answers(self, tasks: TaskRows) -> list[tuple[_Answer, _Answer]]:
        """Each row's answer with the memory, and with it reset."""
        return self._all_written(tasks) if tasks.task.way == "write" else self._all_chosen(tasks)

    def _all_written(self, tasks: TaskRows) -> list[tuple[_Answer, _Answer]]:
        asked = asked_of([row.document for row in tasks.rows], self._tokenizer)
        longest = max((len(each.answer) for each in asked), default=0)
        most = min(self._max_new_tokens, 2 * longest + _SPARE_TOKENS)
        found = []
        for own in asked:
            found.append(self._written(own, most))
            self._done += 1
        return found

    def _all_chosen(self, tasks: TaskRows) -> list[tuple[_Answer, _Answer]]:
        documents = [
            with_answer(row.document, choice) for row in tasks.rows for choice in row.choices
        ]
        asked = iter(asked_of(documents, self._tokenizer))
        found = []
        for row in tasks.rows:
            own = list(islice(asked, len(row.choices)))
            found.append(self._chosen(row, own, by_mean=tasks.task.way == "rank"))
            self._done += 1
        return found

    def _written(self, asked: Asked, most: int) -> tuple[_Answer, _Answer]:
        if not asked.prompt:
            return _Answer(""), _Answer("")
        ids = self._answering.write(asked.prompt, most, resets_memory=False)
        kept = _Answer(self._text(ids))
        if not self._resets or not self._answering.needs_memory(len(asked.prompt) + len(ids)):
            return kept, kept
        ids = self._answering.write(asked.prompt, most, resets_memory=True)
        return kept, _Answer(self._text(ids))

    def _chosen(self, row: Row, asked: list[Asked], *, by_mean: bool) -> tuple[_Answer, _Answer]:
        longest = max(len(each.prompt) + len(each.answer) for each in asked)

        def answer(*, resets_memory: bool) -> _Answer:
            found = self._answering.likelihoods(asked, resets_memory=resets_memory)
            scores = tuple(each.mean if by_mean else each.total for each in found)
            return _Answer(row.choices[scores.index(max(scores))], scores)

        kept = answer(resets_memory=False)
        if not self._resets or not self._answering.needs_memory(longest):
            return kept, kept
        return kept, answer(resets_memory=True)

    def _text(self, ids: list[int]) -> str:
        text: str = self._tokenizer.decode(ids, skip_special_tokens=True)
        # Where turns are written plainly, a model without an end token goes on with the next.
        return text.partition(NEXT_TURN)[0].strip()


def _collected(tasks: TaskRows, answers: Sequence[_Answer]) -> Answers:
    if tasks.task.way == "rank":
        return Answers(
            scores=tuple(answer.scores for answer in answers),
            relevance=tuple(row.relevance for row in tasks.rows),
        )
    return Answers(
        said=tuple(answer.said for answer in answers),
        expected=tuple(row.expected for row in tasks.rows),
        terms=tuple(row.terms for row in tasks.rows),
    )


def example_of(prompt: str, expected: str, answer: str, reset: str | None) -> AnswerExample:
    """An answer to be shown; long texts are cut."""
    return AnswerExample(
        prompt=_shown(prompt, is_end=True),
        expected=_shown(expected),
        answer=_shown(answer),
        answer_memory_reset=None if reset is None else _shown(reset),
    )


def _shown(text: str, *, is_end: bool = False) -> str:
    if len(text) <= _LONGEST_SHOWN:
        return text
    return f"…{text[-_LONGEST_SHOWN:]}" if is_end else f"{text[:_LONGEST_SHOWN]}…"
