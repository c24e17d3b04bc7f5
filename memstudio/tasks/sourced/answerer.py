"""Answering a question from a collection and from memory: found, read, written, and weighed."""

from __future__ import annotations

import contextlib
import math
from typing import TYPE_CHECKING

from memstudio.data.rendering import NEXT_TURN
from memstudio.data.turns import Turn
from memstudio.models.chat_template import has_template
from memstudio.tasks.collection.text_vectors import fingerprint_of
from memstudio.tasks.collection.words import words_of
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.tasks.likelihood import log_likelihoods
from memstudio.tasks.question_form import asked_in_template, between_turns, end_of_answer, has_form
from memstudio.tasks.sentence_spans import sentences
from memstudio.tasks.sourced.answer_types import SourcedAnswer, SourceOf
from memstudio.tasks.sourced.confidence import Signals, load_calibration, plain_confidence
from memstudio.tasks.turn_tokens import asked_tokens, prompt_text, text_tokens

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.collection.collection import Collection
    from memstudio.tasks.collection.search_types import Found, SearchResult
    from memstudio.tasks.collection.searcher import Searcher

NUM_READ = 3
"""Passages that the model reads before it answers."""
_MOST_TOKENS = 64
_NUM_SHOWN = 5
THRESHOLD = 0.5
_YES_OR_NO = {"yes", "no", "是", "否", "对", "不", "不是"}
"""What answers without being said anywhere."""


