"""The parts of a page, each under its heading, and finding words in them."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from markdown_it import MarkdownIt

from memstudio.guide.contents import page_names, page_text

_SNIPPET = 90
"""Characters that are shown on either side of what was found."""


@dataclass(frozen=True)
class Part:
    """What stands under one heading.

    Attributes:
        page: its name.
        heading: without marks.
        anchor: what a link to it ends with.
        text: without marks, headings of its own left out.
    """

    page: str
    heading: str
    anchor: str
    text: str


@dataclass(frozen=True)
class Found:
    """A part in which all words stand.

    Attributes:
        part: in which.
        snippet: what stands around the first of them.
        begins, ends: of the word in the snippet.
    """

    part: Part
    snippet: str
    begins: int
    ends: int


def anchor_of(heading: str) -> str:
    """What a link to a heading ends with, as the usual sites have it; letters of any script stay."""
    kept = re.sub(r"[^\w\- ]", "", heading.strip().lower())
    return kept.replace(" ", "-")


def markdown() -> MarkdownIt:
    """The reader of the guide's pages: CommonMark with tables; no HTML of theirs is passed on."""
    return MarkdownIt("commonmark", {"html": False}).enable("table")


@functools.cache
def parts_of(page: str, language: str = "en") -> tuple[Part, ...]:
    """A page's parts in order."""
    parts: list[Part] = []
    heading, texts, is_heading = "", list[str](), False

    def end() -> None:
        if heading:
            parts.append(Part(page, heading, anchor_of(heading), " ".join(texts)))
        texts.clear()

    for token in markdown().parse(page_text(page, language)):
        if token.type == "heading_open":
            end()
            is_heading = True
        elif token.type == "heading_close":
            is_heading = False
        elif token.type == "inline":
            plain = "".join(
                " " if child.type in {"softbreak", "hardbreak"} else child.content
                for child in token.children or ()
                if child.type != "image"
            )
            if is_heading:
                heading = plain
            else:
                texts.append(plain)
        elif token.type in {"fence", "code_block"}:
            texts.append(" ".join(token.content.split()))
    end()
    return tuple(parts)


def anchor_in(page: str, anchor: str, language: str) -> str:
    """The anchor, in a language, of the part that has `anchor` in English; empty for no such part.

    Pages have the same parts in every language.
    """
    places = [part.anchor for part in parts_of(page)]
    here = parts_of(page, language)
    if anchor not in places or len(here) != len(places):
        return ""
    return here[places.index(anchor)].anchor


def find(query: str, language: str = "en", *, limit: int = 60) -> list[Found]:
    """The parts in which all words of `query` stand; those with one in the heading come first.

    Args:
        query: words, of which each may be a part of one.
        language: of the pages that are looked through.
        limit: how many at most.
    """
    words = query.lower().split()
    if not words:
        return []
    found = [
        (any(word in part.heading.lower() for word in words), part)
        for page in page_names()
        for part in parts_of(page, language)
        if all(word in f"{part.heading} {part.text}".lower() for word in words)
    ]
    found.sort(key=lambda each: not each[0])
    return [_shown(part, words) for _, part in found[:limit]]


def _shown(part: Part, words: list[str]) -> Found:
    # Of the same length, whatever the script: places in it are places in the text.
    lower = "".join(each.lower() if len(each.lower()) == 1 else each for each in part.text)
    places = [(lower.find(word), word) for word in words if word in lower]
    if not places:
        return Found(part, part.text[: 2 * _SNIPPET], 0, 0)
    at, word = min(places)
    start = max(0, at - _SNIPPET)
    before = "…" if start else ""
    after = "…" if at + len(word) + _SNIPPET < len(part.text) else ""
    snippet = before + part.text[start : at + len(word) + _SNIPPET] + after
    begins = len(before) + at - start
    return Found(part, snippet, begins, begins + len(word))
