"""The report on explanations, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.bench.provenance import BUCKETS, CHECKS

if TYPE_CHECKING:
    from memstudio.bench.provenance import ProvenanceReport
    from memstudio.evaluation.story_recall import Rate

_TARGETS = {"span": "at least 90%", "chain": "at least 90%", "random": "at most 10%"}

_REMOVED = (
    "*Removed* slots are exchanged for those of the memory after another story. *Put back* slots"
    " are as before anything was read; the model is then left with its default guess, which may be"
    " the right one: the last line shows how often it is not."
)


def as_markdown(report: ProvenanceReport, command: str) -> str:
    """The three figures, what else was tried, and how they depend on distance.

    Args:
        report: what was measured.
        command: that gave it.
    """
    moving = [each for each in report.answers if not each.has_gap]
    chain = sum(each.num_chain for each in report.answers) / max(1, len(report.answers))
    lines = [
        "# Are explanations true?",
        "",
        f"`{command}`",
        "",
        (
            f"Model {report.model}: memory {report.kind}, {report.num_slots} slots. Stories that it has"
            f" not seen (held-out pairs of person and place, held-out prose; seed {report.seed})."
            f" {report.num_asked} answers were asked for whose place was last said in an earlier"
            f" segment; explained and tested are right ones: {len(moving)} of stories in which people"
            f" move all the time, {len(report.answers) - len(moving)} of stories with a gap of prose."
            f" {chain:.1f} slots are on a chain in the mean. Intervals are 95%"
            " (Wilson), wider where answers of a story go together."
        ),
        "",
        _REMOVED,
        *_without_random(report),
        "",
        "| of the right answers | target | people move | with a gap |",
        "| --- | --- | --- | --- |",
    ]
    for check, text in CHECKS.items():
        moves, gaps = (_cell(report.rate(check, gap=gap)) for gap in (False, True))
        lines.append(f"| {text} | {_TARGETS.get(check, '')} | {moves} | {gaps} |")
    lines += [
        "",
        "By segments between fact and answer:",
        "",
        "| distance | answers | span states the fact | chain removed | random removed |",
        "| --- | --- | --- | --- | --- |",
    ]
    for gap in (False, True):
        for low, high in BUCKETS:
            rates = [report.rate(c, gap=gap, distances=(low, high)) for c in _TARGETS]
            if rates[0].asked:
                name = f"{low}" if low == high else f"{low} to {high}"
                shown = " | ".join(_cell(each, counts=False) for each in rates)
                place = "gap" if gap else "move"
                lines.append(f"| {name} ({place}) | {rates[0].asked} | {shown} |")
    times = [1000 * each for each in (report.ablation_seconds, report.explanation_seconds)]
    lines += [
        "",
        (
            "One ablation of one slot, read on from the second segment to the end:"
            f" {times[0]:.0f} ms; one explanation: {times[1]:.0f} ms (medians)."
        ),
    ]
    return "\n".join(lines)


def _without_random(report: ProvenanceReport) -> list[str]:
    number = sum("random" not in each.passed for each in report.answers)
    if not number:
        return []
    return [
        "",
        (
            f"Of {number} answers more than half of the slots are on the chain, so that there are not as"
            " many others; these are left out where random slots are removed."
        ),
    ]


def _cell(rate: Rate, *, counts: bool = True) -> str:
    if not rate.asked:
        return "-"
    share = f"{100 * rate.accuracy:.1f}% ({100 * rate.low:.1f} to {100 * rate.high:.1f})"
    return f"{share}, {rate.right} of {rate.asked}" if counts else share
