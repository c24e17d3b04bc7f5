from __future__ import annotations

from pathlib import Path

from memstudio.trace.trace_model import model_name, model_reference


def test_a_trace_that_calls_the_model_of_a_run_by_its_folder_is_understood(tmp_path: Path) -> None:
    run = tmp_path / "long story"
    run.mkdir()
    old = {"model": "model", "model_reference": str(run / "model")}
    assert model_name(old) == "model"
    (run / "run.toml").touch()
    assert model_name(old) == "long story"
    assert model_name({**old, "model": "mine"}) == "mine"
    assert model_name({"model": "model", "model_reference": "someone/model"}) == "model"


def test_before_references_were_kept_the_name_opens_the_model() -> None:
    assert model_reference({"model": "demo"}) == "demo"
    assert model_name({"model": "model"}) == "model"
    assert model_reference({"model": "m", "model_reference": "/a/m"}) == "/a/m"
