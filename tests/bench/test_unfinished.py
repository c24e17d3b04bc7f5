"""A trial that is cut off goes on as if it had not been."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from memstudio.bench import learning, memory_tasks
from memstudio.bench.memory_tasks import SuiteListener, run_suite
from memstudio.bench.presets import Trial
from memstudio.bench.tasks.copying import Copy
from memstudio.bench.trial import run_trial
from memstudio.bench.trial_settings import TrialSettings
from memstudio.bench.unfinished import Unfinished
from memstudio.errors import StorageError
from memstudio.progress import Control

if TYPE_CHECKING:
    from pathlib import Path

SHORT = Copy(length=3, times=1, num_symbols=4, symbols_per_segment=3)


class _CutOffError(Exception):
    pass


def _cut_off_at(last: int) -> object:
    def tell(step: int, *_: object) -> None:
        if step >= last:
            raise _CutOffError

    return tell


@pytest.mark.parametrize("grows", [False, True])
@pytest.mark.parametrize("kind", ["rmt", "titans", "lm-bow"])
@pytest.mark.one_in(6)
def test_it_goes_on_to_the_same_weights(
    kind: str, grows: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(learning, "_CHECK_EVERY", 3)
    settings = TrialSettings(
        kind, num_slots=2, width=16, layers=1, batch_size=4, max_steps=8, grows=grows, cools=True
    )
    whole, expected = run_trial(SHORT, settings)
    kept = Unfinished(tmp_path / "trial", seconds=0)
    with pytest.raises(_CutOffError):
        run_trial(SHORT, settings, _cut_off_at(6), unfinished=kept)  # type: ignore[arg-type]
    steps: list[int] = []
    again, model = run_trial(SHORT, settings, lambda step, *_: steps.append(step), unfinished=kept)
    assert steps == [8], "the first six are not taken again"
    assert again.scores == whole.scores
    for ours, theirs in zip(model.parameters(), expected.parameters(), strict=True):
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize("content", [b"", b"no checkpoint", b"PK\x03\x04 torn"])
@pytest.mark.one_in(3)
def test_what_cannot_be_read_is_begun_anew(content: bytes, tmp_path: Path) -> None:
    settings = TrialSettings("rmt", num_slots=2, width=16, layers=1, batch_size=4, max_steps=2)
    expected, _ = run_trial(SHORT, settings)
    path = tmp_path / "trial"
    path.write_bytes(content)
    found, _ = run_trial(SHORT, settings, unfinished=Unfinished(path, seconds=0))
    assert found.scores == expected.scores
    assert found.steps == 2


def test_another_model_s_is_begun_anew(tmp_path: Path) -> None:
    wide, narrow = (
        TrialSettings("rmt", num_slots=2, width=width, layers=1, batch_size=4, max_steps=2)
        for width in (32, 16)
    )
    kept = Unfinished(tmp_path / "trial", seconds=0)
    run_trial(SHORT, wide, unfinished=kept)
    expected, _ = run_trial(SHORT, narrow)
    found, _ = run_trial(SHORT, narrow, unfinished=kept)
    assert found.scores == expected.scores


def test_nothing_is_left_when_a_trial_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Unfinished.__init__, "__defaults__", (0.0,))
    settings = TrialSettings("rmt", num_slots=2, width=16, layers=1, batch_size=4, max_steps=2)
    results = tmp_path / "results.jsonl"
    folder = tmp_path / "results.unfinished"
    seen: list[bool] = []
    run_suite(
        [Trial(SHORT, settings)],
        control=Control(),
        results=results,
        listener=SuiteListener(on_progress=lambda _: seen.append(any(folder.iterdir()))),
    )
    assert seen == [True, True]
    assert not folder.exists()


def test_a_trial_is_kept_until_its_result_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Unfinished.__init__, "__defaults__", (0.0,))
    settings = TrialSettings("rmt", num_slots=2, width=16, layers=1, batch_size=4, max_steps=2)

    def fail(*_: object) -> None:
        raise StorageError("the disk is full")

    monkeypatch.setattr(memory_tasks, "append_record", fail)
    with pytest.raises(StorageError):
        run_suite([Trial(SHORT, settings)], control=Control(), results=tmp_path / "results.jsonl")
    assert len(list((tmp_path / "results.unfinished").iterdir())) == 1
