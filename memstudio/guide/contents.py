"""Which pages the guide has, in which order, and where each lies."""

from __future__ import annotations

import functools
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.resources import resource

if TYPE_CHECKING:
    from pathlib import Path

LANGUAGES = ("en", "zh_CN")
FIRST_PAGE = "index"


@dataclass(frozen=True)
class Section:
    """Some pages under one title.

    Attributes:
        title: in the language that was asked for.
        pages: their names, such as `memories/rmt`.
    """

    title: str
    pages: tuple[str, ...]


@functools.cache
def contents(language: str = "en") -> tuple[Section, ...]:
    """The sections in order."""
    table = tomllib.loads(resource("guide", "contents.toml").read_text(encoding="utf-8"))
    return tuple(
        Section(section["title"][known(language)], tuple(section["pages"]))
        for section in table["section"]
    )


@functools.cache
def page_names() -> tuple[str, ...]:
    """All pages in order."""
    return tuple(name for section in contents() for name in section.pages)


def known(language: str) -> str:
    """The guide's language for a locale: English for one that it does not have."""
    return language if language in LANGUAGES else LANGUAGES[0]


def page_path(name: str, language: str = "en") -> Path:
    """The file of a page; the English one where there is none in the language."""
    path = resource("guide", known(language), *f"{name}.md".split("/"))
    return path if path.is_file() else resource("guide", LANGUAGES[0], *f"{name}.md".split("/"))


def page_at(path: Path) -> tuple[str, str] | None:
    """Language and name of the page that a file is; None for any other file."""
    root = resource("guide").resolve()
    if path.suffix != ".md" or not path.resolve().is_relative_to(root):
        return None
    language, *parts = path.resolve().relative_to(root).with_suffix("").parts
    name = "/".join(parts)
    return (language, name) if language in LANGUAGES and name in page_names() else None


@functools.cache
def page_text(name: str, language: str = "en") -> str:
    """A page as it is written: Markdown."""
    return page_path(name, language).read_text(encoding="utf-8")


@functools.cache
def page_title(name: str, language: str = "en") -> str:
    """What its first line says, without marks."""
    with page_path(name, language).open(encoding="utf-8") as lines:
        return next(lines).lstrip("# ").strip().replace("`", "")
