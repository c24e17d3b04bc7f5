"""What the memory state of one model looks like, and whether a state that is given looks so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.errors import MemoryStateError, marked

if TYPE_CHECKING:
    import torch

    from memstudio.memory.memory_kind import MemoryKind
    from memstudio.memory.memory_state import MemoryState


@dataclass(frozen=True)
class StateForm:
    """The form of a model's states.

    Attributes:
        fingerprint: of the model.
        sizes: of each tensor, without the rows; None for a dimension that grows.
        dtypes: of each tensor.
    """

    fingerprint: str
    sizes: dict[str, tuple[int | None, ...]]
    dtypes: dict[str, torch.dtype]

    @classmethod
    def of(cls, memory: MemoryKind, fingerprint: str) -> StateForm:
        """The form of what `memory` makes."""
        tensors = memory.initial_state(1)
        sizes: dict[str, tuple[int | None, ...]] = {
            name: tuple(tensor.shape[1:]) for name, tensor in tensors.items()
        }
        for name in memory.growing:
            sizes[name] = (None, *sizes[name][1:])
        return cls(fingerprint, sizes, {name: tensor.dtype for name, tensor in tensors.items()})

    def check(self, state: MemoryState) -> None:
        """Make sure that the model can use `state`.

        Raises:
            MemoryStateError: it is of another model, or not as that model makes states.
        """
        state.check_fits(self.fingerprint)
        rows = state.batch_size
        fits = state.tensors.keys() == self.sizes.keys() and all(
            tensor.shape[:1] == (rows,)
            and _is_of(tuple(tensor.shape[1:]), self.sizes[name])
            and tensor.is_floating_point() == self.dtypes[name].is_floating_point
            for name, tensor in state.tensors.items()
        )
        if not fits:
            raise MemoryStateError(
                marked("errors", "The memory state is not as this model makes it ({model}): its parts have other names or sizes. Open the model it was saved with, or begin with a fresh memory."),
                model=self.fingerprint,
            )  # fmt: skip

    def in_numbers_of_the_model(self, state: MemoryState) -> MemoryState:
        """`state` in the model's types of numbers, where it was made in others."""
        if all(tensor.dtype == self.dtypes[name] for name, tensor in state.tensors.items()):
            return state
        return state.with_tensors(
            {name: tensor.to(self.dtypes[name]) for name, tensor in state.tensors.items()}
        )


def _is_of(size: tuple[int, ...], form: tuple[int | None, ...]) -> bool:
    return len(size) == len(form) and all(
        wanted in {None, there} for there, wanted in zip(size, form, strict=True)
    )
