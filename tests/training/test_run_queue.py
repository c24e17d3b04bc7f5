"""Runs that wait: their order, what is kept of them, and what could not be started."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest

from memstudio.errors import StorageError
from memstudio.training import run_queue
from memstudio.training.run_config import RunConfig
from memstudio.training.run_queue import RunQueue


def names(queue: RunQueue) -> list[str]:
    return [run.name for run in queue.runs]


@pytest.fixture
def queue(tmp_path: Path) -> RunQueue:
    queue = RunQueue(tmp_path / "queue.toml")
    for name, steps in (("a", 1), ("b", 2), ("c", 3)):
        queue.add(name, RunConfig.of(steps=steps, memory={"options": {"x": [1]}}))
    return queue


def test_what_waits_is_there_after_a_restart(queue: RunQueue, tmp_path: Path) -> None:
    again = RunQueue(tmp_path / "queue.toml")
    assert [(run.name, run.config) for run in again.runs] == [
        (run.name, run.config) for run in queue.runs
    ]
    assert len({run.number for run in again.runs}) == 3
    assert again.lost is None


def test_runs_are_moved_as_far_as_there_is_room(queue: RunQueue) -> None:
    a, b, c = (run.number for run in queue.runs)
    queue.move(c, -1)
    assert names(queue) == ["a", "c", "b"]
    queue.move(a, 9)
    assert names(queue) == ["c", "b", "a"]
    queue.move(b, -9)
    assert names(queue) == ["b", "c", "a"]
    queue.move(77, 1)
    assert names(queue) == ["b", "c", "a"]


def test_runs_are_removed(queue: RunQueue, tmp_path: Path) -> None:
    queue.remove(queue.runs[1].number)
    assert names(RunQueue(tmp_path / "queue.toml")) == ["a", "c"]
    queue.clear()
    assert RunQueue(tmp_path / "queue.toml").runs == ()


def test_what_could_not_be_started_is_passed_over_until_it_is_to_be_tried_again(
    queue: RunQueue,
) -> None:
    first = queue.runs[0]
    queue.mark_problem(first.number, "{path} is gone.", {"path": "/x"})
    assert queue.runs[0].problem == "{path} is gone."
    assert dict(queue.runs[0].values) == {"path": "/x"}
    assert queue.next is not None
    assert queue.next.name == "b"
    queue.try_again()
    assert queue.next.name == "a"
    queue.clear()
    assert queue.next is None


@pytest.mark.parametrize(
    "content", [b"runs = 3", b"runs = [", b"\xff", b'[[runs]]\nname = "a"\nconfig = {steps = 0}']
)
def test_a_damaged_file_is_set_aside(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "queue.toml").write_bytes(content)
    queue = RunQueue(tmp_path / "queue.toml")
    assert queue.runs == ()
    assert queue.lost is not None
    assert queue.lost.read_bytes() == content


def test_one_run_that_cannot_be_understood_takes_no_others_along(
    queue: RunQueue, tmp_path: Path
) -> None:
    path = tmp_path / "queue.toml"
    for own, left in (("steps = 2", ["a", "c"]), ("steps = 3", ["a"])):
        content = path.read_text(encoding="utf-8").replace(own, f"{own}\nnewer = 1")
        path.write_text(content, encoding="utf-8")
        queue = RunQueue(path)
        assert names(queue) == left
        assert queue.lost is not None
        assert queue.lost.read_text(encoding="utf-8") == content
        assert queue.lost.name in str(queue.problem)
        assert names(RunQueue(path)) == left
    queue.add("d", RunConfig.of(steps=4))
    assert names(RunQueue(path)) == ["a", "d"]
    assert len(list(tmp_path.glob("queue.damaged*.toml"))) == 2


def test_a_sound_queue_that_cannot_be_read_now_is_left_as_it_is(
    queue: RunQueue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "queue.toml"
    content = path.read_bytes()

    def refuse(_: Path) -> None:
        raise OSError(errno.EMFILE, "Too many open files")

    with monkeypatch.context() as patch:
        patch.setattr(run_queue, "toml_in", refuse)
        other = RunQueue(path)
        assert (other.runs, other.lost) == ((), None)
        assert "Too many open files" in str(other.problem)
        with pytest.raises(StorageError, match="left as it is"):
            other.add("d", RunConfig.of(steps=4))
        path.touch()
        with pytest.raises(StorageError, match="left as it is"):
            queue.clear()
        assert names(queue) == ["a", "b", "c"]
    assert path.read_bytes() == content
    other.add("d", RunConfig.of(steps=4))
    assert names(other) == ["a", "b", "c", "d"]


def test_a_queue_that_cannot_be_kept_stays_as_it_was(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    queue = RunQueue(tmp_path / "file" / "queue.toml")
    with pytest.raises(StorageError):
        queue.add("a", RunConfig())
    assert queue.runs == ()


def test_two_windows_lose_nothing_of_each_others_queue(queue: RunQueue, tmp_path: Path) -> None:
    other = RunQueue(tmp_path / "queue.toml")
    number = queue.runs[0].number
    other.add("d", RunConfig.of(steps=4))
    queue.add("e", RunConfig.of(steps=5))
    assert names(queue) == ["a", "b", "c", "d", "e"]
    assert queue.runs[0].number == number  # what is shown here is still known by it
    other.remove(other.runs[1].number)
    assert names(RunQueue(tmp_path / "queue.toml")) == ["a", "c", "d", "e"]
    queue.move(number, 1)
    assert names(queue) == ["c", "a", "d", "e"]


def test_one_program_at_a_time_starts_runs_and_knows_what_another_took_out(
    queue: RunQueue, tmp_path: Path
) -> None:
    other = RunQueue(tmp_path / "queue.toml")
    assert queue.take_turn()
    assert not other.take_turn()
    queue.remove(queue.runs[0].number)
    queue.end_turn()
    assert other.take_turn()
    assert names(other) == ["b", "c"]
    assert not queue.take_turn()
    # A program that ends, however, has no turn any more.
    del other
    assert queue.take_turn()
    queue.end_turn()
