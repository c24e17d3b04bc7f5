"""What is said at the end of a text by a head: what is right, how far off it is, and how it is measured.

Shapes: B rows, D texts, K values that heads say.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from memstudio.data.text_samples import TextSamples
from memstudio.evaluation.metric_table import Task, full_name, measured, num_answers
from memstudio.evaluation.row_evaluation import AnsweredRows, example_of
from memstudio.events import MetricFigure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from memstudio.data.documents import Document
    from memstudio.data.tokenised import TokenisedCorpus
    from memstudio.evaluation.metric_table import Answers
    from memstudio.events import AnswerExample
    from memstudio.memory.memory_cache import MemoryOutput
    from memstudio.memory.memory_model import MemoryModel

_NUM_EXAMPLES = 4


@dataclass(frozen=True, slots=True, eq=False)
class TextReading:
    """What came of reading texts to their end.

    Attributes:
        loss: the mean over the texts, as it is learnt; NaN without any.
        said: `[D, K]`, as it is learnt.
        answers: the same for each thing that is said, by its name, with what was expected.
    """

    loss: float
    said: NDArray[Any]
    answers: Mapping[str, Answers]


class TextGoal(ABC):
    """What is learnt of a text beside its words.

    Attributes:
        objective: of a run that learns it.
        target: by which name a model takes what is right.
        says: what asks a model for it.
        task: what it is measured with.
    """

    objective: ClassVar[str]
    target: ClassVar[str]
    says: ClassVar[dict[str, bool]]
    task: ClassVar[Task]

    @abstractmethod
    def give(self, model: MemoryModel) -> None:
        """Give a model fresh heads for it, unless it has some."""

    @abstractmethod
    def targets(self, documents: Sequence[Document]) -> NDArray[Any]:
        """What is right of each document, `[D, ...]`, as it is learnt.

        Raises:
            DataError: one says nothing that this goal knows.
        """

    @property
    @abstractmethod
    def num_said(self) -> int:
        """K."""

    @abstractmethod
    def said(self, output: MemoryOutput) -> Tensor:
        """What a model said, `[B, K]`."""

    @abstractmethod
    def reading(self, said: NDArray[Any], targets: NDArray[Any]) -> TextReading:
        """What came of it, `said` as `[D, K]` and what is right as `targets` has it."""

    @abstractmethod
    def words(self, answers: Mapping[str, Answers], place: int) -> tuple[str, str]:
        """What was said of the text at a place, and what was expected, for people."""

    def samples(
        self, documents: Sequence[Document], tokens: TokenisedCorpus, most: int | None = None
    ) -> TextSamples:
        """Documents as samples; of longer ones only the first `most` tokens are read."""
        return TextSamples(tokens, self.targets(documents), self.target, most)

    def answered(self, kept: TextReading, reset: TextReading | None) -> tuple[AnsweredRows, ...]:
        """What was said, with the memory and with it reset, by the name of what it is."""
        return tuple(
            AnsweredRows(name, self.task, own, None if reset is None else reset.answers[name])
            for name, own in kept.answers.items()
        )

    def metrics(self, kept: TextReading, reset: TextReading | None) -> dict[str, MetricFigure]:
        """What the metrics of it come to, by their full names."""
        found: dict[str, MetricFigure] = {}
        for each in self.answered(kept, reset):
            resets = {} if each.reset is None else measured(each.task, each.reset)
            for name, value in measured(each.task, each.kept).items():
                found[full_name(each.row_kind, name)] = MetricFigure(
                    value=value, memory_reset=resets.get(name), count=num_answers(each.kept)
                )
        return found

    def examples(
        self, documents: Sequence[Document], kept: TextReading, reset: TextReading | None
    ) -> tuple[AnswerExample, ...]:
        """A few of the texts, with what was said of them."""
        found = []
        for place, document in enumerate(documents[:_NUM_EXAMPLES]):
            said, expected = self.words(kept.answers, place)
            other = None if reset is None else self.words(reset.answers, place)[0]
            found.append(example_of(_asked(document), expected, said, other))
        return tuple(found)


def _asked(document: Document) -> str:
    return next((turn.text for turn in document.turns or () if turn.speaker == "user"), "")
