from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from memstudio.cli.commands import explain
from memstudio.memory.attach import open_model
from memstudio.progress import Control
from memstudio.trace.provenance_types import Measured
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from tests.cli.conftest import Run
from tests.trace.test_provenance import STORY


@pytest.fixture(scope="module")
def trace(tmp_path_factory: pytest.TempPathFactory) -> TraceReader:
    out = tmp_path_factory.mktemp("traces") / "t.zarr"
    loaded = open_model("demo", device="cpu")
    return record_trace(loaded, STORY, document="story", out=out, control=Control())


@pytest.fixture(scope="module")
def answer(trace: TraceReader) -> int:
    return max(t for t in range(trace.num_tokens) if trace.token_text(t) == " school")


def test_an_answer_is_explained_in_words(trace: TraceReader, answer: int, memstudio: Run) -> None:
    found = memstudio("explain", str(trace.path), "--at", str(answer), "--device", "cpu")
    assert found.status == 0
    out = found.out
    assert "It hangs on slot" in out
    assert "'Nora went to the school.'" in out
    assert "(confirmed)" in out


def test_what_makes_no_difference_is_not_what_it_hangs_on() -> None:
    nothing = Measured(0.0, " school", changes_answer=False, is_confirmed=False)
    said = explain._hangs((2, 5), nothing)
    assert (
        said == "It hangs on no slot that was found; most likely was slots 2, 5, but without them"
    )
    # As happens at a near tie.
    assert explain._hangs((2,), replace(nothing, changes_answer=True)).startswith(
        "It hangs on no slot that was found"
    )
    assert explain._hangs((2,), replace(nothing, effect=-3.0, is_confirmed=True)).startswith(
        "It hangs on slot 2;"
    )


def test_an_answer_is_explained_as_one_json_document(
    trace: TraceReader, answer: int, memstudio: Run
) -> None:
    path = str(trace.path)
    outcome = memstudio("explain", path, "--at", str(answer), "--json", "--device", "cpu")
    assert outcome.status == 0
    found = outcome.json
    assert found["text"] == " school"
    assert len(found["slots"]) == trace.num_slots
    (slot,) = [each for each in found["slots"] if each["slot"] == found["chain"][0]]
    assert slot["effect"] < -found["threshold"]
    assert found["spans"][0]["text"].strip() == "Nora went to the school."
    assert found["spans"][0]["measured"]["is_confirmed"]
    assert {link["kind"] for link in found["links"]} >= {"read", "write"}


@pytest.mark.parametrize("at", ["0", "-1", "99999"])
def test_a_token_that_nothing_predicts_is_refused(
    trace: TraceReader, at: str, memstudio: Run
) -> None:
    outcome = memstudio("explain", str(trace.path), "--at", at, "--device", "cpu")
    assert outcome.status == 1
    assert f"token {at}" in outcome.err


def test_no_trace_and_no_model_are_said_so(
    trace: TraceReader, tmp_path: Path, memstudio: Run
) -> None:
    outcome = memstudio("explain", str(tmp_path / "no.zarr"), "--at", "3")
    assert outcome.status == 1
    assert "There is no trace" in outcome.err
    gone = str(tmp_path / "gone")
    outcome = memstudio("explain", str(trace.path), "--at", "3", "--model", gone)
    assert outcome.status == 1
    assert "There is no model" in outcome.err
    assert memstudio("explain", str(trace.path), "--at", "word").status == 2
