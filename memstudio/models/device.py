"""What torch can really run on here, and how much memory is in use."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass
from pathlib import Path

import psutil
import torch

from memstudio.errors import DeviceError, marked
from memstudio.launched import num_on_this_computer
from memstudio.models.device_id import device_id
from memstudio.models.memory_limit import left_of_limit


@dataclass(frozen=True, slots=True)
class Device:
    """Something that torch can run on.

    Attributes:
        id: as torch names it: "cpu", "cuda:0", "mps", "xpu:0".
        name: as its maker names it.
        kind: "cpu", "cuda", "mps" or "xpu".
        total_memory: bytes; None when unknown.
        free_memory: bytes; None when unknown.
        cores: of a CPU that this process may use; None for others.
    """

    id: str
    name: str
    kind: str
    total_memory: int | None = None
    free_memory: int | None = None
    cores: int | None = None


@dataclass(frozen=True, slots=True)
class MemoryUse:
    """Bytes in use: by this process, and by torch on the device (0 on the CPU)."""

    process_bytes: int
    device_bytes: int


def usable_cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def default_threads() -> int:
    """Threads for torch that leave a core to the window; processes of one launch share the rest."""
    return max(1, (usable_cores() - 1) // num_on_this_computer())


def list_devices() -> tuple[Device, ...]:
    """Every device that torch reports, the fastest kind first and the CPU last."""
    found: list[Device] = []
    for kind in ("cuda", "xpu"):
        found += _accelerators(kind)
    if torch.backends.mps.is_available():
        total = int(torch.mps.recommended_max_memory())
        free = max(0, total - int(torch.mps.driver_allocated_memory()))
        found.append(Device("mps", "Apple GPU (Metal)", "mps", total, free))
    memory = psutil.virtual_memory()
    found.append(Device("cpu", _cpu_name(), "cpu", memory.total, memory.available, usable_cores()))
    return tuple(found)


def _cpu_name() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or platform.machine() or "CPU"


def _accelerators(kind: str) -> list[Device]:
    module = getattr(torch, kind, None)
    if module is None or not module.is_available():
        return []
    found = []
    for index in range(module.device_count()):
        try:
            free, total = module.mem_get_info(index)
        except (RuntimeError, AttributeError, NotImplementedError):
            free, total = None, None
        name = module.get_device_name(index)
        found.append(Device(f"{kind}:{index}", name, kind, total, free))
    return found


def describe(device: Device) -> str:
    """A device in one line: "CPU, 8 cores", "NVIDIA H100 (79 of 80 GiB free)"."""
    if device.kind == "cpu":
        return f"CPU, {device.cores} core{'' if device.cores == 1 else 's'}"
    if device.free_memory is None or device.total_memory is None:
        return device.name
    gib = 1 << 30
    return f"{device.name} ({device.free_memory / gib:.0f} of {device.total_memory / gib:.0f} GiB free)"


def resolve_device(wanted: str = "auto") -> torch.device:
    """The device that `wanted` names; the first of `list_devices` for "auto".

    Raises:
        DeviceError: there is no such device; the message lists those there are.
    """
    devices = list_devices()
    if wanted == "auto":
        return torch.device(devices[0].id)
    name = f"{wanted}:0" if wanted in {"cuda", "xpu"} else device_id(wanted)
    if any(device.id == name for device in devices):
        return torch.device(name)
    raise DeviceError(
        marked("errors", "There is no device '{wanted}' here. There are: {names}."),
        wanted=wanted,
        names=", ".join(device.id for device in devices),
    )


def memory_use(device: torch.device | str) -> MemoryUse:
    """Memory in use now."""
    device = torch.device(device)
    process = int(psutil.Process().memory_info().rss)
    module = getattr(torch, device.type, None)
    if device.type in {"cuda", "xpu"} and module is not None:
        return MemoryUse(process, int(module.memory_allocated(device)))
    if device.type == "mps":
        return MemoryUse(process, int(torch.mps.current_allocated_memory()))
    return MemoryUse(process, 0)


def free_memory(device: torch.device) -> int | None:
    """Bytes that can still be had on a device; None when unknown."""
    for found in list_devices():
        if found.id == device_id(device) or (found.kind == "cpu" and device.type == "cpu"):
            free = found.free_memory
            if free is None or device.type != "cpu":
                return free
            left = left_of_limit()
            return free if left is None else min(free, left)
    return None


def reachable_memory(device: torch.device) -> int | None:
    """Bytes that this program could hold on a device at most; None when unknown.

    What it holds already, what torch keeps there for later, and what is free.
    """
    free = free_memory(device)
    if free is None:
        return None
    module = getattr(torch, device.type, None)
    if device.type in {"cuda", "xpu"} and module is not None:
        return free + int(module.memory_reserved(device))
    use = memory_use(device)
    return free + (use.process_bytes if device.type == "cpu" else use.device_bytes)


def empty_cache(device: torch.device) -> None:
    """Give back to the system what torch holds of a GPU without using it."""
    module = {"cuda": torch.cuda, "xpu": torch.xpu, "mps": torch.mps}.get(device.type)
    if module is not None:
        module.empty_cache()


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error means that memory is spent, on the device or in the computer."""
    if isinstance(error, (torch.OutOfMemoryError, MemoryError)):
        return True
    text = str(error).lower()
    signs = ("out of memory", "can't allocate memory", "cannot allocate memory")
    return isinstance(error, RuntimeError) and any(sign in text for sign in signs)
