"""The processes that share a run: one alone, or as many as `torchrun` or `accelerate` started.

All of them read, calculate and change their weights alike; the first one alone writes. Whatever
they decide (to stop, to save, whether a loss was the best) they decide together, or they would
wait for each other for ever.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

import torch
from torch import distributed

from memstudio.errors import TrainingError, marked
from memstudio.launched import are_launched, place_on_this_computer
from memstudio.models.device import resolve_device

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_Value = TypeVar("_Value")

# Gloo has no errors of its own.
_SIGNS_OF_LOSS = ("gloo/", "Connection closed by peer", "Connection reset by peer")


def device_of_this_process(wanted: str) -> str:
    """The device that this process is to use: of several GPUs, each process takes its own.

    Raises:
        DeviceError: there is no such device.
    """
    if not are_launched():
        return wanted
    kind = resolve_device(wanted).type
    return "cpu" if kind == "cpu" else f"{kind}:{place_on_this_computer()}"


class Processes:
    """How the processes of a run agree. One process alone agrees with itself, at no cost.

    Attributes:
        rank: of this one, from 0.
        count: how many there are.
    """

    def __init__(self, rank: int = 0, count: int = 1) -> None:
        self.rank = rank
        self.count = count

    @classmethod
    def joined(cls, device: torch.device) -> Processes:
        """Meet the others, when a launcher has started some; each must call this."""
        if not are_launched():
            return cls()
        from accelerate import PartialState  # type: ignore[import-untyped]

        if device.type == "cuda":
            torch.cuda.set_device(device)
        state = PartialState(cpu=device.type == "cpu")
        return cls(state.process_index, state.num_processes)

    @property
    def is_first(self) -> bool:
        """Whether this is the one that writes."""
        return self.rank == 0

    @property
    def are_many(self) -> bool:
        """Whether there are others."""
        return self.count > 1

    def shared(self, value: _Value) -> _Value:
        """The first process's value, on all of them."""
        if not self.are_many:
            return value
        values: list[Any] = [value if self.is_first else None]
        distributed.broadcast_object_list(values, device=_place())
        shared: _Value = values[0]
        return shared

    def sums(self, values: Sequence[float]) -> list[float]:
        """Each value summed over the processes, the same bits on all of them."""
        if not self.are_many:
            return list(values)
        total = torch.tensor(values, dtype=torch.float64, device=_place())
        distributed.all_reduce(total)
        return [float(value) for value in total]

    def most(self, value: int) -> int:
        """The largest of the processes' values."""
        if not self.are_many:
            return value
        largest = torch.tensor(value, device=_place())
        distributed.all_reduce(largest, distributed.ReduceOp.MAX)
        return int(largest)

    def any(self, *flags: bool) -> list[bool]:
        """Of each flag whether it is up in some process."""
        return [value > 0 for value in self.sums([float(flag) for flag in flags])]

    def wait(self) -> None:
        """Wait until all are here."""
        if self.are_many:
            distributed.barrier()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Say so in words when another of the processes is gone while the block lasts.

        Raises:
            TrainingError: it is, and this one cannot go on without.
        """
        try:
            yield
        except RuntimeError as error:
            if not (self.are_many and _is_of_another(error)):
                raise
            raise TrainingError(
                marked("errors", "Another process of this run has ended, and this one cannot go on alone. What was done until the last checkpoint is kept; `memstudio resume`, launched in the same way, goes on from there."),
            ) from error  # fmt: skip

    @contextmanager
    def first_goes_first(self) -> Iterator[None]:
        """Let the first process do the block alone, and then the others, who find what it made."""
        if not self.is_first:
            self.wait()
        yield
        if self.is_first:
            self.wait()


def _is_of_another(error: RuntimeError) -> bool:
    """Whether an error comes from what another process did not send or take."""
    return isinstance(error, distributed.DistError) or any(
        sign in str(error) for sign in _SIGNS_OF_LOSS
    )


def _place() -> torch.device:
    """Where tensors must lie to be sent."""
    if distributed.get_backend() == "nccl":
        return torch.device("cuda", torch.cuda.current_device())
    return torch.device("cpu")
