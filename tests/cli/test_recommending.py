"""The sentence of `memstudio recommend why`."""

from __future__ import annotations

from memstudio.cli.recommending import verdict
from memstudio.tasks.recommending.items import items_of
from memstudio.tasks.recommending.ranking_types import ItemEffect, Ranked, Reasons

CHESS, STARS = items_of(["Letters on chess", "All about stars"])


def told(score_reset: float, *effects: float) -> str:
    found = tuple(ItemEffect(i, STARS, each, each / 2, 2 * each, 1.5) for i, each in enumerate(effects))  # fmt: skip
    return verdict(Reasons("Ada", Ranked(CHESS, 2.0, score_reset), found, 0, 6))


def test_reasons_are_given_only_for_what_the_memory_changes() -> None:
    assert "without it, it would be lower" in told(-1.0, 1.2)
    assert "without one of them it would be lower" in told(-1.0, 1.2, 1.1)
    assert "hardly changes it; most of what it does comes from 'All about stars'" in told(2.0, 1.2)
