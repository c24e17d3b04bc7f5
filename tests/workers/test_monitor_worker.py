"""The engine's thread watches a file: a text at a time, with others in between, ended in every way."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from memstudio.memory.attach import open_model
from memstudio.memory.label_heads import HeadLabels
from memstudio.models.save import save_model
from memstudio.progress import Control
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.tasks.labels import LabelScheme, LabelSet, given
from memstudio.tasks.monitoring.alert_rule import AlertRule
from memstudio.tasks.monitoring.items import Item
from memstudio.tasks.monitoring.monitor import MonitorSettings
from memstudio.tasks.monitoring.monitor_log import read_log
from memstudio.workers.engine_thread import EngineThread
from memstudio.workers.messages import Generate, LoadModel
from memstudio.workers.monitor_messages import (
    ChangeRule,
    FindLabels,
    LabelsFound,
    MonitoringBegun,
    MonitoringEnded,
    MonitorWrote,
    StartMonitoring,
)
from tests.workers.conftest import PATIENCE, Ear, ask

SCHEME = given(["topic=oil,gas", "positive,negative"], {})


class Heard(QObject):
    """What the monitor's worker said, in this thread."""

    def __init__(self, engine: EngineThread) -> None:
        super().__init__()
        self.all: list[object] = []
        worker = engine.monitor_worker
        for signal in (worker.begun, worker.wrote, worker.ended, worker.labels_found):
            signal.connect(self._on_said)

    @Slot(object)
    def _on_said(self, said: object) -> None:
        self.all.append(said)

    def of(self, kind: type) -> list:
        return [each for each in self.all if isinstance(each, kind)]

    def texts(self) -> list[str]:
        entries = [entry for wrote in self.of(MonitorWrote) for entry in wrote.entries]
        return [entry.text for entry in entries if isinstance(entry, Item)]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MEMSTUDIO_HOME", str(tmp_path / "home"))


@pytest.fixture
def heard(engine: EngineThread) -> Heard:
    return Heard(engine)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    path = tmp_path / "news.log"
    path.write_text("one\ntwo\n", encoding="utf-8")
    return path


def settings(news: Path) -> MonitorSettings:
    return MonitorSettings((str(news),), SCHEME, SCHEME.negative, AlertRule())


def add(path: Path, text: str) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)


def start(qtbot: QtBot, engine: EngineThread, heard: Heard, news: Path, number: int = 2) -> Control:
    control = Control()
    engine.submit(StartMonitoring(control, settings(news)))
    qtbot.waitUntil(lambda: len(heard.texts()) >= number, timeout=PATIENCE)
    return control


