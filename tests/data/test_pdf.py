"""PDF files: read a page after another, and let go of when that is asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from memstudio.data.readers import pdf
from memstudio.data.readers.reader import ReadOptions
from memstudio.errors import Cancelled
from tests.data import made_files as made

PAGES = [f"Words on page {number}." for number in range(60)]


class Hand:
    """Lets go at a call."""

    def __init__(self, at: int) -> None:
        self.calls, self._at = 0, at

    def __call__(self, _: int) -> None:
        self.calls += 1
        if self.calls >= self._at:
            raise Cancelled


@pytest.mark.parametrize("is_found_anew", [False, True])
def test_a_file_that_is_being_opened_is_let_go_of_at_once(
    is_found_anew: bool, make: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_READS_BETWEEN_SIGNS", 50)
    content = made.pdf(*PAGES)
    if is_found_anew:
        # Without the table of its parts, all of the file is searched for them.
        content = (
            content[: content.rindex(b"xref\n")]
            + b"trailer\n<< /Root 1 0 R >>\nstartxref\n1\n%%EOF"
        )
    hand = Hand(3)
    with pytest.raises(Cancelled):
        list(pdf.read_pdf(make("a.pdf", content), ReadOptions("", at=hand)))
    # Nobody went on reading after that.
    assert hand.calls == 3


def test_it_can_be_let_go_of_on_any_page(make: Callable[..., Path]) -> None:
    path = make("a.pdf", made.pdf(*PAGES))
    counting = Hand(10**9)
    (document,) = list(pdf.read_pdf(path, ReadOptions("", at=counting)))
    assert str(document.text).split("\n\n") == PAGES
    assert counting.calls >= len(PAGES)
    for at in (1, counting.calls // 2, counting.calls):
        with pytest.raises(Cancelled):
            list(pdf.read_pdf(path, ReadOptions("", at=Hand(at))))
