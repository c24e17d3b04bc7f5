"""What is done to a memory between segments to tell whether it is used, and what is right then.

    reset      the state is put back to what it was at the beginning
    swapped    each text gets the state of another one
    zeroed     every slot is set to zero, where slots are the state and not a view of it
    shuffled   such slots change places; only a memory without order, a set, does not mind

A memory that is used falls to chance under the first two; under the others only where slots, or
their order, are what is remembered.

Shapes: B rows, T tokens, S tokens of a segment.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import torch
from torch.nn import functional

from memstudio.bench.tasks.symbol_task import IGNORED
from memstudio.bench.trial_records import Score

if TYPE_CHECKING:
    from torch import Tensor

    from memstudio.bench.tasks.symbol_task import SymbolTask
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.memory.memory_state import MemoryState

Intervention = Literal["none", "reset", "swapped", "zeroed", "shuffled"]
_TEST_SEED = 987_654_321
_MOST_TOKENS = 65_536


def interventions_for(model: MemoryModel) -> tuple[Intervention, ...]:
    """Those that say something about a model: slots are only touched where they are the state."""
    if not model.config.num_slots:
        return ("none",)
    if "slots" not in model.memory.initial_state(1):
        return ("none", "reset", "swapped")
    return ("none", "reset", "swapped", "zeroed", "shuffled")


def score(
    model: MemoryModel,
    task: SymbolTask,
    *,
    intervention: Intervention = "none",
    num_rows: int = 512,
    size: int | None = None,
    seed: int = _TEST_SEED,
) -> Score:
    """What a model gets right on fresh examples.

    Args:
        model: what is tested.
        task: what is asked.
        intervention: what is done to the state between segments.
        num_rows: examples.
        size: as in `SymbolTask.make`.
        seed: of the examples; training never uses the default.
    """
    examples = task.make(num_rows, torch.Generator().manual_seed(seed), size)
    rows_at_once = max(2, _MOST_TOKENS // examples.ids.shape[1])
    ids = examples.ids.to(model.device)
    asked = (examples.labels[:, 1:] != IGNORED).to(model.device)
    model.eval()
    with torch.no_grad():
        parts = [
            _read(model, rows, wanted, intervention, task.segment_length)
            for rows, wanted in zip(
                torch.split(ids, rows_at_once), torch.split(asked, rows_at_once), strict=True
            )
        ]
    losses, right = (torch.cat(part) for part in zip(*parts, strict=True))
    return Score(
        answers=float((right & asked).sum() / asked.sum()),
        examples=float((right | ~asked).all(1).float().mean()),
        loss=float(losses.sum() / asked.sum()),
    )


def _read(
    model: MemoryModel, ids: Tensor, asked: Tensor, intervention: Intervention, segment_length: int
) -> tuple[Tensor, Tensor]:
    """Cross-entropy of each token after the first, 0 where not asked for, and whether it is right.

    Both `[B, T - 1]`.
    """
    state = model.initial_state(ids.shape[0])
    generator = torch.Generator().manual_seed(0)
    logits = []
    for segment in torch.split(ids, segment_length, dim=1):
        output = model(segment, memory_state=state)
        logits.append(output.logits)
        state = _changed(model, output.memory_state, intervention, generator)
    predicted, true = torch.cat(logits, dim=1)[:, :-1], ids[:, 1:]
    losses = functional.cross_entropy(predicted.transpose(1, 2), true, reduction="none")
    return losses * asked, predicted.argmax(-1) == true


def _changed(
    model: MemoryModel, state: MemoryState, intervention: Intervention, generator: torch.Generator
) -> MemoryState:
    match intervention:
        case "none":
            return state
        case "reset":
            return state.with_tensors(model.initial_state(state.batch_size).tensors)
        case "swapped":
            rows = torch.arange(state.batch_size, device=state.device).roll(1)
            return state.with_tensors(state.select(rows).tensors)
    slots = model.memory.slot_view(state.tensors)
    if intervention == "zeroed":
        slots = torch.zeros_like(slots)
    else:
        order = torch.rand(slots.shape[:2], generator=generator).argsort(1).to(slots.device)
        slots = slots.gather(1, order[..., None].expand_as(slots))
    return state.with_tensors(model.memory.with_slot_view(state.tensors, slots))