def test_texts_come_as_the_file_grows_and_others_are_served_between(
    engine: EngineThread, ear: Ear, heard: Heard, model: Path, news: Path, qtbot: QtBot
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    add(news, "more\n" * 30)
    engine.submit(StartMonitoring(Control(), settings(news)))
    engine.submit(Generate(Control(), "It was", GenerationSettings(max_new_tokens=2)))
    qtbot.waitUntil(lambda: bool(ear.all("text")), timeout=PATIENCE)
    # The answer did not wait for all texts.
    assert len(heard.texts()) < 32
    qtbot.waitUntil(lambda: len(heard.texts()) == 32, timeout=PATIENCE)
    add(news, "last\n")
    qtbot.waitUntil(lambda: heard.texts()[-1:] == ["last"], timeout=PATIENCE)
    (begun,) = heard.of(MonitoringBegun)
    assert begun.past == ()
    assert heard.of(MonitorWrote)[-1].verdict.num_texts == 20
    engine.monitor_end_requested.emit()
    qtbot.waitUntil(lambda: bool(heard.of(MonitoringEnded)), timeout=PATIENCE)
    assert heard.of(MonitoringEnded)[0].failure is None


def test_started_again_it_tells_what_came_before_and_reads_nothing_twice(
    engine: EngineThread,
    heard: Heard,
    model: Path,
    news: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    start(qtbot, engine, heard, news)
    add(news, "three\n")
    # One that is started while another is on takes its place.
    start(qtbot, engine, heard, news, number=3)
    engine.submit(ChangeRule(Control(), AlertRule(window=1, least=1)))
    qtbot.waitUntil(lambda: heard.of(MonitorWrote)[-1].verdict.num_texts == 1, timeout=PATIENCE)
    past = [e.text for e in heard.of(MonitoringBegun)[1].past if isinstance(e, Item)]
    assert sorted({*past, "three"}) == ["one", "three", "two"]
    assert sorted(heard.texts()) == ["one", "three", "two"]
    assert len(heard.of(MonitoringEnded)) == 1
    # Of a long log the latest is told, and how much came before.
    monkeypatch.setattr("memstudio.workers.monitor_worker._MOST_PAST", 1)
    engine.submit(StartMonitoring(Control(), settings(news)))
    qtbot.waitUntil(lambda: len(heard.of(MonitoringBegun)) == 3, timeout=PATIENCE)
    again = heard.of(MonitoringBegun)[2]
    assert len(again.past) == 1
    assert again.num_earlier + sum(isinstance(each, Item) for each in again.past) == 3


@pytest.mark.parametrize("way", ["closed", "another"])
def test_with_another_model_or_none_it_ends_and_says_why(
    engine: EngineThread, heard: Heard, model: Path, news: Path, qtbot: QtBot, way: str
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    start(qtbot, engine, heard, news)
    if way == "closed":
        engine.unload_requested.emit()
    else:
        engine.submit(LoadModel(Control(), str(model), "cpu"))
    qtbot.waitUntil(lambda: bool(heard.of(MonitoringEnded)), timeout=PATIENCE)
    assert "another model was opened" in heard.of(MonitoringEnded)[0].failure.text


def test_without_a_model_or_a_file_it_does_not_begin(
    engine: EngineThread, heard: Heard, model: Path, news: Path, qtbot: QtBot
) -> None:
    engine.submit(StartMonitoring(Control(), settings(news)))
    qtbot.waitUntil(lambda: len(heard.of(MonitoringEnded)) == 1, timeout=PATIENCE)
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    news.unlink()
    engine.submit(StartMonitoring(Control(), settings(news)))
    qtbot.waitUntil(lambda: len(heard.of(MonitoringEnded)) == 2, timeout=PATIENCE)
    said = [each.failure.text for each in heard.of(MonitoringEnded)]
    assert "No model is open" in said[0]
    assert "no file or folder" in said[1]
    assert not heard.of(MonitoringBegun)


def test_the_thread_ends_in_the_middle_of_it_and_what_was_labelled_is_kept(
    qtbot: QtBot, model: Path, news: Path
) -> None:
    engine = EngineThread()
    heard = Heard(engine)
    engine.start()
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    add(news, "more\n" * 200)
    start(qtbot, engine, heard, news)
    assert engine.stop()
    items = [each for each in read_log(settings(news).log_path) if isinstance(each, Item)]
    assert 2 <= len(items) < 202
    # Each once, in the order of the file.
    assert [item.place for item in items] == [str(n) for n in range(1, len(items) + 1)]


def test_a_model_that_learnt_no_labels_says_so(
    engine: EngineThread, heard: Heard, model: Path, qtbot: QtBot
) -> None:
    ask(qtbot, engine, LoadModel(Control(), str(model), "cpu"))
    engine.submit(FindLabels(Control()))
    qtbot.waitUntil(lambda: bool(heard.of(LabelsFound)), timeout=PATIENCE)
    assert heard.of(LabelsFound) == [LabelsFound(None)]


def test_the_labels_of_a_models_heads_are_said_and_labelled_with(
    engine: EngineThread, heard: Heard, model: Path, news: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    loaded = open_model(str(model), device="cpu")
    loaded.model.give_label_heads([HeadLabels("topic", ("oil", "tea"))])
    place = tmp_path / "with-heads"
    save_model(loaded.model, loaded.tokenizer, place, card="")
    ask(qtbot, engine, LoadModel(Control(), str(place), "cpu"))
    engine.submit(FindLabels(Control()))
    qtbot.waitUntil(lambda: bool(heard.of(LabelsFound)), timeout=PATIENCE)
    scheme = LabelScheme((LabelSet("topic", ("oil", "tea")),), has_heads=True)
    assert heard.of(LabelsFound) == [LabelsFound(scheme)]
    # Other labels are refused in words, and its own are those of fresh heads.
    engine.submit(StartMonitoring(Control(), settings(news)))
    qtbot.waitUntil(lambda: bool(heard.of(MonitoringEnded)), timeout=PATIENCE)
    (ended,) = heard.of(MonitoringEnded)
    assert ended.failure is not None
    assert "heads of its own" in ended.failure.text
    own = replace(settings(news), scheme=scheme, negative=())
    engine.submit(StartMonitoring(Control(), own))
    qtbot.waitUntil(lambda: len(heard.texts()) == 2, timeout=PATIENCE)
    entries = [entry for wrote in heard.of(MonitorWrote) for entry in wrote.entries]
    assert entries[0].shares == {"topic": {"oil": 0.5, "tea": 0.5}}
