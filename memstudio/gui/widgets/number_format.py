"""Numbers as people read them, in the user's language."""

from __future__ import annotations

import math

from PySide6.QtCore import QCoreApplication, QLocale

from memstudio.errors import marked

_KIB = 1024.0
_NOTHING = "–"
_MINUS = "\N{MINUS SIGN}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("NumberFormat", text)


def decimal(value: float | None, digits: int = 2) -> str:
    """`value` with a fixed number of decimals; a dash when there is none."""
    if value is None or not math.isfinite(value):
        return _NOTHING
    return QLocale().toString(float(value), "f", digits)


def signed(value: float | None, digits: int = 2) -> str:
    """A difference such as "+0.12" or "−2.31", without a sign where it is written as nothing."""
    if value is None or not math.isfinite(value):
        return _NOTHING
    text = decimal(abs(value), digits)
    if not any(digit in text for digit in "123456789"):
        return text
    return f"{'+' if value > 0 else _MINUS}{text}"


def small(value: float | None) -> str:
    """A number of any size in few characters, such as 0.0003 or 1e-06."""
    if value is None or not math.isfinite(value):
        return _NOTHING
    if value == 0:
        return "0"
    if 1e-3 <= abs(value) < 1e6:
        return QLocale().toString(float(value), "g", 4)
    return QLocale().toString(float(value), "e", 1)


def count(value: int) -> str:
    """A whole number with its thousands separated."""
    return QLocale().toString(int(value))


def compact(value: float) -> str:
    """A count in at most four digits: 950, 12.3 k, 134.5 M."""
    size = abs(value)
    for bound, name in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        # 999,950 and more would be written 1000.0 k.
        if size >= bound * 0.99995:
            return f"{decimal(value / bound, 1)} {name}"
    return decimal(value, 0) if size >= 100 or float(value).is_integer() else decimal(value, 1)


def tokens_per_second(value: float) -> str:
    """A speed such as 12.3 k tok/s."""
    return _tr(marked("NumberFormat", "{number} tok/s")).format(number=compact(value))


def bytes_text(value: float | None) -> str:
    """An amount of memory or disk, such as 1.2 GiB."""
    if value is None:
        return _NOTHING
    size = float(value)
    for name in ("B", "KiB", "MiB"):
        if abs(size) < _KIB:
            return f"{decimal(size, 0 if name == 'B' or abs(size) >= 100 else 1)} {name}"
        size /= _KIB
    return f"{decimal(size, 1)} GiB"


def disk_text(value: float) -> str:
    """An amount on a disk in the units that disks are sold in, such as 1.3 GB."""
    size = float(value)
    for name in ("B", "kB", "MB"):
        if size < 1000:
            return f"{decimal(size, 0 if name == 'B' or size >= 100 else 1)} {name}"
        size /= 1000
    return f"{decimal(size, 1)} GB"


def percent(share: float | None, digits: int = 0) -> str:
    """A share of one as a percentage."""
    if share is None or not math.isfinite(share):
        return _NOTHING
    return _tr(marked("NumberFormat", "{number}%")).format(number=decimal(100 * share, digits))


def duration(seconds: float | None) -> str:
    """A span of time in its two largest units: 3 min 20 s, 2 h 5 min."""
    if seconds is None or not math.isfinite(seconds):
        return _NOTHING
    if 0 < seconds < 10:
        return _tr(marked("NumberFormat", "{seconds} s")).format(seconds=decimal(seconds, 1))
    whole = max(0, round(seconds))
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return _tr(marked("NumberFormat", "{days} d {hours} h")).format(days=days, hours=hours)
    if hours:
        return _tr(marked("NumberFormat", "{hours} h {minutes} min")).format(
            hours=hours, minutes=minutes
        )
    if minutes:
        return _tr(marked("NumberFormat", "{minutes} min {seconds} s")).format(
            minutes=minutes, seconds=rest
        )
    return _tr(marked("NumberFormat", "{seconds} s")).format(seconds=rest)
