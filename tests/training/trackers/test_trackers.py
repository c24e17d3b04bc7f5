"""Trackers are told what a run writes down, keep it here unless asked, and never hold it up."""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, get_args

import pytest

from memstudio.errors import TrainingError
from memstudio.events import (
    Evaluated,
    MetricFigure,
    RunFailed,
    RunFinished,
    StepFinished,
    TrackerLost,
    Validated,
)
from memstudio.progress import Control
from memstudio.training import run_reporter
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_reporter import RunReporter
from memstudio.training.run_writer import RunWriter
from memstudio.training.trackers import tracker as trackers
from memstudio.training.trackers.feed import TrackerFeed
from memstudio.training.trackers.scalars import scalars_of
from memstudio.training.trackers.tracker import TrackedRun, check_trackers, is_installed, tracker
from memstudio.training.tracking_settings import TITLES, TrackerName, TrackingSettings
from tests.training.conftest import Events
from tests.training.test_run_folder import step


class Notebook:
    """A tracker that writes down what it is told."""

    def __init__(self, *, breaks_at: str = "") -> None:
        self.told: list[Any] = []
        self._breaks_at = breaks_at

    def _note(self, what: str, *values: Any) -> None:
        if what == self._breaks_at:
            raise ConnectionError(f"no {what}\nwith details")
        self.told.append((what, *values))

    def begin(self, run: TrackedRun) -> None:
        self._note("begin", run.name, run.config["steps"])

    def log(self, values: dict[str, float], step: int) -> None:
        self._note("log", dict(values), step)

    def end(self, *, has_failed: bool) -> None:
        self._note("end", has_failed)


@pytest.fixture
def tracked(tmp_path: Path) -> TrackedRun:
    return TrackedRun(tmp_path, RunConfig().model_dump(mode="json"), TrackingSettings(name="mine"))


