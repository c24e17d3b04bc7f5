"""Modules are imported without PySide reading and keeping their sources."""

from __future__ import annotations

import subprocess
import sys

_CODE = """
import linecache, sys
{first}
import wave, mailbox, netrc
kept = [name for name in linecache.cache if name.endswith(("wave.py", "mailbox.py", "netrc.py"))]
print(len(kept))
"""


def kept_sources(first: str) -> int:
    code = _CODE.format(first=first)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)


def test_sources_are_spared() -> None:
    first = (
        "from memstudio.gui.qt_imports import spare_source_reading\n"
        "import PySide6.QtWidgets\n"
        "spare_source_reading()"
    )
    assert kept_sources(first) == 0


def test_they_would_be_kept_otherwise() -> None:
    # When this fails PySide has mended it, and the module above can go.
    assert kept_sources("import PySide6.QtWidgets") == 3
