"""Some of the probes of what a memory retains, in words: what was asked, and what came."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.evaluation.row_sample import evenly_spaced
from memstudio.measuring.retention_report import RetentionExample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.evaluation.retention import Answered, Asking
    from memstudio.evaluation.retention_probes import Needle, PairList

_NUM_NEEDLES, _NUM_PAIRS = 8, 8


def examples_of_needles(
    tokenizer: Any,
    needles: Sequence[Needle],
    distances: Sequence[int],
    answered: dict[Asking, Answered],
) -> list[RetentionExample]:
    """Some needles, each at another distance."""
    found = []
    for turn, each in enumerate(evenly_spaced(len(needles), _NUM_NEEDLES)):
        place = turn % len(distances)
        needle = needles[each]
        found.append(
            RetentionExample(
                series="needles",
                place=distances[place],
                asked=tokenizer.decode(needle.cue.tolist()),
                expected=tokenizer.decode(needle.answer.tolist()),
                said={
                    name: tokenizer.decode(own.said[place, each].tolist())
                    for name, own in answered.items()
                },
            )
        )
    return found


def examples_of_pairs(
    tokenizer: Any, lists: Sequence[PairList], answered: dict[Asking, Answered]
) -> list[RetentionExample]:
    """Some pairs of several lists, from the last written to the first."""
    size = len(lists[0].keys)
    found = []
    for turn, pair in enumerate(reversed(evenly_spaced(size, _NUM_PAIRS))):
        number = turn % len(lists)
        own = lists[number]
        found.append(
            RetentionExample(
                series="pairs",
                place=size - 1 - pair,
                asked=tokenizer.decode(own.keys[pair].tolist()),
                expected=tokenizer.decode(own.values[pair].tolist()),
                said={
                    name: tokenizer.decode(each.said[number, pair].tolist())
                    for name, each in answered.items()
                },
            )
        )
    return found