@pytest.fixture
def reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Report events of a run that is followed by a tracker; returns what was told of it."""

    def report(notebook: Any, *found: Any) -> tuple[RunFolder, Events]:
        monkeypatch.setattr(run_reporter, "tracker", lambda _: notebook)
        tracking = {"trackers": ["trackio"], "name": "mine"}
        folder = RunFolder.create(RunConfig(out=str(tmp_path), tracking=tracking))
        events = Events()
        with RunWriter(folder) as writer:
            reporter = RunReporter(writer, events, Control())
            for event in found:
                reporter.emit(event)
            reporter.close()
        return folder, events

    return report


# ---------------------------------------------------------------------- what is wanted


def test_nobody_is_told_unless_it_is_said() -> None:
    assert RunConfig().tracking.trackers == ()
    assert not RunConfig().tracking.online


def test_every_tracker_has_a_name_and_a_file() -> None:
    assert set(TITLES) == set(get_args(TrackerName))
    folder = Path(trackers.__file__).parent
    assert {path.stem for path in folder.glob("*_tracker.py")} == {
        f"{name}_tracker" for name in get_args(TrackerName)
    }
    for name in get_args(TrackerName):
        # Not yet begun: its package need not be there.
        assert callable(tracker(name).begin)


def test_settings_are_refused_in_words_and_kept_as_toml(tmp_path: Path) -> None:
    config = RunConfig.of(tracking={"trackers": ["wandb", "wandb"], "tags": ["a"], "name": " "})
    assert (config.tracking.trackers, config.tracking.name) == (("wandb",), None)
    assert "[tracking]" in config.to_toml()
    with pytest.raises(TrainingError, match=r"tracking\.trackers"):
        RunConfig.of(tracking={"trackers": ["mlflow"]})
    with pytest.raises(TrainingError, match="Did you mean 'project'"):
        RunConfig.of(tracking={"projekt": "x"})


def test_a_tracker_that_is_not_installed_is_named_before_the_run(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trackers, "find_spec", lambda _: None)
    with pytest.raises(TrainingError, match=r"Trackio is not installed.*pip install trackio"):
        check_trackers(TrackingSettings(trackers=("trackio",)))
    check_trackers(TrackingSettings())


def test_a_folder_of_its_name_is_no_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trackio_of_old").mkdir()
    monkeypatch.syspath_prepend(str(tmp_path))
    assert not is_installed("trackio_of_old")  # type: ignore[arg-type]


# ---------------------------------------------------------------------- what is told


def test_the_numbers_of_events_have_names() -> None:
    assert scalars_of(step(1, loss=2.5))["train/loss"] == 2.5
    assert scalars_of(Validated(step=1, loss=2.0)) == {"validation/loss": 2.0}
    figures = {"bleu": MetricFigure(value=0.5, memory_reset=0.1, count=3)}
    assert scalars_of(Evaluated(step=1, when="after", metrics=figures)) == {
        "evaluation/bleu": 0.5, "evaluation/bleu_memory_reset": 0.1,
    }  # fmt: skip
    assert scalars_of(RunFailed(step=1, text="")) == {}


def test_a_tracker_is_told_from_beginning_to_end(reported: Any) -> None:
    notebook = Notebook()
    reported(notebook, step(1, loss=3.0), Validated(step=1, loss=2.0))
    begun, first, second, ended = notebook.told
    assert begun == ("begin", "mine", RunConfig().steps)
    assert (first[1]["train/loss"], first[2]) == (3.0, 1)
    assert second == ("log", {"validation/loss": 2.0}, 1)
    assert ended == ("end", False)


def test_a_failed_run_ends_as_one(reported: Any) -> None:
    notebook = Notebook()
    reported(notebook, step(1), RunFailed(step=1, text="no"))
    assert notebook.told[-1] == ("end", True)


@pytest.mark.parametrize("part", ["begin", "log", "end"])
def test_a_tracker_that_breaks_stops_nothing_and_is_said_once(reported: Any, part: str) -> None:
    folder, events = reported(Notebook(breaks_at=part), *(step(number) for number in range(1, 6)))
    assert [event.step for event in folder.events() if isinstance(event, StepFinished)] == [
        1, 2, 3, 4, 5,
    ]  # fmt: skip
    (lost,) = events.of(TrackerLost)
    assert (lost.tracker, lost.reason) == ("Trackio", f"ConnectionError: no {part}")
    assert lost in list(folder.events())
    assert f"no {part}" in folder.log.read_text(encoding="utf-8")


def test_a_tracker_that_hangs_is_left_behind(tracked: TrackedRun) -> None:
    release = threading.Event()

    class Hanging(Notebook):
        def log(self, values: dict[str, float], step: int) -> None:
            release.wait()

    feed = TrackerFeed("wandb", Hanging(), tracked)
    feed.put({"a": 1.0}, 1)
    feed.close(has_failed=False, seconds=0.05)
    assert "did not finish" in (feed.trouble or "")
    release.set()
    feed._thread.join()


def test_what_a_tracker_that_hangs_prints_is_kept_and_what_the_program_prints_is_not(
    tracked: TrackedRun, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    hangs, goes_on = threading.Event(), threading.Event()

    def init(**_: Any) -> Any:
        sys.stdout.write("* Trackio is here\n")
        hangs.set()
        goes_on.wait(60)
        return SimpleNamespace(log=lambda *_, **__: None, finish=lambda: None)

    package = ModuleType("trackio")
    package.init = init  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "trackio", package)
    feed = TrackerFeed("trackio", tracker("trackio"), tracked)
    assert hangs.wait(60)
    sys.stdout.write("the outcome\n")
    sys.stdout.flush()
    goes_on.set()
    feed.close(has_failed=False)
    assert feed.trouble is None
    assert capsys.readouterr().out == "the outcome\n"


def test_what_a_summary_is_made_of_is_not_touched_by_it(reported: Any, tmp_path: Path) -> None:
    finished = RunFinished(step=1, reason="completed", model="m")
    folder, _ = reported(Notebook(breaks_at="end"), step(1), finished)
    assert folder.summary().state == "completed"


# ---------------------------------------------------------------------- Weights & Biases


@pytest.fixture
def wandb(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The part of the package that is used, writing down what it was asked."""
    calls: list[tuple[str, Any]] = []
    run = SimpleNamespace(
        log=lambda values, step: calls.append(("log", (values, step))),
        finish=lambda exit_code: calls.append(("finish", exit_code)),
    )

    def init(**values: Any) -> Any:
        calls.append(("init", values | {"reports": os.environ["WANDB_ERROR_REPORTING"]}))
        return run

    module = ModuleType("wandb")
    module.init, module.Settings = init, lambda **values: values  # type: ignore[attr-defined]
    module.api = SimpleNamespace(api_key=None)  # type: ignore[attr-defined]
    module.calls = calls  # type: ignore[attr-defined]
    monkeypatch.delenv("WANDB_ERROR_REPORTING", raising=False)
    monkeypatch.setitem(sys.modules, "wandb", module)
    yield module
    # The tracker itself sets it.
    os.environ.pop("WANDB_ERROR_REPORTING", None)


