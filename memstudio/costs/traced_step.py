"""A step of training gone through without numbers: what it computes, keeps and holds at most.

Segments cost alike from the second on, so a few short chains say what any number of them costs:

    first     one segment, from the memory at the beginning
    later     what another segment adds behind it
    silent    what one adds that is read again for its memory alone (truncated BPTT)
    forth     what reading a segment takes without the way back (replay reads each one twice)

and the memory of one segment of one row and of two says, by `StepMemory`, that of all.
"""

from __future__ import annotations

from contextlib import AbstractContextManager, ExitStack, nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.checkpoint import checkpoint

from memstudio.costs.counting import as_devices_do, without_numbers
from memstudio.costs.shapes import own_memory, shape_of
from memstudio.memory.memory_kind import KindState, Segment
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.text_head import seen_by_output_layer
from memstudio.models.made_alone import made_alone
from memstudio.models.quiet import quiet
from memstudio.training.adapters import adapted
from memstudio.training.arithmetic import half_of
from memstudio.training.run_config import AT_THE_END
from memstudio.training.shards import repeated_layers
from memstudio.training.step_memory import (
    SmallStep,
    StepMemory,
    gradients_let_go,
    learns_from_start,
    num_readings,
)
from memstudio.training.text_goals import fresh_goal
from memstudio.training.trained_model import checkpointed, only_trained

if TYPE_CHECKING:
    import numpy as np

    from memstudio.memory.memory_config import MemoryConfig
    from memstudio.progress import Control
    from memstudio.training.run_config import RunConfig

    Work = np.ndarray[Any, Any]


@dataclass(frozen=True)
class TracedStep:
    """What a step is made of; work is `[operations, 2]`, arithmetic and bytes moved of each.

    Attributes:
        num_parameters: of the model, adapters included.
        num_memory: of them the memory's.
        weights: bytes of all of them.
        layers: bytes of the weights that are put together layer by layer when they lie in parts.
        layer: of the largest of them.
        trained_layers: bytes of gradients of such layers.
        segment_length: tokens.
        own_memory: kind, slots and tokens of a segment of the memory that the model has already; None
            where the run gives it one.
        is_half: whether it calculates in half precision, as asked for or as its weights are.
        state: bytes of the memory state of one row.
        memory: what one segment takes, by rows.
        first: work of one segment, forth and back.
        two: work of two.
        silent: work of two of which the first asks nothing.
        forth: work of reading one.
        forth_silent: work of reading one that asks nothing.
    """

    num_parameters: int
    num_memory: int
    weights: int
    layers: int
    layer: int
    trained_layers: int
    segment_length: int
    state: int
    memory: StepMemory
    first: Work
    two: Work
    silent: Work
    forth: Work
    forth_silent: Work
    own_memory: tuple[str, int, int] | None = None
    is_half: bool = False

    @staticmethod
    def readings(config: RunConfig) -> int:
        """How often a segment of a sample is read."""
        return num_readings(config.segments_per_sample, config.bptt_depth)


def traced_step(
    config: RunConfig,
    control: Control,
    shape: MemoryConfig | None = None,
    *,
    opened_in: torch.dtype = torch.float32,
) -> TracedStep:
    """Go through a step of a run.

    Args:
        config: of the run.
        control: may cancel.
        shape: of the model; None for that of the run's own.
        opened_in: as which numbers the model's weights are opened; all that is trained as a whole is
            in single precision.

    Raises:
        ModelLoadError, MemoryAttachError: the model or the memory cannot be had.
        Cancelled: through `control`.
    """
    own = own_memory(config) if shape is None else None
    shape = shape or shape_of(config)
    with quiet(), ExitStack() as stack:
        with without_numbers():
            with made_alone(control):
                model = MemoryModel(shape)
            if config.trains != "everything":
                model.to(opened_in)
            if config.objective in AT_THE_END:
                fresh_goal(config.objective).give(model)
            stack.enter_context(adapted(model, config))
        stack.enter_context(only_trained(model, config.trains))
        return replace(_traced(model.train(), config, control), own_memory=own)


