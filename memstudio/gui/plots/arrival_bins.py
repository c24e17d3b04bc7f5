"""Texts over time as a chart draws them: numbers by topic in stretches of time, shares of negatives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from memstudio.gui.plots.time_axis import ROUND

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from memstudio.tasks.monitoring.alert_rule import AlertRule
    from memstudio.tasks.monitoring.items import Item

_MOST_BINS = 48


@dataclass(frozen=True)
class Bins:
    """Numbers of texts.

    Attributes:
        starts: `[n]`, when each stretch of time begins, in seconds since 1970.
        width: of each, in seconds.
        topics: `[k]`, in the order in which they came first; the last is called "" and stands for
            those beyond `most` and for texts without one, where there are any.
        counts: `[k, n]`.
    """

    starts: NDArray[np.float64]
    width: float
    topics: tuple[str, ...]
    counts: NDArray[np.int64]


def binned(items: Sequence[Item], order: Sequence[str], most: int) -> Bins:
    """Count texts by topic and time.

    Args:
        items: at least one, the oldest first.
        order: topics as they are drawn already; those that are missing come after.
        most: topics that are told apart.
    """
    times = np.asarray([item.time for item in items])
    span = float(times.max() - times.min())
    width = float(next((w for w in ROUND if span / w < _MOST_BINS), ROUND[-1]))
    first = np.floor(times.min() / width) * width
    places = ((times - first) // width).astype(np.int64)
    number = int(places.max()) + 1
    found = tuple(filter(None, dict.fromkeys([*order, *(item.topic for item in items)])))
    has_rest = len(found) > most or not all(item.topic for item in items)
    kept = (*found[: most - 1], "") if has_rest else found
    rows = {topic: row for row, topic in enumerate(kept)}
    counts = np.zeros((len(kept), number), np.int64)
    own = np.asarray([rows.get(item.topic, len(kept) - 1) for item in items])
    np.add.at(counts, (own, places), 1)
    return Bins(first + width * np.arange(number), width, kept, counts)


def shares(
    items: Sequence[Item], rule: AlertRule
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """The share of negatives with each text, as the rule sees it.

    Returns:
        Times `[n]`; shares in the window `[n]`; those in the texts before it `[n]`, NaN for none.
    """
    times = np.asarray([item.time for item in items], np.float64)
    places = np.arange(len(items))
    sums = np.concatenate([[0], np.cumsum([item.is_negative for item in items])])
    starts = np.maximum(0, places + 1 - rule.window)
    if rule.minutes:
        # Clocks may be set back; the latest before counts.
        latest = np.maximum.accumulate(times)
        starts = np.maximum(starts, np.searchsorted(latest, times - 60 * rule.minutes))
        starts = np.minimum(starts, places)
    share = (sums[places + 1] - sums[starts]) / (places + 1 - starts)
    earlier = np.maximum(0, starts - rule.baseline)
    number = starts - earlier
    before = np.where(number > 0, (sums[starts] - sums[earlier]) / np.maximum(1, number), np.nan)
    return times, share, before
