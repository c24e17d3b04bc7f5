"""The number of a text as a goal: learnt as squared errors, in units of the numbers' spread."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from typing_extensions import override

from memstudio.data.text_samples import answer_of
from memstudio.data.turns import number_in_words
from memstudio.errors import DataError, marked
from memstudio.evaluation.metric_table import SAID, Answers, Task
from memstudio.memory.value_head import ValueScale
from memstudio.training.text_goal import TextGoal, TextReading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from memstudio.data.documents import Document
    from memstudio.memory.memory_cache import MemoryOutput
    from memstudio.memory.memory_model import MemoryModel

_LONGEST_SHOWN = 60
_NAME = "number"


class NumberGoal(TextGoal):
    """Numbers, said in the units of the data.

    Args:
        scale: where they lie.
    """

    objective: ClassVar[str] = "regression"
    target: ClassVar[str] = "values"
    says: ClassVar[dict[str, bool]] = {"says_values": True}
    task: ClassVar[Task] = Task("write", SAID)

    def __init__(self, scale: ValueScale) -> None:
        self.scale = scale

    @classmethod
    def of(cls, documents: Sequence[Document]) -> NumberGoal:
        """The numbers of some documents.

        Raises:
            DataError: a document has no number, or all numbers are the same.
        """
        numbers = _numbers_of(documents)
        try:
            return cls(ValueScale.of(numbers.tolist()))
        except ValueError:
            raise DataError(
                marked("errors", "All {count} numbers to learn from are {value:g}, so there is nothing to learn. Name another column, or add texts with other numbers."),
                count=len(numbers), value=float(numbers[0]),
            ) from None  # fmt: skip

    @override
    def give(self, model: MemoryModel) -> None:
        model.give_value_head(self.scale)

    @override
    def targets(self, documents: Sequence[Document]) -> NDArray[np.float64]:
        return (_numbers_of(documents) - self.scale.mean) / self.scale.scale

    @property
    @override
    def num_said(self) -> int:
        return 1

    @override
    def said(self, output: MemoryOutput) -> Tensor:
        assert output.said is not None  # noqa: S101 - it was asked for
        return output.said[:, None]

    @override
    def reading(self, said: NDArray[Any], targets: NDArray[Any]) -> TextReading:
        errors = np.square(said[:, 0] - targets)
        restored = [
            tuple(repr(self.scale.restored(each)) for each in some.tolist())
            for some in (said[:, 0], targets)
        ]
        return TextReading(
            float(errors.mean()) if len(errors) else float("nan"),
            said,
            {_NAME: Answers(said=restored[0], expected=restored[1])},
        )

    @override
    def words(self, answers: Mapping[str, Answers], place: int) -> tuple[str, str]:
        own = answers[_NAME]
        return f"{float(own.said[place]):.6g}", f"{float(own.expected[place]):.6g}"


def _numbers_of(documents: Sequence[Document]) -> NDArray[np.float64]:
    """The number that each document is to be answered with, `[D]`.

    Raises:
        DataError: one has no answer, or one that is no number.
    """
    found = np.empty(len(documents), np.float64)
    for index, document in enumerate(documents):
        answer = answer_of(document)
        if answer is None:
            raise DataError(
                marked("errors", "{name} has no number to be learnt. The objective 'regression' needs a table with a column of text and a column of numbers; say which they are if they were not found."),
                name=document.name,
            )  # fmt: skip
        number = number_in_words(answer)
        if number is None:
            raise DataError(
                marked("errors", "'{value}' in {name} is no number, so it cannot be learnt with the objective 'regression'. Read the rows as 'number', which skips such rows, or name another column."),
                value=answer[:_LONGEST_SHOWN], name=document.name,
            )  # fmt: skip
        found[index] = number
    return found
