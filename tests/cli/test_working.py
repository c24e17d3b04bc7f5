"""Commands that use the engine, on a tiny model and for real."""

from __future__ import annotations

import io
import json
import math
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest
from PIL import Image

from memstudio.cli.commands.eval import _print_help
from memstudio.measuring.help_report import HelpReport
from memstudio.memory.new_model import make_model
from memstudio.memory.new_model_settings import NewModelSettings
from memstudio.trace.reader import TraceReader
from memstudio.training.run_folder import RunFolder
from tests.cli.conftest import Run


@pytest.fixture
def run_file(backbone: Path, book: Path, tmp_path: Path) -> Path:
    path = tmp_path / "run.toml"
    path.write_text(
        f"""
model = {str(backbone)!r}
data = ["book.txt"]
steps = 4
batch_size = 2
segments_per_sample = 2
validate_every = 2
validation_tokens = 128
checkpoint_every = 2
device = "cpu"
[memory]
num_slots = 3
segment_length = 16
[probe]
every = 0
""",
        encoding="utf-8",
    )
    return path


def test_attach_makes_a_model_with_the_memory_that_was_asked_for(
    memstudio: Run, backbone: Path, tmp_path: Path
) -> None:
    out = tmp_path / "model"
    found = memstudio(
        "attach", backbone, "--slots", 5, "--segment-length", 16, "--out", out, "--json"
    )
    assert found.json["slots"] == 5
    assert found.json["memory_parameters"] > 0
    assert (out / "model.safetensors").is_file()
    assert "5 slots" in (out / "README.md").read_text(encoding="utf-8")


def test_attach_makes_what_the_window_makes(memstudio: Run, backbone: Path, tmp_path: Path) -> None:
    words = ("attach", backbone, "--slots", 5, "--segment-length", 16, "--seed", 3)
    memstudio(*words, "--out", tmp_path / "one")
    settings = NewModelSettings(str(backbone), str(tmp_path / "two"), "rmt", 5, 16, 3)
    make_model(settings, device="auto")
    for name in ("model.safetensors", "config.json", "README.md"):
        one, two = (tmp_path / folder / name for folder in ("one", "two"))
        assert one.read_bytes() == two.read_bytes()


def test_attach_overwrites_nothing(memstudio: Run, backbone: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("precious", encoding="utf-8")
    found = memstudio("attach", backbone, "--out", tmp_path)
    assert found.status == 1
    assert "exists already" in found.err


def test_training_ends_with_the_paths_of_the_run_and_the_model(
    memstudio: Run, run_file: Path, tmp_path: Path
) -> None:
    found = memstudio("train", run_file, "--out", tmp_path / "runs")
    assert found.status == 0
    lines = dict(line.split(maxsplit=1) for line in found.out.splitlines())
    folder = RunFolder.open(lines["run"])
    assert folder.summary().state == "completed"
    assert Path(lines["model"], "model.safetensors").is_file()
    assert "step 4: held-out loss" in found.err


def test_training_prints_one_json_document_and_nothing_else(
    memstudio: Run, run_file: Path, tmp_path: Path
) -> None:
    found = memstudio("train", run_file, "--out", tmp_path / "runs", "--steps", 2, "--json")
    assert found.json["step"] == 2
    assert found.json["reason"] == "completed"
    assert found.json["loss_before"] is not None


def test_the_first_interruption_stops_and_keeps_and_resume_goes_on(
    memstudio: Run, run_file: Path, tmp_path: Path
) -> None:
    runs = tmp_path / "runs"

    def interrupt() -> None:
        while not list(runs.glob("*/checkpoints/checkpoint-2")):
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGINT)

    thread = threading.Thread(target=interrupt, daemon=True)
    thread.start()
    found = memstudio("train", run_file, "--out", runs, "--steps", 5000, "--json")
    thread.join()
    assert found.status == 130
    assert found.json["reason"] == "stopped"
    assert Path(found.json["model"], "model.safetensors").is_file()
    assert "Stopping after this step" in found.err

    folder = RunFolder.open(found.json["run"])
    short = folder.config().changed(steps=found.json["step"] + 2)
    short.save(folder.path / "run.toml")
    resumed = memstudio("resume", folder.path, "--json")
    assert resumed.status == 0
    assert resumed.json["step"] == found.json["step"] + 2


def test_a_mistake_in_a_run_file_is_a_sentence(memstudio: Run, run_file: Path) -> None:
    text = run_file.read_text(encoding="utf-8")
    run_file.write_text(text.replace("steps", "stepps"), encoding="utf-8")
    found = memstudio("train", run_file)
    assert found.status == 1
    assert "Did you mean 'steps'" in found.err
    assert "Traceback" not in found.err


