"""Which past queries belong with the one that is asked now: those of the same sitting.

Somebody who looks for something asks again and again, and leaves out what was said before: "and what
does it eat?" A model that was trained on such sittings reads them as its rows had them, a query a line.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.tasks.collection.query_log import PastQuery

LONGEST_PAUSE = timedelta(minutes=30)
"""Between two queries of a sitting, as usual in the study of search logs."""
MOST = 8
"""Queries that are read before the one of now, the latest of them."""


def with_session(query: str, past: Sequence[PastQuery], when: str) -> str:
    """The queries of a sitting up to this one, a line each.

    Args:
        query: that is asked now.
        past: what was asked before, oldest first.
        when: it is asked; ISO 8601 in UTC, as in the log.
    """
    at = _time_of(when)
    found: list[str] = []
    for each in reversed(past):
        asked = _time_of(each.when)
        if at is None or asked is None or not timedelta() <= at - asked <= LONGEST_PAUSE:
            break
        at = asked
        if len(found) < MOST and each.text.strip() and each.text not in {query, *found}:
            found.append(each.text)
    return "\n".join([*reversed(found), query])


def _time_of(when: str) -> datetime | None:
    try:
        time = datetime.fromisoformat(when)
    except ValueError:
        return None
    # Without a zone it cannot be held against others.
    return time if time.tzinfo is not None else None
