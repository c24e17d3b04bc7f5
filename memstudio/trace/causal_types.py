"""Changes to a memory while it reads, and what they did: frozen, plain values without torch.

Segments, slots, tokens and states count from 0. State t is the memory before segment t is read.

Shapes: N tokens of the document, T segments, m slots.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

InterventionKind = Literal["ablate", "freeze", "reset", "swap", "patch", "noise", "edit"]
Replacement = Literal["initial", "mean", "zero"]


@dataclass(frozen=True)
class Intervention:
    """One change to the memory, made in state `segment`: before that segment is read.

    Attributes:
        kind: what is done to the slots:
            "ablate": they are replaced (see `replacement`);
            "freeze": segments `segment` to `until` (exclusive) do not write them;
            "reset": they are as before anything was read; all of them, with all else the memory
            keeps, when `slots` is empty;
            "swap": they are those of another `document` after as many segments (or its last), or
            in its state `from_segment`;
            "patch": they are those of state `from_segment` of the same document;
            "noise": each gets noise `strength` times as long as itself, drawn from `seed`;
            "edit": each moves by `strength` (1: all the way) towards saying `word`; a sentence that
            says it does so more surely than one word (see `word_edit`).
        segment: the first segment that is read with the change.
        slots: which; all when empty.
        until: freeze: the segment after the last that may not write; None: to the end.
        replacement: ablate: "initial" (the same slot before anything was read), "mean" (its mean
            over the states that the document leaves), "zero".
        from_segment: patch, swap: the state that is copied.
        document: swap: the other text.
        strength: noise, edit: how much.
        seed: noise: of the random numbers.
        word: edit: a word, or a sentence.
    """

    kind: InterventionKind
    segment: int
    slots: tuple[int, ...] = ()
    until: int | None = None
    replacement: Replacement = "initial"
    from_segment: int | None = None
    document: str = field(default="", repr=False)
    strength: float = 1.0
    seed: int = 0
    word: str = ""


@dataclass(frozen=True)
class Effect:
    """What interventions did to the predictions of a document's tokens.

    Attributes:
        interventions: in the order in which they were made.
        first_token: the first token that they could touch.
        stop_token: the token after the last that was read again; beyond it nothing is known, and
            the arrays say what was before.
        token_ids: `[N]`.
        log_probability: `[N]` float32, ln p of each token with the memory as it was; NaN for the
            first, which nothing predicts.
        changed: `[N]` float32, the same with the interventions.
        predicted_before: `[N]` int32, the likeliest token at each place; -1 for the first.
        predicted_after: `[N]` int32, the same with the interventions.
        texts: of the tokens that occur in `token_ids`, `predicted_before` and `predicted_after`.
    """

    interventions: tuple[Intervention, ...]
    first_token: int
    stop_token: int
    token_ids: NDArray[np.int32]
    log_probability: NDArray[np.float32]
    changed: NDArray[np.float32]
    predicted_before: NDArray[np.int32]
    predicted_after: NDArray[np.int32]
    texts: Mapping[int, str]

    @property
    def change(self) -> NDArray[np.float32]:
        """`[N]`, what the interventions added to ln p: below zero where they did harm."""
        change: NDArray[np.float32] = np.nan_to_num(self.changed - self.log_probability, nan=0.0)
        return change

    def total(self, start: int = 0, stop: int | None = None) -> float:
        """The change in ln p of tokens `start` to `stop` taken together."""
        return float(self.change[start:stop].sum(dtype=np.float64))

    def changed_tokens(self) -> NDArray[np.int64]:
        """The places where another token is now the likeliest, in order."""
        return np.flatnonzero(self.predicted_before != self.predicted_after)

    def text(self, token_id: int) -> str:
        """A token as text."""
        return self.texts.get(token_id, f"<{token_id}>")

    def words(self, token: int) -> tuple[str, str, str]:
        """The token at a place, what was likeliest there, and what is with the interventions."""
        return (
            self.text(int(self.token_ids[token])),
            self.text(int(self.predicted_before[token])) if token else "",
            self.text(int(self.predicted_after[token])) if token else "",
        )


@dataclass(frozen=True)
class EffectMap:
    """What replacing each slot before each segment does to some tokens.

    Attributes:
        tokens: whose ln p is summed; all that were read again when empty.
        change: `[T, m]` float32, change in the summed ln p; NaN where nothing was measured.
    """

    tokens: tuple[int, ...]
    change: NDArray[np.float32]


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """The array, which nobody may change any more."""
    array.flags.writeable = False
    return array
