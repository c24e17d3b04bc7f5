"""Figures before and after in plain English text, for cards and terminals."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.evaluation.metric_table import Metric
    from memstudio.training.evaluations import Comparison

LOSS_TITLES = {
    "loss_before": "Held-out loss before",
    "loss_after": "Held-out loss after",
    "loss_memory_reset": "Held-out loss after, memory reset before each segment",
}
"""Of what a trained model notes of its run."""

_NOTHING = "–"


def comparison_rows(comparisons: Sequence[Comparison]) -> list[tuple[str, str, str, str, str]]:
    """For each metric its name with its direction, before, after, memory reset, and of how many."""
    kinds = {each.row_kind for each in comparisons if each.row_kind}
    rows = []
    for each in comparisons:
        metric, last = each.metric, each.after or each.before
        name = f"{metric.title} {'↑' if metric.is_higher_better else '↓'}"
        if len(kinds) > 1 and each.row_kind:
            name = f"{name} ({each.row_kind})"
        rows.append(
            (
                name,
                value_text(metric, each.before.value if each.before else None),
                value_text(metric, each.after.value if each.after else None),
                value_text(metric, last.memory_reset if last else None),
                f"{each.count:,} {'rows' if each.row_kind else 'tokens'}",
            )
        )
    return rows


def comparison_table(comparisons: Sequence[Comparison]) -> str:
    """The same as a table in Markdown; "" when nothing was measured."""
    rows = [f"| {' | '.join(row)} |" for row in comparison_rows(comparisons)]
    if not rows:
        return ""
    head = (
        "| Metric | Before | After | Memory reset | Of |",
        "| --- | ---: | ---: | ---: | ---: |",
    )
    return "\n".join((*head, *rows))


def value_text(metric: Metric, value: float | None) -> str:
    """A figure as text; a dash when there is none."""
    if value is None:
        return _NOTHING
    if metric.scale == "share":
        return f"{value:.1%}"
    return f"{value:,.1f}" if metric.scale == "points" or value >= 100 else f"{value:.3f}"
