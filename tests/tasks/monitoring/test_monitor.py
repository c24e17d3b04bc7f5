"""A monitor from file to log: what it writes, when it alerts, how it goes on after an end of any kind."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from memstudio.errors import Cancelled, DataError, StorageError
from memstudio.progress import Control
from memstudio.tasks.labels import given
from memstudio.tasks.monitoring import monitor
from memstudio.tasks.monitoring.alert_rule import AlertRule
from memstudio.tasks.monitoring.items import Alert, Begun, Item, Logged, Trouble
from memstudio.tasks.monitoring.monitor import Monitor, MonitorSettings
from memstudio.tasks.monitoring.monitor_log import MonitorLog, read_log, usual_log
from memstudio.tasks.monitoring.positions import positions_of

SCHEME = given(["topic=banks,oil", "sentiment=positive,negative"], {})
RULE = AlertRule(window=6, least=4, share=0.6, alpha=0.05, baseline=40, cool_down=6)
GOOD, BAD = "banks are well\n", "oil is falling\n"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))


class Labeller:
    """Says what a word in the text says, and remembers how often it was asked."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.fails_at = -1

    def __call__(self, text: str) -> dict[str, dict[str, float]]:
        if len(self.texts) == self.fails_at:
            raise Cancelled
        self.texts.append(text)
        bad = 0.9 if "falling" in text else 0.2
        oil = 0.75 if "oil" in text else 0.25
        return {
            "topic": {"banks": 1 - oil, "oil": oil},
            "sentiment": {"positive": 1 - bad, "negative": bad},
        }


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.log"
    path.touch()
    return path


@pytest.fixture
def settings(news: Path, tmp_path: Path) -> MonitorSettings:
    log = tmp_path / "kept" / "log.jsonl"
    return MonitorSettings((str(news),), SCHEME, SCHEME.negative, RULE, str(log))


