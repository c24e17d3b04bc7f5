"""What computers can do: known GPUs by their makers' figures, or this one as it was measured.

Torch is not imported here: the window lists these.
"""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Machine:
    """One device that trains.

    Attributes:
        name: for people.
        flops: arithmetic a second in float32 that it comes to on products of matrices.
        half_flops: the same in bf16 or fp16.
        moved: bytes a second between it and its memory.
        operation: seconds that an operation takes at least, however small.
        memory: bytes that it has; None where that is not known.
        is_processor: whether it is a processor and not a GPU.
        fresh: bytes a second of memory that is had anew from the system; 0 where none is given back.
    """

    name: str
    flops: float
    half_flops: float
    moved: float
    operation: float
    memory: int | None
    is_processor: bool = False
    fresh: float = 0.0

    def at(self, efficiency: float) -> Machine:
        """The device when it comes to a share of what its maker says."""
        return replace(
            self, flops=self.flops * efficiency, half_flops=self.half_flops * efficiency,
            moved=self.moved * efficiency,
        )  # fmt: skip


_LAUNCH = 10e-6
"""Seconds between two operations that Python hands to a GPU."""
_GB = 1_000_000_000

GPUS: dict[str, Machine] = {
    "h200": Machine("NVIDIA H200", 67e12, 989e12, 4.8e12, _LAUNCH, 141 * _GB),
    "h100": Machine("NVIDIA H100 (SXM)", 67e12, 989e12, 3.35e12, _LAUNCH, 80 * _GB),
    "a100": Machine("NVIDIA A100 (80 GB)", 19.5e12, 312e12, 2.04e12, _LAUNCH, 80 * _GB),
    "l40s": Machine("NVIDIA L40S", 91.6e12, 362e12, 0.864e12, _LAUNCH, 48 * _GB),
    "l4": Machine("NVIDIA L4", 30.3e12, 121e12, 0.3e12, _LAUNCH, 24 * _GB),
    "rtx-4090": Machine("GeForce RTX 4090", 82.6e12, 165e12, 1.008e12, _LAUNCH, 24 * _GB),
    "rtx-3090": Machine("GeForce RTX 3090", 35.6e12, 71e12, 0.936e12, _LAUNCH, 24 * _GB),
}
"""By the makers' figures, dense and with sums in single precision; nobody comes to all of it."""

EFFICIENCY = 0.4
"""Of the makers' figures, where nothing was measured."""
