"""What is said of held-out texts at their end: each is read whole, with its memory.

Shapes: B rows, D texts, K values that heads say.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch.utils.data import DataLoader, Subset

from memstudio.memory.evaluating import evaluating
from memstudio.memory.forgetting import forgotten
from memstudio.memory.precision import in_double
from memstudio.training.batches import collate
from memstudio.training.processes import Processes

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from memstudio.data.text_samples import TextSamples
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.memory.memory_state import MemoryState
    from memstudio.training.text_goal import TextGoal, TextReading


def read_texts(
    model: MemoryModel,
    samples: TextSamples,
    goal: TextGoal,
    *,
    batch_size: int,
    between: Callable[[int], None],
    resets_memory: bool = False,
    processes: Processes | None = None,
    in_step: bool = False,
) -> TextReading:
    """Read texts, and note what is said of them.

    With `resets_memory` each segment is read with a fresh memory, so that what is said comes from
    the last segment of its text alone. The difference is what the memory gives.

    Args:
        model: with heads for the goal; left in the mode in which it was.
        samples: texts with what is right, as it is learnt.
        goal: what is said.
        batch_size: texts read at once.
        between: called before every batch of segments with the texts read so far; may pause, or
            raise to end it.
        resets_memory: whether the memory is forgotten before every segment.
        processes: those that share the work, each of which must call this with the same samples.
        in_step: whether they must run the model equally often: they hold parts of each other's
            weights.
    """
    processes = processes or Processes()
    said = torch.zeros(len(samples), goal.num_said, dtype=torch.float64)
    # Texts of like lengths together, so that little is read in vain.
    order = samples.lengths.argsort(kind="stable").tolist()
    own = order[processes.rank :: processes.count]
    # One that runs only to be in step is said by its own process.
    spare = order[:1] if in_step and len(own) < -(-len(order) // processes.count) else []
    done = 0
    with evaluating(model):
        for batch in DataLoader(Subset(samples, own + spare), batch_size, collate_fn=collate):
            where = own[done : done + batch_size]
            longest = batch["input_ids"].shape[1]
            if in_step:
                longest = processes.most(longest)
            found = _said(model, goal, batch, longest, partial(between, done), resets=resets_memory)
            said[where] = found[: len(where)]
            done += len(where)
        between(done)
    summed = np.asarray(processes.sums(said.flatten().tolist())).reshape(said.shape)
    return goal.reading(summed, samples.targets)


def _said(
    model: MemoryModel,
    goal: TextGoal,
    batch: dict[str, Tensor],
    longest: int,
    between: Callable[[], None],
    *,
    resets: bool,
) -> Tensor:
    """What each row says at its end, `[B, K]`, segment by segment, as it is learnt.

    Where another process has a text of `longest` tokens, the model runs on without any.
    """
    ids = batch["input_ids"]
    mask = batch.get("attention_mask", torch.ones_like(ids))
    lengths = mask.sum(1)
    said = torch.zeros(len(ids), goal.num_said, dtype=torch.float64)
    state: MemoryState | None = None
    length = model.config.segment_length
    for start in range(0, ids.shape[1], length):
        between()
        part = slice(start, start + length)
        output = model(
            ids[:, part].to(model.device),
            attention_mask=mask[:, part].to(model.device),
            memory_state=forgotten(model, state) if resets else state,
            **goal.says,
        )
        state = output.memory_state
        ends_here = (lengths > start) & (lengths <= start + length)
        said = torch.where(ends_here[:, None], in_double(goal.said(output)), said)
    nothing = torch.zeros(1, 1, dtype=torch.long, device=model.device)
    for _ in range(-(-ids.shape[1] // length), -(-longest // length)):
        model(nothing, attention_mask=nothing, num_columns=length)
    return said
