"""Heads that label a text, one for each set of labels: topic, sentiment.

Shapes: B rows, d width, H sets of labels, C labels of a set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn
from torch.nn import functional
from typing_extensions import override

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory.text_head import TextHead

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class HeadLabels:
    """What a head chooses between.

    Attributes:
        name: of the set, such as "topic".
        labels: two or more, in the order of what the head says.
    """

    name: str
    labels: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """For a model's configuration."""
        return {"name": self.name, "labels": list(self.labels)}


def head_labels_of(told: Any) -> tuple[HeadLabels, ...]:
    """From what a model's configuration holds; none of None.

    Raises:
        MemoryAttachError: these are no sets of labels.
    """
    try:
        found = tuple(
            HeadLabels(str(each["name"]), tuple(map(str, each["labels"]))) for each in told or ()
        )
    except (KeyError, TypeError):
        found = (HeadLabels("", ()),)
    names = {each.name for each in found}
    # The same label twice could be said in two ways.
    if len(names) < len(found) or any(len(set(e.labels)) < max(2, len(e.labels)) for e in found):
        raise MemoryAttachError(
            marked("errors", "The labels that this model says are damaged: {values}."), values=told
        )
    return found


class LabelHeads(nn.ModuleList):
    """A head for each set of labels; fresh ones find all labels of a set alike.

    Args:
        width: d.
        labels: the sets.
    """

    def __init__(self, width: int, labels: Sequence[HeadLabels]) -> None:
        super().__init__(TextHead(width, len(each.labels)) for each in labels)

    @override
    def forward(self, hidden: Tensor) -> tuple[Tensor, ...]:
        """Scores of the labels of each set, `[B, C]`, in single precision at least.

        Args:
            hidden: `[B, d]`, at the last token of each row.
        """
        return tuple(head(hidden) for head in self)


def summed_label_loss(scores: Sequence[Tensor], classes: Tensor) -> Tensor:
    """Cross-entropy in nats: the mean over the sets, summed over the rows.

    Args:
        scores: of each of H sets, `[B, C]`.
        classes: `[B, H]`, the place of the right label in its set.
    """
    losses = [
        functional.cross_entropy(own, right, reduction="sum")
        for own, right in zip(scores, classes.unbind(1), strict=True)
    ]
    return torch.stack(losses).mean()
