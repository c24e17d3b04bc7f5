"""The virtual environment: made once, installed from the pinned set, mended when interrupted."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from launcher.installing import Installer
from launcher.lock import only_one
from launcher.problem import Problem, say
from memstudio.cli.system_needs import Need, install_command

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Stamp:
    """What is installed in an environment that the launcher made.

    Attributes:
        digest: of all that decides what is installed; empty while installing, which is also what
            an interruption leaves.
        has_tests: whether the tests' tools are there.
        torch_index: where torch was taken from, when not where the rest was.
    """

    digest: str
    has_tests: bool = False
    torch_index: str | None = None


class Environment:
    """The folder `.venv` of a checkout: complete, absent, or known to be interrupted.

    An interrupted one is made anew, because pip cannot mend half a package. One that somebody
    else made carries no stamp, and is used but never made anew.

    Args:
        checkout: the project's folder.
    """

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        self.folder = checkout / ".venv"
        self.constraints = checkout / "packaging" / "constraints.txt"
        is_windows = os.name == "nt"
        scripts = self.folder / ("Scripts" if is_windows else "bin")
        self.python = scripts / ("python.exe" if is_windows else "python")
        self._stamp = self.folder / "memstudio-stamp.json"

    def prepare(self, *, with_tests: bool, torch_index: str | None) -> None:
        """Make it what it must be; does nothing when it is that already.

        Args:
            with_tests: whether the tests' tools belong to it.
            torch_index: where pip may find torch besides; None to stay with what there is.

        Raises:
            Problem: something is missing; the sentence says what to do.
        """
        try:
            with only_one(self.checkout):
                self._prepare(with_tests=with_tests, torch_index=torch_index)
        except OSError as error:
            reason = f"{error.filename or self.folder}: {error.strerror or error}"
            raise Problem(f"The environment could not be made. {reason}.") from error

    def _prepare(self, *, with_tests: bool, torch_index: str | None) -> None:
        stamp, version = self._read_stamp(), self._version()
        before = stamp.torch_index if stamp else None
        index = torch_index or before
        if (
            stamp
            and version
            and stamp.digest == self._digest(version)
            and stamp.has_tests >= with_tests
            and index == before
        ):
            return
        started = time.monotonic()
        if version is None or (stamp and not stamp.digest):
            self._make(stamp)
            stamp, version = Stamp(""), self._version()
        if stamp:
            self._write_stamp(Stamp("", torch_index=before))
        Installer(self.python, self.constraints, self.folder / "memstudio-install.log").install(
            self.checkout, with_tests=with_tests, torch_index=index, replace_torch=index != before
        )
        self._write_stamp(Stamp(self._digest(version), with_tests, index))
        say(f"Installed in {time.monotonic() - started:.0f} s.")

    def _make(self, stamp: Stamp | None) -> None:
        if any(importlib.util.find_spec(name) is None for name in ("venv", "ensurepip")):
            raise Problem(_without_venv())
        if self.folder.exists():
            if stamp is None:
                raise Problem(
                    f"{self.folder} was not made by this command and cannot be used: its Python is "
                    "older than 3.11 or has no pip. Move it away, and run the same command again."
                )
            say("The last installation was interrupted, or its Python is gone; it begins anew.")
            shutil.rmtree(self.folder)
        say(f"Making the environment {self.folder} ...")
        self.folder.mkdir()
        self._write_stamp(Stamp(""))
        made = subprocess.run(
            [sys.executable, "-m", "venv", str(self.folder)],
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            reason = (made.stdout + made.stderr).strip()
            if "ensurepip" in reason:
                raise Problem(_without_venv())
            last = reason.splitlines()[-1] if reason else "no reason was given"
            raise Problem(f"The environment {self.folder} could not be made: {last}")

    def _version(self) -> str | None:
        """Of the environment's Python; None when there is none that runs and is new enough."""
        code = "import sys, pip; print(sys.version_info >= (3, 11), *sys.version_info[:2])"
        try:
            found = subprocess.run(
                [str(self.python), "-c", code], capture_output=True, text=True, check=False
            )
        except OSError:
            return None
        is_new, _, version = found.stdout.strip().partition(" ")
        return version if found.returncode == 0 and is_new == "True" else None

    def _digest(self, version: str | None) -> str:
        """Changes when anything that is installed changes, and when the checkout is moved."""
        content = tomllib.loads((self.checkout / "pyproject.toml").read_text(encoding="utf-8"))
        parts = (
            version,
            str(self.checkout),
            content.get("build-system"),
            content["project"],
            self.constraints.read_text(encoding="utf-8"),
        )
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def _read_stamp(self) -> Stamp | None:
        try:
            return Stamp(**json.loads(self._stamp.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (ValueError, TypeError):
            return Stamp("")

    def _write_stamp(self, stamp: Stamp) -> None:
        temporary = self._stamp.with_suffix(".new")
        temporary.write_text(json.dumps(asdict(stamp)) + "\n", encoding="utf-8")
        temporary.replace(self._stamp)


def _without_venv() -> str:
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    command = install_command([Need("venv", f"{version}-venv", "python3-libs", "python")])
    text = (
        f"This Python ({sys.executable}) cannot make virtual environments: its modules venv and "
        "ensurepip are missing."
    )
    return f"{text}\nInstall them with:  {command}" if command else text
