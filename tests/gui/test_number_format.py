from __future__ import annotations

import math
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QLocale

from memstudio.gui.widgets import number_format as numbers


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (12, "12"), (1.26, "1.3"), (950, "950"), (12_345, "12.3 k"), (999_960, "1.0 M"),
     (134_500_000, "134.5 M"), (2.1e9, "2.1 G")],
)  # fmt: skip
def test_a_large_count_is_written_in_four_digits(value: float, text: str) -> None:
    assert numbers.compact(value) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (1023, "1,023 B"), (1536, "1.5 KiB"), (150 << 20, "150 MiB"),
     (int(1.2 * (1 << 30)), "1.2 GiB"), (None, "–")],
)  # fmt: skip
def test_bytes_are_written_in_binary_units(size: int | None, text: str) -> None:
    assert numbers.bytes_text(size) == text


@pytest.mark.parametrize(
    ("size", "text"),
    [(0, "0 B"), (999, "999 B"), (1500, "1.5 kB"), (150_000_000, "150 MB"), (3e9, "3.0 GB")],
)
def test_bytes_of_disks_are_written_in_decimal_units(size: float, text: str) -> None:
    assert numbers.disk_text(size) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0, "0 s"), (0.34, "0.3 s"), (59.6, "1 min 0 s"), (200, "3 min 20 s"), (7500, "2 h 5 min"),
     (200_000, "2 d 7 h"), (math.inf, "–"), (math.nan, "–"), (None, "–")],
)  # fmt: skip
def test_a_span_of_time_is_written_in_its_two_largest_units(
    seconds: float | None, text: str
) -> None:
    assert numbers.duration(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(-2.314, "−2.31"), (0.5, "+0.50"), (-0.001, "0.00"), (0, "0.00"), (None, "–"),
     (math.nan, "–")],
)  # fmt: skip
def test_a_difference_has_its_sign_unless_it_is_written_as_nothing(
    value: float | None, text: str
) -> None:
    assert numbers.signed(value) == text


def test_numbers_follow_the_locale() -> None:
    QLocale.setDefault(QLocale("de_DE"))
    assert numbers.count(1_234_567) == "1.234.567"
    assert numbers.decimal(3.14159, 2) == "3,14"
