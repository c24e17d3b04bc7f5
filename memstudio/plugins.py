"""What other packages bring: memory kinds, tasks, formats and panes, found by their entry points.

Finding a plug-in imports nothing of it; it is imported when it is first used. One that cannot be used
is set aside, with what is wrong with it in words, and all else goes on without.
"""

from __future__ import annotations

import importlib
import json
import logging
import os
import re
import sys
import threading
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from memstudio.errors import MemStudioError, marked

if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.metadata import EntryPoint
    from types import TracebackType

_log = logging.getLogger(__name__)

Group = Literal["memstudio.memories", "memstudio.tasks", "memstudio.formats", "memstudio.panes"]
GROUPS: tuple[Group, ...] = (
    "memstudio.memories", "memstudio.tasks", "memstudio.formats", "memstudio.panes",
)  # fmt: skip

_OFF = "MEMSTUDIO_NO_PLUGINS"
"""In the environment, so that programs which are started from here leave them out as well."""
_LONGEST_REASON = 300
NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""What a thing may be called by which it is chosen: lower-case words joined by '-'."""


class PluginError(MemStudioError):
    """A plug-in that cannot be used, and was set aside."""


@dataclass(frozen=True, slots=True)
class Plugin:
    """One thing that a package brings.

    Attributes:
        group: what kind of thing.
        name: by which it is chosen.
        target: where it is, "module:attribute".
        package: that brings it, as `pip` knows it; empty when it does not say.
        version: of the package.
    """

    group: Group
    name: str
    target: str
    package: str
    version: str

    @property
    def module(self) -> str:
        """The module that is imported."""
        return self.target.partition(":")[0]


@dataclass(frozen=True, slots=True)
class SetAside:
    """A plug-in that is not used, and why."""

    plugin: Plugin
    error: PluginError


class Plugins:
    """All plug-ins that are installed, looked for once. Any thread may ask."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._found: dict[Group, dict[str, Plugin]] | None = None
        self._aside: list[SetAside] = []
        self._listeners: list[Callable[[SetAside], None]] = []

    @property
    def are_left_out(self) -> bool:
        """Whether there are to be none: in safe mode, or where the environment says so."""
        return os.environ.get(_OFF, "") not in {"", "0"}

    def leave_out(self) -> None:
        """Have none, here and in programs that are started from here."""
        os.environ[_OFF] = "1"
        self.look_again()

    def look_again(self) -> None:
        """Look for them anew when they are next asked for."""
        with self._lock:
            self._found = None
            self._aside.clear()

    def of(self, group: Group) -> tuple[Plugin, ...]:
        """Those of a group that can be used, as far as is known, by name; none is imported."""
        with self._lock:
            return tuple(self._all()[group].values())

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """Those that turned out not to be usable so far."""
        with self._lock:
            self._all()
            return tuple(self._aside)

    def why_aside(self, group: Group, name: str) -> PluginError | None:
        """Why the plug-in of that name is not used; None when there is none such."""
        for each in self.set_aside:
            if each.plugin.group == group and each.plugin.name == name:
                return each.error
        return None

    def load(self, plugin: Plugin, check: Callable[[str, object], None] | None = None) -> object:
        """Import a plug-in.

        Args:
            plugin: one that was found.
            check: raises when what was imported is not what it should be, given its name and it.

        Raises:
            PluginError: it cannot be used, and is set aside from now on.
        """
        attribute = plugin.target.partition(":")[2]
        try:
            found: object = importlib.import_module(plugin.module)
            for name in filter(None, attribute.split(".")):
                found = getattr(found, name)
            if check is not None:
                check(plugin.name, found)
        except (Exception, SystemExit) as error:  # others wrote it: it may do anything
            _log.warning("the plug-in %s of %s cannot be used", plugin.name, plugin.package, exc_info=True)  # fmt: skip
            raise self.put_aside(plugin, reason_of(error)) from error
        return found

    def put_aside(self, plugin: Plugin, reason: str) -> PluginError:
        """Use a plug-in no more; whoever listens hears of it.

        Args:
            plugin: of those that were found.
            reason: in English, from the plug-in's own code or about it.

        Returns:
            What is wrong, to be raised.
        """
        error = PluginError(
            marked("errors", "The plug-in '{name}' of the package {package} cannot be used: {reason}. MemStudio goes on without it; update the package, or remove it."),
            name=plugin.name, package=_called(plugin), reason=reason,
        )  # fmt: skip
        return self._put_aside(plugin, error)

    def pane_at_fault(self, trace: TracebackType | None) -> Plugin | None:
        """The pane in whose package an error came up, or passed through; None when it was in none."""
        with self._lock:
            panes = [*self._all()["memstudio.panes"].values()]
            # What is set aside may yet hear of something before it is gone.
            panes += [each.plugin for each in self._aside if each.plugin.group == "memstudio.panes"]
        found = None
        while trace is not None:
            module = str(trace.tb_frame.f_globals.get("__name__", ""))
            found = next((each for each in panes if each.module == module), None) or next(
                (each for each in panes if _top(each.module) == _top(module)), found
            )
            trace = trace.tb_next
        return found

    def listen(self, listener: Callable[[SetAside], None]) -> None:
        """Have every plug-in that is set aside told, those that were before included.

        It is told on whatever thread the plug-in was used.
        """
        with self._lock:
            before = tuple(self._aside)
            self._listeners.append(listener)
        for each in before:
            listener(each)

    def forget(self, listener: Callable[[SetAside], None]) -> None:
        """Tell it no more."""
        with self._lock:
            if listener in self._listeners:
                self._listeners.remove(listener)

    # ------------------------------------------------------------------ inside

    def _put_aside(self, plugin: Plugin, error: PluginError) -> PluginError:
        aside = SetAside(plugin, error)
        with self._lock:
            usable = self._all()[plugin.group]
            if usable.get(plugin.name) == plugin:
                del usable[plugin.name]
            is_known = any(each.plugin == plugin for each in self._aside)
            if not is_known:
                self._aside.append(aside)
            listeners = () if is_known else tuple(self._listeners)
        for listener in listeners:
            listener(aside)
        return error

    def _all(self) -> dict[Group, dict[str, Plugin]]:
        if self._found is not None:
            return self._found
        found = self._found = {group: {} for group in GROUPS}
        if self.are_left_out:
            return found
        for group in GROUPS:
            for plugin in _installed(group):
                if not NAME.fullmatch(plugin.name):
                    self.put_aside(plugin, "its name is not lower-case words joined by '-'")
                elif (other := found[group].setdefault(plugin.name, plugin)) is not plugin:
                    self._put_aside(plugin, PluginError(
                        marked("errors", "The plug-in '{name}' of the package {package} is left out, because {other} brings one of that name already. Remove one of the two packages."),
                        name=plugin.name, package=_called(plugin), other=_called(other),
                    ))  # fmt: skip
        return found


