"""Answers of a model with a memory: written token by token, or the likelihood of given ones.

What comes before an answer is read into the memory segment by segment, as in training; with the
memory reset before each segment, only the tokens of an answer's own segment are seen.

Shapes: K answers to one question, T tokens, S tokens of a segment, V vocabulary.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch.nn.utils.rnn import pad_sequence
from transformers import GenerationConfig, StoppingCriteria, StoppingCriteriaList
from typing_extensions import override

from memstudio.data import tokenised
from memstudio.data.documents import Document
from memstudio.data.tokenised import tokenise
from memstudio.data.turns import Turn
from memstudio.memory.forgetting import forgotten
from memstudio.memory.memory_cache import MemoryCache
from memstudio.memory.precision import in_double
from memstudio.tasks.generation_config import only_heeded

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.memory.memory_state import MemoryState

_TOKENS_AT_ONCE = 1024
"""Of the answers whose likelihood is looked at together."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Tokens of a document up to its last answer, and those of the answer with what ends it."""

    prompt: list[int]
    answer: list[int]


@dataclass(frozen=True, slots=True)
class Likelihood:
    """How likely an answer is: the sum of its tokens' log probabilities, and their number."""

    total: float
    num_tokens: int

    @property
    def mean(self) -> float:
        """For answers of unlike lengths."""
        return self.total / max(1, self.num_tokens)


def asked_of(documents: Sequence[Document], tokenizer: Any) -> list[Asked]:
    """The very tokens that training would read, parted before the last answer."""
    corpus = tokenise(documents, tokenizer)
    found = []
    for start, end in zip(corpus.offsets[:-1], corpus.offsets[1:], strict=True):
        is_learnt = None if corpus.counts is None else np.asarray(corpus.counts[start:end])
        found.append(parted(corpus.tokens[start:end].tolist(), is_learnt))
    return found


def parted(tokens: list[int], is_learnt: NDArray[np.bool_] | None) -> Asked:
    """Tokens of a document, `[n]`, parted before the last stretch of them that is learnt."""
    return Asked(*tokenised.parted(tokens, is_learnt))


def document_of(asked: str, answer: str) -> Document:
    """A document of a user's turn and the answer to it."""
    turns = (Turn("user", asked), Turn("assistant", answer))
    return Document(asked, "text", Path("text"), turns=turns)


def with_answer(document: Document, answer: str) -> Document:
    """The document with another last answer, and nothing after it."""
    turns = document.turns or ()
    last = max(i for i, turn in enumerate(turns) if turn.speaker == "assistant")
    return replace(document, turns=(*turns[:last], Turn("assistant", answer)))