def add(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def run(settings: MonitorSettings, labeller: Labeller) -> list[Logged]:
    with Monitor(settings, labeller, "tiny", Control()) as monitor:
        return [entry for entries in monitor.round() for entry in entries]


def test_a_text_is_written_down_with_its_labels(news: Path, settings: MonitorSettings) -> None:
    add(news, BAD)
    (item,) = run(settings, Labeller())
    assert isinstance(item, Item)
    assert (item.topic, item.sentiment, item.is_negative) == ("oil", "negative", True)
    assert item.confidence == {"topic": 0.75, "sentiment": 0.9}
    assert (item.source, item.place, item.text) == (str(news), "1", "oil is falling")
    begun, again = read_log(settings.log_path)
    assert isinstance(begun, Begun)
    assert begun.labels["topic"] == ("banks", "oil")
    assert again == item


def test_a_surge_raises_an_alert_once_and_a_line_of_the_log(
    news: Path, settings: MonitorSettings, caplog: pytest.LogCaptureFixture
) -> None:
    labeller = Labeller()
    add(news, GOOD * 20 + BAD * 6)
    found = run(settings, labeller)
    alerts = [entry for entry in found if isinstance(entry, Alert)]
    assert len(alerts) == 1
    assert alerts[0].share >= 0.6
    assert alerts[0].share_before == 0
    assert alerts[0].topic == "oil"
    assert alerts[0].threshold == 0.6
    assert alerts[0].p < 0.05
    assert "negatives surge: 4 of the last 6 texts (67%; threshold 60%)" in caplog.text
    lines = settings.log_path.read_text(encoding="utf-8").splitlines()
    assert sum(json.loads(line)["event"] == "alert" for line in lines) == 1


def test_after_a_restart_it_goes_on_as_if_it_had_never_ended(
    news: Path, settings: MonitorSettings
) -> None:
    labeller = Labeller()
    stream = GOOD * 20 + BAD * 3
    add(news, stream)
    assert not any(isinstance(entry, Alert) for entry in run(settings, labeller))
    add(news, BAD)
    # The texts before the restart count, and none is labelled twice.
    assert [type(entry) for entry in run(settings, labeller)] == [Item, Alert]
    assert len(labeller.texts) == 24
    # The cool-down lasts over the restart, too.
    add(news, BAD * 2)
    assert [type(entry) for entry in run(settings, labeller)] == [Item, Item]


@pytest.mark.parametrize("is_restarted", [False, True])
def test_another_rule_tells_of_a_surge_that_nobody_heard_of(
    news: Path, settings: MonitorSettings, *, is_restarted: bool
) -> None:
    lower = replace(settings, rule=replace(RULE, share=0.4))
    add(news, GOOD * 20 + BAD * 3)
    with Monitor(settings, Labeller(), "tiny", Control()) as monitor:
        assert not any(isinstance(each[-1], Alert) for each in monitor.round())
        add(news, GOOD)
        if not is_restarted:
            monitor.change_rule(lower.rule)
            assert [type(each[-1]) for each in monitor.round()] == [Alert]
    if is_restarted:
        assert [type(each) for each in run(lower, Labeller())] == [Item, Alert]
    add(news, GOOD)
    assert [type(each) for each in run(lower, Labeller())] == [Item]


def test_the_same_words_at_the_same_place_of_a_new_file_are_another_text(
    news: Path, settings: MonitorSettings
) -> None:
    labeller = Labeller()
    for other in ("one", "two"):
        news.unlink()
        add(news, f"{BAD}{other}\n")
        run(settings, labeller)
    assert labeller.texts == ["oil is falling", "one", "oil is falling", "two"]


def test_positions_that_do_not_say_up_to_which_text_do_after_a_round(
    news: Path, settings: MonitorSettings
) -> None:
    labeller = Labeller()
    add(news, f"{BAD}one\n")
    run(settings, labeller)
    path = positions_of(settings.log_path)
    path.write_text(json.dumps(json.loads(path.read_text()) | {"last": ""}))
    run(settings, labeller)
    news.unlink()
    add(news, f"{BAD}two\n")
    run(settings, labeller)
    assert labeller.texts == ["oil is falling", "one", "oil is falling", "two"]


@pytest.mark.parametrize("damage", ["old", "torn", "gone"])
def test_what_the_log_has_is_not_labelled_again_when_positions_are_behind(
    news: Path, settings: MonitorSettings, damage: str
) -> None:
    labeller = Labeller()
    add(news, "one\ntwo\n")
    run(settings, labeller)
    kept = positions_of(settings.log_path)
    before = kept.read_text(encoding="utf-8")
    add(news, "three\n")
    run(settings, labeller)
    match damage:
        case "old":
            kept.write_text(before, encoding="utf-8")
        case "torn":
            kept.write_text(before[:20], encoding="utf-8")
        case _:
            kept.unlink()
    add(news, "four\n")
    run(settings, labeller)
    assert labeller.texts == ["one", "two", "three", "four"]


def test_killed_in_a_long_round_it_labels_nothing_twice(
    news: Path, settings: MonitorSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitor, "_LAST", 8)
    add(news, GOOD)
    run(settings, Labeller())
    add(news, "".join(f"news {number}\n" for number in range(60)))
    kept = settings.log_path.parent
    labeller = Labeller()

    def killed(text: str) -> dict[str, dict[str, float]]:
        if text == "news 40":  # what is on the disk now is all that a kill leaves
            shutil.copytree(kept, tmp_path / "left")
        return labeller(text)

    with Monitor(settings, killed, "tiny", Control()) as whole:
        list(whole.round())
    left = replace(settings, log=str(tmp_path / "left" / settings.log_path.name))
    again = Labeller()
    run(left, again)
    assert again.texts == [f"news {number}" for number in range(40, 60)]
    texts = [entry.text for entry in read_log(left.log_path) if isinstance(entry, Item)]
    assert texts == [GOOD.strip(), *labeller.texts]


def test_what_was_broken_off_comes_again(news: Path, settings: MonitorSettings) -> None:
    labeller = Labeller()
    labeller.fails_at = 2
    add(news, "one\ntwo\nthree\n")
    with pytest.raises(Cancelled):
        run(settings, labeller)
    labeller.fails_at = -1
    run(settings, labeller)
    assert labeller.texts == ["one", "two", "three"]


def test_a_torn_line_of_the_log_spoils_no_other(news: Path, settings: MonitorSettings) -> None:
    add(news, "one\n")
    run(settings, Labeller())
    with settings.log_path.open("ab") as file:
        file.write(b'{"event": "item", "te')
    add(news, "two\n")
    run(settings, Labeller())
    items = [each for each in read_log(settings.log_path) if isinstance(each, Item)]
    assert [item.text for item in items] == ["one", "two"]


def test_read_anew_begins_another_log_and_keeps_the_old(
    news: Path, settings: MonitorSettings
) -> None:
    labeller = Labeller()
    add(news, "one\n")
    run(settings, labeller)
    for _ in range(2):
        run(MonitorSettings(**{**_fields(settings), "is_anew": True}), labeller)
    assert labeller.texts == ["one"] * 3
    folder = settings.log_path.parent
    assert len(list(folder.glob("log*.jsonl"))) == 3
    assert len(read_log(settings.log_path)) == 2


def _fields(settings: MonitorSettings) -> dict[str, object]:
    return {name: getattr(settings, name) for name in settings.__dataclass_fields__}


def test_troubles_are_written_down(news: Path, settings: MonitorSettings, tmp_path: Path) -> None:
    rows = tmp_path / "rows.jsonl"
    rows.write_text('{"text": "fine"}\n{oops\n', encoding="utf-8")
    found = run(MonitorSettings(**{**_fields(settings), "paths": (str(rows),)}), Labeller())
    assert [type(entry) for entry in found] == [Item, Trouble]
    assert "not valid JSON" in found[1].sentence()  # type: ignore[union-attr]


def test_what_cannot_be_watched_is_refused(settings: MonitorSettings, tmp_path: Path) -> None:
    cases = {(): "nothing to watch", (str(tmp_path / "none"),): "no file or folder"}
    cases[str(tmp_path),] = "would be watched itself"
    cases["~nobody-of-that-name/x",] = cases["x" * 300,] = cases["a\0b",] = "no file or folder"
    for paths, words in cases.items():
        with pytest.raises(DataError, match=words):
            Monitor(
                MonitorSettings(**{**_fields(settings), "paths": paths}),
                Labeller(), "tiny", Control(),
            )  # fmt: skip


def test_a_log_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="log"):
        MonitorLog(tmp_path / "file" / "log.jsonl")