def test_wandb_writes_to_the_runs_folder_and_sends_nothing(wandb: Any, tracked: TrackedRun) -> None:
    for _ in range(2):
        mine = tracker("wandb")
        mine.begin(tracked)
        mine.log({"train/loss": 1.0}, 7)
        mine.end(has_failed=True)
    (_, began), logged, finished, (_, again), *_ = wandb.calls
    assert (began["mode"], began["dir"], began["reports"]) == (
        "offline", str(tracked.folder), "false",
    )  # fmt: skip
    assert (began["name"], began["project"], began["config"]["steps"]) == ("mine", "memstudio", 200)
    assert (logged, finished) == (("log", ({"train/loss": 1.0}, 7)), ("finish", 1))
    # A run that goes on is the same one.
    assert began["id"] == again["id"]


def test_wandb_sends_only_with_a_key(
    wandb: Any, tracked: TrackedRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trackers, "is_installed", lambda _: True)
    online = TrackingSettings(trackers=("wandb",), online=True)
    with pytest.raises(TrainingError, match="wandb login"):
        check_trackers(online)
    check_trackers(TrackingSettings(trackers=("wandb",)))
    with pytest.raises(PermissionError):
        tracker("wandb").begin(TrackedRun(tracked.folder, {}, online))
    assert wandb.calls == []
    wandb.api.api_key = "key"
    check_trackers(online)
    tracker("wandb").begin(TrackedRun(tracked.folder, {}, online))
    assert wandb.calls[0][1]["mode"] == "online"
    assert wandb.calls[0][1]["resume"] == "allow"


# ---------------------------------------------------------------------- the real ones


@pytest.mark.skipif(not is_installed("wandb"), reason="wandb is not installed")
def test_the_real_wandb_leaves_an_offline_run(tracked: TrackedRun) -> None:
    feed = TrackerFeed("wandb", tracker("wandb"), tracked)
    for number in range(1, 11):
        feed.put({"train/loss": 1.0 / number}, number)
    feed.close(has_failed=False, seconds=120)
    assert feed.trouble is None
    (kept,) = (tracked.folder / "wandb").glob("offline-run-*/run-*.wandb")
    assert b"train/loss" in kept.read_bytes()


@pytest.mark.skipif(not is_installed("trackio"), reason="trackio is not installed")
def test_the_real_trackio_has_every_step(
    tracked: TrackedRun,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    import trackio
    from trackio import sqlite_storage

    for module in (trackio, sqlite_storage):
        monkeypatch.setattr(module, "TRACKIO_DIR", tmp_path / "trackio", raising=False)
    monkeypatch.setenv("TRACKIO_SERVER_URL", "http://127.0.0.1:1")
    other = TrackedRun(tmp_path / "other", tracked.config, tracked.settings)
    other.folder.mkdir()
    # The first goes on; another run that is called the same is another.
    for run, steps in ((tracked, (1, 2, 3)), (tracked, (4, 5)), (other, (1,))):
        feed = TrackerFeed("trackio", tracker("trackio"), run)
        for number in steps:
            feed.put({"train/loss": 1.0 / number}, number)
        feed.close(has_failed=False, seconds=120)
        assert feed.trouble is None
    assert capsys.readouterr().out == ""
    (kept,) = (tmp_path / "trackio").glob("*.db")
    with sqlite3.connect(kept) as base:
        rows = base.execute("select run_id, step from metrics where run_name = 'mine'").fetchall()
    steps_of: dict[str, list[int]] = {}
    for name, number in rows:
        steps_of.setdefault(name, []).append(number)
    assert sorted(map(sorted, steps_of.values())) == [[1], [1, 2, 3, 4, 5]]
