"""The Monitor page: what is watched, what comes, the rule that can be changed, alerts, ends."""

from __future__ import annotations

import dataclasses
import math
import time
from datetime import datetime
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast
from zoneinfo import ZoneInfo

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest

from memstudio.gui import monitoring
from memstudio.gui.desktop_notice import DesktopNotice
from memstudio.gui.panes.monitor.choice_store import kept_choice
from memstudio.gui.panes.monitor.pane import MonitorPane
from memstudio.gui.plots.arrival_bins import binned, shares
from memstudio.gui.plots.arrival_chart import ArrivalChart
from memstudio.gui.plots.time_axis import TimeAxis
from memstudio.gui.sights.work_pages import monitor_sight
from memstudio.gui.theme import theme
from memstudio.tasks.labels import LabelScheme, LabelSet
from memstudio.tasks.monitoring.alert_rule import AlertRule, AlertWatch, Arrived, Verdict
from memstudio.tasks.monitoring.items import Alert, Item, Trouble
from memstudio.workers.messages import Failure, TaskKind
from memstudio.workers.monitor_messages import (
    ChangeRule,
    FindLabels,
    LabelsFound,
    MonitoringBegun,
    MonitoringEnded,
    MonitorWrote,
    StartMonitoring,
)
from tests.gui.conftest import Engine, a_model

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from memstudio.gui.main_window import MainWindow
    from memstudio.gui.session import Session

_LEFT = Qt.MouseButton.LeftButton
TOPIC = LabelSet("topic", ("oil", "banks"))
MOOD = LabelSet("sentiment", ("positive", "negative"))
LEARNT = LabelScheme((TOPIC, MOOD), (("oil", "positive"), ("banks", "negative")))


def an_item(
    place: int, topic: str = "oil", *, bad: bool = False, time: float | None = None
) -> Item:
    mood = "negative" if bad else "positive"
    return Item(
        time=1_700_000_000.0 + place if time is None else time,
        key=f"key {place}",
        source="/news/live.log",
        place=str(place),
        text=f"Text number {place}",
        num_characters=20,
        labels={"topic": topic, "sentiment": mood},
        confidence={"topic": 0.75, "sentiment": 0.9},
        shares={"topic": {"oil": 0.75, "banks": 0.25}, "sentiment": {mood: 0.9, "other": 0.1}},
        topic=topic,
        sentiment=mood,
        is_negative=bad,
    )


def an_alert(item: Item) -> Alert:
    return Alert(
        time=item.time, key=item.key, num_texts=20, num_negative=12, num_before=100,
        num_negative_before=10, p=1e-6, threshold=0.5, topic="banks",
    )  # fmt: skip


def verdicts(items: list[Item], rule: AlertRule) -> list[Verdict]:
    watch = AlertWatch(rule)
    return [watch.add(Arrived(item.time, item.is_negative)) for item in items]


