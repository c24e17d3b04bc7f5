"""Texts labelled by a model: by its heads, where it has some, or by how likely it says each label.

The text is read as rows of labelled texts are in training. Heads say at its end how much speaks for
each label; else each label is looked at as the answer. A share is that of a label among those of its
set. Where labels of several sets were learnt as one answer ("economy, negative"), those of the
combinations are summed.

Each text begins with an empty memory, or goes on from all that came before it: its own text and,
where it was said in words, the label that it was given.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import torch

from memstudio.data.tokenised import tokens_of
from memstudio.errors import DataError, marked
from memstudio.evaluation.answering import Answering, document_of, parted
from memstudio.memory.evaluating import evaluating
from memstudio.memory.forgetting import forgotten
from memstudio.tasks.labels import LabelScheme, LabelSet, as_answer
from memstudio.trace.document_reading import with_memory

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.evaluation.answering import Asked
    from memstudio.memory.memory_state import MemoryState
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_MOST_CHARACTERS = 200_000
"""Of a text; of a longer one, the end is read."""

Shares = dict[str, dict[str, float]]
"""Of each label, by the name of its set; those of a set sum to 1."""


class Classifier:
    """Labels one text after another.

    Args:
        loaded: the model. It may be trained or moved in between.
        scheme: what each text is labelled with.
        control: may pause or cancel, between two segments.
        remembers: whether the memory lasts from one text to the next.
        resets_memory: whether it is forgotten before every segment, so that what a model's heads say
            comes from the last segment of a text alone.

    Raises:
        DataError: there is no set of labels, or the model's heads say others.
        MemoryAttachError: the model is none that writes.
    """

    def __init__(
        self,
        loaded: LoadedModel,
        scheme: LabelScheme,
        control: Control,
        *,
        remembers: bool = False,
        resets_memory: bool = False,
    ) -> None:
        if not scheme.sets:
            raise DataError(marked("errors", "There are no labels to choose from. Name some."))
        self._heads = heads_scheme(loaded.model)
        if self._heads is not None:
            _check_agrees(loaded.source.name, self._heads, scheme)
        self._model = with_memory(loaded.model)
        self._tokenizer = loaded.tokenizer
        self._control = control
        self._resets = resets_memory
        self._scheme = scheme
        self._remembers = remembers
        self._state: MemoryState | None = None
        self._answering = Answering(self._model, loaded.tokenizer, control.checkpoint)

    @property
    def state(self) -> MemoryState | None:
        """What is remembered of the texts so far; None for nothing."""
        return self._state

    def forget(self) -> None:
        """Go on with an empty memory."""
        self._state = None

    def classify(self, text: str) -> Shares:
        """The share of each label.

        Args:
            text: to be labelled.

        Raises:
            DataError: there is no text.
            Cancelled: through the control; what is remembered is as before.
        """
        text = text[-_MOST_CHARACTERS:].strip()
        if not text:
            raise DataError(marked("errors", "There is no text to label."))
        with evaluating(self._model):
            if self._state is not None and self._state.device != self._model.device:
                self._state = self._state.to(self._model.device)
            if self._heads is not None:
                return self._by_heads(text, self._heads)
            return self._joint(text) if self._scheme.joint else self._each(text)

    # ------------------------------------------------------------------ inside

    @torch.no_grad()
    def _by_heads(self, text: str, heads: LabelScheme) -> Shares:
        ids = self._asked(text, "0").prompt
        state, scores = self._state, None
        length = self._model.config.segment_length
        for start in range(0, len(ids), length):
            self._control.checkpoint()
            piece = torch.tensor([ids[start : start + length]], device=self._model.device)
            if self._resets:
                state = forgotten(self._model, state)
            output = self._model(piece, memory_state=state, says_labels=True)
            state, scores = output.memory_state, output.label_scores
        assert scores is not None and state is not None, "there is a text"  # noqa: S101, PT018
        if self._remembers:
            self._state = state.detach()
        return {
            own.name: dict(zip(own.labels, _softmax(said[0].tolist()), strict=True))
            for own, said in zip(heads.sets, scores, strict=True)
        }

    def _each(self, text: str) -> Shares:
        found: Shares = {}
        best: Asked | None = None
        for labels in self._scheme.sets:
            shares, asked = self._looked_at(text, labels.asked, labels.labels)
            found[labels.name] = dict(zip(labels.labels, shares, strict=True))
            best = best or asked[shares.index(max(shares))]
        self._remember(best)
        return found

    def _joint(self, text: str) -> Shares:
        scheme = self._scheme
        answers = [as_answer(each) for each in scheme.joint]
        shares, asked = self._looked_at(text, scheme.sets[0].asked, answers)
        found: Shares = {each.name: dict.fromkeys(each.labels, 0.0) for each in scheme.sets}
        for combination, share in zip(scheme.joint, shares, strict=True):
            for labels, label in zip(scheme.sets, combination, strict=True):
                found[labels.name][label] += share
        self._remember(asked[shares.index(max(shares))])
        return found

    def _looked_at(
        self, text: str, question: str, answers: Sequence[str]
    ) -> tuple[list[float], list[Asked]]:
        said = f"{text}\n\n{question}" if question else text
        asked = [self._asked(said, answer) for answer in answers]
        found = self._answering.likelihoods(asked, resets_memory=False, after=self._state)
        return _softmax([each.total for each in found]), asked

    def _asked(self, text: str, answer: str) -> Asked:
        tokens, is_learnt = tokens_of(document_of(text, answer), self._tokenizer)
        return parted(tokens.tolist(), is_learnt)

    def _remember(self, asked: Asked | None) -> None:
        if self._remembers and asked is not None:
            tokens = asked.prompt + asked.answer
            self._state = self._answering.read_on(tokens, self._state).detach()


def heads_scheme(model: Any) -> LabelScheme | None:
    """What a model's heads label with; None when it has none."""
    sets = tuple(LabelSet(each.name, each.labels) for each in getattr(model, "head_labels", ()))
    return LabelScheme(sets, has_heads=True) if sets else None


def _check_agrees(model: str, heads: LabelScheme, scheme: LabelScheme) -> None:
    """Make sure that labels that were named are those that a model's heads say.

    Raises:
        DataError: they are not: words and heads might say two things.
    """
    named, own = ({each.name: set(each.labels) for each in some.sets} for some in (scheme, heads))
    if named != own:
        said = "; ".join(f"{each.name}: {', '.join(each.labels[:12])}" for each in heads.sets)
        raise DataError(
            marked("errors", "{model} has heads of its own for labels ({labels}), and others cannot be chosen. Name none, or take a model without heads."),
            model=model, labels=said,
        )  # fmt: skip


def _softmax(logarithms: Sequence[float]) -> list[float]:
    highest = max(logarithms)
    weights = [math.exp(each - highest) for each in logarithms]
    return [weight / math.fsum(weights) for weight in weights]
