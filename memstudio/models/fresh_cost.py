"""What a model that is yet to be made will cost, by arithmetic. Imports neither torch nor Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.models.families import Family, Size

_SINGLE = 4
_COPIES_IN_TRAINING = 4
"""Weights, gradients, and the two averages of Adam."""
_LOGITS_KEPT = 3
"""Logits, their softmax, and the gradient, as the loss has them all at once."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a model costs.

    Attributes:
        parameters: how many, without a memory.
        disk_bytes: of its weights in single precision.
        training_bytes: of working memory when all of it is trained, besides the program's own, roughly:
            within a factor of two.
    """

    parameters: int
    disk_bytes: int
    training_bytes: int


def cost_of(
    family: Family, size: Size, *, positions: int, vocabulary: int, segment: int, tokens: int
) -> Cost:
    """The cost of a model of that family and size.

    What is kept for the way back is counted as by Korthikanti et al. (MLSys 2023, arXiv 2205.05198),
    in single precision: for each token and layer 68 d bytes, and 10 for each pair of head and place.

    Args:
        family: of the model.
        size: of the model.
        positions: that it sees at once.
        vocabulary: tokens that it knows.
        segment: tokens of a segment.
        tokens: that are read for one change of the weights.
    """
    parameters = family.num_parameters(size, positions, vocabulary)
    kept = size.layers * (68 * size.width + 10 * size.heads * segment)
    logits = _LOGITS_KEPT * vocabulary * _SINGLE
    return Cost(
        parameters,
        parameters * _SINGLE,
        _COPIES_IN_TRAINING * _SINGLE * parameters + tokens * (kept + logits),
    )
