"""Where a state comes from is a value that goes into its file and comes out the same."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from safetensors import safe_open

from memstudio.errors import MemoryStateError
from memstudio.memory.memory_state import MemoryState
from memstudio.memory.state_file import read_header, write_copy
from memstudio.memory.state_provenance import Ancestor, Reading, StateProvenance, opening
from tests.memory.conftest import random_ids, tiny_model

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
READINGS = st.builds(
    Reading,
    way=st.sampled_from(["document", "said", "written"]),
    source=TEXTS,
    num_tokens=st.integers(0, 10**9),
    opening=TEXTS,
    when=TEXTS,
)
PROVENANCES = st.builds(
    StateProvenance,
    name=TEXTS,
    model=TEXTS,
    reference=TEXTS,
    readings=st.lists(READINGS, max_size=4).map(tuple),
    num_earlier=st.integers(0, 9),
    saved=TEXTS,
    forked_from=st.lists(st.builds(Ancestor, name=TEXTS, saved=TEXTS), max_size=3).map(tuple),
    versions=st.dictionaries(TEXTS, TEXTS, max_size=3),
)


@pytest.fixture(scope="module")
def state() -> MemoryState:
    model = tiny_model()
    with torch.no_grad():
        return model(random_ids(1, 40)).memory_state


@given(provenance=PROVENANCES)
def test_provenance_comes_out_of_its_text_as_it_went_in(provenance: StateProvenance) -> None:
    assert StateProvenance.from_text(provenance.model_dump_json()) == provenance


def test_provenance_goes_with_the_file_and_leaves_the_state_alone(
    state: MemoryState, tmp_path: Path
) -> None:
    reading = Reading(way="document", source="书.txt", num_tokens=40, opening="从前", when="2026")
    provenance = StateProvenance(name="安娜 / 甲", model="demo", readings=(reading,))
    state.save(tmp_path / "a", provenance)
    header = read_header(tmp_path / "a")
    assert header.provenance == provenance
    assert (header.kind, header.fingerprint) == (state.kind, state.fingerprint)
    assert header.num_segments == int(state.num_segments[0]) > 0
    write_copy(tmp_path / "a", tmp_path / "b", provenance.forked("b", "2027"))
    assert MemoryState.load(tmp_path / "b").equals(state)
    again = read_header(tmp_path / "b").provenance
    assert again.forked_from == (Ancestor(name="安娜 / 甲", saved=""),)
    assert again.readings == provenance.readings
    with safe_open(tmp_path / "b", framework="pt") as file:
        assert json.loads(file.metadata()["provenance"])["name"] == "b"


def test_a_file_of_before_there_was_provenance_is_read(state: MemoryState, tmp_path: Path) -> None:
    state.save(tmp_path / "a")
    assert read_header(tmp_path / "a").provenance == StateProvenance()


@pytest.mark.parametrize(
    "text", ["", "[]", "{", '{"readings": [{"way": "stolen"}]}', '{"name": 7}']
)
def test_provenance_that_makes_no_sense_is_as_good_as_none(text: str) -> None:
    assert StateProvenance.from_text(text) == StateProvenance()


def test_provenance_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        StateProvenance().name = "another"  # type: ignore[misc]


def test_damaged_files_are_refused_whatever_is_wrong(state: MemoryState, tmp_path: Path) -> None:
    state.save(tmp_path / "a")
    whole = (tmp_path / "a").read_bytes()
    (length,) = struct.unpack_from("<Q", whole)
    broken = {
        "empty": b"",
        "short": whole[:100],
        "cut": whole[:-8],
        "huge": struct.pack("<Q", 2**60) + whole[8:],
        "no-json": whole[:8] + b"?" * length + whole[8 + length :],
        "list": struct.pack("<Q", 2) + b"[]",
        "no-tensors": struct.pack("<Q", 2) + b"{}",
    }
    for name, content in broken.items():
        (tmp_path / name).write_bytes(content)
        with pytest.raises(MemoryStateError):
            read_header(tmp_path / name)
        with pytest.raises(MemoryStateError):
            write_copy(tmp_path / name, tmp_path / "copy", StateProvenance())
    with pytest.raises(MemoryStateError):
        read_header(tmp_path / "absent")
    assert not (tmp_path / "copy").exists()


def test_only_the_latest_readings_are_listed_and_the_others_counted() -> None:
    provenance = StateProvenance()
    for number in range(230):
        provenance = provenance.with_reading(Reading(way="said", num_tokens=number))
    assert len(provenance.readings) == 200
    assert provenance.num_earlier == 30
    assert provenance.readings[-1].num_tokens == 229


@pytest.mark.parametrize(
    ("reference", "shared"),
    [
        ("demo", "demo"),
        ("openai/gpt2", "openai/gpt2"),
        ("/home/anna/models/mine", "mine"),
        ("~/mine", "mine"),
        ("C:\\Users\\anna\\mine", "mine"),
        ("models/of/anna/mine", "mine"),
    ],
)
def test_what_is_shared_names_no_folder_of_this_computer(reference: str, shared: str) -> None:
    assert StateProvenance(reference=reference).for_others().reference == shared


def test_an_opening_is_one_short_line() -> None:
    assert opening("  It was\n a dark  night ") == "It was a dark night"
    assert len(opening("word " * 10_000)) <= 80
