"""Whether a model fits in memory, asked before it is tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.errors import DeviceError, marked
from memstudio.models.device import free_memory

if TYPE_CHECKING:
    import torch

_GIB = 1 << 30


def check_room(needed: int, device: torch.device, name: str) -> None:
    """Make sure that `needed` bytes can be had on a device.

    Raises:
        DeviceError: they cannot; the message gives the figures.
    """
    free = free_memory(device)
    if free is not None and needed > free:
        raise too_small(needed, device, name, free)


def too_small(needed: int, device: torch.device, name: str, free: int | None) -> DeviceError:
    """The sentence for a model that does not fit.

    Args:
        needed: bytes that the model takes.
        device: where it should go.
        name: of the model.
        free: bytes that the device said to have; None when not known. More than `needed` where
            another limit was met: of this process, or of one piece of memory.
    """
    if free is None or free >= needed:
        return DeviceError(
            marked("errors", "{name} needs {needed:.1f} GiB, which {device} could not give. Close other programs, choose another device, or open a smaller model."),
            name=name, needed=needed / _GIB, device=str(device),
        )  # fmt: skip
    return DeviceError(
        marked("errors", "{name} needs {needed:.1f} GiB, and {device} has {free:.1f} GiB free. Close other programs, choose another device, or open a smaller model."),
        name=name, needed=needed / _GIB, device=str(device), free=free / _GIB,
    )  # fmt: skip
