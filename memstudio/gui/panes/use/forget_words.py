"""What came of forgetting, in words with the numbers that were measured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.errors import marked
from memstudio.gui.widgets import number_format as numbers

if TYPE_CHECKING:
    from memstudio.tasks.dialogue.forget_report import ForgetReport, Measured

_MOST_OTHERS = 4
_LONGEST = 60
_LEAST_SHARE = 0.01


def _tr(text: str) -> str:
    return QCoreApplication.translate("ForgetWords", text)


def in_words(report: ForgetReport) -> str:
    """The verdict, then what became of other things, a line each."""
    lines = [_verdict(report)]
    if report.slots:
        slots = ", ".join(map(str, report.slots))
        lines.append(_tr(marked("ForgetWords", "Slots that were put back to what they were in the beginning: {slots}.")).format(slots=slots))  # fmt: skip
    # Of what was likely neither before nor after, such as a whole sentence, nothing can be told.
    telling = [each for each in report.others if max(each.before, each.after) >= _LEAST_SHARE]
    lines += [_other(each) for each in telling[:_MOST_OTHERS]]
    lines.append(_tr(marked("ForgetWords", "Memories and sessions that were kept, branched or exported before still hold it.")))  # fmt: skip
    return "\n".join(lines)


def _verdict(report: ForgetReport) -> str:
    worst = max(report.forgotten, key=lambda each: each.after, default=None)
    if worst is None:
        return _tr(marked("ForgetWords", "It is gone from what was read. Nothing of it could be asked for, so nothing was measured."))  # fmt: skip
    text = {
        "not measured": _tr(marked("ForgetWords", "It is gone from what was read. There was nothing to measure: {answer} was not likely before ({before}) either. A question whose answer it is would tell more.")),
        "forgotten": _tr(marked("ForgetWords", "Forgotten: {answer} is now as likely ({now}) as if it had never been said ({never}); before {before}.")),
        "still told": _tr(marked("ForgetWords", "What remains tells it as well: {answer} is still the likeliest ({before} before, {now} now). Forget that too.")),
        "never held": _tr(marked("ForgetWords", "The memory did not hold it: {answer} was no likelier ({before}) than if it had never been said ({never}).")),
    }.get(
        report.verdict,
        _tr(marked("ForgetWords", "Not forgotten: {answer} is still likelier ({now}) than if it had never been said ({never}); before {before}.")),
    )  # fmt: skip
    return text.format(
        answer=_answer(worst),
        now=_share(worst.after),
        never=_share(worst.never),
        before=_share(worst.before),
    )


def _other(each: Measured) -> str:
    text = _tr(marked("ForgetWords", "For comparison, {answer}: {before} before, {now} now."))
    return text.format(answer=_answer(each), before=_share(each.before), now=_share(each.after))


def _answer(each: Measured) -> str:
    cue, target = each.probe.cue.strip(), each.probe.target.strip()
    cue = cue if len(cue) <= _LONGEST else f"…{cue[-_LONGEST:]}"
    return f"“{cue} {target}”"


def _share(share: float) -> str:
    return numbers.percent(share, 0 if share >= 0.1 else 1)
