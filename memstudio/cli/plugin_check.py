"""The plug-ins that are installed, as commands list them, and whether each can be used."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING

from memstudio.plugins import GROUPS, PluginError, plugins

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.plugins import Group, Plugin

_WHAT: dict[Group, str] = {
    "memstudio.memories": "memory kind",
    "memstudio.tasks": "task",
    "memstudio.formats": "format",
    "memstudio.panes": "pane",
}


@dataclass(frozen=True, slots=True)
class InstalledPlugin:
    """One thing that a package brings.

    Attributes:
        name: by which it is chosen.
        what: kind of thing it is.
        package: that brings it.
        version: of the package.
        problem: why it is set aside, as far as is known; empty when it is not.
    """

    name: str
    what: str
    package: str
    version: str
    problem: str


def installed_plugins() -> list[InstalledPlugin]:
    """All that are installed, none of them imported."""
    found: list[tuple[Plugin, str]] = [
        (plugin, "") for group in GROUPS for plugin in plugins.of(group)
    ]
    found += [(each.plugin, str(each.error)) for each in plugins.set_aside]
    told = [
        InstalledPlugin(each.name, _WHAT[each.group], each.package, each.version, problem)
        for each, problem in found
    ]
    return sorted(told, key=lambda each: (each.package.lower(), each.what, each.name))


def checked_plugins() -> list[InstalledPlugin]:
    """The same after each was imported, as the window and the engine would."""
    from memstudio.data.formats import endings
    from memstudio.memory.kind_options import options_form
    from memstudio.memory.kinds_registry import kind_descriptions, memory_kinds
    from memstudio.tasks.templates.registry import task_templates

    kind_descriptions()
    for kind in memory_kinds.brought():
        with suppress(PluginError):
            memory_kinds.get(kind)
            options_form(kind)
    task_templates.usable()
    endings()
    check = _pane_check()
    for plugin in plugins.of("memstudio.panes") if check is not None else ():
        with suppress(PluginError):
            plugins.load(plugin, check)
    return installed_plugins()


def _pane_check() -> Callable[[str, object], None] | None:
    """What a pane must be; None where there is no Qt, and so no window."""
    if find_spec("PySide6") is None:
        return None
    from importlib import import_module

    # Commands know nothing of Qt; a pane cannot be looked at without.
    check: Callable[[str, object], None] = import_module("memstudio.gui.plugin_docks").check_pane
    return check
