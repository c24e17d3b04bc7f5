from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from PySide6.QtCore import QLocale, QTime

from memstudio.gui.widgets import moment_format

AT = datetime(2026, 11, 29, 14, 5, 9).timestamp()  # noqa: DTZ001 - local time is what is shown


@pytest.fixture(autouse=True)
def _same_locale_after() -> Iterator[None]:
    before = QLocale()
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("name", "clock", "short", "date"),
    [
        ("en_US", "2:05:09 PM", "2:05 PM", "11/29/26"),
        ("en_GB", "14:05:09", "14:05", "29/11/2026"),
        ("zh_CN", "14:05:09", "14:05", "2026/11/29"),
        ("fi_FI", "14.05.09", "14.05", "29.11.2026"),
    ],
)
def test_a_moment_is_written_as_where_its_reader_lives(
    name: str, clock: str, short: str, date: str
) -> None:
    QLocale.setDefault(QLocale(name))

    def plain(text: str) -> str:
        return text.replace("\u202f", " ").replace("\u00a0", " ")

    assert plain(moment_format.clock(QTime(14, 5, 9))) == clock
    assert plain(moment_format.clock(QTime(14, 5, 9), seconds=False)) == short
    assert plain(moment_format.moment(AT)) == f"{date} {clock}"
