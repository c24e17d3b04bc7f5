"""The launcher and the entry point as a person meets them."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from memstudio.cli import system_needs
from memstudio.cli.names import COMMANDS, is_for_command_line
from memstudio.cli.system_needs import (
    CJK_FONT,
    QT_LIBRARIES,
    WAYLAND_LIBRARIES,
    X11_LIBRARIES,
    Need,
)
from memstudio.guide.contents import LANGUAGES, page_text
from tests.packaging.conftest import BROUGHT, ROOT

START = ROOT / "packaging" / "start.py"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def without_display() -> dict[str, str]:
    hidden = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}
    return {name: value for name, value in os.environ.items() if name not in hidden}


def test_an_old_python_can_read_the_launcher_far_enough_to_be_told() -> None:
    ast.parse(START.read_text(encoding="utf-8"), feature_version=(3, 4))


def test_a_python_that_is_too_old_is_told_what_it_lacks() -> None:
    code = f"""
import runpy, sys
sys.version_info = (3, 9, 1)
sys.version = "3.9.1 (old)"
sys.path.insert(0, {str(START.parent)!r})
runpy.run_path({str(START)!r}, run_name="__main__")
"""
    found = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert found.returncode == 1
    assert "3.11 or newer; this is Python 3.9.1" in found.stderr
    assert "Traceback" not in found.stderr


def test_the_launcher_needs_nothing_but_python() -> None:
    found = subprocess.run(
        [sys.executable, "-S", "-E", START, "--help"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, found.stderr
    assert "--tests" in found.stdout


def test_the_readme_names_two_commands_and_only_commands_that_exist() -> None:
    table = README.split("## Start")[1].split("## First steps")[0]
    named = re.findall(r"^\| `(python [^`]+)` \|", table, re.MULTILINE)
    assert named == ["python packaging/start.py", "python packaging/start.py --tests"]
    verbs = set(re.findall(r"`memstudio ([a-z]+)", README))
    assert verbs <= set(COMMANDS)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_names_every_command_and_only_commands_that_exist(language: str) -> None:
    page = page_text("command-line", language)
    assert set(re.findall(r"`memstudio ([a-z]+)", page)) <= set(COMMANDS)
    assert all(re.search(rf"`(memstudio )?{name}\b", page) for name in COMMANDS)


def test_links_of_the_readme_lead_to_what_there_is() -> None:
    links = re.findall(r"\]\(([^)#]+)", README)
    assert len(links) > 20
    assert not [
        link for link in links if not link.startswith("https://") and not (ROOT / link).is_file()
    ]


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        ([], False),
        (["book.txt"], False),
        (["./demo"], False),
        (["someone/model"], False),
        (["demo"], True),
        (["train", "run.toml"], True),
        (["--help"], True),
        (["--safe-mode"], False),
        (["--safe-mode", "book.txt"], False),
        (["trian"], True),
    ],
)
def test_commands_and_paths_are_told_apart(arguments: list[str], answer: bool) -> None:
    assert is_for_command_line(arguments) is answer


def test_a_folder_without_a_mark_in_its_name_is_a_path(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "books").mkdir()
    monkeypatch.chdir(tmp_path)
    assert not is_for_command_line(["books"])


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only X and Wayland can be absent")
@pytest.mark.parametrize("display", [None, ":987"])
def test_without_a_display_the_entry_point_says_what_can_be_done(display: str | None) -> None:
    environment = without_display() | ({"DISPLAY": display} if display else {})
    found = subprocess.run(
        [sys.executable, "-m", "memstudio"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 1
    assert found.stderr.startswith("There is no display here")
    assert "memstudio demo" in found.stderr


def test_each_system_is_told_its_own_command(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = [QT_LIBRARIES[1], CJK_FONT]
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    for manager, command in (
        ("apt", "sudo apt-get install -y fonts-noto-cjk libegl1"),
        ("dnf", "sudo dnf install -y google-noto-sans-cjk-fonts libglvnd-egl"),
        ("pacman", "sudo pacman -S --needed libglvnd noto-fonts-cjk"),
    ):
        monkeypatch.setattr(system_needs, "_package_manager", lambda found=manager: found)
        assert system_needs.install_command(needs) == command
        assert command in system_needs.advice(needs)
    monkeypatch.setattr(system_needs, "_package_manager", lambda: None)
    assert "libEGL.so.1" in system_needs.advice(needs)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lacks libraries")
def test_what_keeps_the_window_from_opening_is_named_with_what_mends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(system_needs, "_can_load", lambda _: True)
    assert system_needs.why_no_window() is None
    monkeypatch.setattr(system_needs, "_can_load", lambda name: name != "libxcb-cursor.so.0")
    monkeypatch.setattr(system_needs, "_package_manager", lambda: "apt")
    said, mends = (system_needs.why_no_window() or "").split("\n")
    assert said == "The window cannot open: this system lacks libxcb-cursor.so.0."
    assert mends.endswith("apt-get install -y libxcb-cursor0")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has /proc")
def test_a_root_without_its_processes_is_told_apart(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from memstudio.__main__ import main

    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    monkeypatch.setattr(system_needs, "_PROCESS", tmp_path / "stat")
    assert main([]) == 1
    assert "mount -t proc proc /proc" in capsys.readouterr().err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lacks libraries")
def test_where_wayland_shows_the_window_the_libraries_of_x_are_not_asked_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.delenv("DISPLAY", raising=False)
    (tmp_path / "wayland-0").touch()
    lacks: set[str] = {"libxcb-cursor.so.0"}
    monkeypatch.setattr(system_needs, "_can_load", lambda name: name not in lacks)
    assert system_needs.missing_libraries() == []
    lacks.add("libwayland-cursor.so.0")
    assert system_needs.missing_libraries() == [WAYLAND_LIBRARIES[1]]
    # An X display beside it is taken where its own libraries are there.
    monkeypatch.setenv("DISPLAY", ":0")
    assert system_needs.missing_libraries() == [WAYLAND_LIBRARIES[1]]
    lacks.remove("libxcb-cursor.so.0")
    assert system_needs.missing_libraries() == []


@pytest.mark.gui
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux lacks libraries")
@pytest.mark.parametrize(
    ("plugin", "libraries"), [("libqxcb", X11_LIBRARIES), ("libqwayland", WAYLAND_LIBRARIES)]
)
def test_what_qt_loads_is_what_is_looked_for(plugin: str, libraries: tuple[Need, ...]) -> None:
    from PySide6 import QtCore

    path = Path(QtCore.__file__).parent / "Qt" / "plugins" / "platforms" / f"{plugin}.so"
    told = subprocess.run(["ldd", path], capture_output=True, text=True, check=False).stdout
    named = {need.name for need in QT_LIBRARIES + libraries}
    # Everything that is named is asked for indeed; what else is loaded comes with these.
    assert named <= {line.split()[0] for line in told.splitlines() if "=>" in line}
    assert not system_needs.missing_libraries()


def test_ci_installs_every_library_and_font_that_is_looked_for() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    installed = set(script.split("packages=(")[1].split(")")[0].split())
    wanted = {need.apt for need in (*QT_LIBRARIES, *X11_LIBRARIES, CJK_FONT)}
    assert wanted <= installed | BROUGHT
