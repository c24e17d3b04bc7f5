"""How well held-out text is predicted, exactly: means over all its tokens, however batched.

Shapes: B rows, T tokens of a sample, S tokens of a segment, V vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch.nn import functional
from torch.utils.data import ConcatDataset, DataLoader, Dataset, Subset
from typing_extensions import override

from memstudio.evaluation.row_sample import evenly_spaced
from memstudio.memory.evaluating import evaluating
from memstudio.memory.forgetting import forgotten
from memstudio.memory.precision import in_double
from memstudio.training.batches import IGNORED, Sample, collate
from memstudio.training.processes import Processes

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.memory.memory_state import MemoryState


@dataclass(frozen=True, slots=True)
class HeldOutReading:
    """What came of reading held-out text.

    Attributes:
        loss: mean cross-entropy over the tokens, in nats; NaN without tokens.
        accuracy: how often the likeliest token was the right one.
        num_tokens: that were predicted.
    """

    loss: float
    accuracy: float
    num_tokens: int


@dataclass(frozen=True, slots=True)
class SampleReading:
    """What came of reading one sample.

    Attributes:
        loss: the sum of the cross-entropy over its tokens, in nats.
        num_right: tokens of which the likeliest was the right one.
        num_tokens: that were predicted.
    """

    loss: float
    num_right: int
    num_tokens: int


def places_to_read(lengths: NDArray[np.int64], tokens: int) -> list[int]:
    """Samples with at most so many tokens in all, about, or one; evenly spaced, always the same ones.

    Args:
        lengths: `[n]`, tokens of each sample: rows are much shorter than a sample may be.
        tokens: that are to be read.
    """
    return evenly_spaced(len(lengths), max(1, tokens * len(lengths) // int(lengths.sum())))


def read_held_out(
    model: MemoryModel,
    samples: Dataset[Sample],
    *,
    batch_size: int,
    between: Callable[[int], None],
    resets_memory: bool = False,
    processes: Processes | None = None,
    in_step: bool = False,
    on_sample: Callable[[SampleReading], None] | None = None,
) -> HeldOutReading:
    """Read the samples and measure how well their tokens were predicted.

    With `resets_memory` each segment is read with a fresh memory; the very same tokens are
    predicted, each from its own segment only. The difference is what the memory gives.

    Args:
        model: left in the mode in which it was.
        samples: each of T tokens.
        batch_size: rows read at once.
        between: called before every batch of segments with the samples read so far; may pause,
            or raise to end it.
        resets_memory: whether the memory is forgotten before every segment.
        processes: those that share the work, each of which must call this with the same samples.
        in_step: whether they must run the model equally often, on as many tokens: they hold parts
            of each other's weights.
        on_sample: takes what came of each sample that this process read, in order.
    """
    totals, done = torch.zeros(3, dtype=torch.float64), 0
    processes = processes or Processes()
    if processes.are_many:
        samples = _own_share(samples, processes, in_step=in_step)
    with evaluating(model):
        for batch in DataLoader(samples, batch_size=batch_size, collate_fn=collate):
            ids, labels = batch["input_ids"], batch["labels"]
            mask, sources = batch.get("attention_mask"), batch.get("source_ids")
            state: MemoryState | None = None
            sums = torch.zeros(3, len(ids), dtype=torch.float64)
            length = model.config.segment_length
            longest = ids.shape[1] if mask is None else int(mask.sum(1).max())
            if in_step:
                longest = processes.most(longest)
            for start in range(0, longest, length):
                between(done)
                part = slice(start, min(start + length, longest))
                output = model(
                    ids[:, part].to(model.device),
                    attention_mask=None if mask is None else mask[:, part].to(model.device),
                    memory_state=forgotten(model, state) if resets_memory else state,
                    source_ids=None if sources is None else sources[:, part].to(model.device),
                    num_columns=part.stop - start if in_step else 0,
                )
                state = output.memory_state
                targets = _next_labels(labels, start, output.logits.shape[1])
                sums += _sums(output.logits, targets)
            done += len(ids)
            totals += sums.sum(1)
            if on_sample is not None:
                for loss, num_right, num_tokens in sums.T.tolist():
                    on_sample(SampleReading(loss, int(num_right), int(num_tokens)))
        between(done)
    loss_sum, num_right, num_all = processes.sums(totals.tolist())
    nothing = float("nan")
    return HeldOutReading(
        loss_sum / num_all if num_all else nothing,
        num_right / num_all if num_all else nothing,
        int(num_all),
    )


def _own_share(samples: Any, processes: Processes, *, in_step: bool) -> Dataset[Sample]:
    """Every so many-th sample; in step, as many as any process has, the spare one unasked."""
    mine = range(processes.rank, len(samples), processes.count)
    share: Dataset[Sample] = Subset(samples, mine)
    if in_step and len(mine) < -(-len(samples) // processes.count):
        return ConcatDataset([share, _Unasked(samples)])
    return share


class _Unasked(Dataset[Any]):
    """The first of some samples, with nothing in it that is to be predicted."""

    def __init__(self, samples: Dataset[Sample]) -> None:
        self._samples = samples

    def __len__(self) -> int:
        return 1

    @override
    def __getitem__(self, place: int) -> Sample:
        sample = self._samples[0]
        return sample | {"labels": torch.full_like(torch.as_tensor(sample["labels"]), IGNORED)}


def num_bytes(samples: Dataset[Sample], number: int, tokenizer: Any) -> int:
    """Bytes in UTF-8 of the text that is predicted in the first `number` samples, about.

    Tokens that are parts of a character count as a whole one at the ends of what is learnt.
    """
    return sum(bytes_of_sample(samples[index], tokenizer) for index in range(number))


def bytes_of_sample(sample: Sample, tokenizer: Any) -> int:
    """Bytes in UTF-8 of the text that is predicted in one sample, about."""
    batch = collate([sample])
    learnt = batch["input_ids"][batch["labels"] != IGNORED].tolist()
    text = tokenizer.decode(learnt, skip_special_tokens=True, clean_up_tokenization_spaces=False)
    return len(text.encode())


def _next_labels(labels: Tensor, start: int, length: int) -> Tensor:
    """What follows each of the tokens from `start` on, `[B, length]`."""
    following = labels[:, start + 1 : start + 1 + length]
    return functional.pad(following, (0, length - following.shape[1]), value=IGNORED)


def _sums(logits: Tensor, targets: Tensor) -> Tensor:
    """Of each row the loss, the right tokens and the predicted ones, `[3, B]`."""
    precision = torch.promote_types(logits.dtype, torch.float32)
    losses = functional.cross_entropy(
        logits.to(precision).flatten(0, 1),
        targets.to(logits.device).flatten(),
        ignore_index=IGNORED,
        reduction="none",
    )
    is_right = logits.argmax(-1).cpu() == targets
    found = (losses.view(targets.shape), is_right, targets != IGNORED)
    return torch.stack([in_double(each).sum(1) for each in found])
