"""The virtual environment: made once, installed from the pinned set, mended when interrupted."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from launcher.installing import Installer
from launcher.problem import Problem, say

from memstudio.cli.system_needs import Need, install_command

_INSTALLING = "installing"


class Environment:
    """The folder `.venv` of a checkout.

    The stamp in it says what is installed: complete, or absent, or `installing` when that was
    interrupted; then the folder is made anew, because pip cannot mend half a package.

    Args:
        checkout: the project's folder.
    """

    def __init__(self, checkout: Path) -> None:
        self.checkout = checkout
        self.folder = checkout / ".venv"
        self.constraints = checkout / "packaging" / "constraints.txt"
        scripts = self.folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = scripts / ("python.exe" if os.name == "nt" else "python")
        self._stamp = self.folder / "memstudio-stamp.txt"

    def prepare(self, *, with_tests: bool, torch_index: str | None) -> None:
        """Make it what it must be; does nothing when it is that already.

        Args:
            with_tests: whether the tests' tools belong to it.
            torch_index: where pip finds torch, when not where it finds the rest.

        Raises:
            Problem: something is missing, with what to do.
        """
        try:
            with _lock(self.checkout):
                self._prepare(with_tests=with_tests, torch_index=torch_index)
        except OSError as error:
            raise Problem(f"{error.filename or self.folder}: {error.strerror}.") from error

    def _prepare(self, *, with_tests: bool, torch_index: str | None) -> None:
        stamp, version = self._read_stamp(), self._version()
        wanted = self._digest(version)
        if version and stamp in {
            f"{wanted} tests",
            f"{wanted} tests" if with_tests else f"{wanted} app",
        }:
            return
        started = time.monotonic()
        if version is None or stamp == _INSTALLING:
            self._make(was_interrupted=stamp == _INSTALLING)
            wanted = self._digest(self._version())
            stamp = _INSTALLING
        if stamp is not None:  # a folder that someone else made is never taken for a ruin
            self._write_stamp(_INSTALLING)
        Installer(self.python, self.constraints, self.folder / "memstudio-install.log").install(
            self.checkout, with_tests=with_tests, torch_index=torch_index
        )
        self._write_stamp(f"{wanted} {'tests' if with_tests else 'app'}")
        say(f"Installed in {time.monotonic() - started:.0f} s.")

    def _make(self, *, was_interrupted: bool) -> None:
        missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
        if missing:
            raise Problem(_without_venv())
        if was_interrupted:
            say("The last installation was interrupted; making the environment anew.")
        say(f"Making the environment {self.folder} ...")
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(self.folder)],
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
        self._write_stamp(_INSTALLING)

    def _version(self) -> str | None:
        """Of the environment's Python; None when there is none that runs and is new enough."""
        code = "import sys, pip; print(sys.version_info >= (3, 11), *sys.version_info[:2])"
        try:
            found = subprocess.run(
                [str(self.python), "-c", code],
                capture_output=True,
                text=True,
                check=False,
            )
        except OSError:
            return None
        is_new, _, version = found.stdout.strip().partition(" ")
        return version if found.returncode == 0 and is_new == "True" else None

    def _digest(self, version: str | None) -> str:
        """Changes when anything that is installed changes."""
        digest = hashlib.sha256(f"{version} {self.checkout}".encode())
        for path in (self.checkout / "pyproject.toml", self.constraints):
            digest.update(path.read_bytes())
        return digest.hexdigest()

    def _read_stamp(self) -> str | None:
        try:
            return self._stamp.read_text(encoding="utf-8").strip()
        except OSError:
            return None

    def _write_stamp(self, text: str) -> None:
        temporary = self._stamp.with_suffix(".new")
        temporary.write_text(text + "\n", encoding="utf-8")
        temporary.replace(self._stamp)


@contextlib.contextmanager
def _lock(checkout: Path) -> Iterator[None]:
    """Let only one launcher at a time install into a checkout; the system frees a dead one's."""
    key = hashlib.sha256(str(checkout).encode()).hexdigest()[:16]
    with (Path(tempfile.gettempdir()) / f"memstudio-{key}.lock").open("a+b") as file:
        if not _try_lock(file.fileno()):
            say("Another start is installing; waiting for it ...")
            while not _try_lock(file.fileno()):
                time.sleep(0.5)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            os.lseek(descriptor, 0, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _without_venv() -> str:
    version = f"python{sys.version_info[0]}.{sys.version_info[1]}"
    command = install_command([Need("venv", f"{version}-venv", "python3-libs", "python")])
    text = f"This Python ({sys.executable}) cannot make virtual environments: its modules venv and ensurepip are missing."
    return f"{text}\nInstall them with:  {command}" if command else text