plugins = Plugins()
"""Those of this process."""


def reason_of(error: BaseException) -> str:
    """What went wrong in somebody else's code, in a line."""
    said = " ".join(str(error).split())
    return f"{type(error).__name__}: {said}".rstrip(": .")[:_LONGEST_REASON]


def folder_of(plugin: Plugin) -> Path | None:
    """The folder in which a plug-in's module lies, found without importing it or what holds it.

    None when it lies in none, or nowhere.
    """
    path = None
    parts = plugin.module.split(".")
    origin = None
    for place in range(len(parts)):
        name = ".".join(parts[: place + 1])
        specs = (
            finder.find_spec(name, path, None)
            for finder in sys.meta_path
            if hasattr(finder, "find_spec")
        )
        spec = next((each for each in specs if each is not None), None)
        if spec is None:
            return None
        path = spec.submodule_search_locations
        origin = spec.origin
    return None if origin is None else Path(origin).parent


def texts_in(locale: str) -> dict[str, str]:
    """What plug-ins say, in another language, by what they say in English.

    Args:
        locale: such as "zh_CN": the texts lie in `texts.zh_CN.json` beside a plug-in's module.
    """
    found: dict[str, str] = {}
    folders = {folder_of(plugin) for group in GROUPS for plugin in plugins.of(group)}
    for folder in sorted(filter(None, folders)):
        path = folder / f"texts.{locale}.json"
        try:
            texts = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError):
            _log.warning("the texts in %s cannot be read", path, exc_info=True)
            continue
        if isinstance(texts, dict):
            found |= {str(text): str(said) for text, said in texts.items()}
    return found


def _top(module: str) -> str:
    """The package at the top, that holds a module."""
    return module.partition(".")[0]


def _called(plugin: Plugin) -> str:
    return f"{plugin.package} {plugin.version}".strip() or "?"


def _installed(group: Group) -> list[Plugin]:
    """Whatever the metadata of installed packages say, in the order of names and packages."""
    try:
        points = entry_points(group=group)
    except Exception:  # noqa: BLE001 - one package's damaged metadata must not stop the rest
        _log.warning("the plug-ins of %s cannot be listed", group, exc_info=True)
        return []
    found = [_plugin(group, point) for point in points]
    return sorted(found, key=lambda each: (each.name, each.package.lower()))


def _plugin(group: Group, point: EntryPoint) -> Plugin:
    package = version = ""
    if point.dist is not None:
        package = str(point.dist.metadata["Name"] or "")
        version = str(point.dist.metadata["Version"] or "")
    return Plugin(group, point.name, point.value, package, version)
