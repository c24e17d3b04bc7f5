"""`memstudio about` says what this is, and lists what it is made with."""

from __future__ import annotations

import json

import pytest

from memstudio import __version__
from memstudio.cli.app import run


def test_the_version_and_the_licence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["about"]) == 0
    told = capsys.readouterr().out
    assert __version__ in told
    assert "Apache" in told
    assert run(["about", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == __version__


def test_every_package_has_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["about", "licences", "--json"]) == 0
    rows = json.loads(capsys.readouterr().out)
    assert {"torch", "PySide6_Essentials"} <= {row["name"] for row in rows}
    assert run(["about", "licences"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(rows) + 1
    assert lines[0].split()[:3] == ["PACKAGE", "VERSION", "LICENCE"]
