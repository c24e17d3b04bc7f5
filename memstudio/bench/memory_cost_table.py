"""The cost of memories as tables in Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.bench.markdown import markdown_table

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.bench.memory_cost import CostReport, CostRow

_MIB = 1 << 20


def as_markdown(report: CostReport) -> str:
    """Three tables: speed, size, and working memory."""
    parts = [_speed(report.rows), _size(report.rows)]
    if report.settings.depths:
        parts.append(_peaks(report.rows))
    return "\n\n".join(parts)


def _speed(rows: Sequence[CostRow]) -> str:
    heading = ["memory", "against"]
    for use in ("training", "reading", "scoring"):
        heading += [f"{use}, tokens/s", "ratio", "by arithmetic"]
    return markdown_table(heading, [_speed_cells(row) for row in rows])


def _speed_cells(row: CostRow) -> list[str]:
    cells = [row.label, row.baseline]
    per_second, speed, work = row.tokens_per_second, row.speed, row.arithmetic
    for tokens, ratio, arithmetic in (
        (per_second.training, speed.training, work.training),
        (per_second.reading, speed.reading, work.reading),
        (per_second.scoring, speed.scoring, work.scoring),
    ):
        cells += [f"{tokens:,.0f}", f"{ratio:.2f}", f"{arithmetic:.2f}"]
    return cells


def _size(rows: Sequence[CostRow]) -> str:
    early, late = rows[0].long_reading.at
    heading = [
        "memory", "parameters", "of the memory", f"state after {early:,} segments, bytes",
        f"after {late:,}", f"segment {early + 1:,}, ms", f"segment {late + 1:,}, ms", "ratio",
    ]  # fmt: skip
    return markdown_table(heading, [_size_cells(row) for row in rows])


def _size_cells(row: CostRow) -> list[str]:
    reading = row.long_reading
    early, late = reading.seconds
    return [
        row.label,
        f"{row.num_parameters:,}",
        f"{row.extra_parameters:,}",
        *(f"{size:,}" for size in reading.state_bytes),
        f"{1000 * early:.1f}",
        f"{1000 * late:.1f}",
        f"{late / early:.2f}",
    ]


def _peaks(rows: Sequence[CostRow]) -> str:
    """In MiB; the ratio is the last depth's by that of two segments, or the first there is."""
    depths = [peak.num_segments for peak in rows[0].peaks]
    few = depths.index(2) if 2 in depths else 0
    heading = [
        "memory",
        *(f"plain {depth}" for depth in depths),
        *(f"replay {depth}" for depth in depths),
        f"replay {depths[-1]} by {depths[few]}",
    ]
    return markdown_table(
        heading,
        [
            [
                row.label,
                *(f"{peak.plain / _MIB:.0f}" for peak in row.peaks),
                *(f"{peak.replay / _MIB:.0f}" for peak in row.peaks),
                f"{row.peaks[-1].replay / row.peaks[few].replay:.2f}",
            ]
            for row in rows
        ],
    )
