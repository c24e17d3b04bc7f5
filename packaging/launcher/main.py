"""Decides what is wanted, makes sure that it can be had, and runs it."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(CHECKOUT))  # for what MemStudio itself knows about the system

from launcher import checks  # noqa: E402
from launcher.environment import Environment  # noqa: E402
from launcher.problem import Problem, say  # noqa: E402
from memstudio.cli import names, system_needs  # noqa: E402


def main(arguments: list[str]) -> int:
    """Run the launcher, and return the exit status."""
    options, rest = _parse(arguments)
    if rest == ["test"]:
        options.tests, rest = True, []
    try:
        if options.tests:
            return _run_tests(options.torch_index)
        return _run_app(rest, options.torch_index)
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted. Run the same command again; it goes on.", file=sys.stderr)
        return 130


def _parse(arguments: list[str]) -> tuple[argparse.Namespace, list[str]]:
    parser = argparse.ArgumentParser(
        prog="python packaging/start.py",
        description="Sets up what MemStudio needs in .venv, once, and starts it.",
        allow_abbrev=False,
    )
    parser.add_argument("--tests", action="store_true", help="run lint, types, layers and tests")
    parser.add_argument(
        names.SAFE_MODE,
        action="store_true",
        dest="is_safe",
        help="open the window with the usual settings, and leave yours alone",
    )
    parser.add_argument(
        "--torch-index",
        metavar="URL",
        help="a package index to look for torch in besides, for a build of it other than pip's "
        "own choice; PyTorch's installation page names them",
    )
    parser.add_argument(
        "rest",
        nargs=argparse.REMAINDER,
        metavar="...",
        help="is handed to memstudio: files and folders to open, or a command such as `doctor`",
    )
    options = parser.parse_args(arguments)
    return options, [names.SAFE_MODE, *options.rest] if options.is_safe else options.rest


def _run_app(arguments: list[str], torch_index: str | None) -> int:
    opens_window = not names.is_for_command_line(arguments)
    if opens_window and not system_needs.has_display():
        say("There is no display here, so the window cannot open; running the demo without it.")
        arguments, opens_window = ["demo"], False
    if opens_window:
        if (trouble := system_needs.why_no_window()) is not None:
            raise Problem(trouble)
        for font in system_needs.missing_fonts():
            say(f"This system has not {font.name}. {system_needs.advice([font])}")
    environment = Environment(CHECKOUT)
    environment.prepare(with_tests=False, torch_index=torch_index)
    command = [str(environment.python), "-m", "memstudio", *arguments]
    if os.name != "nt":
        sys.stdout.flush()
        os.execv(command[0], command)  # noqa: S606 - no shell is wanted
    return subprocess.run(command, check=False).returncode


def _run_tests(torch_index: str | None) -> int:
    missing = system_needs.missing_libraries()
    if missing:
        lacking = ", ".join(need.name for need in missing)
        raise Problem(
            f"The tests need {lacking}, which this system lacks.\n" + system_needs.advice(missing)
        )
    environment = Environment(CHECKOUT)
    environment.prepare(with_tests=True, torch_index=torch_index)
    return checks.run(environment.python, CHECKOUT)
