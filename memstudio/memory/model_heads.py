"""What a model with a memory says at the end of a text beside words: a number, or labels.

Shapes: B rows, d width, H sets of labels, C labels of a set.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory.label_heads import HeadLabels, LabelHeads, head_labels_of, summed_label_loss
from memstudio.memory.text_head import width_of_output
from memstudio.memory.value_head import ValueHead, ValueScale

if TYPE_CHECKING:
    from collections.abc import Sequence

    import torch
    from torch import Tensor, nn
    from transformers import PreTrainedModel

HEAD_PREFIXES = ("value_head.", "label_heads.")
"""What the names of their weights begin with."""


@dataclass(frozen=True, slots=True, eq=False)
class AskedAtEnd:
    """What rows are asked for at their end; false when it is nothing.

    Attributes:
        numbers: whether for a number.
        labels: whether for labels.
        values: `[B]`, the right numbers, in units of their spread.
        classes: `[B, H]`, the places of the right labels.
    """

    numbers: bool = False
    labels: bool = False
    values: Tensor | None = None
    classes: Tensor | None = None

    @classmethod
    def of(
        cls, values: Tensor | None, classes: Tensor | None, *, says_values: bool, says_labels: bool
    ) -> AskedAtEnd:
        """Who gives what is right asks for it, too."""
        return cls(
            says_values or values is not None, says_labels or classes is not None, values, classes
        )

    def __bool__(self) -> bool:
        return self.numbers or self.labels


@dataclass(frozen=True, slots=True, eq=False)
class SaidAtEnd:
    """What rows say at their end.

    Attributes:
        numbers: `[B]`, in units of their spread.
        label_scores: of each set of labels, `[B, C]`.
        loss_sum: over the rows; None when it was not said what is right.
    """

    numbers: Tensor | None = None
    label_scores: tuple[Tensor, ...] | None = None
    loss_sum: Tensor | None = None


class ModelHeads:
    """The part of a `MemoryModel` that its heads are.

    Attributes:
        value_head: says a number; None when the model says none.
        label_heads: say labels; None when the model says none.
    """

    if TYPE_CHECKING:  # transformers looks at what is annotated, and knows none of these names
        config: Any
        backbone: PreTrainedModel
        value_head: ValueHead | None
        label_heads: LabelHeads | None
        device: torch.device
        dtype: torch.dtype

    def _make_heads(self) -> None:
        """Make the heads that the configuration tells of."""
        self.value_head = self.label_heads = None
        if self.config.value_scale is not None:
            ValueScale.from_dict(self.config.value_scale)
            self.value_head = ValueHead(width_of_output(self.backbone))
        if labels := head_labels_of(self.config.label_heads):
            self.label_heads = LabelHeads(width_of_output(self.backbone), labels)

    def head_parameters(self) -> list[nn.Parameter]:
        """Those of all heads."""
        heads = (self.value_head, self.label_heads)
        return [parameter for head in heads if head is not None for parameter in head.parameters()]

    # ------------------------------------------------------------------ numbers

    @property
    def value_scale(self) -> ValueScale | None:
        """Of the numbers that the model says; None when it has no head for them."""
        values = self.config.value_scale
        return None if self.value_head is None else ValueScale.from_dict(values)

    def give_value_head(self, scale: ValueScale) -> None:
        """Give the model a fresh head that says numbers, unless it has one, which stays as it is."""
        if self.value_head is None:
            head = ValueHead(width_of_output(self.backbone))
            self.value_head = head.to(device=self.device, dtype=self.dtype)
            self.config.value_scale = scale.to_dict()

    # ------------------------------------------------------------------ labels

    @property
    def head_labels(self) -> tuple[HeadLabels, ...]:
        """What the model's heads choose between, a set for each; empty when it has none."""
        return () if self.label_heads is None else head_labels_of(self.config.label_heads)

    def give_label_heads(self, labels: Sequence[HeadLabels]) -> None:
        """Give the model fresh heads that label, unless it has some, which stay as they are."""
        if self.label_heads is None:
            heads = LabelHeads(width_of_output(self.backbone), labels)
            self.label_heads = heads.to(device=self.device, dtype=self.dtype)
            self.config.label_heads = [each.to_dict() for each in labels]

    # ------------------------------------------------------------------ both

    @property
    def head_names(self) -> frozenset[str]:
        """The heads that are there."""
        return frozenset(n for n in ("value_head", "label_heads") if getattr(self, n) is not None)

    def keep_heads(self, names: frozenset[str]) -> None:
        """Take away all heads but these, such as those that were there before."""
        if "value_head" not in names:
            self.value_head = self.config.value_scale = None
        if "label_heads" not in names:
            self.label_heads = self.config.label_heads = None

    def copy_heads(self, other: ModelHeads) -> None:
        """Say what another model of the same width says, by the same weights."""
        self.value_head, self.config.value_scale = other.value_head, other.config.value_scale
        self.label_heads, self.config.label_heads = other.label_heads, other.config.label_heads

    def _check_heads(self, asked: AskedAtEnd) -> None:
        if asked.numbers and self.value_head is None:
            raise MemoryAttachError(
                marked("errors", "This model has no head that says numbers. Train it with the objective 'regression' first."),
            )  # fmt: skip
        if asked.labels and self.label_heads is None:
            raise MemoryAttachError(
                marked("errors", "This model has no heads that label a text. Train it with the objective 'classification' first."),
            )  # fmt: skip

    def _said(self, asked: AskedAtEnd, hidden: Tensor) -> SaidAtEnd:
        """What rows say of whose end `hidden` `[B, d]` is."""
        numbers = scores = total = None
        if self.value_head is not None and asked.numbers:
            numbers = self.value_head(hidden)
            if asked.values is not None:
                total = (numbers - asked.values.to(numbers)).square().sum()
        if self.label_heads is not None and asked.labels:
            scores = self.label_heads(hidden)
            if asked.classes is not None:
                total = summed_label_loss(scores, asked.classes)
        return SaidAtEnd(numbers, scores, total)
