"""What MemStudio is to a desktop, read from `application.toml` beside this file, and its version."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Opened:
    """A type of file that MemStudio opens.

    Attributes:
        kind: what the window makes of it, as `memstudio.gui.drops` calls it.
        mime: its type.
        globs: names of such files.
        is_ours: whether MemStudio is what opens it by itself.
        name: what to call it; empty for a type that every system knows.
        name_zh: the same in Chinese.
        of: the type that it is a special case of; empty when of none.
        magic: texts of which one stands near the file's beginning, where its name says too little.
        icon: a drawing in `resources/icons`, for the page that stands for such a file.
    """

    kind: str
    mime: str
    globs: tuple[str, ...]
    is_ours: bool
    name: str = ""
    name_zh: str = ""
    of: str = ""
    magic: tuple[str, ...] = ()
    icon: str = ""


@dataclass(frozen=True, slots=True)
class Application:
    """What a desktop shows and asks of it; the fields are those of the table."""

    id: str
    name: str
    summary: str
    summary_zh: str
    description: str
    description_zh: str
    maintainer: str
    licence: str
    released: str
    keywords: tuple[str, ...]
    icon_sizes: tuple[int, ...]
    opens: tuple[Opened, ...]
    version: str

    @property
    def named(self) -> tuple[Opened, ...]:
        """The types that a system has to be told about."""
        return tuple(each for each in self.opens if each.name)

    @property
    def offered(self) -> tuple[Opened, ...]:
        """The types for whose files MemStudio is offered."""
        return tuple(each for each in self.opens if each.kind != "refused")


def application() -> Application:
    """Read the table."""
    table = tomllib.loads((ROOT / "packaging" / "application.toml").read_text(encoding="utf-8"))
    opens = tuple(Opened(**_frozen(each)) for each in table.pop("opens"))
    return Application(**_frozen(table), opens=opens, version=_version())


def _frozen(table: dict[str, object]) -> dict[str, object]:
    made: dict[str, object] = {}
    for key, value in table.items():
        made[key] = tuple(value) if isinstance(value, list) else value
        if isinstance(value, str):
            made[key] = value.strip()
    return made


def _version() -> str:
    text = (ROOT / "memstudio" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"', text, re.MULTILINE)
    if found is None:
        raise ValueError("memstudio/__init__.py does not say which version it is")
    return found[1]
