"""The shape of the code: how long a file is, and what is written in which place only."""

from __future__ import annotations

import ast
import functools
import re
from pathlib import Path

import pytest

import memstudio

PACKAGE = Path(memstudio.__file__).resolve().parent
ROOT = PACKAGE.parent
SOURCES = sorted(PACKAGE.rglob("*.py"))
GUI = PACKAGE / "gui"


text_of = functools.cache(functools.partial(Path.read_text, encoding="utf-8"))


def lines_with(pattern: str, paths: list[Path]) -> list[str]:
    expression = re.compile(pattern, re.MULTILINE)
    # Line by line only where there is something: this is asked of all files, time and again.
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        if expression.search(text_of(path))
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if expression.search(line)
    ]


def test_no_file_is_longer_than_400_lines() -> None:
    others = [*ROOT.glob("packaging/*.py"), *ROOT.glob("packaging/launcher/*.py")]
    lengths = {
        str(path.relative_to(ROOT)): len(text_of(path).splitlines()) for path in [*SOURCES, *others]
    }
    assert not {name: length for name, length in lengths.items() if length > 400}


def test_packages_hold_no_code_but_a_docstring() -> None:
    # The version; the public reader of traces.
    allowed = {PACKAGE / "__init__.py", PACKAGE / "trace" / "__init__.py"}
    with_code = []
    for path in PACKAGE.rglob("__init__.py"):
        module = ast.parse(text_of(path))
        if path not in allowed and not (len(module.body) == 1 and ast.get_docstring(module)):
            with_code.append(str(path.relative_to(ROOT)))
    assert not with_code


def test_only_resources_knows_where_resources_lie() -> None:
    others = [path for path in SOURCES if path != PACKAGE / "resources.py"]
    assert not lines_with(r"_resources\b(?!_)|[\"']resources[\"']", others)


def test_no_dialog_holds_the_window_with_exec() -> None:
    found = lines_with(r"\.exec(_)?\(", sorted(GUI.rglob("*.py")))
    # A drag is over when it is dropped.
    allowed = re.compile(r"\bapp\.exec\(\)|\bdrag\.exec\(")
    assert not [line for line in found if not allowed.search(line)]


def test_colours_are_written_in_the_theme_only() -> None:
    outside = [path for path in GUI.rglob("*.py") if not path.is_relative_to(GUI / "theme")]
    assert not lines_with(r"[\"']#(?:[0-9a-fA-F]{3}){1,2}(?:[0-9a-fA-F]{2})?[\"']", outside)


def test_style_sheets_are_set_by_the_theme_only() -> None:
    outside = [path for path in GUI.rglob("*.py") if not path.is_relative_to(GUI / "theme")]
    assert not lines_with(r"\.setStyleSheet\(", outside)


def test_only_the_plots_import_pyqtgraph() -> None:
    outside = [path for path in SOURCES if not path.is_relative_to(GUI / "plots")]
    assert not lines_with(r"^\s*(from|import) pyqtgraph", outside)


def test_panes_do_not_know_each_other() -> None:
    panes = [path for path in (GUI / "panes").iterdir() if path.is_dir() and path.name[0] != "_"]
    wrong = []
    for pane in panes:
        own = rf"memstudio\.gui\.panes\.(?!{pane.name}\b)\w"
        wrong += lines_with(rf"^\s*(from|import) {own}", sorted(pane.rglob("*.py")))
    assert not wrong


def test_double_precision_is_made_on_the_processor_only() -> None:
    """Apple's GPUs refuse it, wherever a tensor that lies there is turned into it."""
    # A check of kinds makes whole models of it, on the processor; NCCL has no such GPU to send to.
    allowed = {PACKAGE / "memory" / "precision.py", PACKAGE / "memory" / "kind_checks.py"}
    allowed |= {PACKAGE / "training" / "processes.py"}
    others = [path for path in SOURCES if path not in allowed]
    assert not lines_with(r"\.double\(|\.(to|type)\(.*torch\.(float64|double)\b", others)
    double, device = r"torch\.(float64|double)\b", r"\bdevice="
    assert not lines_with(f"{double}.*{device}|{device}.*{double}", others)


@pytest.mark.parametrize("name", ["torch.load", "pickle", "trust_remote_code=True"])
def test_nothing_that_runs_foreign_code_is_used(name: str) -> None:
    assert not lines_with(rf"(?<![\w.]){re.escape(name)}\b", SOURCES)


def test_no_work_is_left_marked_as_unfinished() -> None:
    assert not lines_with(r"\b(TODO|FIXME|XXX)\b|NotImplementedError$", SOURCES)
