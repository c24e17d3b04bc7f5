"""Writes the part of the installer for Windows that tells which files MemStudio opens.

    python packaging/windows/associations.py build/associations.iss

Everything goes below HKA, which is the user's own part of the registry when one user installs it.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from application import Application, Opened, application

_PROGRAM = "memstudio-studio.exe"
_CLASSES = r"Software\Classes"
_FLAGS = "Flags: uninsdeletekey"
_VALUE_FLAGS = "Flags: uninsdeletevalue"


def main() -> int:
    Path(sys.argv[1]).write_text(associations(application()), encoding="utf-8")
    return 0


def associations(app: Application) -> str:
    """Lines of Inno Setup's section [Registry]."""
    lines = ["; Written by packaging/windows/associations.py.", "[Registry]"]
    for each in app.offered:
        lines += _offered(each, app)
    # Runs, traces and models are folders.
    folder = rf"{_CLASSES}\Directory\shell\{app.name}"
    lines += [
        _line(folder, "", f"Open with {app.name}", _FLAGS),
        _line(folder, "Icon", rf"{{app}}\{_PROGRAM}", _FLAGS),
        _line(rf"{folder}\command", "", _command(), _FLAGS),
    ]
    return "\n".join(lines) + "\n"


def _offered(each: Opened, app: Application) -> list[str]:
    ending = each.globs[0].rpartition(".")[2]
    if not each.name:
        # A type that every system knows: offered among others, under the program's own name.
        place = rf"{_CLASSES}\Applications\{_PROGRAM}"
        return [
            _line(rf"{place}\SupportedTypes", f".{ending}", "", _FLAGS),
            _line(rf"{place}\shell\open\command", "", _command(), _FLAGS),
        ]
    name = f"{app.name}.{each.kind}"
    place = rf"{_CLASSES}\{name}"
    lines = [
        _line(place, "", each.name, _FLAGS),
        _line(rf"{place}\DefaultIcon", "", rf"{{app}}\{_PROGRAM},0", _FLAGS),
        _line(rf"{place}\shell\open\command", "", _command(), _FLAGS),
        _line(rf"{_CLASSES}\.{ending}\OpenWithProgids", name, "", _VALUE_FLAGS),
    ]
    # Windows knows files by their endings only: .toml, .json and .safetensors are left to others.
    if each.is_ours and not each.of:
        lines.append(_line(rf"{_CLASSES}\.{ending}", "", name, _VALUE_FLAGS))
    return lines


def _command() -> str:
    return rf'""{{app}}\{_PROGRAM}"" ""%1""'


def _line(key: str, name: str, data: str, flags: str) -> str:
    return (
        f'Root: HKA; Subkey: "{key}"; ValueType: string; ValueName: "{name}"; '
        f'ValueData: "{data}"; {flags}'
    )


if __name__ == "__main__":
    sys.exit(main())
