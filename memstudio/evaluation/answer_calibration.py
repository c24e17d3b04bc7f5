"""Learns from held-out questions how far the answers of a model are to be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.errors import DataError, marked
from memstudio.evaluation.metrics.answers import exact_match, token_f1
from memstudio.evaluation.metrics.words import answer_words
from memstudio.evaluation.row_sample import evenly_spaced
from memstudio.tasks.sourced.answerer import NUM_READ
from memstudio.tasks.sourced.confidence import LEAST_ROWS, Calibration, learnt, save_calibration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.documents import Document
    from memstudio.data.turns import Turn
    from memstudio.progress import Control
    from memstudio.tasks.sourced.answerer import Answerer

_SHORT = 20
"""Words of an expected answer up to which it has to be said as it is."""
_LONG_AT = 0.5
"""The F1 of words from which a longer one counts as said."""
MOST_ROWS = 200


@dataclass(frozen=True, slots=True)
class AskedRow:
    """A question, its answer, and what was said before."""

    question: str
    answer: str
    earlier: tuple[Turn, ...] = ()


def rows_of(documents: Sequence[Document]) -> list[AskedRow]:
    """The last question of each document, and its answer; at most `MOST_ROWS`, evenly spread."""
    found = []
    for document in documents:
        turns = document.turns or ()
        if len(turns) > 1 and (turns[-2].speaker, turns[-1].speaker) == ("user", "assistant"):
            found.append(AskedRow(turns[-2].text, turns[-1].text, turns[:-2]))
    return [found[place] for place in evenly_spaced(len(found), MOST_ROWS)]


def is_said(answer: str, expected: str) -> bool:
    """Whether an answer counts as right.

    A short one has to be the expected one but for case, punctuation and articles: where a fee or a
    name is the answer, most of the words being right does not make it so.
    """
    if len(answer_words(expected)) <= _SHORT:
        return exact_match([answer], [expected]) == 1
    return (token_f1([answer], [expected]) or 0.0) >= _LONG_AT


def calibrate(
    answerer: Answerer, rows: Sequence[AskedRow], control: Control, num_read: int = NUM_READ
) -> Calibration:
    """Let each question be answered, and learn what tells right answers from wrong ones; kept.

    Raises:
        DataError: there are no questions, or too few, or all answers are right, or all are wrong.
        StorageError: it cannot be kept.
        Cancelled: through `control`.
    """
    if not rows:
        raise DataError(marked("errors", "There are no questions with their answers in this. It takes tables with columns such as question and answer, or conversations."))  # fmt: skip
    signals, is_right = [], []
    for number, row in enumerate(rows):
        control.checkpoint()
        control.report(
            number, len(rows), marked("progress", "Answering held-out questions"), "rows"
        )
        answer = answerer.answer(
            row.question,
            num_read=num_read,
            earlier=row.earlier,
            control=control.without_reports(),
            notes=False,
        )
        signals.append(answer.signals)
        is_right.append(is_said(answer.text, row.answer))
    found = learnt(signals, is_right)
    if found is None:
        raise DataError(
            marked("errors", "Nothing can be learnt of these questions: {right} of {count} answers are right. At least {least} questions are needed, with right and wrong answers among them."),
            right=sum(is_right), count=len(rows), least=LEAST_ROWS,
        )  # fmt: skip
    save_calibration(answerer.calibration_path(num_read), found)
    return found
