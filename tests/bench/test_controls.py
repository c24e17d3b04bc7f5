"""The controls do to a memory what they say, and scores count what was asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import torch

from memstudio.bench.controls import interventions_for, score
from memstudio.bench.tasks.copying import Copy
from memstudio.bench.tasks.recall import Recall
from memstudio.bench.trial import fresh_model
from memstudio.bench.trial_settings import TrialSettings

if TYPE_CHECKING:
    from memstudio.bench.controls import Intervention
    from memstudio.memory.memory_model import MemoryModel

TASK = Copy(length=4, times=1, num_symbols=4, symbols_per_segment=4)


def _model(kind: str, **changes: Any) -> MemoryModel:
    return fresh_model(TASK, TrialSettings(kind, num_slots=3, width=16, layers=1, **changes))


def _states(
    monkeypatch: pytest.MonkeyPatch, model: MemoryModel, intervention: Intervention
) -> list[Any]:
    """The states that each segment was read with."""
    seen: list[Any] = []
    forward = model.forward

    def watched(ids: torch.Tensor, memory_state: Any) -> Any:
        output = forward(ids, memory_state=memory_state)
        seen.append((memory_state, output.memory_state))
        return output

    monkeypatch.setattr(model, "forward", watched)
    score(model, TASK, intervention=intervention, num_rows=8)
    return seen


def test_each_intervention_changes_the_state_between_segments(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model = _model("rmt")
    fresh = model.initial_state(8).tensors["slots"]
    for intervention in interventions_for(model):
        with monkeypatch.context() as patch:
            (_, written), (given, _) = _states(patch, model, intervention)
        slots, before = given.tensors["slots"], written.tensors["slots"]
        match intervention:
            case "none":
                assert torch.equal(slots, before)
            case "reset":
                assert torch.equal(slots, fresh)
            case "swapped":
                assert torch.equal(slots, before.roll(1, 0))
            case "zeroed":
                assert not slots.any()
            case "shuffled":
                assert not torch.equal(slots, before)
                assert torch.equal(slots.sort(1).values, before.sort(1).values)


def test_shuffling_slots_is_nothing_to_a_set_and_something_to_slots_with_names() -> None:
    def changes(kind: str) -> bool:
        torch.manual_seed(0)
        model = _model(kind, options={"read_gate_start": 1.0})
        kept, shuffled = (
            score(model, TASK, intervention=how, num_rows=512) for how in ("none", "shuffled")
        )
        return kept != shuffled

    assert not changes("s2s")
    assert changes("m2m")


def test_interventions_are_those_that_say_something() -> None:
    assert interventions_for(_model("none")) == ("none",)
    assert "shuffled" in interventions_for(_model("s2s"))
    assert interventions_for(_model("armt")) == ("none", "reset", "swapped")


def test_scores_count_answers_and_whole_examples() -> None:
    model = _model("none")
    found = score(model, TASK, num_rows=256)
    # Three of four symbols are asked for: whole examples are far rarer than right answers.
    assert 0.05 < found.answers < 0.6
    assert found.examples < found.answers
    one = Recall(pairs=2)
    model = fresh_model(one, TrialSettings("none", width=16, layers=1))
    found = score(model, one, num_rows=256)
    assert found.answers == pytest.approx(found.examples)


def test_a_model_is_tested_at_other_sizes() -> None:
    task = Recall(pairs=3, rewrites=True)
    model = fresh_model(task, TrialSettings("rmt", num_slots=2, width=16))
    assert 0 <= score(model, task, size=40, num_rows=8).answers <= 1
