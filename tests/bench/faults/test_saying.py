"""What counts as lost of what processes said to be kept."""

from __future__ import annotations

from memstudio.bench.faults.saying import GONE, History, heard


def test_what_was_saved_last_has_to_be_there_or_what_was_begun_since() -> None:
    history = History()
    history.hear([{"will": "a", "value": "1"}, {"saved": "a", "value": "1"}], 1)
    told = history.items["a"]
    assert told.allows("1")
    assert not told.allows(GONE)
    history.hear([{"will": "a", "value": "2"}], 1)
    assert told.allows("1")
    assert told.allows("2")
    history.hear([{"saved": "a", "value": "2"}], 1)
    assert not told.allows("1")


def test_of_two_processes_either_may_have_been_the_last() -> None:
    history = History()
    history.settle("a", "0")
    for process in (1, 2):
        history.hear([{"saved": "a", "value": str(process)}], process)
    told = history.items["a"]
    assert [told.allows(value) for value in ("0", "1", "2")] == [False, True, True]


def test_a_line_that_was_cut_by_a_kill_is_passed_over() -> None:
    assert heard(b'{"saved": "a", "value": "1"}\n{"wi') == [{"saved": "a", "value": "1"}]
