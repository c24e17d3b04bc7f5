"""What a run learns from and is validated on: words, or what is said at the end of texts."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from torch.utils.data import Subset

from memstudio.data.segment_windows import SegmentWindows
from memstudio.data.tokenised import tokenise
from memstudio.errors import TrainingError, marked
from memstudio.evaluation.row_sample import evenly_spaced
from memstudio.training.held_out import places_to_read
from memstudio.training.masked_samples import MaskedSamples, masked_samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray
    from torch.utils.data import Dataset

    from memstudio.data.documents import Document
    from memstudio.data.text_samples import TextSamples
    from memstudio.data.tokenised import TokenisedCorpus
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.progress import Control
    from memstudio.training.batches import Sample
    from memstudio.training.run_config import RunConfig
    from memstudio.training.text_goal import TextGoal

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class HeldOutTexts:
    """Texts of which something is to be said at the end.

    Attributes:
        samples: with what is right, as it is learnt.
        documents: the same, for people.
    """

    samples: TextSamples
    documents: tuple[Document, ...]


@dataclass(frozen=True)
class RunSamples:
    """What a run learns from.

    Attributes:
        train: samples to train on.
        lengths: `[n]`, tokens of each.
        held_out: samples to validate on; None when nothing is held out, or no words are learnt.
        num_held_out: how many, of whichever kind.
        train_tokens: in all documents trained on.
        validation_tokens: in all documents held out.
        goal: what is said at the end of texts; None where words are learnt.
        texts: to validate on, where there is a goal; None when nothing is held out.
        num_cut: texts longer than a sample. Where there is a goal, only their beginning is learnt
            from; of turns, some are learnt without what stands before them.
        longest_held_out: tokens of the longest document held out; 0 where that is not known.
        read_at_once: held-out samples; short ones as many as fill the room of a step's.
        corpora: the tokens of all that is trained on, and of what is held out.
    """

    train: Dataset[Sample]
    lengths: NDArray[np.int64]
    held_out: Dataset[Sample] | None
    num_held_out: int
    train_tokens: int
    validation_tokens: int
    goal: TextGoal | None = None
    texts: HeldOutTexts | None = None
    num_cut: int = 0
    longest_held_out: int = 0
    read_at_once: int = 1
    corpora: tuple[TokenisedCorpus, ...] = ()


def check_tokens(samples: RunSamples, model: MemoryModel, tokenizer: Any) -> None:
    """Make sure that the model knows every token that it is to read.

    Tokens are often given to a tokenizer alone. What reads one of them ends without a word that
    helps, and on a GPU nothing can be done there afterwards.

    Raises:
        TrainingError: there is one that it has no weights for.
    """
    embeddings: Any = model.get_input_embeddings()
    num_rows = int(embeddings.weight.shape[0])
    largest = max(tokenizer.get_vocab().values(), default=0)
    if largest < num_rows:
        return
    # One that is never read does no harm, unless any may come in the place of what is hidden.
    if not isinstance(samples.train, MaskedSamples):
        largest = max(int(corpus.tokens.max(initial=0)) for corpus in samples.corpora)
    if largest >= num_rows:
        raise TrainingError(
            marked("errors", "The model has no weights for the token '{token}': its tokenizer has more tokens than it, which has {rows}. Make room for them (resize_token_embeddings of transformers), or take the tokenizer that the model was made with."),
            token=tokenizer.convert_ids_to_tokens(largest), rows=num_rows,
        )  # fmt: skip


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
    num_cut = train.num_learnt_beyond(config.tokens_per_sample)
    if num_cut:
        _log.warning(
            "%d texts with answers are longer than %d segments: some are learnt without what "
            "stands before them",
            num_cut,
            config.segments_per_sample,
        )
    num_held_out = validation_tokens = longest = 0
    at_once = config.batch_size
    part: Dataset[Sample] | None = None
    corpora = [train]
    if held_out_documents:
        held_out = tokenise(held_out_documents, tokenizer, control)
        corpora.append(held_out)
        longest = int(np.diff(held_out.offsets).max())
        if longest > 1:
            all_held_out = _windows(held_out, config)
            places = places_to_read(all_held_out.lengths, config.validation_tokens)
            num_held_out = len(places)
            at_once *= config.tokens_per_sample // int(all_held_out.lengths[places].max())
            part = Subset(masked_samples(all_held_out, config, tokenizer), places)
            validation_tokens = held_out.num_tokens
    return RunSamples(
        train=masked_samples(windows, config, tokenizer),
        lengths=windows.lengths,
        held_out=part,
        num_held_out=num_held_out,
        train_tokens=train.num_tokens,
        validation_tokens=validation_tokens,
        num_cut=num_cut,
        longest_held_out=longest,
        read_at_once=at_once,
        corpora=tuple(corpora),
    )


def ends_to_learn(
    train_documents: Sequence[Document],
    held_out_documents: Sequence[Document],
    config: RunConfig,
    tokenizer: Any,
    control: Control,
    goal: TextGoal,
) -> RunSamples:
    """Samples of which something is learnt to be said at the end.

    Args:
        train_documents: what is learnt from.
        held_out_documents: what is not.
        config: of the run.
        tokenizer: the model's.
        control: takes progress; may cancel.
        goal: what is said.

    Raises:
        DataError: a document does not say what is right.
    """
    tokens = tokenise(train_documents, tokenizer, control)
    samples = goal.samples(train_documents, tokens, config.tokens_per_sample)
    if samples.num_cut:
        _log.warning(
            "of %d texts, which are longer than %d segments, only the beginning is learnt from",
            samples.num_cut,
            config.segments_per_sample,
        )
    held_out: HeldOutTexts | None = None
    validation_tokens = 0
    corpora = [tokens]
    if held_out_documents:
        chosen = _some(held_out_documents, config)
        held_out_tokens = tokenise(chosen, tokenizer, control)
        corpora.append(held_out_tokens)
        validation_tokens = held_out_tokens.num_tokens
        held_out = HeldOutTexts(goal.samples(chosen, held_out_tokens), chosen)
    return RunSamples(
        train=samples,
        lengths=samples.lengths,
        held_out=None,
        num_held_out=len(held_out.documents) if held_out else 0,
        train_tokens=tokens.num_tokens,
        validation_tokens=validation_tokens,
        goal=goal,
        texts=held_out,
        num_cut=samples.num_cut,
        read_at_once=config.batch_size,
        corpora=tuple(corpora),
    )


def _windows(tokens: TokenisedCorpus, config: RunConfig) -> SegmentWindows:
    return SegmentWindows(tokens, config.memory.segment_length, config.segments_per_sample)


def _some(documents: Sequence[Document], config: RunConfig) -> tuple[Document, ...]:
    """Held-out texts: always the same ones, and no fewer than are answered otherwise."""
    most = max(config.evaluation.rows, config.validation_tokens // config.tokens_per_sample, 1)
    return tuple(documents[index] for index in evenly_spaced(len(documents), most))
