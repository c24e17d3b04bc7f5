"""The checks for whoever writes a kind: ours hold to them, and a spoiled one is found out."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from memstudio.memory.kind_checks import check_kind
from memstudio.memory.kinds.rmt import RecurrentMemory
from memstudio.memory.memory_kind import SegmentReading


@pytest.mark.parametrize("kind", ["none", "rmt", "s2s"])
@pytest.mark.one_in(3)
def test_a_sound_kind_holds_to_all(kind: str) -> None:
    assert [each for each in check_kind(kind) if each.problem] == []


def test_a_kind_that_mixes_rows_and_forgets_its_view_is_found_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = RecurrentMemory.read_segment

    def mixed(self: RecurrentMemory, backbone: Any, segment: Any, state: Any) -> SegmentReading:
        found = read(self, backbone, segment, state)
        slots = found.state["slots"]
        return SegmentReading(found.logits, {"slots": slots + slots.mean(0)}, found.weights)

    monkeypatch.setattr(RecurrentMemory, "read_segment", mixed)
    monkeypatch.setattr(RecurrentMemory, "slot_view", lambda _, state: torch.sin(state["slots"]))
    found = {each.what.split()[0]: each.problem for each in check_kind("rmt")}
    assert "logits differ" in found["no"]  # no row of a batch hears of another
    assert "a view and the view put back differ" in found["the"]
    assert found["weights"] == ""
