"""What is asked of a memory to find out whether it holds something. Imports no torch."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.tasks.dialogue.sentences import contains, sentences
from memstudio.tasks.stories import DEMO_WORLD

if TYPE_CHECKING:
    from collections.abc import Iterable

_FACT = re.compile(
    rf"\b({'|'.join(DEMO_WORLD.cast)})\b [a-z ]{{2,20}} the ({'|'.join(DEMO_WORLD.places)})\."
)
_LEAST_WORDS = 3
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Probe:
    """How likely is `target` after `cue`?

    Attributes:
        cue: a question, or how a sentence begins.
        target: its answer, or how the sentence goes on.
        is_question: which of the two.
    """

    cue: str
    target: str
    is_question: bool = False


def probe_of_place(person: str, place: str) -> Probe:
    """Whether somebody of the demo's stories is in a place, as its model was trained to be asked."""
    return Probe(f"Where is {person}?", f" In the {place}.", is_question=True)


def probes_of(texts: Iterable[str], words: str = "") -> tuple[Probe, ...]:
    """Probes of what texts say, each once, in their order.

    Where people of the demo's stories are is asked for. Without any of those, each sentence is begun, and its last word, or `words` when they are in it,
    is waited for.

    Args:
        texts: what was read, in its order: of a person who moves, the last place counts.
        words: what is of interest.
    """
    facts: dict[str, Probe] = {}
    others: dict[str, Probe] = {}
    for text in texts:
        for sentence in sentences(text):
            fact = _FACT.search(sentence)
            if fact is not None:
                person, place = fact.groups()
                facts[person] = probe_of_place(person, place)
            else:
                probe = _completion(sentence.strip(), words)
                if probe is not None:
                    others[probe.cue] = probe
    return tuple((facts or others).values())


def _completion(sentence: str, words: str) -> Probe | None:
    if not 0 < len(sentence) <= _LONGEST or sentence.endswith("?"):
        return None
    found = contains(sentence, words) if words else None
    cut = found.start() if found is not None else -1
    end = found.end() if found is not None else len(sentence)
    if not sentence[: max(0, cut)].strip():
        # Not at its very beginning: then nothing is there to wait for it.
        parts = sentence.split()
        if len(parts) >= _LEAST_WORDS:
            cut, end = sentence.rindex(parts[-1]), len(sentence)
        elif len(parts) == 1 and len(sentence) >= 2 * _LEAST_WORDS and not sentence.isascii():
            cut, end = len(sentence) - len(sentence) // 3 - 1, len(sentence)
        else:
            return None
    begin = len(sentence[:cut].rstrip())
    return Probe(sentence[:begin], sentence[begin:end])