def test_one_log_is_written_by_one_monitor_at_a_time(news: Path, settings: MonitorSettings) -> None:
    add(news, "one\n")
    with Monitor(settings, Labeller(), "tiny", Control()) as monitor:
        with pytest.raises(StorageError, match="being watched already"):
            Monitor(settings, Labeller(), "tiny", Control())
        assert len(list(monitor.round())) == 1
    assert run(settings, Labeller()) == []


def test_the_usual_log_is_that_of_the_same_paths_in_any_order(tmp_path: Path) -> None:
    one, other = str(tmp_path / "a"), str(tmp_path / "b")
    assert usual_log([one, other]) == usual_log([other, one])
    assert usual_log([one]) != usual_log([other])
    assert usual_log([one]).is_relative_to(tmp_path / "home")


@pytest.mark.parametrize(
    "damage",
    [
        {"offset": "far"}, {"offset": -5}, {"encoding": "utf-99"}, {"texts": None}, {"marks": []},
        {"line": None}, {"head": [1]}, {"file": 7}, {"separator": 3}, {"unheard": 1},
    ],
)  # fmt: skip
def test_with_damaged_positions_it_goes_on_and_reads_nothing_twice(
    news: Path, settings: MonitorSettings, damage: dict[str, object]
) -> None:
    add(news, GOOD + BAD)
    run(settings, Labeller())
    path = positions_of(settings.log_path)
    told = json.loads(path.read_text())
    told["files"][str(news)] |= damage
    path.write_text(json.dumps(told))
    add(news, "banks again\n")
    labeller = Labeller()
    run(settings, labeller)
    assert labeller.texts == ["banks again"]


def test_a_line_of_a_time_that_no_calendar_has_is_passed_over(
    news: Path, settings: MonitorSettings
) -> None:
    add(news, BAD)
    run(settings, Labeller())
    line = settings.log_path.read_text().splitlines()[1]
    for time in (1e300, -1e300):
        add(settings.log_path, json.dumps(json.loads(line) | {"time": time}) + "\n")
    assert len([each for each in read_log(settings.log_path) if isinstance(each, Item)]) == 1
