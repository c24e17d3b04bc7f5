"""A typed registry: names to things, checked, lazy, with a helpful error for an unknown name."""

from __future__ import annotations

import difflib
import importlib
import re
from typing import TYPE_CHECKING, Generic, TypeVar

from memstudio.errors import MemStudioError, marked

if TYPE_CHECKING:
    from collections.abc import Iterator

T = TypeVar("T")

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class Registry(Generic[T]):
    """Maps names to targets given as `"module:attribute"`, imported at first use.

    Listing names imports nothing, so that `memstudio memories` and the window's menus are quick.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._targets: dict[str, str] = {}

    def add(self, name: str, target: str) -> None:
        """Register `target` ("module:attribute") under `name`.

        Raises:
            ValueError: the name is malformed or taken; a fault of the programmer.
        """
        if not _NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not a name of lower-case words joined by '-'")
        if name in self._targets:
            raise ValueError(f"{self._what} {name!r} is registered twice")
        self._targets[name] = target

    def check(self, name: str) -> None:
        """Make sure that there is something of that name, without importing it.

        Raises:
            MemStudioError: there is not; the message lists what there is.
        """
        if name not in self._targets:
            close = difflib.get_close_matches(name, self._targets, n=1)
            if close:
                raise MemStudioError(
                    marked("errors", "There is no {what} called '{name}'. Did you mean '{close}'?"),
                    what=self._what, name=name, close=close[0],
                )  # fmt: skip
            raise MemStudioError(
                marked("errors", "There is no {what} called '{name}'. There are: {names}."),
                what=self._what, name=name, names=", ".join(sorted(self._targets)),
            )  # fmt: skip

    def get(self, name: str) -> T:
        """Import and return what is registered under `name`.

        Raises:
            MemStudioError: nothing has that name; the message lists what there is.
        """
        self.check(name)
        target = self._targets[name]
        module, _, attribute = target.partition(":")
        found: T = getattr(importlib.import_module(module), attribute)
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._targets

    def __iter__(self) -> Iterator[str]:
        return iter(self._targets)

    def __len__(self) -> int:
        return len(self._targets)
