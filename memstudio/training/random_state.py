"""The state of every random number generator that training draws from."""

from __future__ import annotations

import random
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class RandomState:
    """Python's, numpy's and torch's generators at one moment."""

    python: tuple[Any, ...]
    numpy: Any
    cpu: torch.Tensor
    accelerator: torch.Tensor | None

    @classmethod
    def now(cls) -> RandomState:
        """The state at this moment."""
        return cls(
            python=random.getstate(),
            numpy=np.random.get_state(),  # noqa: NPY002 - what libraries draw from, not we
            cpu=torch.get_rng_state(),
            accelerator=torch.cuda.get_rng_state() if _uses_cuda() else None,
        )

    def restore(self) -> None:
        """Go on drawing from here."""
        random.setstate(self.python)
        np.random.set_state(self.numpy)  # noqa: NPY002
        torch.set_rng_state(self.cpu)
        if self.accelerator is not None:
            torch.cuda.set_rng_state(self.accelerator)


@contextmanager
def undisturbed_randomness() -> Iterator[None]:
    """Whatever the block draws, what is drawn after it is as if the block had not been."""
    state = RandomState.now()
    try:
        yield
    finally:
        state.restore()


def _uses_cuda() -> bool:
    return bool(torch.cuda.is_initialized())  # type: ignore[no-untyped-call]
