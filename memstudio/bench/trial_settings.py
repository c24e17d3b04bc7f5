"""How one trial goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class TrialSettings:
    """How one trial goes.

    Attributes:
        kind: of memory.
        num_slots: slots.
        width: d of the backbone.
        layers: of the backbone.
        batch_size: B.
        learning_rate: of all weights but the gates, after a warm-up of 100 steps.
        gate_learning_rate: of the gates.
        weight_decay: of all weights but the gates.
        cools: whether learning rates fall to a tenth of themselves towards `max_steps`.
        max_steps: steps at most.
        enough: a trial ends when so much is right on examples of full size.
        bptt_depth: segments that the gradient flows back through; None for all.
        carries: whether a state is carried at all; without, every segment begins with a fresh one,
            in training too.
        grows: whether examples begin small and grow as they are learnt.
        tested_sizes: sizes beside the full one that are tested.
        options: of the kind.
        seed: of weights and examples.
    """

    kind: str
    num_slots: int = 6
    width: int = 64
    layers: int = 2
    batch_size: int = 32
    learning_rate: float = 1e-3
    gate_learning_rate: float = 1e-2
    weight_decay: float = 0.0
    cools: bool = False
    max_steps: int = 4000
    enough: float = 0.9999
    bptt_depth: int | None = None
    carries: bool = True
    grows: bool = False
    tested_sizes: tuple[int, ...] = ()
    options: dict[str, Any] | None = None
    seed: int = 0
