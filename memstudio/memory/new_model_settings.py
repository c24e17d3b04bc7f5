"""What a new model is made of, as plain data. Imports neither torch nor Qt."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class NewModelSettings:
    """A model with a fresh memory, before it is made.

    Attributes:
        backbone: `demo`, a folder, a .gguf file or a Hub id of a model without a memory.
        folder: where the new model is saved; there is nothing yet.
        kind: of memory, a name in the registry of memory kinds.
        num_slots: slots of memory; ignored by kinds without slots.
        segment_length: tokens that the backbone sees at once.
        seed: of the memory's fresh parameters.
        options: what the kind can be told beyond this; its page lists it.
    """

    backbone: str
    folder: str
    kind: str = "rmt"
    num_slots: int = 8
    segment_length: int = 128
    seed: int = 0
    options: dict[str, Any] = field(default_factory=dict)
