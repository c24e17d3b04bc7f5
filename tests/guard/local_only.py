"""Keeps a process on this computer, and notes where it tried to go."""

from __future__ import annotations

import contextlib
import ipaddress
import os
import socket
import sys
from pathlib import Path
from typing import Any

NOTED_IN = "MEMSTUDIO_TESTS_WENT_OUT"
"""Names the file that takes a line for each try."""


def is_local(host: str | bytes | None) -> bool:
    """Whether a host is this computer."""
    name = host.decode() if isinstance(host, bytes) else host
    if name in {None, "", "localhost", socket.gethostname()}:
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(str(name)).is_loopback
    return False


def stay_here() -> None:
    """Refuse what goes out from now on; a hook of the interpreter's cannot be taken off again."""
    if os.environ.get(NOTED_IN):
        sys.addaudithook(_look)


def _look(event: str, arguments: tuple[Any, ...]) -> None:
    host = None
    if event in {"socket.connect", "socket.sendto"}:
        address = arguments[-1]
        # Sockets of the file system have a path instead.
        host = address[0] if isinstance(address, tuple) else None
    elif event == "socket.getaddrinfo":
        host = arguments[0]
    if host is not None and not is_local(host):
        # Looked up only now: tests that are run by a test have a file of their own.
        with Path(os.environ[NOTED_IN]).open("a", encoding="utf-8") as lines:
            lines.write(f"{host} ({event}, process {os.getpid()})\n")
        raise OSError(f"tests have no network: {host}")