def _traced(model: MemoryModel, config: RunConfig, control: Control) -> TracedStep:
    trained = [p for p in model.parameters() if p.requires_grad]
    everything = list(model.parameters())
    half = half_of(config)

    def again() -> tuple[AbstractContextManager[None], AbstractContextManager[None]]:
        return nullcontext(), as_devices_do(half)

    with checkpointed(model, config, context_fn=again), gradients_let_go(trained):
        one, two = (_memory(model, rows, half, config) for rows in (1, 2))
        chains = []
        # What is said at the end of a text is asked of its last segment alone.
        is_silent = config.objective in AT_THE_END
        for silent in ((False,), (is_silent, False), (True, False)):
            control.checkpoint()
            with without_numbers(half) as counted:
                loss, _ = _read(model, config, config.batch_size, silent)
                if loss.requires_grad:
                    torch.autograd.backward(loss)
            chains.append(counted.work)
        with without_numbers(half) as forth_silent, torch.no_grad():
            _read(model, config, config.batch_size, (True,))
        with without_numbers(half) as counted, torch.no_grad():
            _, state = _read(model, config, config.batch_size, (is_silent,))
    layers = [list(layer.parameters()) for layer in repeated_layers(model.backbone)]
    in_layers = [parameter for layer in layers for parameter in layer]
    return TracedStep(
        num_parameters=sum(p.numel() for p in everything),
        is_half=half is not None or model.dtype == torch.bfloat16,
        num_memory=sum(p.numel() for p in model.memory.parameters()),
        weights=_bytes(everything),
        layers=_bytes(in_layers),
        layer=max((_bytes(layer) for layer in layers), default=0),
        trained_layers=_bytes([p for p in in_layers if p.requires_grad]),
        segment_length=model.config.segment_length,
        state=_bytes(list(state.values())) // config.batch_size,
        memory=StepMemory.of(trained, one, two),
        first=chains[0], two=chains[1], silent=chains[2], forth=counted.work,
        forth_silent=forth_silent.work,
    )  # fmt: skip


def _memory(
    model: MemoryModel, rows: int, half: torch.dtype | None, config: RunConfig
) -> SmallStep:
    """What a segment behind another takes."""
    replay = config.memory_replay
    with without_numbers(half):
        _, after = _read(model, config, rows, (False,))
        # A memory that the gradient flows through keeps what leads to it, whatever is trained.
        before = {
            name: tensor.detach().requires_grad_(tensor.requires_grad)
            for name, tensor in after.items()
        }
        del _, after
    with without_numbers(half) as counted:
        loss, state = _read(model, config, rows, (False,), before, replay=replay, half=half)
        kept = counted.now
        if loss.requires_grad:
            torch.autograd.backward(loss)
        del loss, state
    with without_numbers(half) as silent:
        loss, state = _read(model, config, rows, (True,), before, replay=replay, half=half)
        kept_silent = silent.now
        del loss, state
    only_read = None
    with without_numbers(half) as counted_forth:
        if learns_from_start(model):
            with torch.no_grad():
                _read(model, config, rows, (False,), before)
            only_read = counted_forth.most
    return SmallStep(kept, counted.most, kept_silent, only_read)


def _read(
    model: MemoryModel,
    config: RunConfig,
    rows: int,
    silent: tuple[bool, ...],
    state: KindState | None = None,
    *,
    replay: bool = False,
    half: torch.dtype | None = None,
) -> tuple[Tensor, KindState]:
    """Read segments one after the other; those that are silent are asked for nothing."""
    length = model.config.segment_length
    ids = torch.zeros(rows, length, dtype=torch.long)
    total = torch.zeros(())

    def read(before: KindState, places: Tensor) -> tuple[KindState, Tensor | None]:
        segment = Segment(ids, logits_at=places)
        with seen_by_output_layer(model.backbone) as seen:
            reading = model.memory.read_segment(model.backbone, segment, before)
        if not len(places):
            return reading.state, None
        if config.objective in AT_THE_END:
            return reading.state, _loss_of_heads(model, config, seen[-1][:, -1])
        precision = torch.promote_types(reading.logits.dtype, torch.float32)
        scores = reading.logits.to(precision).flatten(0, 1)
        return reading.state, functional.cross_entropy(scores, ids.flatten(), reduction="sum")

    state = model.memory.initial_state(rows) if state is None else state
    for is_silent in silent:
        asked = 1 if config.objective in AT_THE_END else length
        places = torch.arange(length if is_silent else length - asked, length)
        if replay:
            state, loss = checkpoint(
                read, state, places, use_reentrant=False, preserve_rng_state=False,
                context_fn=lambda: (nullcontext(), as_devices_do(half)),
            )  # fmt: skip
        else:
            state, loss = read(state, places)
        if loss is not None:
            total = total + loss
    return total, state


def _loss_of_heads(model: MemoryModel, config: RunConfig, hidden: Tensor) -> Tensor:
    """Of what is said at the end of rows; which loss is next to nothing beside the reading."""
    if config.objective == "regression" and model.value_head is not None:
        numbers: Tensor = model.value_head(hidden)
        return numbers.square().sum()
    total = hidden.new_zeros((), dtype=torch.float32)
    for scores in () if model.label_heads is None else model.label_heads(hidden):
        total = total + scores.float().logsumexp(-1).sum()
    return total


def _bytes(tensors: list[Any]) -> int:
    return sum(each.numel() * each.element_size() for each in tensors)
