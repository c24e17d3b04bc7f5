"""Labels of a text as a goal: one of each set, learnt as cross-entropy, in nats a label.

Shapes: D texts, H sets of labels, K labels in all.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
import torch
from typing_extensions import override

from memstudio.errors import DataError, marked
from memstudio.evaluation.metric_table import HEADS, Answers, Task
from memstudio.memory.label_heads import HeadLabels, summed_label_loss
from memstudio.tasks.text_labels import LabelColumns, labels_in_words, sets_of
from memstudio.training.text_goal import TextGoal, TextReading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray
    from torch import Tensor

    from memstudio.data.documents import Document, FileReport
    from memstudio.memory.memory_cache import MemoryOutput
    from memstudio.memory.memory_model import MemoryModel

_LONGEST_SHOWN = 60


class LabelGoal(TextGoal):
    """A label of each set.

    Args:
        sets: what the heads choose between.
        places: of each set, where its label stands in what a document is answered with; in their
            order when None.
        num_parts: labels that a document is answered with.
    """

    objective: ClassVar[str] = "classification"
    target: ClassVar[str] = "classes"
    says: ClassVar[dict[str, bool]] = {"says_labels": True}
    task: ClassVar[Task] = HEADS

    def __init__(
        self,
        sets: Sequence[HeadLabels],
        places: Sequence[int] | None = None,
        num_parts: int | None = None,
    ) -> None:
        self.sets = tuple(sets)
        self._places = tuple(range(len(self.sets)) if places is None else places)
        self._num_parts = num_parts or len(self.sets)
        self._classes = [{label: n for n, label in enumerate(each.labels)} for each in self.sets]

    @classmethod
    def of(
        cls,
        documents: Sequence[Document],
        held_out: Sequence[Document],
        reports: Sequence[FileReport],
    ) -> LabelGoal:
        """The labels of some documents, and of no others.

        Raises:
            DataError: a document has none, there is nothing to choose between or far too much, or
                a label is held out that nothing is learnt of.
        """
        columns = LabelColumns.of(reports)
        found = sets_of(documents, columns)
        goal = cls([HeadLabels(each.name, each.labels) for each in found])
        goal._check_held_out(held_out)
        return goal

    def read_from(self, reports: Sequence[FileReport]) -> LabelGoal:
        """The same for documents of other files, whose columns may stand in another order.

        Raises:
            DataError: they have not the columns that the sets are named after.
        """
        columns = LabelColumns.of(reports)
        if not columns.are_many:
            return self
        places = [columns.place_of(each.name) for each in self.sets]
        found = [place for place in places if place is not None]
        if len(found) < len(places):
            raise DataError(
                marked("errors", "The model's heads say {names}, and the labels stand in the columns {columns}. Name the column of each of its heads."),
                names=", ".join(each.name for each in self.sets), columns=", ".join(columns.names),
            )  # fmt: skip
        return LabelGoal(self.sets, found, len(columns.names))

    @override
    def give(self, model: MemoryModel) -> None:
        model.give_label_heads(self.sets)

    @override
    def targets(self, documents: Sequence[Document]) -> NDArray[np.int64]:
        found = np.empty((len(documents), len(self.sets)), np.int64)
        for row, document in enumerate(documents):
            labels = self._labels(document)
            for column, (label, places) in enumerate(zip(labels, self._classes, strict=True)):
                if label not in places:
                    raise self._unknown(label, column, document.name)
                found[row, column] = places[label]
        return found

    @property
    @override
    def num_said(self) -> int:
        return sum(len(each.labels) for each in self.sets)

    @override
    def said(self, output: MemoryOutput) -> Tensor:
        assert output.label_scores is not None  # noqa: S101 - they were asked for
        return torch.cat(output.label_scores, dim=1)

    @override
    def reading(self, said: NDArray[Any], targets: NDArray[Any]) -> TextReading:
        scores = self._parted(said)
        loss = float("nan")
        if len(said):
            tensors = [torch.from_numpy(each) for each in scores]
            loss = float(summed_label_loss(tensors, torch.from_numpy(targets))) / len(said)
        answers = {}
        for own, score, right in zip(self.sets, scores, targets.T, strict=True):
            chosen = score.argmax(1)
            answers[own.name] = Answers(
                said=tuple(own.labels[place] for place in chosen.tolist()),
                expected=tuple(own.labels[place] for place in right.tolist()),
            )
        return TextReading(loss, said, answers)

    @override
    def words(self, answers: Mapping[str, Answers], place: int) -> tuple[str, str]:
        said = ", ".join(own.said[place] for own in answers.values())
        return said, ", ".join(own.expected[place] for own in answers.values())

    # ------------------------------------------------------------------ inside

    def _parted(self, said: NDArray[Any]) -> list[NDArray[Any]]:
        """Scores of all labels, `[D, K]`, set by set."""
        ends = np.cumsum([len(each.labels) for each in self.sets])[:-1]
        return np.split(said, ends, axis=1)

    def _labels(self, document: Document) -> tuple[str, ...]:
        parts = labels_in_words(document, self._num_parts)
        return tuple(parts[place] for place in self._places)

    def _check_held_out(self, documents: Sequence[Document]) -> None:
        unseen = Counter(
            (column, label)
            for document in documents
            for column, label in enumerate(self._labels(document))
            if label not in self._classes[column]
        )
        for (column, label), count in unseen.most_common(1):
            raise DataError(
                marked("errors", "The label '{label}' of '{name}' stands in held-out rows only ({count}), so it cannot be learnt. Add rows with it, leave them out, or take another seed."),
                label=label[:_LONGEST_SHOWN], name=self.sets[column].name, count=count,
            )  # fmt: skip

    def _unknown(self, label: str, column: int, name: str) -> DataError:
        own = self.sets[column]
        return DataError(
            marked("errors", "'{label}' in {document} is none of the labels of '{name}' that the model's head chooses between: {labels}. Begin with a model without heads to learn others."),
            label=label[:_LONGEST_SHOWN], document=name, name=own.name,
            labels=", ".join(own.labels[:12]),
        )  # fmt: skip