class Worker:
    """Says what the worker would say."""

    def __init__(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked: list[Any] = []
        self._worker = session._engine.monitor_worker
        monkeypatch.setattr(session._engine, "submit", self.asked.append)
        self._items: list[Item] = []

    def learn(self, scheme: LabelScheme | None = LEARNT) -> None:
        self._worker.labels_found.emit(LabelsFound(scheme))

    def begin(self, *past: Item | Alert) -> None:
        self._items = [each for each in past if isinstance(each, Item)]
        self._worker.begun.emit(MonitoringBegun(past, "/logs/live.jsonl", self._verdict()))

    def bring(self, *entries: Item | Alert | Trouble) -> None:
        self._items += [each for each in entries if isinstance(each, Item)]
        self._worker.wrote.emit(MonitorWrote(entries, self._verdict()))

    def end(self, failure: Failure | None = None) -> None:
        self._worker.ended.emit(MonitoringEnded(failure))

    def _verdict(self) -> Verdict | None:
        return verdicts(self._items, AlertRule())[-1] if self._items else None


@pytest.fixture
def worker(session: Session, monkeypatch: pytest.MonkeyPatch) -> Worker:
    return Worker(session, monkeypatch)


@pytest.fixture
def pane(window: MainWindow, worker: Worker, engine: Engine, qtbot: QtBot) -> MonitorPane:
    engine.ready()
    engine.model()
    window.show_page("monitor")
    found = window.page("monitor")
    assert isinstance(found, MonitorPane)
    qtbot.waitUntil(found.isVisible)
    return found


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "live.log"
    path.touch()
    return path


def started(pane: MonitorPane, worker: Worker, news: Path, *past: Item | Alert) -> None:
    worker.learn()
    pane.form.add_paths((str(news),))
    QTest.mouseClick(pane.form.start_button, _LEFT)
    worker.begin(*past)


def test_what_is_missing_is_said_until_nothing_is(
    pane: MonitorPane, worker: Worker, news: Path
) -> None:
    form = pane.form
    assert "Add a file" in form.note.text()
    form.add_paths((str(news),))
    assert "at least two" in form.note.text()
    form.sentiments.setText("positive")
    assert "1 labels" in form.note.text()
    form.sentiments.setText("positive, negative")
    form.negative.setText("bad")
    assert "bad is none of the labels" in form.note.text()
    form.negative.clear()
    assert not form.note.isVisible()
    assert form.start_button.isEnabled()


def test_where_no_label_is_negative_no_share_of_negatives_is_said(
    pane: MonitorPane, worker: Worker, news: Path
) -> None:
    pane.form.add_paths((str(news),))
    pane.form.topics.setText("oil, banks")
    QTest.mouseClick(pane.form.start_button, _LEFT)
    worker.begin()
    worker.bring(*map(an_item, range(3)))
    pane.chart.draw()
    assert pane.state.text() == "Watching · 3 texts · none of the labels counts as negative"
    assert not pane.chart.share_plot.isVisible()
    assert not pane.chart.share_caption.isVisible()
    # The times are read from the plot that is left.
    assert pane.chart.counts_plot.getAxis("bottom").style["showValues"]
    worker.end()
    pane.form.sentiments.setText("positive, negative")
    QTest.mouseClick(pane.form.start_button, _LEFT)
    worker.begin()
    worker.bring(*map(an_item, range(3)))
    pane.chart.draw()
    assert "0% negative" in pane.state.text()
    assert pane.chart.share_plot.isVisible()
    assert not pane.chart.counts_plot.getAxis("bottom").style["showValues"]


def test_labels_that_the_model_learnt_are_offered_and_used_as_they_were_learnt(
    pane: MonitorPane, worker: Worker, news: Path
) -> None:
    worker.learn()
    form = pane.form
    assert (form.topics.text(), form.sentiments.text()) == ("oil, banks", "positive, negative")
    assert "in one answer" in form.learnt_note.text()
    form.add_paths((str(news),))
    assert form.settings().scheme == LEARNT
    assert form.settings().negative == ("negative",)
    # What is typed is another scheme, and another model does not take it away.
    form.topics.setText("oil, banks, gas")
    assert form.settings().scheme.joint == ()
    worker.learn(None)
    assert form.topics.text() == "oil, banks, gas"
    assert "no run that learnt labels" in form.learnt_note.text()


def test_the_labels_of_heads_take_the_place_of_what_was_typed_and_cannot_be_changed(
    pane: MonitorPane, worker: Worker, news: Path
) -> None:
    form = pane.form
    form.add_paths((str(news),))
    form.topics.setText("gas, coal")
    heads = LabelScheme((TOPIC, MOOD, LabelSet("intent", ("buy", "sell"))), has_heads=True)
    worker.learn(heads)
    assert (form.topics.text(), form.sentiments.text()) == ("oil, banks", "positive, negative")
    assert form.topics.isReadOnly()
    assert form.sentiments.isReadOnly()
    assert "has heads for these" in form.learnt_note.text()
    assert form.learnt_note.text().endswith("too: intent")
    assert form.settings().scheme == heads
    assert form.settings().negative == ("negative",)
    assert form.choice().topics == "gas, coal"
    # Another model with heads, and then one without: what was typed is there again.
    worker.learn(LabelScheme((MOOD,), has_heads=True))
    assert (form.topics.text(), form.sentiments.text()) == ("", "positive, negative")
    worker.learn(None)
    assert (form.topics.text(), form.sentiments.text()) == ("gas, coal", "")
    assert not form.topics.isReadOnly()
    worker.learn(LEARNT)
    assert form.topics.text() == "gas, coal"


def test_it_is_started_shows_what_comes_and_is_stopped(
    pane: MonitorPane, worker: Worker, news: Path
) -> None:
    assert not pane.chart.isVisible()
    started(pane, worker, news, *(an_item(n) for n in range(3)))
    (request,) = [each for each in worker.asked if isinstance(each, StartMonitoring)]
    assert request.settings.paths == (str(news),)
    assert not pane.form.paths.isEnabled()
    assert pane.form.rule.isEnabled()
    worker.bring(an_item(3, "banks", bad=True))
    model = pane.table.model()
    assert model.rowCount() == 4
    row = [model.index(0, column).data() for column in range(model.columnCount())]
    assert row[1:] == ["banks 75%", "negative 90%", "Text number 3", "live.log:3"]
    assert "4 texts · of the last 4, 25% negative (threshold 50%)" in pane.state.text()
    pane.chart.draw()
    assert {n: e.text() for n, e in pane.chart.legend.entries.items()} == {
        "oil": "oil  3",
        "banks": "banks  1",
    }
    assert pane.chart.as_text().splitlines()[0].split("\t") == ["from", "oil", "banks"]
    spoken = pane.chart.counts_plot.accessibleDescription()
    assert spoken.endswith("; oil: 3; banks: 1")
    QTest.mouseClick(pane.stop_button, _LEFT)
    assert request.control.is_stop_requested
    worker.end()
    assert pane.form.paths.isEnabled()
    assert "Stopped" in pane.state.text()
    assert pane.table.model().rowCount() == 4


def test_all_that_came_count_and_a_word_of_both_sets_has_each_its_own_share(
    pane: MonitorPane, worker: Worker, news: Path, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(monitoring, "_MOST_ITEMS", 8)
    started(pane, worker, news, *(an_item(n) for n in range(10)))
    both = {
        "labels": {"topic": "other", "sentiment": "other"},
        "topic": "other",
        "sentiment": "other",
    }
    worker.bring(an_item(10).model_copy(update=both))
    model = pane.table.model()
    assert model.rowCount() < 11
    shown = [model.index(0, column).data() for column in (1, 2)]
    assert shown == ["other 75%", "other 90%"]
    window = cast("MainWindow", SimpleNamespace(session=session))
    assert monitor_sight(window).shows[0].startswith("11 texts came")


def test_a_click_on_a_text_shows_it_whole_with_the_shares_of_its_labels(
    pane: MonitorPane, worker: Worker, news: Path
) -> None:
    started(pane, worker, news, an_item(0), an_item(1))
    at = pane.table.visualRect(pane.table.model().index(1, 3)).center()
    QTest.mouseClick(pane.table.viewport(), _LEFT, pos=at)
    text = pane.text.toPlainText()
    assert text.startswith("Text number 0")
    assert "topic: oil 75%, banks 25%" in text
    assert "/news/live.log:0" in text
    # What comes then leaves the selection where it is.
    worker.bring(an_item(2))
    assert pane.table.currentIndex().row() == 2
    assert pane.text.toPlainText() == text


def test_an_alert_is_a_banner_a_notice_and_a_mark(
    pane: MonitorPane, worker: Worker, window: MainWindow, news: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(pane.notice, "show", lambda *words: shown.append(words))
    started(pane, worker, news, an_item(0))
    item = an_item(1, "banks", bad=True)
    worker.bring(item, an_alert(item))
    sentence = (
        "Negatives surge: 12 of the last 20 texts (60%, threshold 50%). Before, 10% of 100 were. "
        "Most are about banks."
    )
    assert window.messages.messages[-1].text == sentence
    assert shown == [("Negatives surge", sentence)]
    assert window.banners.banners()[0].text.text() == sentence
    assert pane.table.model().index(0, 0).data().startswith("▲ ")
    pane.chart.draw()
    assert "alerts 1" in pane.chart.share_caption.text()
    assert len(pane.chart._heads.points()) == 1
    # Those of the log are marked, and nobody is told of them again.
    worker.begin(item, an_alert(item))
    assert len(shown) == 1
    assert pane.table.model().index(0, 0).data().startswith("▲ ")


def test_another_rule_counts_at_once(
    pane: MonitorPane, worker: Worker, news: Path, qtbot: QtBot
) -> None:
    started(pane, worker, news, an_item(0))
    pane.form.rule.share.setValue(30)
    pane.form.rule.window_size.setValue(7)
    qtbot.waitUntil(lambda: any(isinstance(each, ChangeRule) for each in worker.asked))
    (request,) = [each for each in worker.asked if isinstance(each, ChangeRule)]
    assert (request.rule.share, request.rule.window, request.rule.least) == (0.3, 7, 7)
    assert "30% or more of the last 7 texts" in pane.form.rule.note.text()
    pane.chart.draw()
    assert pane.chart._threshold.value() == 0.3
    assert "threshold 30%" in pane.state.text()
    pane.stop_button.click()
    worker.end()
    assert "Stopped" in pane.state.text()
    assert "threshold 30%" in pane.state.text()


@pytest.mark.slow
def test_what_was_watched_is_said_again_the_next_time(
    pane: MonitorPane, worker: Worker, session: Session, window: MainWindow, news: Path,
    tmp_path: Path, qtbot: QtBot,
) -> None:  # fmt: skip
    gone = tmp_path / "gone"
    gone.mkdir()
    pane.form.add_paths((str(gone),))
    pane.form.rule.share.setValue(35)
    pane.form.rule.window_size.setValue(30)
    pane.form.remembers.setChecked(True)
    started(pane, worker, news)
    gone.rmdir()
    again = MonitorPane(session, window.messages)
    qtbot.addWidget(again)
    assert again.form.paths.paths() == (str(news),)
    assert (again.form.rule.rule().share, again.form.rule.rule().window) == (0.35, 30)
    assert again.form.settings().remembers
    # The labels are those that the model learnt, and not kept as if they had been typed.
    assert again.form.settings().scheme == LEARNT
    assert kept_choice() == dataclasses.replace(again.form.choice(), paths=(str(gone), str(news)))


_TOLD = (
    '{"paths": [], "rule": {}, "topics": %s, "sentiments": "", "negative": "", "column": %s, '
    '"remembers": false}'
)


@pytest.mark.parametrize(
    "content",
    [
        "{", "[]", '{"paths": [], "rule": {"window": 0}}',
        _TOLD % ("5", '""'), _TOLD % ('""', "null"), "[" * 100_000,
    ],
)  # fmt: skip
def test_a_damaged_note_of_what_was_watched_is_passed_over(home: Path, content: str) -> None:
    place = home / "data" / "monitoring" / "window.json"
    assert kept_choice() is None
    place.parent.mkdir(parents=True)
    place.write_text(content, encoding="utf-8")
    assert kept_choice() is None


def test_a_trouble_is_told_of_and_the_rest_goes_on(
    pane: MonitorPane, worker: Worker, window: MainWindow, news: Path
) -> None:
    started(pane, worker, news)
    text = "This line is not an object with fields and was skipped."
    worker.bring(Trouble(source="/news/rows.jsonl", place="7", text=text))
    assert window.messages.messages[-1].text == f"rows.jsonl:7: {text}"
    worker.bring(an_item(0))
    assert pane.table.model().rowCount() == 1


def test_why_it_ended_stays_to_be_read(pane: MonitorPane, worker: Worker, news: Path) -> None:
    started(pane, worker, news, an_item(0))
    worker.end(Failure(TaskKind.GENERATE, "The disk is full."))
    assert pane.state.text() == "The disk is full."
    # On other pages, too, one learns that nothing is watched any more.
    assert pane._messages.messages[-1].text == "The disk is full."
    assert pane.form.start_button.isEnabled()
    QTest.mouseClick(pane.form.start_button, _LEFT)
    assert "The disk is full." not in pane.state.text()


def test_during_a_run_it_says_that_texts_wait(
    pane: MonitorPane, worker: Worker, engine: Engine, news: Path
) -> None:
    started(pane, worker, news, an_item(0))
    engine.train()
    assert pane.state.text().startswith("Texts wait until the run is over")


def test_files_that_are_dropped_are_watched(
    pane: MonitorPane, worker: Worker, window: MainWindow, news: Path
) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(news))])
    plan = window.drop_target.plan([str(news)])
    assert window.drop_target.sentence(plan) == "Watch this for texts that arrive"
    window.drop_target.eventFilter(
        window,
        QDropEvent(
            QPointF(600, 400), Qt.DropAction.CopyAction, data, _LEFT, Qt.KeyboardModifier.NoModifier
        ),
    )
    assert pane.form.paths.paths() == (str(news),)
    # While it is on, they are the dataset again.
    started(pane, worker, news)
    assert window.drop_target.taker() is None


