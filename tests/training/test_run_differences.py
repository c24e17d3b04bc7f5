"""In which settings runs differ."""

from memstudio.training.run_config import RunConfig
from memstudio.training.run_differences import compared, settings_of


def test_only_what_differs_is_told_in_the_order_of_the_settings() -> None:
    configs = [
        RunConfig.of(steps=10, memory={"options": {"levels": 3}}),
        RunConfig.of(steps=20, bptt_depth=2),
    ]
    rows = compared(configs)
    assert [(row.path, row.values) for row in rows] == [
        ("steps", ("10", "20")), ("bptt_depth", ("", "2")), ("memory.options.levels", ("3", "")),
    ]  # fmt: skip


def test_all_settings_are_told_when_asked_for() -> None:
    rows = compared([RunConfig(), RunConfig()], is_whole=True)
    assert not any(row.differs for row in rows)
    assert {row.path for row in rows} == set(settings_of(RunConfig()))
    assert compared([RunConfig(), RunConfig()]) == []


def test_values_are_written_as_one_writes_them() -> None:
    found = settings_of(RunConfig.of(data=("/a", "/b"), memory_replay=True, learning_rate=1e-5))
    assert (found["data"], found["memory_replay"]) == ("/a, /b", "true")
    assert (found["learning_rate"], found["out"]) == ("1e-05", "")
