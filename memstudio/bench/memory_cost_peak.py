"""How much working memory one step of training takes, by the number of segments it spans.

On a GPU torch counts what it hands out. On the CPU the peak of a fresh child process is taken, which
nothing before has touched, as the operating system counts it.
"""

from __future__ import annotations

import re
import sys
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import psutil
import torch

from memstudio.bench.memory_cost_models import CostSize, Subject, build, text_ids
from memstudio.models.device import memory_use

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Step:
    """One step of training to be measured.

    Attributes:
        subject: the model.
        size: of it.
        batch_size: B.
        num_segments: that the gradient flows through.
        replay: whether segments are read again on the way back.
        device: where.
        threads: of the CPU.
    """

    subject: Subject
    size: CostSize
    batch_size: int
    num_segments: int
    replay: bool
    device: str = "cpu"
    threads: int = 1


def peak_of(step: Step) -> int:
    """Bytes that the step adds at its peak to the model, its text and its gradients."""
    if torch.device(step.device).type != "cpu":
        return _take(step)
    # A process of its own for each: what was freed before would be used again and not be seen.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as executor:
        return executor.submit(_take, step).result()


def _take(step: Step) -> int:
    torch.set_num_threads(step.threads)
    model = build(step.subject, step.size, step.device).train()
    length = step.num_segments * step.size.segment_length
    ids = text_ids(step.size.vocab_size, step.batch_size * length)
    ids = ids.view(step.batch_size, length).to(step.device)
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    with watched(ids.device) as watch:
        model(ids, labels=ids, memory_replay=step.replay).loss.backward()
    return watch.num_bytes


@dataclass
class Watch:
    """How far the memory in use rose while it was watched."""

    num_bytes: int = 0


@contextmanager
def watched(device: torch.device) -> Iterator[Watch]:
    """How far memory in use rises meanwhile; known at the end."""
    watch = Watch()
    if device.type == "cpu":
        before = memory_use(device).process_bytes
        _forget_peak()
        yield watch
        watch.num_bytes = _peak() - before
        return
    module = getattr(torch, device.type)
    module.reset_peak_memory_stats(device)
    before = module.memory_allocated(device)
    yield watch
    watch.num_bytes = module.max_memory_allocated(device) - before


def _forget_peak() -> None:
    """Let the peak of this process begin anew, where the system can; else it is that of its life."""
    with suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def _peak() -> int:
    """The most bytes that this process had in memory at once."""
    status = Path("/proc/self/status")
    if status.exists():
        (kilobytes,) = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
        return 1024 * int(kilobytes)
    if sys.platform == "win32":
        return int(psutil.Process().memory_info().peak_wset)
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else 1024 * peak
