"""What a report of the memory's help says, in the user's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.translation import filled, numbered
from memstudio.gui.widgets.number_format import count, decimal
from memstudio.measuring.help_report import CONTROL_TITLES, CONTROL_WORDS, HelpReport, HelpRow

if TYPE_CHECKING:
    from memstudio.measuring.report_parts import ReportFigure

_MINUS = "\N{MINUS SIGN}"


def control_title(name: str) -> str:
    """What a control is called."""
    return filled(CONTROL_TITLES[name])


def control_words(name: str) -> str:
    """What it is, in a line."""
    return filled(CONTROL_WORDS[name])


def distance_text(row: HelpRow) -> str:
    """Which distances a row is of."""
    if row.first is None:
        return QCoreApplication.translate("HelpWords", "all")
    if row.is_new:
        return QCoreApplication.translate("HelpWords", "new")
    if row.first == 0:
        return QCoreApplication.translate("HelpWords", "same")
    if row.last is None:
        return f"≥ {row.first}"
    return str(row.first) if row.first == row.last else f"{row.first}–{row.last}"


def distance_words(row: HelpRow) -> str:
    """The same, in a sentence."""
    texts = {
        "all": QCoreApplication.translate("HelpWords", "Everything"),
        "new": QCoreApplication.translate("HelpWords", "Tokens that had not occurred before"),
        "same": QCoreApplication.translate("HelpWords", "Last named in the same segment"),
        "back": QCoreApplication.translate("HelpWords", "Last named %1 segments before"),
    }
    name = (
        "all" if row.first is None else "new" if row.is_new else "same" if not row.first else "back"
    )
    return texts[name].replace("%1", distance_text(row))


def bare_value(report: HelpReport, value: float | None) -> str:
    """The same without its unit."""
    if value is None:
        return "–"
    return decimal(100 * value, 1) if report.is_higher_better else decimal(value, 3)


def signed_value(report: HelpReport, value: float | None) -> str:
    """A difference with its sign, without its unit."""
    if value is None:
        return "–"
    sign = "+" if value > 0 else _MINUS if value < 0 else ""
    return f"{sign}{bare_value(report, abs(value))}"


def gain_text(report: HelpReport, figure: ReportFigure) -> str:
    """What the memory gives over a control, with the interval; "" for the memory itself."""
    if figure.gain is None:
        return ""
    shown = signed_value(report, figure.gain)
    if figure.gain_low is None:
        return shown
    text = QCoreApplication.translate("HelpWords", "%1 (%2 to %3)")
    ends = (figure.gain_low, figure.gain_high)
    return numbered(text, shown, *(signed_value(report, end) for end in ends))


def number_text(report: HelpReport, row: HelpRow) -> str:
    """How much a row was measured on."""
    if report.is_higher_better:
        text = QCoreApplication.translate("HelpWords", "%1 questions")
        return text.replace("%1", count(row.count))
    text = QCoreApplication.translate("HelpWords", "%1 tokens in %2 segments")
    return numbered(text, count(row.count), count(row.parts))


def unit_text(report: HelpReport, *, of_gains: bool) -> str:
    """The name of the axis."""
    if report.is_higher_better:
        return (
            QCoreApplication.translate("HelpWords", "points gained")
            if of_gains
            else QCoreApplication.translate("HelpWords", "right answers, %")
        )
    return (
        QCoreApplication.translate("HelpWords", "nats saved a token")
        if of_gains
        else QCoreApplication.translate("HelpWords", "nats a token")
    )
