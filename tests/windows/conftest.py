"""A screen of its own, the real application on it, and real hands."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_NEEDED = ("Xvfb", "xdotool", "openbox")
_CHECKOUT = Path(__file__).parents[2]
_LOOKS_AT_REST = 8
"""At 50 ms each; the window writes what it shows every 100 ms."""


class Desk:
    """One virtual screen with a window manager, and one application on it."""

    def __init__(self, folder: Path, size: str, scale: str) -> None:
        self.folder = folder
        self.output = folder / "output.txt"
        self._state = folder / "state.json"
        self._commands = folder / "commands.txt"
        self._commands.write_text("")
        read, write = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write), "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
            pass_fds=[write],
            stderr=subprocess.DEVNULL,
        )
        os.close(write)
        with os.fdopen(read) as pipe:
            self._display = f":{pipe.readline().strip()}"
        self._environment = os.environ | {
            "DISPLAY": self._display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_SCALE_FACTOR": scale,
            "PYTHONPATH": str(_CHECKOUT),
            "MEMSTUDIO_HOME": str(folder / "home"),
            "MEMSTUDIO_TIMING": "1",
        }
        self._manager = subprocess.Popen(
            ["openbox"], env=self._environment, stderr=subprocess.DEVNULL
        )
        self.application: subprocess.Popen[bytes] | None = None

    def start(self, *paths: str) -> None:
        """Start the application and wait for its window."""
        with self.output.open("ab") as output:
            self.application = subprocess.Popen(
                [sys.executable, str(Path(__file__).with_name("watched_window.py")),
                 str(self._state), str(self._commands), *paths],
                env=self._environment, stdout=output, stderr=output, cwd=_CHECKOUT,
            )  # fmt: skip
        self.wait(lambda state: state["page"] == "start", 30)

    def state(self) -> dict[str, Any]:
        """What the window shows now."""
        try:
            found: dict[str, Any] = json.loads(self._state.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            return {
                "page": None,
                "places": {},
                "typed": {},
                "focus": None,
                "dialogs": [],
                "messages": [],
            }
        return found

    def wait(self, is_right: Callable[[dict[str, Any]], bool], seconds: float = 20) -> None:
        """Wait until the window shows what it should."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if is_right(self.state()):
                return
            assert self.application is not None
            assert self.application.poll() is None, self.output.read_text()
            time.sleep(0.05)
        state = {key: value for key, value in self.state().items() if key != "places"}
        self.screenshot("as_it_was")
        raise AssertionError(f"{state}\n{self.output.read_text()}")

    def keys(self, *keys: str) -> None:
        """Press keys, as xdotool names them."""
        self._xdotool("key", "--clearmodifiers", *keys)

    def type(self, text: str) -> None:
        """Type text."""
        self._xdotool("type", "--delay", "8", text)

    def click(self, name: str) -> None:
        """Click in the middle of a widget that can be clicked, once it stands still."""
        x, y = self._resting_place(name)
        self._xdotool("mousemove", str(round(x)), str(round(y)), "click", "1")

    def type_into(self, name: str, text: str) -> None:
        """Click in a line and type; return when all of it has arrived."""
        self.click(name)
        self.wait(lambda state: state["focus"] == name)
        self.type(text)
        self.wait(lambda state: state["typed"].get(name) == text)

    def _resting_place(self, name: str) -> tuple[float, float]:
        # A window manager puts a new window where it wants it only after it was first seen.
        found: list[list[float]] = []

        def rests(state: dict[str, Any]) -> bool:
            place = state["places"].get(name)
            if place is None or (found and found[-1] != place):
                found.clear()
            if place is not None:
                found.append(place)
            return len(found) > _LOOKS_AT_REST

        self.wait(rests)
        x, y = found[-1]
        return x, y

    def drop(self, *paths: str) -> None:
        """Drop files on the window."""
        with self._commands.open("a", encoding="utf-8") as file:
            file.write("\t".join(["drop", *paths]) + "\n")

    def screenshot(self, name: str) -> Path:
        """Keep a picture of the whole screen, when there is a tool for it."""
        path = self.folder / f"{name}.png"
        if shutil.which("import"):
            subprocess.run(
                ["import", "-window", "root", str(path)], env=self._environment, check=True
            )
        return path

    def exit_status(self, seconds: float = 20) -> int:
        """Wait for the application to end."""
        assert self.application is not None
        return self.application.wait(seconds)

    def _xdotool(self, *arguments: str) -> None:
        subprocess.run(["xdotool", *arguments], env=self._environment, check=True)

    def clear(self) -> None:
        """End everything."""
        for process in (self.application, self._manager, self._server):
            if process is not None and process.poll() is None:
                process.terminate()
                process.wait(10)


@pytest.fixture
def desk(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Desk]:
    missing = [name for name in _NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"needs {', '.join(missing)}")
    size, scale = getattr(request, "param", ("1280x800", "1"))
    desk = Desk(tmp_path, size, scale)
    yield desk
    desk.clear()
