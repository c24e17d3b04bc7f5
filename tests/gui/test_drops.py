from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from memstudio.gui.drops import plan_drop
from memstudio.gui.main_window import MainWindow
from tests.gui.conftest import Engine, a_step
from tests.gui.runs import a_run, finished, record
from tests.tiny import tiny_loaded


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    made = {}
    for name in (
        "a.txt",
        "b.md",
        "c.jsonl",
        "notes.zip",
        "photo.png",
        "weights.safetensors",
        "model.gguf",
    ):
        path = tmp_path / name
        path.write_text("something")
        made[name] = str(path)
    for name, inside in (
        ("texts", "x.txt"),
        ("model", "config.json"),
        ("run", "run.toml"),
        ("t.zarr", "zarr.json"),
    ):
        folder = tmp_path / name
        folder.mkdir()
        (folder / inside).write_text("something")
        made[name] = str(folder)
    state = tmp_path / "anna.safetensors"
    tiny_loaded("rmt").model.initial_state(1).save(state)
    made[state.name] = str(state)
    for name in ("run/run.toml", "t.zarr/zarr.json"):
        made[name] = str(tmp_path / name)
    return made


@pytest.mark.parametrize(
    ("names", "kind", "refusal"),
    [
        (["a.txt"], "data", None),
        (["a.txt", "b.md", "texts"], "data", None),
        (["texts"], "data", None),
        (["a.txt", "photo.png"], "data", None),
        (["notes.zip"], "data", None),
        (["model"], "model", None),
        (["model.gguf"], "model", None),
        (["run"], "run", None),
        (["t.zarr"], "trace", None),
        (["run/run.toml"], "run", None),
        (["t.zarr/zarr.json"], "trace", None),
        (["t.zarr/zarr.json", "a.txt"], "refused", "mixed"),
        (["anna.safetensors"], "state", None),
        (["anna.safetensors", "a.txt"], "refused", "mixed"),
        (["anna.safetensors", "model"], "refused", "several"),
        (["t.zarr", "a.txt"], "refused", "mixed"),
        (["t.zarr", "model"], "refused", "several"),
        (["model", "a.txt"], "both", None),
        (["b.md", "model.gguf", "texts"], "both", None),
        (["model", "photo.png"], "refused", "not-text"),
        (["run", "a.txt"], "refused", "mixed"),
        (["model", "run"], "refused", "several"),
        (["photo.png"], "refused", "not-text"),
        (["weights.safetensors"], "refused", "weights"),
        ([], "refused", "nothing"),
    ],
)
def test_dropped_paths_are_recognised(
    files: dict[str, str], names: list[str], kind: str, refusal: str | None
) -> None:
    plan = plan_drop(files[name] for name in names)
    assert (plan.kind, plan.refusal) == (kind, refusal)


def test_the_file_that_makes_a_folder_a_run_or_a_trace_speaks_for_the_folder(
    files: dict[str, str],
) -> None:
    assert plan_drop([files["run/run.toml"]]).paths == (files["run"],)
    assert plan_drop([files["t.zarr/zarr.json"]]).paths == (files["t.zarr"],)
    missing = str(Path(files["texts"]) / "run.toml")
    assert plan_drop([missing]).paths == (missing,)


def test_a_model_is_told_from_the_text_that_comes_with_it(files: dict[str, str]) -> None:
    plan = plan_drop([files["a.txt"], files["model"], files["texts"]])
    assert plan.model == files["model"]
    assert plan.paths == (files["a.txt"], files["texts"])
    assert (plan.num_files, plan.num_folders) == (1, 1)


def test_a_path_that_does_not_exist_is_refused_with_its_name(tmp_path: Path) -> None:
    plan = plan_drop([str(tmp_path / "gone.txt")])
    assert plan.refusal == "missing"
    assert plan.paths == (str(tmp_path / "gone.txt"),)


def test_what_is_missing_or_cannot_be_looked_at_does_not_keep_the_rest_from_being_read(
    files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "round.txt").symlink_to("round.txt")
    odd = ["gone.txt", "round.txt", "x" * 300, "closed/b.txt"]
    names = [*(str(tmp_path / name) for name in odd), files["a.txt"]]
    look = Path.stat

    def guarded(self: Path, **options: bool) -> os.stat_result:
        if self.parent.name == "closed":
            raise PermissionError(13, "Permission denied", str(self))
        return look(self, **options)

    monkeypatch.setattr(Path, "stat", guarded)
    plan = plan_drop(names)
    assert (plan.kind, plan.paths, plan.refusal) == ("data", tuple(names), None)


# An event only points at its data: it has to live as long.
ALIVE: list[QMimeData] = []


def mime(paths: list[str]) -> QMimeData:
    data = QMimeData()
    ALIVE.append(data)
    data.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return data


