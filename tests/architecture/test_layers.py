"""Who may import whom, and what each half of the program does without."""

from __future__ import annotations

import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import memstudio

ROOT = Path(memstudio.__file__).resolve().parents[1]
_WITH_QT = ("memstudio.gui", "memstudio.workers")
_WITHOUT_QT = sorted(
    module.name
    for module in pkgutil.walk_packages(memstudio.__path__, "memstudio.")
    if not module.name.startswith(_WITH_QT)
)


def run_python(code: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_imports_run_downward_and_in_no_circle() -> None:
    found = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout + found.stderr


@pytest.mark.slow
def test_every_module_of_the_engine_is_imported_where_qt_is_not_installed() -> None:
    code = f"""
import importlib, sys

class NoQt:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph"):
            raise ModuleNotFoundError(f"{{name}} is blocked")

sys.meta_path.insert(0, NoQt())
for name in {_WITHOUT_QT!r}:
    importlib.import_module(name)
print("all")
"""
    found = run_python(code)
    assert found.stdout.strip() == "all", found.stderr


@pytest.mark.gui
@pytest.mark.parametrize("module", ["memstudio.gui.application", "memstudio.gui.main_window"])
@pytest.mark.one_in(2)
def test_the_window_is_imported_without_the_model_stack(module: str) -> None:
    code = f"""
import sys, {module}
heavy = ("torch", "transformers", "accelerate", "datasets", "peft", "tensorboard")
print(sorted(name for name in sys.modules if name in heavy))
"""
    found = run_python(code)
    assert found.stdout.strip() == "[]", found.stderr


def test_the_command_line_is_listed_without_torch_and_without_qt() -> None:
    code = """
import sys
from memstudio.__main__ import main
try:
    main(["--help"])
finally:
    heavy = {"torch", "transformers", "PySide6", "numpy"} & set(sys.modules)
    print("HEAVY", sorted(heavy))
"""
    assert "HEAVY []" in run_python(code).stdout


def test_deciding_between_window_and_command_line_imports_neither() -> None:
    code = """
import sys, memstudio.__main__
print(sorted({"typer", "PySide6", "memstudio.cli.app", "memstudio.gui"} & set(sys.modules)))
"""
    assert run_python(code).stdout.strip() == "[]"
