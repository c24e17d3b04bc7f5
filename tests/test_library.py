"""`import memstudio` costs nothing, and what it offers is the engine behind window and command line."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

import memstudio
from memstudio.guide.contents import page_text
from memstudio.library import Model
from memstudio.memory.state_file import read_header
from memstudio.memory.state_provenance import opening
from memstudio.tasks.conversation import Conversation
from tests.tiny import tiny_loaded

BOOK = Path(__file__).parents[1] / "resources" / "samples" / "pride-and-prejudice.txt"


def run(program: str, folder: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_it_imports_nothing_heavy(tmp_path: Path) -> None:
    heavy = "{'torch', 'transformers', 'numpy', 'PySide6', 'pydantic'}"
    run(f"import memstudio, sys; dir(memstudio); assert not {heavy} & {{*sys.modules}}", tmp_path)


def test_what_it_offers_is_there_and_nothing_else() -> None:
    for name in memstudio.__all__:
        assert getattr(memstudio, name) is not None
        assert name in dir(memstudio)
    with pytest.raises(AttributeError, match="no attribute 'film'"):
        _ = memstudio.film


@pytest.mark.slow
def test_the_lines_of_the_guide_do_what_they_say(tmp_path: Path) -> None:
    found = re.search(r"```python\n(.*?)```", page_text("python"), re.DOTALL)
    assert found
    assert len(found[1].strip().splitlines()) <= 10
    between = BOOK.read_text(encoding="utf-8")[20_000:22_000].replace("\n", " ")
    (tmp_path / "story.txt").write_text(f"Daniel went to the garden. {between}", encoding="utf-8")
    lines = run(found[1], tmp_path).splitlines()
    assert len(lines) == 9  # Eight slots and an answer.
    assert "garden" in lines[-1]
    assert (tmp_path / "story.safetensors").is_file()


@pytest.mark.parametrize("size", [1, 7, 333, 100_000])
@pytest.mark.one_in(4)
def test_a_text_may_come_in_parts_of_any_size(size: int, tmp_path: Path) -> None:
    text = BOOK.read_text(encoding="utf-8")[: 5_000 if size > 1 else 2_000]
    loaded = tiny_loaded("rmt")
    reader = Model(loaded).reader()
    for start in range(0, len(text), size):
        reader.read(text[start : start + size], "a book")
    ids = loaded.tokenizer(text, return_tensors="pt").input_ids
    with torch.no_grad():
        whole = loaded.model(ids, logits_to_keep=1).memory_state
    assert reader.state is not None
    assert torch.equal(reader.state.pending_ids, whole.pending_ids)
    assert torch.equal(reader.state.num_segments, whole.num_segments)
    assert reader.state.equals(whole, tolerance=1e-5)
    # However it came, it is one text.
    reader.read("A note.", "notes")
    reader.save(tmp_path / "m.safetensors")
    readings = read_header(tmp_path / "m.safetensors").provenance.readings
    assert [(each.way, each.source) for each in readings] == [
        ("document", "a book"), ("document", "notes"),
    ]  # fmt: skip
    assert readings[0].num_tokens == ids.shape[1]
    assert readings[0].opening == opening(text)


def test_a_memory_is_saved_forked_and_gone_on_from(tmp_path: Path) -> None:
    model = Model(tiny_loaded("rmt"))
    reader = model.reader()
    with pytest.raises(memstudio.MemStudioError, match="no memory to save"):
        reader.save(tmp_path / "a.safetensors")
    reader.read("Daniel went to the garden. " * 9)
    reader.save(tmp_path / "a.safetensors")
    other = reader.fork()
    again = model.reader(tmp_path / "a.safetensors")
    said = reader.write(" Then", max_new_tokens=6)
    assert again.write(" Then", max_new_tokens=6) == said
    assert other.write(" Then", max_new_tokens=6) == said
    (tmp_path / "damaged.safetensors").write_bytes(b"nothing")
    before = reader.state
    with pytest.raises(memstudio.MemStudioError, match="damaged"):
        reader.load(tmp_path / "damaged.safetensors")
    assert before is not None
    assert reader.state is not None
    assert reader.state.equals(before)
    reader.forget()
    assert reader.state is None


def test_slots_are_told_in_words_and_are_none_without_a_memory() -> None:
    reader = Model(tiny_loaded("rmt")).reader()
    reader.read("Daniel went to the garden. " * 9)
    slots = reader.slots()
    assert len(slots) == 3
    assert all(slot.words for slot in slots)
    plain = Model(tiny_loaded(None)).reader()
    plain.read("Daniel went to the garden.")
    assert plain.slots() == ()


@pytest.mark.parametrize(
    "numbers",
    [
        {"max_new_tokens": -1}, {"temperature": -1.0}, {"temperature": float("nan")},
        {"seed": 2**64, "temperature": 1.0},
    ],
)  # fmt: skip
def test_numbers_out_of_their_range_are_refused_in_words(numbers: dict[str, Any]) -> None:
    with pytest.raises(memstudio.MemStudioError, match="it has to be between"):
        Model(tiny_loaded(None)).reader().write("Daniel", **numbers)


def test_it_reads_as_a_conversation_does() -> None:
    from memstudio.progress import Control

    loaded = tiny_loaded("m2m")
    reader, conversation = Model(loaded).reader(), Conversation(loaded)
    reader.read("Nobody knew why. " * 12)
    conversation.read("Nobody knew why. " * 12, control=Control())
    assert reader.state is not None
    assert conversation.state is not None
    assert reader.state.equals(conversation.state, 1e-6)


def test_a_model_is_exported_from_the_library(tmp_path: Path) -> None:
    folder = Model(tiny_loaded("rmt")).export(tmp_path / "out")
    assert (folder / "model.safetensors").is_file()
    with pytest.raises(memstudio.MemStudioError, match="exists already"):
        memstudio.Model(tiny_loaded("rmt")).export(tmp_path / "out")