@pytest.mark.slow
def test_a_model_that_is_opened_is_asked_for_its_labels(
    session: Session, worker: Worker, qtbot: QtBot
) -> None:
    session._engine.worker.model_loaded.emit(a_model())
    assert any(isinstance(each, FindLabels) for each in worker.asked)
    worker.learn()
    assert session.monitoring.learnt == LEARNT
    session._engine.worker.model_unloaded.emit()
    assert session.monitoring.learnt is None


@pytest.mark.slow
def test_more_texts_than_are_held_push_out_the_oldest(
    pane: MonitorPane, worker: Worker, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memstudio.gui.monitoring._MOST_ITEMS", 8)
    started(pane, worker, news, *(an_item(n) for n in range(8)))
    worker.bring(an_item(8))
    worker.bring(an_item(9))
    places = [pane.table.model().item(row).place for row in range(pane.table.model().rowCount())]
    assert places == ["9", "8", "7", "6", "5", "4", "3", "2"]
    # But they came, as those of the log did that are not held at all.
    assert pane.state.text().startswith("Watching · 10 texts")
    worker._worker.begun.emit(MonitoringBegun((an_item(1),), "/logs/live.jsonl", None, 7))
    worker.bring(an_item(2))
    assert "9 texts" in pane.state.text()


# ---------------------------------------------------------------------- the chart's numbers


def test_texts_are_counted_by_topic_in_round_stretches_of_time() -> None:
    times = [0, 1, 61, 62, 63, 3000]
    topics = ["a", "b", "a", "a", "c", "d"]
    items = [an_item(0, topic, time=at) for at, topic in zip(times, topics, strict=True)]
    bins = binned(items, ["b"], 3)
    assert bins.width == 120
    assert bins.topics == ("b", "a", "")
    assert bins.counts.sum() == 6
    assert bins.counts[:, 0].tolist() == [1, 3, 1]
    assert bins.counts[:, -1].tolist() == [0, 0, 1]
    assert binned(items[:1], [], 3).counts.tolist() == [[1]]
    assert binned([an_item(0, ""), *items[:2]], [], 3).topics == ("a", "b", "")


def test_another_watching_has_its_own_topics_and_every_bar_the_hue_of_its_name(
    qtbot: QtBot,
) -> None:
    chart = ArrivalChart()
    qtbot.addWidget(chart)
    chart.show_texts([an_item(n, f"old {n}") for n in range(6)], [], AlertRule())
    chart.draw()
    items = [an_item(n, topic) for n, topic in enumerate(("", "pears", "apples"))]
    chart.show_texts(items, [], AlertRule())
    for _ in range(2):
        chart.draw()
        assert chart.as_text().splitlines()[0].split("\t") == ["from", "pears", "apples", "other"]
        assert list(chart.legend.entries) == ["pears", "apples", "other"]
        hues = [theme.current().series_colour(e._hue) for e in chart.legend.entries.values()]
        assert len(set(hues)) == 3
        assert [bar.opts["brush"].name() for bar in chart._bars] == [hue.lower() for hue in hues]
    items.append(an_item(3, "plums"))
    chart.show_texts(items, [], AlertRule())
    chart.draw()
    assert [bar.opts["brush"].name() for bar in chart._bars] == [
        theme.current().series_colour(chart.legend.entries[name]._hue).lower()
        for name in ("pears", "apples", "plums", "other")
    ]


@pytest.mark.parametrize("minutes", [0.0, 0.5])
def test_shares_in_the_chart_are_those_of_the_rule(minutes: float) -> None:
    rule = AlertRule(window=7, least=3, minutes=minutes, baseline=11)
    items = [an_item(n, bad=n % 3 == 0 or n > 30, time=n * 5.0) for n in range(50)]
    _, share, before = shares(items, rule)
    expected = verdicts(items, rule)
    assert share.tolist() == pytest.approx([each.share for each in expected])
    for own, each in zip(before, expected, strict=True):
        assert (each.share_before is None) == math.isnan(own)
        assert each.share_before is None or own == pytest.approx(each.share_before)


@pytest.mark.parametrize(("span", "colons"), [(30, 2), (7200, 1), (30 * 86_400, 0)])
def test_times_under_the_chart_are_round(qtbot: QtBot, span: int, colons: int) -> None:
    axis = TimeAxis()
    ((step, values),) = axis.tickValues(1_700_000_000, 1_700_000_000 + span, 600)
    texts = axis.tickStrings(values, 1, step)
    assert 2 <= len(texts) <= 8
    assert {text.count(":") for text in texts} == {colons}


@pytest.mark.skipif(not hasattr(time, "tzset"), reason="the zone is the computer's here")
@pytest.mark.parametrize("month", [3, 10])
def test_days_begin_at_midnight_before_and_after_the_clocks_are_changed(
    monkeypatch: pytest.MonkeyPatch, qtbot: QtBot, month: int
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Europe/Berlin")
        time.tzset()
        zone = ZoneInfo("Europe/Berlin")
        first, last = (datetime(2026, month, day, 12, tzinfo=zone) for day in (23, 31))
        ((_, values),) = TimeAxis().tickValues(first.timestamp(), last.timestamp(), 1000)
    time.tzset()
    found = [datetime.fromtimestamp(value, zone) for value in values]
    assert found == [datetime(2026, month, day, tzinfo=zone) for day in range(24, 32)]


def test_a_desktop_without_a_place_for_notices_is_left_alone(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    notice = DesktopNotice()
    monkeypatch.setattr(DesktopNotice, "is_there", staticmethod(lambda: False))
    notice.want(is_wanted=True, tip="watching")
    assert not notice.show("title", "text")
    notice.want(is_wanted=False)


def test_where_there_is_one_the_notice_is_shown_by_an_icon_that_goes_again(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[Any, ...]] = []
    monkeypatch.setattr(DesktopNotice, "is_there", staticmethod(lambda: True))
    monkeypatch.setattr(
        "PySide6.QtWidgets.QSystemTrayIcon.showMessage", lambda _self, *words: shown.append(words)
    )
    notice = DesktopNotice()
    notice.want(is_wanted=True, tip="watching")
    assert notice.show("Negatives surge", "12 of 20")
    assert shown[0][:2] == ("Negatives surge", "12 of 20")
    notice.want(is_wanted=False)
    assert not notice.show("Negatives surge", "12 of 20")


def test_texts_are_counted_in_whole_numbers(qtbot) -> None:
    chart = ArrivalChart()
    qtbot.addWidget(chart)
    axis = chart.counts_plot.getAxis("left")
    for high in (1.06, 2.12, 5.3):
        shown = [value for _, values in axis.tickValues(0, high, 140) for value in values]
        assert len(shown) > 1
        assert all(float(value).is_integer() for value in shown), high
