"""Memories that cannot be, asked for by command: a sentence, status 1 or 2, and nothing left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.__main__ import main
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS
from tests.cli.conftest import Run

ATTACH: list[tuple[tuple[object, ...], int, str]] = [
    (("--slots", 0), 2, "'--slots'"),
    (("--slots", -3), 2, "'--slots'"),
    (("--slots", 2.5), 2, "'--slots'"),
    (("--slots", 70), 1, "Take fewer slots"),
    (("--segment-length", 1), 2, "'--segment-length'"),
    (("--segment-length", 129), 1, "window of 128"),
    (("--memory", "rtm"), 1, "Did you mean 'rmt'"),
    (("--memory", "nlm"), 1, "has no encoder"),
    (("--memory", "m2m", "--option", "sloths=2"), 1, "has no option 'sloths'"),
    (("--memory", "m2m", "--option", "heads"), 2, "NAME=VALUE"),
    (("--memory", "m2m", "--option", "heads=5"), 1, "5 heads"),
    (("--memory", "m2m", "--option", "heads=0"), 1, "heads = 0"),
    (("--memory", "titans", "--option", "variant=both"), 1, "'context' or 'gate'"),
]


def _words(text: str) -> str:
    """The text without the frame that usage errors are drawn in."""
    return " ".join(text.replace("│", " ").split())


@pytest.mark.parametrize(("asked", "status", "words"), ATTACH, ids=[str(a) for a, _, _ in ATTACH])
@pytest.mark.one_in(3)
def test_attach_refuses_in_words_and_leaves_nothing(
    memstudio: Run,
    backbone: Path,
    tmp_path: Path,
    asked: tuple[object, ...],
    status: int,
    words: str,
) -> None:
    out = tmp_path / "model"
    found = memstudio("attach", backbone, "--segment-length", 16, *asked, "--out", out)
    assert found.status == status
    assert words in _words(found.err)
    assert "Traceback" not in found.err
    assert not found.out
    assert not out.exists()


def test_attach_passes_options_on(memstudio: Run, backbone: Path, tmp_path: Path) -> None:
    out = tmp_path / "model"
    words = ("attach", backbone, "--memory", "titans", "--segment-length", 16, "--out", out)
    found = memstudio(*words, "--option", "variant=gate", "--option", "depth=1")
    assert found.status == 0, found.err
    kept = (out / "config.json").read_text(encoding="utf-8")
    assert '"variant": "gate"' in kept
    assert '"depth": 1' in kept


@pytest.mark.parametrize("kind", [k.name for k in KIND_DESCRIPTIONS if not k.needs_encoder])
@pytest.mark.one_in(9)
def test_generate_refuses_memories_that_do_not_fit(
    memstudio: Run, backbone: Path, tmp_path: Path, kind: str
) -> None:
    one, other, state = tmp_path / "one", tmp_path / "other", tmp_path / "state"
    for folder, length in ((one, 16), (other, 24)):
        words = ["attach", backbone, "--memory", kind, "--slots", 3, "--out", folder]
        assert main([str(word) for word in [*words, "--segment-length", length]]) == 0
    say = ("--prompt", "Mary went to the kitchen.", "--max-new-tokens", 2)
    made = memstudio("generate", one, *say, "--save-memory", state)
    assert made.status == 0, made.err
    assert memstudio("generate", one, *say, "--memory", state).status == 0

    def refused(model: Path, file: Path, words: str) -> None:
        kept = tmp_path / "kept"
        found = memstudio("generate", model, *say, "--memory", file, "--save-memory", kept)
        assert found.status == 1
        assert words in _words(found.err)
        assert "Traceback" not in found.err
        assert not found.out
        assert not kept.exists()

    refused(other, state, "belongs to another model")
    refused(backbone, state, "has no memory to load into")
    cut = tmp_path / "cut"
    cut.write_bytes(state.read_bytes()[:100])
    refused(one, cut, "could not be read as a memory state")
    refused(one, one / "model.safetensors", "is not a memory state of MemStudio")
    refused(one, tmp_path / "absent", "could not be read as a memory state")


RUN: list[tuple[str, str]] = [
    ("kind = 'rtm'", "Did you mean 'rmt'"),
    ("kind = 'nlm'", "has no encoder"),
    ("num_slots = 0", "at least one slot"),
    ("num_slots = -1", "at least 0"),
    ("num_slots = 70", "Take fewer slots"),
    ("segment_length = 1", "at least 2"),
    ("segment_length = 129", "window of 128"),
    ("kind = 'm2m'\noptions = {sloths = 2}", "has no option 'sloths'"),
    ("kind = 'm2m'\noptions = {heads = 0}", "heads = 0"),
    ("kind = 'm2m'\noptions = 3", "'memory.options' cannot be 3"),
    ("slots = 3", "Did you mean 'num_slots'"),
]


@pytest.mark.parametrize(("memory", "words"), RUN, ids=[memory for memory, _ in RUN])
@pytest.mark.one_in(3)
def test_a_run_refuses_in_words_and_leaves_no_folder(
    memstudio: Run, backbone: Path, book: Path, tmp_path: Path, memory: str, words: str
) -> None:
    path, runs = tmp_path / "run.toml", tmp_path / "runs"
    length = "" if "segment_length" in memory else "segment_length = 16"
    path.write_text(
        f"model = {str(backbone)!r}\ndata = [{book.name!r}]\nsteps = 1\ndevice = 'cpu'\n"
        f"[memory]\n{length}\n{memory}\n",
        encoding="utf-8",
    )
    found = memstudio("train", path, "--out", runs)
    assert found.status == 1
    assert words in _words(found.err)
    assert "Traceback" not in found.err
    assert not runs.exists() or not list(runs.iterdir())


def test_a_run_refuses_a_negative_depth(
    memstudio: Run, backbone: Path, book: Path, tmp_path: Path
) -> None:
    path = tmp_path / "run.toml"
    path.write_text(
        f"model = {str(backbone)!r}\ndata = [{book.name!r}]\nbptt_depth = -1\n", encoding="utf-8"
    )
    found = memstudio("train", path, "--out", tmp_path / "runs")
    assert found.status == 1
    assert "'bptt_depth' is -1; it must be at least 0" in _words(found.err)
