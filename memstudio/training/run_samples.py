"""What a run learns from and is validated on, by its objective: words, or numbers after texts."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.data.number_samples import NumberSamples, numbers_of
from memstudio.data.tokenised import SegmentWindows, tokenise
from memstudio.errors import DataError, marked
from memstudio.evaluation.row_sample import evenly_spaced
from memstudio.memory.value_head import ValueScale
from memstudio.training.held_out import held_out_part
from memstudio.training.masked_samples import masked_samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch.utils.data import Dataset

    from memstudio.data.documents import Document
    from memstudio.data.tokenised import TokenisedCorpus
    from memstudio.progress import Control
    from memstudio.training.batches import Sample
    from memstudio.training.run_config import RunConfig

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class HeldOutNumbers:
    """Texts whose numbers are to be said.

    Attributes:
        samples: with numbers as they are learnt.
        documents: the same, for people.
    """

    samples: NumberSamples
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class RunSamples:
    """What a run learns from.

    Attributes:
        train: samples to train on.
        lengths: `[n]`, tokens of each.
        held_out: samples to validate on; None when nothing is held out, or numbers are learnt.
        num_held_out: how many, of whichever kind.
        train_tokens: in all documents trained on.
        validation_tokens: in all documents held out.
        scale: of the numbers that are learnt; None where none are.
        numbers: texts to validate on, where numbers are learnt; None when nothing is held out.
        num_cut: texts with a number of which only the beginning is learnt from.
    """

    train: Dataset[Sample]
    lengths: NDArray[np.int64]
    held_out: Dataset[Sample] | None
    num_held_out: int
    train_tokens: int
    validation_tokens: int
    scale: ValueScale | None = None
    numbers: HeldOutNumbers | None = None
    num_cut: int = 0


def words_to_learn(
    train_documents: Sequence[Document],
    held_out_documents: Sequence[Document],
    config: RunConfig,
    tokenizer: Any,
    control: Control,
) -> RunSamples:
    """Samples whose words are learnt.

    Raises:
        DataError: there is too little to train on.
    """
    train = tokenise(train_documents, tokenizer, control)
    windows = _windows(train, config)
    num_held_out = validation_tokens = 0
    part: Dataset[Sample] | None = None
    if held_out_documents:
        held_out = tokenise(held_out_documents, tokenizer, control)
        if int(np.diff(held_out.offsets).max()) > 1:
            all_held_out = _windows(held_out, config)
            most = max(1, config.validation_tokens // config.tokens_per_sample)
            num_held_out = min(most, len(all_held_out))
            part = held_out_part(
                masked_samples(all_held_out, config, tokenizer), len(all_held_out), most
            )
            validation_tokens = held_out.num_tokens
    return RunSamples(
        train=masked_samples(windows, config, tokenizer),
        lengths=windows.lengths,
        held_out=part,
        num_held_out=num_held_out,
        train_tokens=train.num_tokens,
        validation_tokens=validation_tokens,
    )


def numbers_to_learn(
    train_documents: Sequence[Document],
    held_out_documents: Sequence[Document],
    config: RunConfig,
    tokenizer: Any,
    control: Control,
    scale: ValueScale | None,
) -> RunSamples:
    """Samples whose numbers are learnt.

    Args:
        train_documents: what is learnt from.
        held_out_documents: what is not.
        config: of the run.
        tokenizer: the model's.
        control: takes progress; may cancel.
        scale: of the numbers that the model says already; None for that of these.

    Raises:
        DataError: a document has no number, or all numbers are the same.
    """
    numbers = numbers_of(train_documents)
    if scale is None:
        scale = _scale_of(numbers)
    tokens = tokenise(train_documents, tokenizer, control)
    samples = NumberSamples(tokens, _standardised(numbers, scale), config.tokens_per_sample)
    if samples.num_cut:
        _log.warning(
            "of %d texts, which are longer than %d segments, only the beginning is learnt from",
            samples.num_cut,
            config.segments_per_sample,
        )
    held_out: HeldOutNumbers | None = None
    validation_tokens = 0
    if held_out_documents:
        chosen = _some(held_out_documents, config)
        held_out_tokens = tokenise(chosen, tokenizer, control)
        validation_tokens = held_out_tokens.num_tokens
        own = NumberSamples(held_out_tokens, _standardised(numbers_of(chosen), scale))
        held_out = HeldOutNumbers(own, chosen)
    return RunSamples(
        train=samples,
        lengths=samples.lengths,
        held_out=None,
        num_held_out=len(held_out.documents) if held_out else 0,
        train_tokens=tokens.num_tokens,
        validation_tokens=validation_tokens,
        scale=scale,
        numbers=held_out,
        num_cut=samples.num_cut,
    )


def _windows(tokens: TokenisedCorpus, config: RunConfig) -> SegmentWindows:
    return SegmentWindows(tokens, config.memory.segment_length, config.segments_per_sample)


def _some(documents: Sequence[Document], config: RunConfig) -> tuple[Document, ...]:
    """Held-out texts: always the same ones, and no fewer than are answered otherwise."""
    most = max(config.evaluation.rows, config.validation_tokens // config.tokens_per_sample, 1)
    return tuple(documents[index] for index in evenly_spaced(len(documents), most))


def _scale_of(numbers: NDArray[np.float64]) -> ValueScale:
    try:
        return ValueScale.of(numbers.tolist())
    except ValueError:
        raise DataError(
            marked("errors", "All {count} numbers to learn from are {value:g}, so there is nothing to learn. Name another column, or add texts with other numbers."),
            count=len(numbers), value=float(numbers[0]),
        ) from None  # fmt: skip


def _standardised(numbers: NDArray[np.float64], scale: ValueScale) -> NDArray[np.float64]:
    return (numbers - scale.mean) / scale.scale
