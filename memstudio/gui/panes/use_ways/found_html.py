"""Passages that were found, as HTML: what is marked, and which part found them how far up."""

from __future__ import annotations

import itertools
import re
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.theme.theme import current
from memstudio.gui.widgets.number_format import count, decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.tasks.collection.search_types import Found, PartScore


def found_html(number: int, found: Found, span: tuple[int, int] | None, link: str) -> str:
    """One passage.

    Args:
        number: counted from 1.
        found: the passage.
        span: of its text, that is marked as a whole; None for the single words alone.
        link: another line with what can be done; HTML.
    """
    theme = current()
    where = QCoreApplication.translate("FoundHtml", "from character {start}")
    parts = " · ".join(
        (where.format(start=count(found.passage.start)), *map(part_words, found.parts))
    )
    head = (
        f"<b>{number}. {escape(found.source)}</b>"
        f" <span style='color:{theme.muted_text}'>&nbsp; {escape(parts)}</span>"
    )
    text = marked_text(found.passage.text, found.marks, span)
    foot = f"<p style='margin-top:2px'>{link}</p>" if link else ""
    return (
        f"<p style='margin-bottom:2px; margin-top:16px'>{head}</p>"
        f"<p style='margin-top:2px; margin-bottom:2px'>{text}</p>{foot}"
    )


def part_words(part: PartScore) -> str:
    """A part's score, and what it is: `words 7.21, rank 1`."""
    translate = QCoreApplication.translate
    texts = {
        "words": translate("FoundHtml", "words {score}, rank {place}"),
        "vectors": translate("FoundHtml", "cosine {score}, rank {place}"),
        "history": translate("FoundHtml", "chosen for a like query ({score})"),
        "model": translate("FoundHtml", "model {score} nats a token, rank {place}"),
    }
    return texts[part.part].format(score=decimal(part.score, 2), place=part.place)


def marked_text(text: str, marks: Sequence[tuple[int, int]], span: tuple[int, int] | None) -> str:
    """A text with marks, as HTML."""
    theme = current()
    cuts = sorted({0, len(text), *(at for mark in marks for at in mark), *(span or ())})
    made = []
    for start, end in itertools.pairwise(cuts):
        # Between paragraphs one line end is enough.
        piece = re.sub(r"\n\s*", "<br>", escape(text[start:end]))
        if span is not None and span[0] <= start < span[1]:
            piece = f"<span style='background-color:{theme.highlight}'>{piece}</span>"
        if any(first <= start < last for first, last in marks):
            piece = f"<b>{piece}</b>"
        made.append(piece)
    return "".join(made)