class Answering:
    """Lets a model answer, the likeliest token each time.

    Args:
        model: in the mode for evaluation.
        tokenizer: the model's.
        between: called before every segment and every token; may pause, or raise to end it.
    """

    def __init__(self, model: MemoryModel, tokenizer: Any, between: Callable[[], None]) -> None:
        self._model = model
        self._tokenizer = tokenizer
        self._between = between
        self._length = int(model.config.segment_length)

    def needs_memory(self, num_tokens: int) -> bool:
        """Whether so many tokens are more than a segment, so that a memory makes a difference."""
        return num_tokens > self._length

    @torch.no_grad()
    def write(self, prompt: list[int], most: int, *, resets_memory: bool) -> list[int]:
        """Read a prompt and answer with at most `most` tokens.

        Args:
            prompt: at least one token.
            most: where the answer ends at the latest.
            resets_memory: whether the memory is forgotten before every segment.
        """
        state = self._after(prompt[:-1], resets_memory=resets_memory)
        cache = MemoryCache(state)
        last = torch.tensor([prompt[-1:]], device=self._model.device)
        between = _BetweenTokens(self._between, cache, self._model if resets_memory else None)
        with only_heeded(self._model, prompt[:-1]) as processors:
            output = self._model.generate(
                last,
                attention_mask=torch.ones_like(last),
                generation_config=self._how(most),
                logits_processor=processors,
                stopping_criteria=StoppingCriteriaList([between]),
                past_key_values=cache,
            )
        written: list[int] = output[0, 1:].tolist()
        return written

    @torch.no_grad()
    def likelihoods(
        self, asked: Sequence[Asked], *, resets_memory: bool, after: MemoryState | None = None
    ) -> list[Likelihood]:
        """How likely each of K answers to one question is.

        What all have in common is read once.

        Args:
            asked: the question with each answer.
            resets_memory: whether the memory is forgotten before every segment.
            after: what is remembered from before, `B = 1`; None for nothing.
        """
        sequences = [each.prompt + each.answer for each in asked]
        common = _num_common(sequences, min(len(each.prompt) for each in asked) - 1)
        if after is None:
            state = self._after(sequences[0][:common], resets_memory=resets_memory)
            place = common
        else:
            state = self.read_on(sequences[0][:common], after)
            # The segment may have begun in what was read before.
            place = int(after.pending_lengths[0]) + common
        rest = max(len(each) for each in sequences) - common
        at_once = max(1, _TOKENS_AT_ONCE // max(1, rest))
        found: list[Likelihood] = []
        for start in range(0, len(asked), at_once):
            some = slice(start, start + at_once)
            found += self._rest(
                asked[some], sequences[some], common, place, state, resets=resets_memory
            )
        return found

    @torch.no_grad()
    def read_on(self, ids: list[int], state: MemoryState | None = None) -> MemoryState:
        """The memory after some more tokens; `state` None for an empty one."""
        found = self._fresh(1) if state is None else state
        for start in range(0, len(ids), self._length):
            self._between()
            piece = torch.tensor([ids[start : start + self._length]], device=self._model.device)
            found = self._model(piece, memory_state=found, logits_to_keep=1).memory_state
        return found

    # ------------------------------------------------------------------ inside

    def _fresh(self, num_rows: int) -> MemoryState:
        return self._model.initial_state(num_rows)

    def _after(self, ids: list[int], *, resets_memory: bool) -> MemoryState:
        """The memory after some tokens: after all of them, or those of the segment that they end in."""
        whole = len(ids) // self._length
        if resets_memory and whole and self._model.memory.needs_encoder:
            before = self.read_on(ids[(whole - 1) * self._length : whole * self._length])
            return self.read_on(ids[whole * self._length :], forgotten(self._model, before))
        return self.read_on(ids[whole * self._length if resets_memory else 0 :])

    def _rest(
        self,
        asked: Sequence[Asked],
        sequences: Sequence[list[int]],
        common: int,
        place: int,
        state: MemoryState,
        *,
        resets: bool,
    ) -> list[Likelihood]:
        """What comes after the `common` tokens, which end at `place`, counted from a segment's start."""
        device = self._model.device
        parts = [torch.tensor(each[common:]) for each in sequences]
        ids = pad_sequence(parts, batch_first=True).to(device)
        mask = pad_sequence([torch.ones_like(p) for p in parts], batch_first=True).to(device)
        first = torch.tensor([len(each.prompt) - common for each in asked], device=device)
        state = state.repeat(len(asked))
        total = torch.zeros(len(asked), dtype=torch.float64)
        start, width = 0, ids.shape[1]
        while start < width - 1:
            self._between()
            # Up to the end of the segment.
            stop = min(width, start + self._length - (place + start) % self._length)
            output = self._model(
                ids[:, start:stop], attention_mask=mask[:, start:stop], memory_state=state
            )
            state = output.memory_state
            if resets:
                state = forgotten(self._model, state)
            targets = ids[:, start + 1 : stop + 1]
            columns = torch.arange(start + 1, start + 1 + targets.shape[1], device=device)
            counts = (columns[None] >= first[:, None]) & (mask[:, start + 1 : stop + 1] == 1)
            odds = output.logits[:, : targets.shape[1]].float().log_softmax(-1)
            found = odds.gather(-1, targets[..., None]).squeeze(-1)
            total += in_double(torch.where(counts, found, 0.0)).sum(1)
            start = stop
        return [
            Likelihood(value, len(each.answer))
            for value, each in zip(total.tolist(), asked, strict=True)
        ]

    def _how(self, most: int) -> GenerationConfig:
        base = self._model.generation_config
        end = base.eos_token_id if base.eos_token_id is not None else self._tokenizer.eos_token_id
        pad = self._tokenizer.pad_token_id
        if pad is None:
            pad = end[0] if isinstance(end, list) else end
        return GenerationConfig(
            max_new_tokens=most,
            do_sample=False,
            eos_token_id=end,
            pad_token_id=pad if pad is not None else 0,
        )


class _BetweenTokens(StoppingCriteria):  # type: ignore[misc]
    """Never ends an answer; forgets the memory at the end of each segment when it is to be reset."""

    def __init__(
        self, between: Callable[[], None], cache: MemoryCache, forgetful: MemoryModel | None
    ) -> None:
        self._between = between
        self._cache = cache
        self._forgetful = forgetful
        self._num_segments = int(cache.state.num_segments[0])

    @override
    def __call__(self, input_ids: torch.Tensor, scores: Any, **_: Any) -> torch.Tensor:
        self._between()
        state = self._cache.state
        model = self._forgetful
        if model is not None and int(state.num_segments[0]) > self._num_segments:
            self._num_segments = int(state.num_segments[0])
            self._cache.state = forgotten(model, state)
        return torch.zeros(input_ids.shape[0], dtype=torch.bool, device=input_ids.device)


def _num_common(sequences: Sequence[list[int]], most: int) -> int:
    """How many tokens all sequences begin with, at most `most`."""
    number = 0
    for tokens in zip(*sequences, strict=False):
        if number >= most or len(set(tokens)) > 1:
            break
        number += 1
    return number
