"""A comparison as tables in Markdown."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from memstudio.bench.markdown import markdown_table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.bench.peers.figures import PeerReport, PeerRow, Spread

_MIB = 1 << 20
_FASTER = 1.5
_TRAINER = 0.97


def as_markdown(report: PeerReport) -> str:
    """What was measured with, ratios, figures of all, and who was missing."""
    parts = [_setting(report), _ratios(report), _rows(report), *_trainer(report)]
    parts += [_notes(report)]
    return "\n\n".join(part for part in parts if part)


def _setting(report: PeerReport) -> str:
    s, size = report.settings, report.settings.size
    versions = ", ".join(f"{name} {version}" for name, version in report.versions.items())
    return (
        f"{report.date}, {report.processor}, {s.threads} thread(s); {versions}.\n\n"
        f"Width {size.width}, {size.layers} layers, {size.heads} heads, {size.vocab_size:,} words "
        f"(the output layer's weights are its own; all begin as torch draws them), segments of {size.segment_length}, "
        f"{size.num_slots} slots, {s.batch_size} texts of {s.num_segments} segments at once; AdamW, "
        f"{s.learning_rate:g}, clipped at 1; {s.rounds} rounds of {s.steps} steps of "
        f"{s.tokens_per_step:,} tokens."
    )


def _ratios(report: PeerReport) -> str:
    heading = [
        "theirs", "ours", "training", "at equal loss", "reading", "scoring", "peak memory",
        f"at equal loss {_FASTER} times theirs",
    ]  # fmt: skip
    families = {row.name: row.family for row in report.rows}
    rows = []
    for pair in report.pairs:
        equal = pair.at_equal_loss
        reached = "reached" if equal is not None and equal >= _FASTER else "not reached"
        rows.append([
            pair.theirs, pair.ours, _spread(pair.training),
            "" if equal is None else f"{equal:.2f}",
            _spread(pair.reading), _spread(pair.scoring),
            "" if pair.memory is None else _spread(pair.memory),
            reached if families[pair.theirs] == "package" else "",
        ])  # fmt: skip
    return markdown_table(heading, rows) if rows else ""


def _rows(report: PeerReport) -> str:
    heading = [
        "model", "parameters", "training, tokens/s", "reading", "scoring", "peak, MiB",
        "first loss", "last loss",
    ]  # fmt: skip
    tokens = report.settings.tokens_per_step
    return markdown_table(heading, [_cells(row, tokens) for row in report.rows])


def _cells(row: PeerRow, tokens: int) -> list[str]:
    if row.missing:
        return [row.name, f"missing: {row.missing}", *[""] * 6]
    uses = zip(*((turn.training, turn.reading, turn.scoring) for turn in row.turns), strict=True)
    return [
        row.name,
        f"{row.num_parameters:,}",
        *(f"{tokens / statistics.median(seconds):,.0f}" for seconds in uses),
        f"{statistics.median(row.peaks) / _MIB:.0f}" if row.peaks else "",
        f"{row.first_loss:.3f}",
        f"{row.turns[-1].loss:.3f}",
    ]


def _trainer(report: PeerReport) -> Iterator[str]:
    found = report.trainer
    if found is None:
        return
    reached = "reached" if found.ratio.median >= _TRAINER else "not reached"
    yield (
        f"A run with the memory `none`: {statistics.median(found.ours):.3f} s a step, the plain "
        f"Trainer {statistics.median(found.plain):.3f} s; {_spread(found.ratio)} of its speed, "
        f"{_TRAINER} {reached}."
    )


def _notes(report: PeerReport) -> str:
    return "\n".join(f"- {row.name}: {row.note}." for row in report.rows if row.note)


def _spread(spread: Spread) -> str:
    return f"{spread.median:.2f} ({spread.least:.2f} to {spread.most:.2f})"
