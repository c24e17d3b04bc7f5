"""What is said of texts, alerts and troubles, in the user's language."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate

from memstudio.errors import marked
from memstudio.gui.translation import filled, in_a_row, numbered, with_colon
from memstudio.gui.widgets.moment_format import clock, local, moment
from memstudio.gui.widgets.number_format import count, percent

if TYPE_CHECKING:
    from memstudio.tasks.monitoring.alert_rule import AlertRule, Verdict
    from memstudio.tasks.monitoring.items import Alert, Item, Trouble


def _tr(text: str) -> str:
    return QCoreApplication.translate("MonitorWords", text)


def when(seconds: float) -> str:
    """A time of today as a time, of another day with its date."""
    at = local(seconds)
    return clock(at.time()) if at.date() == QDate.currentDate() else moment(seconds)


def where(item: Item) -> str:
    """The file of a text, and its place in it."""
    name = Path(item.source).name
    return f"{name}:{item.place}" if item.place else name


def alert_sentence(alert: Alert) -> str:
    """An alert as one or two sentences."""
    text = numbered(
        _tr(marked("MonitorWords", "Negatives surge: %1 of the last %2 texts (%3, threshold %4).")),
        count(alert.num_negative), count(alert.num_texts), percent(alert.share),
        percent(alert.threshold),
    )  # fmt: skip
    if alert.share_before is not None:
        before = _tr(marked("MonitorWords", "Before, %1 of %2 were."))
        before = numbered(before, percent(alert.share_before), count(alert.num_before))
        text = in_a_row(text, before)
    if alert.topic:
        topic = numbered(_tr(marked("MonitorWords", "Most are about %1.")), alert.topic)
        text = in_a_row(text, topic)
    return text


def trouble_sentence(trouble: Trouble) -> str:
    """What could not be read, and where."""
    name = Path(trouble.source).name
    place = f"{name}:{trouble.place}" if trouble.place else name
    return with_colon(place, filled(trouble.text, trouble.values))


def standing_without_negatives(num_items: int) -> str:
    """How many texts came, where none of the labels can be alerted of."""
    text = _tr(marked("MonitorWords", "%1 texts · none of the labels counts as negative"))
    return numbered(text, count(num_items))


def standing(num_items: int, verdict: Verdict | None, rule: AlertRule | None) -> str:
    """How many texts came, and how things stand."""
    if verdict is None or rule is None:
        return _tr(marked("MonitorWords", "No text has come yet."))
    text = numbered(
        _tr(marked("MonitorWords", "%1 texts · of the last %2, %3 negative (threshold %4)")),
        count(num_items), count(verdict.num_texts), percent(verdict.share), percent(rule.share),
    )  # fmt: skip
    if verdict.share_before is not None:
        usual = _tr(marked("MonitorWords", "usual are %1"))
        text += " · " + numbered(usual, percent(verdict.share_before))
    return text
