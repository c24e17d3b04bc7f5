"""Runs pip, says in plain lines how far it is, and puts its failures into words."""

from __future__ import annotations

import platform
import re
import shutil
import subprocess
from collections import deque
from typing import TYPE_CHECKING

from launcher.problem import Problem, say

if TYPE_CHECKING:
    from pathlib import Path

_NETWORK = (
    "Connection", "connection", "Temporary failure in name resolution", "Max retries",
    "timed out", "Network is unreachable", "ProxyError", "CERTIFICATE_VERIFY_FAILED", "getaddrinfo",
)  # fmt: skip
_FULL_DISK = ("No space left on device", "[Errno 28]", "not enough space on the disk")
_DOWNLOAD = re.compile(r"^\s*Downloading (?:\S*/)?([\w.]+?)-(\d[\w.+!]*?)-\S+ \(([\d.]+) (MB|GB)\)")
_WORTH_SAYING = 10.0  # megabytes
_HINT = (
    "  This is PyTorch's build for NVIDIA GPUs, of about 3 GB, and no such GPU was found here.\n"
    "  For the smaller one interrupt this, and start with --torch-index (README.md says how)."
)


class Installer:
    """Installs the pinned set into one environment.

    Args:
        python: of the environment.
        constraints: the pinned set.
        log: where pip's own words go.
    """

    def __init__(self, python: Path, constraints: Path, log: Path) -> None:
        self._python = python
        self._constraints = constraints
        self._log = log
        self._has_hinted = shutil.which("nvidia-smi") is not None

    def install(
        self, checkout: Path, *, with_tests: bool, torch_index: str | None, replace_torch: bool
    ) -> None:
        """Install torch, then everything else and the project itself, in place.

        Args:
            checkout: the project's folder.
            with_tests: whether the tests' tools are wanted.
            torch_index: where pip may find torch besides where it finds everything else.
            replace_torch: whether a torch that is there is exchanged.

        Raises:
            Problem: pip failed; the sentence says why, as far as pip does.
        """
        self._log.write_text("", encoding="utf-8")
        # Torch goes first, because it alone has builds for different hardware.
        say("Installing PyTorch; this is the largest part ...")
        index = ["--extra-index-url", torch_index] if torch_index else []
        if replace_torch:
            self._pip("--force-reinstall", "--no-deps", "torch", *index)
        self._pip("torch", *index)
        say("Installing the other packages ...")
        extra = "[dev]" if with_tests else ""
        self._pip("hatchling", "editables")
        self._pip("--no-build-isolation", "--editable", f"{checkout}{extra}")

    def _pip(self, *arguments: str) -> None:
        command = [
            str(self._python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input",
            "--progress-bar", "off", "--retries", "2", "--constraint", str(self._constraints),
            *arguments,
        ]  # fmt: skip
        last: deque[str] = deque(maxlen=200)
        with (
            self._log.open("a", encoding="utf-8") as log,
            subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                encoding="utf-8",
                errors="replace",
            ) as pip,
        ):
            log.write(f"$ {' '.join(command)}\n")
            for line in pip.stdout or ():
                log.write(line)
                last.append(line)
                self._say_progress(line)
        if pip.returncode:
            raise Problem(reason_of_failure("".join(last), self._log))

    def _say_progress(self, line: str) -> None:
        found = _DOWNLOAD.match(line)
        if found:
            name, version, size, unit = found.groups()
            if unit == "GB" or float(size) >= _WORTH_SAYING:
                say(f"  fetching {name} {version} ({size} {unit})")
            if name.startswith("nvidia") and not self._has_hinted:
                say(_HINT)
                self._has_hinted = True
        elif line.startswith("Installing collected packages:"):
            say(f"  unpacking {line.count(',') + 1} packages")


def reason_of_failure(output: str, log: Path) -> str:
    """What pip's last words mean, and what to do."""
    ending = f"What pip said is in {log}"
    if any(sign in output for sign in _FULL_DISK):
        return f"The disk is full. Free some space and run the same command again. {ending}"
    if any(sign in output for sign in _NETWORK):
        return (
            "The packages could not be fetched: there seems to be no way to the network. Connect, "
            "or set PIP_INDEX_URL or PIP_PROXY as your network asks for, and run the same command "
            f"again; what was fetched is kept. {ending}"
        )
    missing = re.search(
        r"(?:No matching distribution found for|requested \(constraint\)) (\S+)", output
    )
    if missing:
        return (
            f"There is no {missing[1]} for {_here()}. Use Python 3.11, 3.12 or 3.13 on a common 64-bit "
            f"system: Windows, Linux, or macOS 14 or later with Apple silicon. {ending}"
        )
    return f"Installing failed. Run the same command again; if it fails again, see {log}"


def _here() -> str:
    mac = platform.mac_ver()[0]
    system = f"macOS {mac}" if mac else platform.system() or "this system"
    return f"Python {platform.python_version()} on {system} ({platform.machine()})"
