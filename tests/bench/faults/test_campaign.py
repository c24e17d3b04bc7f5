"""A few faults for real, on what takes no model; and what is made of them."""

from __future__ import annotations

import os
import sys

import pytest

from memstudio.bench.faults.campaign import Campaign, FaultRecord, strike_all
from memstudio.bench.faults.table import fault_table
from memstudio.cli.benchmarks.faults import run
from memstudio.errors import MemStudioError
from memstudio.progress import Control


@pytest.mark.skipif(sys.platform == "win32", reason="processes are copied")
def test_nothing_that_is_said_to_be_kept_is_lost_by_fourteen_faults() -> None:
    found = strike_all(14, 3, Control(), activities=("settings",))
    assert len(found.records) == 14
    assert {record.fault for record in found.records} == {
        "kill", "term", "power", "full", "readonly", "clock", "second",
    }  # fmt: skip
    assert [record.lost for record in found.records if record.lost] == []
    assert not any(record.unexpected or record.blocked for record in found.records)
    assert sum(record.struck for record in found.records) >= 12
    assert sum(record.saved for record in found.records) > 50
    assert any(record.refused for record in found.records)
    assert found.leftovers == {"settings": []}


def test_a_system_that_copies_no_process_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork", raising=False)
    # As on Windows, where what strikes cannot even be imported.
    monkeypatch.setitem(sys.modules, "memstudio.bench.faults.campaign", None)
    with pytest.raises(MemStudioError, match="Linux or macOS"):
        run()


def test_the_table_counts_what_was_lost() -> None:
    records = [
        FaultRecord("states", "kill", 3, struck=True, saved=4, lost=("a: gone instead of ['b']",)),
        FaultRecord("states", "full", 3, struck=True, saved=2, refused=("The disk is full.",)),
        FaultRecord("training", "kill", 9, struck=False, saved=1, unexpected="Traceback"),
    ]
    table = fault_table(Campaign(0, records, {"states": ["a.tmp"]}), "command", "2026-11-29")
    assert "3 faults, 7 times something was reported as saved, **1 lost**, 1 files" in table
    assert "| saving a memory state | full disk | 1 | 1 | 2 | 0 | 1 | 0 | 0 |" in table
