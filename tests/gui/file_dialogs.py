"""Every place in the package that asks for a file or a folder, found in its source, and how it is opened."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

import memstudio.gui

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QWidget

PACKAGE = Path(memstudio.gui.__file__).parent
_ASKING = {"ask_for_folder", "ask_for_file", "ask_for_files", "ask_where_to_save"}
_ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "ExportMenu._ask_for_place": ("",),
    "MeasurePane._on_header_export_requested": ("md",),
}
_READY: dict[str, dict[str, Any]] = {
    "MeasurePane": {"_shown": SimpleNamespace(stem="kept")},
    "MemoryStatesDialog": {"chosen": lambda: [SimpleNamespace(name="anna")]},
}
"""Without these nothing is asked, as there is nothing to be saved."""


@cache
def _sources() -> dict[str, ast.Module]:
    """Every file of the package, by its path in there."""
    return {
        path.relative_to(PACKAGE).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in PACKAGE.rglob("*.py")
    }


def sites() -> set[str]:
    """Class and method of each place, such as "RunsPane.ask_for_folder"."""
    found = set()
    for source in _sources().values():
        for node in source.body:
            if isinstance(node, ast.ClassDef):
                found |= {f"{node.name}.{name}" for name in _methods(node)}
    return found


@cache
def _made() -> dict[str, set[str]]:
    """Whatever is called in each file, by its first name."""
    return {
        path: {_head(node.func) for node in ast.walk(source) if isinstance(node, ast.Call)}
        for path, source in _sources().items()
    }


def made_elsewhere(*kinds: str) -> set[str]:
    """The files in which a dialog of one of Qt's own kinds is made."""
    return {path for path, called in _made().items() if called & set(kinds)}


def _head(called: ast.expr) -> str:
    """`QMessageBox` of `QMessageBox(...)` and of `QMessageBox.question(...)`."""
    while isinstance(called, ast.Attribute):
        called = called.value
    return called.id if isinstance(called, ast.Name) else ""


def _methods(owner: ast.ClassDef) -> set[str]:
    """Those that ask; for one that is told what to ask, those that tell it."""
    methods = {each.name: each for each in owner.body if isinstance(each, ast.FunctionDef)}
    asking = {name for name, each in methods.items() if _ASKING & _calls(each)}
    found: set[str] = set()
    while asking:
        name = asking.pop()
        told = len(methods[name].args.args) > 1 and f"{owner.name}.{name}" not in _ARGUMENTS
        if told:
            asking |= {other for other, each in methods.items() if f"self.{name}" in _calls(each)}
        else:
            found.add(name)
    return found


def _calls(method: ast.FunctionDef) -> set[str]:
    return {ast.unparse(each.func) for each in ast.walk(method) if isinstance(each, ast.Call)}


def opened(top: QWidget, wanted: set[str]) -> Iterator[tuple[str, QFileDialog]]:
    """Open those of `wanted` whose owner is in `top`, one after the other."""
    owners = {type(each).__name__: each for each in (top, *top.findChildren(QObject))}
    for site in sorted(wanted):
        name, method = site.split(".")
        owner = owners.get(name)
        if owner is None:
            continue
        for attribute, value in _READY.get(name, {}).items():
            setattr(owner, attribute, value)
        before = set(map(id, _shown(top)))
        getattr(owner, method)(*_ARGUMENTS.get(site, ()))
        for dialog in _shown(top):
            if id(dialog) not in before:
                yield site, dialog
                dialog.reject()


def _shown(top: QWidget) -> list[QFileDialog]:
    return [each for each in top.window().findChildren(QFileDialog) if each.isVisible()]
