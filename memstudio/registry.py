"""A typed registry: names to things, checked, lazy, with a helpful error for an unknown name."""

from __future__ import annotations

import difflib
import importlib
from typing import TYPE_CHECKING, Generic, TypeVar

from memstudio.errors import MemStudioError, marked
from memstudio.plugins import NAME, PluginError, plugins

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from memstudio.plugins import Group, Plugin

T = TypeVar("T")


class Registry(Generic[T]):
    """Maps names to targets given as `"module:attribute"`, imported at first use.

    Listing names imports nothing, so that `memstudio memories` and the window's menus are quick.

    Args:
        what: things are there, for messages.
        group: of the plug-ins that bring more of them; None when none do.
        check: raises when what a plug-in brings is not what it should be, given its name and it.
    """

    def __init__(
        self,
        what: str,
        group: Group | None = None,
        check: Callable[[str, object], None] | None = None,
    ) -> None:
        self._what = what
        self._group = group
        self._check_brought = check
        self._targets: dict[str, str] = {}

    def add(self, name: str, target: str) -> None:
        """Register `target` ("module:attribute") under `name`.

        Raises:
            ValueError: the name is malformed or taken; a fault of the programmer.
        """
        if not NAME.fullmatch(name):
            raise ValueError(f"{name!r} is not a name of lower-case words joined by '-'")
        if name in self._targets:
            raise ValueError(f"{self._what} {name!r} is registered twice")
        self._targets[name] = target

    def brought(self) -> dict[str, Plugin]:
        """What plug-ins bring, by name, as far as it can be used; nothing of it is imported."""
        if self._group is None:
            return {}
        found = {}
        for plugin in plugins.of(self._group):
            if plugin.name in self._targets:
                plugins.put_aside(plugin, f"MemStudio has a {self._what} of that name itself")
            else:
                found[plugin.name] = plugin
        return found

    def check(self, name: str) -> None:
        """Make sure that there is something of that name, without importing it.

        Raises:
            MemStudioError: there is not; the message lists what there is.
            PluginError: a plug-in of that name is set aside; the message says why.
        """
        names = list(self)
        if name in names:
            return
        if self._group is not None and (error := plugins.why_aside(self._group, name)) is not None:
            raise error
        close = difflib.get_close_matches(name, names, n=1)
        if close:
            raise MemStudioError(
                marked("errors", "There is no {what} called '{name}'. Did you mean '{close}'?"),
                what=self._what, name=name, close=close[0],
            )  # fmt: skip
        raise MemStudioError(
            marked("errors", "There is no {what} called '{name}'. There are: {names}."),
            what=self._what, name=name, names=", ".join(sorted(names)),
        )  # fmt: skip

    def get(self, name: str) -> T:
        """Import and return what is registered under `name`.

        Raises:
            MemStudioError: nothing has that name; the message lists what there is.
            PluginError: a plug-in of that name cannot be used; it is set aside from now on.
        """
        self.check(name)
        target = self._targets.get(name)
        if target is None:
            brought: T = plugins.load(self.brought()[name], self._check_brought)  # type: ignore[assignment]
            return brought
        module, _, attribute = target.partition(":")
        found: T = getattr(importlib.import_module(module), attribute)
        return found

    def usable(self) -> dict[str, T]:
        """All that there is, imported, by name; plug-ins that cannot be are left out."""
        found = {}
        for name in self:
            try:
                found[name] = self.get(name)
            except PluginError:
                continue  # whoever listens to the plug-ins has heard why
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._targets or name in self.brought()

    def __iter__(self) -> Iterator[str]:
        return iter([*self._targets, *self.brought()])

    def __len__(self) -> int:
        return len(self._targets) + len(self.brought())
