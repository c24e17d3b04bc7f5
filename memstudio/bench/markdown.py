"""Tables in Markdown, as benchmarks print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def markdown_table(
    heading: Sequence[str], rows: Iterable[Sequence[str]], *, right_from: int | None = None
) -> str:
    """A table.

    Args:
        heading: a title for each column.
        rows: as many cells each.
        right_from: the first of the columns that are set to the right; None for none.
    """
    at = len(heading) if right_from is None else right_from
    rule = ["---" if column < at else "---:" for column in range(len(heading))]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (heading, rule, *rows))