def enter(data: QMimeData) -> QDragEnterEvent:
    return QDragEnterEvent(
        QPoint(100, 100), Qt.DropAction.CopyAction, data,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip


def drop(data: QMimeData) -> QDropEvent:
    return QDropEvent(
        QPointF(100, 100), Qt.DropAction.CopyAction, data,
        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip


def test_a_drag_shows_what_dropping_will_do_and_leaving_hides_it(
    window: MainWindow, files: dict[str, str]
) -> None:
    overlay = window.drop_target.overlay
    data = mime([files["a.txt"], files["b.md"], files["texts"]])
    event = enter(data)
    QApplication.sendEvent(window.windowHandle(), event)
    assert event.isAccepted()
    assert overlay.isVisible()
    assert overlay.geometry() == window.rect()
    assert "2" in overlay.text
    assert "1" in overlay.text
    QApplication.sendEvent(window.windowHandle(), QDragLeaveEvent())
    assert not overlay.isVisible()


@pytest.mark.parametrize(
    "names",
    [
        ["a.txt"],
        ["model"],
        ["model", "a.txt"],
        ["run"],
        ["t.zarr"],
        ["photo.png"],
        ["anna.safetensors"],
    ],
)
@pytest.mark.one_in(4)
def test_every_drop_is_announced_with_a_picture(
    window: MainWindow, files: dict[str, str], names: list[str]
) -> None:
    QApplication.sendEvent(window.windowHandle(), enter(mime([files[name] for name in names])))
    overlay = window.drop_target.overlay
    assert overlay.text
    # Painting fails the test when it fails.
    assert not overlay.grab().isNull()
    QApplication.sendEvent(window.windowHandle(), QDragLeaveEvent())


def test_a_dropped_trace_is_shown_on_the_memory_page(
    window: MainWindow, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(window.session, "show_trace", lambda *asked: shown.append(asked))
    data = mime([files["t.zarr"]])
    QApplication.sendEvent(window.windowHandle(), enter(data))
    QApplication.sendEvent(window.windowHandle(), drop(data))
    assert shown == [(files["t.zarr"], "t")]
    assert window.pages.current == "memory"


@pytest.mark.slow
def test_the_trace_of_one_step_is_shown_and_not_the_last_of_its_run(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = a_run(tmp_path)
    record(run, a_step(1), finished(500))
    for step in (0, 100, 500):
        run.trace(step).mkdir(parents=True)
        (run.trace(step) / "zarr.json").write_text("{}")
    traces = window.session.traces
    opened: list[str] = []
    monkeypatch.setattr(traces, "open", opened.append)
    drop_on_window = mime([str(run.trace(100))])
    QApplication.sendEvent(window.windowHandle(), drop(drop_on_window))
    assert opened[-1] == str(run.trace(100))
    assert sorted(traces.probes) == [0, 100, 500]
    assert not traces.follows_training


def test_dropped_text_becomes_the_dataset(
    window: MainWindow, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[tuple[str, ...]] = []
    monkeypatch.setattr(window.session, "read_data", lambda paths, _length: read.append(paths))
    data = mime([files["a.txt"], files["texts"]])
    QApplication.sendEvent(window.windowHandle(), enter(data))
    QApplication.sendEvent(window.windowHandle(), drop(data))
    assert read == [(files["a.txt"], files["texts"])]
    assert not window.drop_target.overlay.isVisible()


@pytest.mark.parametrize("name", ["model", "model.gguf"])
@pytest.mark.one_in(2)
def test_a_dropped_model_is_opened(
    window: MainWindow, files: dict[str, str], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(window.session, "load_model", opened.append)
    QApplication.sendEvent(window.windowHandle(), drop(mime([files[name]])))
    assert opened == [files[name]]


def test_a_refused_drop_says_why_and_changes_nothing(
    window: MainWindow, files: dict[str, str]
) -> None:
    QApplication.sendEvent(window.windowHandle(), drop(mime([files["photo.png"]])))
    assert len(window.messages.messages) == 1
    assert "Parquet" in window.messages.messages[0].text
    assert window.session.task is None


def test_a_drop_during_a_run_is_refused_in_words(
    window: MainWindow, engine: Engine, files: dict[str, str]
) -> None:
    engine.model()
    engine.train()
    QApplication.sendEvent(window.windowHandle(), drop(mime([files["a.txt"]])))
    assert "run" in window.messages.messages[-1].text


def test_dragged_text_without_files_is_left_to_the_widget_below(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("only words")
    QApplication.sendEvent(window.windowHandle(), enter(data))
    assert not window.drop_target.overlay.isVisible()


def test_what_was_dragged_out_of_the_window_does_not_come_back_in(
    window: MainWindow, files: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    dropped: list[object] = []
    window.drop_target.plan_dropped.connect(dropped.append)
    monkeypatch.setattr(QDropEvent, "source", lambda _: window)
    data = mime([files["a.txt"]])
    event = enter(data)
    QApplication.sendEvent(window.windowHandle(), event)
    QApplication.sendEvent(window.windowHandle(), drop(data))
    assert not window.drop_target.overlay.isVisible()
    assert dropped == []
