"""Trials learn, and what is not carried is not known."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from memstudio.bench.tasks.copying import Copy
from memstudio.bench.trial import fresh_model, run_trial
from memstudio.bench.trial_settings import TrialSettings
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS

SHORT = Copy(length=3, times=1, num_symbols=4, symbols_per_segment=3)


@pytest.mark.parametrize("kind", [each.name for each in KIND_DESCRIPTIONS])
@pytest.mark.one_in(3)
def test_every_kind_can_be_tried(kind: str) -> None:
    settings = TrialSettings(kind, num_slots=2, width=16, layers=1, batch_size=4, max_steps=2)
    result, model = run_trial(SHORT, settings)
    assert result.steps == 2
    assert 0 <= result.scores["none"].answers <= 1
    assert result.num_parameters == sum(p.numel() for p in model.parameters())


def test_a_memory_learns_what_no_memory_cannot_and_the_controls_undo_it() -> None:
    torch.set_num_threads(1)
    settings = TrialSettings(
        "rmt", num_slots=2, width=32, layers=1, max_steps=1500, learning_rate=2e-3
    )
    result, _ = run_trial(SHORT, settings)
    assert result.scores["none"].answers > 0.99
    for control in ("reset", "swapped", "zeroed"):
        assert result.scores[control].answers < 0.45
    assert result.steps < 1500
    without, _ = run_trial(SHORT, TrialSettings("none", width=32, layers=1, max_steps=100))
    assert without.scores["none"].answers < 0.45


def test_weights_decay_and_gates_do_not() -> None:
    settings = TrialSettings("infini", num_slots=2, width=16, layers=1, batch_size=4, max_steps=1)
    sizes = []
    for decay in (0.0, 100.0):
        _, model = run_trial(SHORT, replace(settings, weight_decay=decay))
        gates = model.gate_parameters()
        rest = [p for p in model.parameters() if all(p is not gate for gate in gates)]
        sizes.append([sum(float(p.detach().norm()) for p in part) for part in (rest, gates)])
    assert sizes[1][0] < 0.9999 * sizes[0][0]
    assert sizes[1][1] == pytest.approx(sizes[0][1])


@pytest.mark.slow
def test_without_carrying_a_state_nothing_is_learnt() -> None:
    torch.set_num_threads(1)
    settings = TrialSettings(
        "rmt", num_slots=2, width=32, max_steps=300, learning_rate=2e-3, carries=False
    )
    losses: list[float] = []
    run_trial(SHORT, settings, lambda _step, loss, _right: losses.append(loss))
    # Never below what guessing one of four costs, but for the noise of one batch.
    assert min(losses) > 1.2


@pytest.mark.slow
def test_the_same_seed_gives_the_same_model_and_the_same_scores() -> None:
    settings = TrialSettings("rmt", num_slots=2, width=16, max_steps=3, tested_sizes=(1,))
    first, second = (run_trial(SHORT, settings) for _ in range(2))
    for ours, theirs in zip(first[1].parameters(), second[1].parameters(), strict=True):
        assert torch.equal(ours, theirs)
    assert first[0].scores == second[0].scores
    assert first[0].sizes == second[0].sizes
    assert not torch.equal(
        next(fresh_model(SHORT, settings).parameters()), next(first[1].parameters())
    )
