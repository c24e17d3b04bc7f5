"""What is too long, or too much, is soon made where less is allowed."""

from __future__ import annotations

import pytest

from memstudio.data import unpacking, zip_check
from memstudio.data.readers import json_lines, separated


def lower_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lines of a million characters, archives of 3 MB and documents of 5 MB are the most."""
    monkeypatch.setattr(unpacking, "_ALWAYS_ALLOWED", 3_000_000)
    monkeypatch.setattr(zip_check, "_LARGEST", 5_000_000)
    monkeypatch.setattr(json_lines, "_LONGEST_LINE", 1 << 20)
    monkeypatch.setattr(separated, "_LONGEST", 1 << 20)
