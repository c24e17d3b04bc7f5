"""Writes the pages of the guide that say what the program says itself: its commands and settings.

python packaging/guide/reference.py            writes them
python packaging/guide/reference.py --check    says which are not as they would be written
"""

from __future__ import annotations

import argparse
import inspect
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

from commands_page import commands_page  # noqa: E402 - beside this file
from fields_pages import events_page, settings_page  # noqa: E402

from memstudio.trace import layout  # noqa: E402 - from this checkout

_TRACES_HEAD = """# The arrays of a trace

The docstring of `memstudio/trace/layout.py`. Written by `packaging/guide/reference.py`.
"""


def traces_page() -> str:
    """What each array of a trace holds."""
    return f"{_TRACES_HEAD}\n{inspect.getdoc(layout)}\n"


_STANDING_HEAD = """# What it stands up to

This part of README.md. Written by `packaging/guide/reference.py`.
"""


def standing_page() -> str:
    """README's table of what the program stands up to."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    part = text.split("## What it stands up to\n", 1)[1].split("\n## ", 1)[0].strip()
    return f"{_STANDING_HEAD}\n{part.replace('](resources/', '](../../')}\n"


PAGES = {
    "commands": commands_page,
    "settings": settings_page,
    "events": events_page,
    "arrays": traces_page,
    "standing": standing_page,
}


def page_file(name: str) -> Path:
    """Where a written page lies."""
    return ROOT / "resources" / "guide" / "en" / f"{name}.md"


def main() -> int:
    """Write or check; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    only_checks = parser.parse_args().check
    stale = []
    for name, page in PAGES.items():
        path, text = page_file(name), page()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
            if not only_checks:
                path.write_text(text, encoding="utf-8")
    for name in stale:
        print(f"{name}: {'not as the program has it' if only_checks else 'written'}")
    return int(only_checks and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
