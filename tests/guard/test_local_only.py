"""What leaves this computer is refused and noted, in programs that tests start as well."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.guard.local_only import NOTED_IN, is_local

if TYPE_CHECKING:
    from pathlib import Path

_GO_OUT = """
import socket
for call in (
    lambda: socket.create_connection(("192.0.2.1", 80), timeout=1),
    lambda: socket.getaddrinfo("example.invalid", 80),
    lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.2", 53)),
):
    try:
        call()
    except OSError as error:
        print(error)
"""


def test_a_program_that_goes_out_is_refused_and_noted(tmp_path: Path) -> None:
    noted = tmp_path / "tries.txt"
    done = subprocess.run(
        [sys.executable, "-c", _GO_OUT],
        env=os.environ | {NOTED_IN: str(noted)},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        f"tests have no network: {host}" for host in ("192.0.2.1", "example.invalid", "192.0.2.2")
    ]
    assert [line.split()[0] for line in noted.read_text().splitlines()] == [
        "192.0.2.1", "example.invalid", "192.0.2.2",
    ]  # fmt: skip


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", None, "", b"127.8.9.1"])
def test_this_computer_may_be_talked_to(host: str | bytes | None) -> None:
    assert is_local(host)


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.invalid", "169.254.169.254"])  # noqa: S104
def test_all_else_is_away(host: str) -> None:
    assert not is_local(host)
