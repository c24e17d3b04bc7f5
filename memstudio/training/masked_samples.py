"""Filling in what was hidden: an encoder reads masked segments, and the decoder writes the words.

Which tokens, and what is read in their place, is as in BERT (Devlin et al., NAACL 2019, arXiv
1810.04805); the encoder and decoder share the work as in BART (Lewis et al., ACL 2020, arXiv
1910.13461). What is drawn for a sample depends on the seed, the sample and the time round through the
text alone: a run that is resumed masks what it would have masked, and held-out text is always masked
alike. Each time round has masks of its own (RoBERTa, Liu et al., 2019, arXiv 1907.11692).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch.utils.data import Dataset
from typing_extensions import override

from memstudio.errors import TrainingError, marked
from memstudio.training.batches import IGNORED, Sample
from memstudio.training.run_config import AT_THE_END

if TYPE_CHECKING:
    from torch import Tensor

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.training.run_config import RunConfig

_AS_MASK, _AS_OTHER = 0.8, 0.1
"""Of what is masked: the share that becomes the mask, and that which becomes any other token."""
_SEEDS_APART = 1_000_003
_FIRST_BLANK = "<extra_id_0>"
"""How T5, which has no mask, calls the first of its blanks."""


def check_objective(config: RunConfig, model: MemoryModel, tokenizer: Any) -> None:
    """Make sure that a model can be trained as the run says.

    Raises:
        TrainingError: it cannot.
    """
    if config.objective in AT_THE_END and config.growth_fraction:
        raise TrainingError(
            marked("errors", "Samples cannot grow where numbers or labels are said at the end: each text is read whole. Set growth_fraction to 0."),
        )  # fmt: skip
    if config.objective != "masked":
        return
    if not model.memory.needs_encoder:
        raise TrainingError(
            marked("errors", "Nothing can be filled in with the memory '{kind}': its model reads from left to right and never sees what follows a gap. Train with the objective 'causal', or take the memory nlm on a model with an encoder, such as BART or T5."),
            kind=model.config.memory_kind,
        )  # fmt: skip
    if _mask_token(tokenizer) is None:
        raise TrainingError(
            marked("errors", "The tokenizer of this model has no token that stands for a gap (a mask). Train with the objective 'causal', or take a model such as BART or T5."),
        )  # fmt: skip


def masked_samples(samples: Dataset[Sample], config: RunConfig, tokenizer: Any) -> Dataset[Sample]:
    """The samples as the run's objective wants them: as they are, or masked."""
    mask = _mask_token(tokenizer)
    if config.objective != "masked" or mask is None:
        return samples
    masking = Masking(
        fraction=config.mask_fraction,
        mask_token=mask,
        others=_ordinary_tokens(tokenizer),
        segment_length=config.memory.segment_length,
        seed=config.seed,
    )
    return MaskedSamples(samples, masking)


def _mask_token(tokenizer: Any) -> int | None:
    if tokenizer.mask_token_id is not None:
        return int(tokenizer.mask_token_id)
    number = tokenizer.get_vocab().get(_FIRST_BLANK)
    return None if number is None else int(number)


def _ordinary_tokens(tokenizer: Any) -> Tensor:
    is_ordinary = torch.ones(len(tokenizer), dtype=torch.bool)
    is_ordinary[torch.tensor(tokenizer.all_special_ids, dtype=torch.long)] = False
    return is_ordinary.nonzero()[:, 0]


@dataclass(frozen=True, eq=False)
class Masking:
    """How samples are masked.

    Attributes:
        fraction: of the tokens that could be, those that are.
        mask_token: what most of them become.
        others: `[n]`, tokens that stand for text; others are never masked, nor put in a place.
        segment_length: tokens of a segment, whose first is written by the segment before, and so
            is never masked.
        seed: of what is drawn.
    """

    fraction: float
    mask_token: int
    others: Tensor
    segment_length: int
    seed: int

    def masked(self, sample: Sample, number: int) -> Sample:
        """A sample with `source_ids`, which the encoder reads, and labels where it was masked.

        Args:
            sample: `input_ids`, `labels` and `attention_mask`, each `[T]`.
            number: of the sample, and of the time round; another number draws other masks.
        """
        ids, labels = torch.as_tensor(sample["input_ids"]), torch.as_tensor(sample["labels"])
        draw = torch.Generator().manual_seed((self.seed * _SEEDS_APART + number) % (1 << 63))
        may_be = (labels != IGNORED) & torch.isin(ids, self.others)
        may_be[:: self.segment_length] = False
        places = may_be.nonzero()[:, 0]
        count = min(len(places), max(1, round(self.fraction * len(places))))
        places = places[torch.randperm(len(places), generator=draw)[:count]]
        kind = torch.rand(count, generator=draw)
        chosen = torch.randint(len(self.others), (count,), generator=draw)
        read = torch.where(kind < _AS_MASK + _AS_OTHER, self.others[chosen], ids[places])
        read = torch.where(kind < _AS_MASK, torch.full_like(read, self.mask_token), read)
        asked = torch.full_like(labels, IGNORED)
        asked[places] = ids[places]
        return {**sample, "labels": asked, "source_ids": ids.index_put((places,), read)}


class MaskedSamples(Dataset[Any]):
    """Samples with masks.

    Args:
        samples: n of them.
        masking: how.

    Index i + n * k is sample i, the k-th time round.
    """

    def __init__(self, samples: Dataset[Sample], masking: Masking) -> None:
        self._samples = samples
        self._masking = masking

    def __len__(self) -> int:
        return len(self._samples)  # type: ignore[arg-type]

    @override
    def __getitem__(self, index: int) -> Sample:
        return self._masking.masked(self._samples[index % len(self)], index)