class Answerer:
    """A model, a collection, and a memory to begin from.

    Args:
        loaded: the model.
        searcher: of the collection.
        memory: the name of a memory state and its file; None to begin from nothing.
        conversation: to begin from what it remembers, in place of a memory state; it stays as it is.

    Raises:
        MemoryStateError: the state is of another model.
    """

    def __init__(
        self,
        loaded: LoadedModel,
        searcher: Searcher,
        memory: tuple[str, Path] | None = None,
        conversation: Conversation | None = None,
    ) -> None:
        self._loaded = loaded
        self._searcher = searcher
        self._memory = "" if memory is None else memory[0]
        self._conversation = Conversation(loaded) if conversation is None else conversation
        if memory is not None:
            self._conversation.load(memory[1])

    def answer(
        self,
        question: str,
        *,
        threshold: float = THRESHOLD,
        num_read: int = NUM_READ,
        earlier: Sequence[Turn] = (),
        control: Control,
        notes: bool = True,
    ) -> SourcedAnswer:
        """Find passages, let the model read them and the question, and weigh what it writes.

        Args:
            question: in words.
            threshold: the confidence below which nothing is claimed to be known.
            num_read: passages that the model reads; with 0 it answers from its memory and what it
                learnt, and those are shown that tell most of the question and its answer.
            earlier: what was said before.
            control: may cancel.
            notes: whether the question goes into the log of past queries.

        Raises:
            DataError: nothing was asked.
            MemoryAttachError: the model cannot write.
            StorageError: the question cannot be noted.
            Cancelled: through `control`.
        """
        self._conversation.check_can_write()
        count = max(_NUM_SHOWN, num_read)
        result = self._searcher.search(question, count=count, control=control, notes=notes)
        turns = (*earlier, Turn("user", _context(result, question, num_read)))
        settings = GenerationSettings(max_new_tokens=_MOST_TOKENS, temperature=0.0)
        written = self._conversation.fork().continue_text(
            self._asked(turns),
            settings,
            control=control,
            on_piece=_ignore,
        )
        text = written.partition(NEXT_TURN)[0].strip()
        is_taught = has_form(self._loaded)
        if text and not is_taught:
            # It knows no end of an answer, and would go on until its tokens run out.
            text = text[slice(*sentences(text)[0])].strip()
        signals = self._signals(turns, text, question, result, control)
        if text and not num_read:
            # Nothing was read: what is shown has to back the answer, or belie it.
            result = self._searcher.search(
                f"{question} {text}", count=_NUM_SHOWN, control=control, notes=False
            )
        shown = "\n".join(each.passage.text for each in result.results)
        backed = self._searcher.index.coverage(text, shown)
        calibration = load_calibration(self.calibration_path(num_read))
        confidence = plain_confidence(signals)
        if calibration is not None:
            confidence = calibration.confidence(signals)
        elif num_read and not self._remembers and not set(words_of(text)) <= _YES_OR_NO:
            # It can have its words from nowhere else.
            confidence = min(confidence, backed)
        sources = tuple(SourceOf(each, _backing(each, text, question)) for each in result.results)
        return SourcedAnswer(
            question, text, confidence if text else 0.0, threshold, signals, sources, calibration,
            self._loaded.source.name, self._memory, is_taught, backed,
        )  # fmt: skip

    @property
    def _remembers(self) -> bool:
        return self._conversation.state is not None or bool(self._conversation.seen)

    def _asked(self, turns: Sequence[Turn]) -> str:
        """What is read before the answer, as in training; it goes on from what was said before."""
        tokenizer = self._loaded.tokenizer
        after = end_of_answer(self._conversation)
        if after is not None and has_template(tokenizer):
            # A template that takes no such turns is not used in training either.
            with contextlib.suppress(Exception):
                return asked_in_template(tokenizer, turns, after)
        before = between_turns(self._loaded) if self._remembers else ""
        return f"{before}{prompt_text(turns, tokenizer)}"

    def calibration_path(self, num_read: int) -> Path:
        """Where it is kept what was learnt of answers after so many passages."""
        return calibration_path(self._searcher.collection, self._loaded, num_read)

    def _signals(
        self,
        turns: tuple[Turn, ...],
        text: str,
        question: str,
        result: SearchResult,
        control: Control,
    ) -> Signals:
        share = 0.0
        if text:
            prompt = text_tokens(self._asked(turns), self._loaded.tokenizer)
            answers = asked_tokens(turns, [text], self._loaded.tokenizer)[1]
            state = self._conversation.state
            if not self._conversation.has_memory:
                # It wrote with all that before its eyes.
                prompt = [*self._conversation.seen, *prompt]
            found = log_likelihoods(self._loaded, state, prompt, answers, control)[0]
            share = math.exp(min(0.0, found.mean))
        coverage = margin = 0.0
        if result.results:
            index = self._searcher.index
            coverage = index.coverage(question, result.results[0].passage.text)
            scores = sorted((_words_score(each) for each in result.results), reverse=True)
            if scores[0] > 0:
                margin = 1.0 if len(scores) < 2 else (scores[0] - scores[1]) / scores[0]
        return Signals(share, coverage, margin)


def calibration_path(collection: Collection, loaded: LoadedModel, num_read: int) -> Path:
    """Where it is kept what was learnt of one model's answers from one collection."""
    folder = collection.folder / "calibration"
    return folder / f"{fingerprint_of(loaded.model)}-{num_read}.json"


def _context(result: SearchResult, question: str, num_read: int) -> str:
    """The best passages, the best of all next to the question, as rows with a context have it."""
    texts = [each.passage.text for each in reversed(result.results[:num_read])]
    return "\n\n".join([*texts, question])


def _words_score(found: Found) -> float:
    part = found.part("words")
    return 0.0 if part is None else part.score


def _backing(found: Found, answer: str, question: str) -> tuple[int, int] | None:
    text = found.passage.text
    answered, asked = set(words_of(answer)), set(words_of(question))
    best, span = 0.0, None
    for start, end in sentences(text):
        own = set(words_of(text[start:end]))
        # What was answered has to stand there; the question's words tell like places apart.
        shared = len(own & answered) + len(own & asked) / 2
        if own & answered and shared > best:
            best, span = shared, (start, end)
    return span


def _ignore(_: str) -> None:
    """Nobody hears an answer before it was weighed."""
