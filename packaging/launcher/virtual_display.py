"""A display without a screen, with a window manager on it, for tests that open real windows."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from launcher.problem import Problem

if TYPE_CHECKING:
    from types import TracebackType

_SIZE = "1280x800x24"


class VirtualDisplay:
    """Xvfb with openbox, for the time of a `with` block, which is given the display's name.

    Args:
        size: of the screen: width, height and bits of a colour.
    """

    def __init__(self, size: str = _SIZE) -> None:
        self._size = size
        self._processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> str:
        read, write = os.pipe()
        command = ["Xvfb", "-displayfd", str(write), "-screen", "0", self._size, "-nolisten", "tcp"]
        self._start(command, os.environ.copy(), keep=(write,))
        os.close(write)
        with os.fdopen(read, "r", encoding="ascii") as answer:
            number = answer.readline().strip()
        if not number:
            self._end()
            raise Problem("Xvfb could not be started. Run `Xvfb :99` to see why.")
        display = f":{number}"
        self._start(["openbox"], os.environ | {"DISPLAY": display})
        return display

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def _start(
        self, command: list[str], environment: dict[str, str], keep: tuple[int, ...] = ()
    ) -> None:
        self._processes.append(
            subprocess.Popen(
                command,
                env=environment,
                pass_fds=keep,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        )

    def _end(self) -> None:
        for process in reversed(self._processes):
            process.terminate()
        for process in reversed(self._processes):
            process.wait(timeout=20)