def test_tracing_records_and_draws(
    memstudio: Run, memory_model: Path, book: Path, tmp_path: Path
) -> None:
    out, png = tmp_path / "t.zarr", tmp_path / "memory.png"
    found = memstudio(
        "trace", memory_model, book, "--out", out, "--picture", png, "--max-tokens", 70, "--json",
        "--gain",
    )  # fmt: skip
    assert len(TraceReader(out).gain()) == 70
    assert found.json["tokens"] == 70
    assert found.json["segments"] == TraceReader(out).num_segments == 5
    with Image.open(png) as picture:
        assert picture.width > picture.height > 500
    empty = tmp_path / "empty"
    empty.mkdir()
    for place in ("--out", out), *(("--out", f"{out}2", "--picture", own) for own in (book, empty)):
        # Before the model is looked for.
        again = memstudio("trace", "no-such-model", book, *place)
        assert again.status == 1
        assert "exists already" in again.err
    same = ("--out", f"{out}2", "--picture", f"{empty}/../t.zarr2")
    assert memstudio("trace", "no-such-model", book, *same).status == 2
    assert not Path(f"{out}2").exists()


def test_tracing_reads_standard_input(
    memstudio: Run, memory_model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = io.TextIOWrapper(io.BytesIO("玛丽走进了厨房。".encode()), encoding="utf-8")
    monkeypatch.setattr(sys, "stdin", text)
    found = memstudio("trace", memory_model, "-", "--out", tmp_path / "t.zarr", "--json")
    assert found.json["document"] == "standard input"
    assert TraceReader(tmp_path / "t.zarr").text == "玛丽走进了厨房。"


def test_the_memory_of_one_command_is_used_by_the_next(
    memstudio: Run, memory_model: Path, book: Path, tmp_path: Path
) -> None:
    state = tmp_path / "mary.memory"
    words = ("generate", memory_model, "--prompt", "Mary", "--max-new-tokens", 6, "--json")
    fresh = memstudio(*words).json
    assert fresh["segments_read"] == 0
    first = memstudio(*words, "--document", book, "--save-memory", state).json
    assert first["segments_read"] > 100
    second = memstudio(*words, "--memory", state).json
    assert second["segments_read"] >= first["segments_read"]
    assert len(second["slots"]) == 3


def test_generated_text_is_the_only_output(memstudio: Run, memory_model: Path) -> None:
    words = ("generate", memory_model, "--prompt", "Mary went", "--max-new-tokens", 4)
    assert memstudio(*words).out == memstudio(*words, "--json").json["text"] + "\n"


def test_a_memory_of_another_model_is_refused(
    memstudio: Run, memory_model: Path, backbone: Path, tmp_path: Path
) -> None:
    state = tmp_path / "m"
    memstudio(
        "generate", memory_model, "--prompt", "Mary", "--max-new-tokens", 1, "--save-memory", state
    )
    found = memstudio("generate", backbone, "--prompt", "Mary", "--memory", state)
    assert found.status == 1
    assert "no memory" in found.err


def test_evaluating_on_text_gives_the_loss_with_and_without_memory(
    memstudio: Run, memory_model: Path, backbone: Path, book: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "figures.json"
    words = ("eval", memory_model, "--data", book, "--baseline", backbone, "--out", kept)
    found = memstudio(*words, "--json").json
    assert found == json.loads(kept.read_text(encoding="utf-8"))
    assert found["tokens"] > 2000
    # Random weights know nothing: about as many nats as there are tokens to choose from.
    assert found["loss"] == pytest.approx(math.log(257), abs=1.0)
    assert found["loss"] != found["loss_memory_reset"]
    assert found["perplexity"] == pytest.approx(math.exp(found["loss"]))
    assert found["baseline"]["loss_memory_reset"] is None
    again = memstudio(*words)
    assert again.status == 1
    assert "exists already" in again.err
    assert f"{found['loss']:.4f}" in memstudio(*words, "--replace").out
    # What is no file is never written over, which is known before the model is looked for.
    for place in (tmp_path / "empty", os.devnull):
        (tmp_path / "empty").mkdir(exist_ok=True)
        for more in ((), ("--replace",)):
            refused = memstudio("eval", "no-such-model", "--data", book, "--out", place, *more)
            assert (refused.status, "exists already" in refused.err) == (1, True), refused.err


@pytest.mark.slow
def test_what_the_memory_gives_is_measured_beside_each_control(
    memstudio: Run, memory_model: Path, book: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("eval", memory_model, "--task", "memory-help", "--data", book, "--segments", 8)
    found = memstudio(*words, "--json").json
    whole = found["help"]["whole"]
    assert set(whole["figures"]) == {"on", "off", "reset", "shuffled", "swapped"}
    assert found["metrics"]["loss"]["value"] == whole["figures"]["on"]["value"]
    printed = memstudio(*words).out
    assert "SEGMENTS BACK" in printed
    assert "Swapped: the memory that another text left" in printed
    assert f"{whole['figures']['reset']['value']:.4f}" in printed
    many = HelpReport.model_validate(found["help"] | {"whole": whole | {"stretches": 13}})
    _print_help(many)
    assert "13 stretches of text drawn anew" in capsys.readouterr().out


def test_evaluating_asks_what_on_when_the_model_does_not_say(
    memstudio: Run, memory_model: Path
) -> None:
    found = memstudio("eval", memory_model)
    assert found.status == 1
    assert "--data" in found.err
    assert memstudio("eval", memory_model, "--task", "text").status == 2


def test_stories_need_a_tokenizer_that_has_the_places_as_words(
    memstudio: Run, memory_model: Path
) -> None:
    found = memstudio("eval", memory_model, "--task", "stories", "--stories", 1)
    assert found.status == 1
    assert found.err.startswith("Error: ")
    assert "inside MemStudio" not in found.err


@pytest.mark.parametrize("name", ["nobody/nothing", "/no/such/folder"])
def test_a_model_that_is_not_there_is_a_sentence(memstudio: Run, name: str) -> None:
    found = memstudio("generate", name, "--prompt", "Mary")
    assert found.status == 1
    assert found.err.startswith("Error: ")
    assert "Traceback" not in found.err


def test_a_fault_inside_is_a_sentence_with_the_path_of_the_log(
    memstudio: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from memstudio.log import log_file
    from memstudio.models import device

    def fail() -> None:
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr(device, "list_devices", fail)
    found = memstudio("devices")
    assert found.status == 1
    assert str(log_file()) in found.err
    assert "Traceback" not in found.err
    assert "deep inside" in caplog.text


def test_spent_memory_is_a_sentence(
    memstudio: Run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from memstudio.models import device

    def fail() -> None:
        raise MemoryError

    monkeypatch.setattr(device, "list_devices", fail)
    assert "not enough memory" in memstudio("devices").err
    assert caplog.records


@pytest.mark.slow
def test_what_was_measured_has_intervals_and_says_what_memory_gives(
    memstudio: Run, memory_model: Path, book: Path
) -> None:
    words = ("eval", memory_model, "--data", book, "--segments", 2, "--baseline", "none")
    found = memstudio(*words, "--json").json
    loss = found["metrics"]["loss"]
    assert loss["low"] < loss["value"] < loss["high"]
    assert loss["gain"] == pytest.approx(found["loss"] - found["loss_memory_reset"])
    assert found["baseline"]["model"] == "none"
    printed = memstudio(*words).out
    assert "memory" in printed.splitlines()[-2]
    assert "the same without its memory" in printed.splitlines()[-1]
    some = memstudio(*words, "--tokens", 200, "--json").json
    assert some["metrics"]["loss"]["count"] < 200


def test_a_model_is_exported_as_a_folder_that_opens(
    memstudio: Run, memory_model: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "copy"
    assert memstudio("export", memory_model, "--out", folder).out.strip() == str(folder)
    assert memstudio("generate", folder, "--prompt", "Mary", "--max-new-tokens", 1).status == 0
    again = memstudio("export", memory_model, "--out", folder)
    assert again.status == 1
    assert "exists already" in again.err
    empty = tmp_path / "empty"
    empty.mkdir()
    assert memstudio("export", memory_model, "--out", empty, "--json").json["folder"] == str(empty)


@pytest.mark.slow
def test_a_trace_is_exported_as_tables_a_page_and_a_picture(
    memstudio: Run, memory_model: Path, book: Path, tmp_path: Path
) -> None:
    trace = tmp_path / "t.zarr"
    assert memstudio("trace", memory_model, book, "--out", trace, "--max-tokens", 70).status == 0
    found = memstudio("export", trace, "--to", "csv", "--out", tmp_path / "tables", "--json").json
    assert found["format"] == "csv"
    assert all(Path(file).stat().st_size for file in found["files"])
    empty = tmp_path / "empty.html"
    empty.mkdir()
    assert "exists already" in memstudio("export", trace, "--out", empty).err
    for name in ("page.html", "picture.png"):
        assert memstudio("export", trace, "--out", tmp_path / name).out.strip().endswith(name)
        again = memstudio("export", trace, "--out", tmp_path / name)
        assert again.status == 1
        assert "exists already" in again.err
    assert (tmp_path / "page.html").read_bytes().startswith(b"<!DOCTYPE html>")


def test_a_format_that_does_not_fit_is_wrong_usage(
    memstudio: Run, memory_model: Path, book: Path, tmp_path: Path
) -> None:
    trace = tmp_path / "t.zarr"
    memstudio("trace", memory_model, book, "--out", trace, "--max-tokens", 70)
    for words in (
        (trace, "--out", tmp_path / "x"),
        (trace, "--to", "folder", "--out", tmp_path / "x"),
    ):
        assert memstudio("export", *words).status == 2
    done = memstudio("export", memory_model, "--to", "csv", "--out", tmp_path / "x")
    assert done.status == 1
    assert "is not a trace" in done.err
    assert not (tmp_path / "x").exists()
