"""Times as people read them where they live."""

from __future__ import annotations

from PySide6.QtCore import QDate, QDateTime, QLocale, QTime

_SHORT = QLocale.FormatType.ShortFormat


def clock(time: QTime, *, seconds: bool = True) -> str:
    """A time of the day, such as 14:05:09 or 2:05:09 PM."""
    locale = QLocale()
    form = locale.timeFormat(_SHORT)
    place = form.find("mm")
    if seconds and place > 0:
        # The short forms have none, and the long ones name the time zone.
        form = f"{form[: place + 2]}{form[place - 1]}ss{form[place + 2 :]}"
    return locale.toString(time, form)


def day(date: QDate) -> str:
    """A date in few characters."""
    return QLocale().toString(date, _SHORT)


def moment(at: float, *, seconds: bool = True) -> str:
    """Seconds since 1970 as a local date and time."""
    when = local(at)
    return f"{day(when.date())} {clock(when.time(), seconds=seconds)}"


def local(at: float) -> QDateTime:
    """Seconds since 1970 in local time."""
    return QDateTime.fromMSecsSinceEpoch(round(1000 * at))
