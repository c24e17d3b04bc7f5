"""The state is a value: it goes in and comes out, is kept, cut, compared, and refused where it lies."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file, save_file

from memstudio.errors import MemoryStateError
from memstudio.memory.attach import attach_memory
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.memory_state import MemoryState
from tests.battery.cases import (
    SEGMENT,
    SLOTS,
    Case,
    backbone,
    difference,
    every_case,
    random_ids,
    stirred,
)


def _read(model: MemoryModel, ids: torch.Tensor, state: MemoryState | None = None) -> MemoryState:
    with torch.no_grad():
        after: MemoryState = model(ids, memory_state=state).memory_state
    return after


def _tensors_in_attributes(model: MemoryModel) -> dict[str, list[int]]:
    """Every tensor that some module holds by the way: not a parameter, and not a buffer."""
    found: dict[str, list[int]] = {}

    def look(name: str, value: object) -> None:
        if isinstance(value, torch.Tensor):
            found.setdefault(name, []).append(value.numel())
        elif isinstance(value, dict):
            for key, each in value.items():
                look(f"{name}.{key}", each)
        elif isinstance(value, list | tuple | set):
            for each in value:
                look(name, each)

    for name, module in model.named_modules():
        for key, value in vars(module).items():
            if key not in {"_parameters", "_modules"}:
                look(f"{name}.{key}", value)
    return found


@every_case
@pytest.mark.one_in(3)
def test_reading_leaves_nothing_in_the_model(case: Case) -> None:
    model = stirred(case)
    weights = {name: tensor.clone() for name, tensor in model.state_dict().items()}
    before = _tensors_in_attributes(model)
    _read(model, random_ids(2, 3 * SEGMENT + 2))
    model.generate(random_ids(1, 5), max_new_tokens=SEGMENT, do_sample=False, pad_token_id=0)
    assert _tensors_in_attributes(model) == before
    after = model.state_dict()
    assert all(torch.equal(after[name], tensor) for name, tensor in weights.items())


@every_case
@pytest.mark.one_in(3)
def test_reading_on_leaves_the_state_as_it_was(case: Case) -> None:
    model = stirred(case)
    state = _read(model, random_ids(2, 2 * SEGMENT + 3))
    copy = replace(state, tensors={name: tensor.clone() for name, tensor in state.tensors.items()})
    ids = random_ids(2, SEGMENT + 4, seed=1)
    first, again = _read(model, ids, state), _read(model, ids, state)
    assert first.equals(again)
    assert state.equals(copy)
    model.memory.with_slot_view(state.tensors, 0 * model.memory.slot_view(state.tensors) + 1)
    assert state.equals(copy)


@every_case
@pytest.mark.parametrize("num_tokens", [0, 1, SEGMENT, 3 * SEGMENT + 5])
@pytest.mark.one_in(6)
def test_a_saved_state_is_loaded_as_it_was(case: Case, num_tokens: int, tmp_path: Path) -> None:
    model = stirred(case)
    ids = random_ids(2, num_tokens)
    state = _read(model, ids) if num_tokens else model.initial_state(2)
    state.save(tmp_path / "state.safetensors")
    loaded = MemoryState.load(tmp_path / "state.safetensors")
    assert loaded.equals(state)
    assert model.accept(loaded).equals(state)
    rest = random_ids(2, SEGMENT + 1, seed=1)
    assert _read(model, rest, loaded).equals(_read(model, rest, state))


@every_case
@pytest.mark.one_in(3)
def test_rows_are_taken_repeated_and_moved(case: Case) -> None:
    model = stirred(case)
    ids = random_ids(3, 2 * SEGMENT + 3)
    state = _read(model, ids)
    # In float32, and not bit for bit: products of matrices depend on the number of rows.
    close = 1e-4
    assert state.select(torch.tensor([2, 0])).equals(_read(model, ids[[2, 0]]), close)
    assert state.select(torch.tensor([False, True, False])).equals(_read(model, ids[1:2]), close)
    twice = state.repeat(2)
    assert twice.batch_size == 6
    assert twice.select(torch.tensor([0, 2, 4])).equals(state)
    assert twice.select(torch.tensor([1, 3, 5])).equals(state)
    assert state.to("cpu").equals(state)
    elsewhere = state.to("meta")
    tensors = (*elsewhere.tensors.values(), elsewhere.pending_ids, elsewhere.num_segments)
    assert {tensor.device.type for tensor in tensors} == {"meta"}


@every_case
@pytest.mark.one_in(3)
def test_states_are_equal_just_when_they_say_the_same(case: Case) -> None:
    model = stirred(case)
    ids = random_ids(2, 2 * SEGMENT + 3)
    state = _read(model, ids)
    assert state.equals(_read(model, ids))
    assert not state.equals(_read(model, random_ids(2, 2 * SEGMENT + 3, seed=1)))
    assert not state.equals(_read(model, ids[:, :-1]))
    assert not state.equals(state.select(torch.tensor([0])))
    assert not state.equals(replace(state, fingerprint="another"))
    for name, tensor in state.tensors.items():
        other = tensor.clone()
        other.view(-1)[-1] += 1
        changed = state.with_tensors(state.tensors | {name: other})
        assert not state.equals(changed)
        assert state.equals(changed, tolerance=1.01)


@every_case
@torch.no_grad()
@pytest.mark.one_in(6)
def test_a_slot_that_is_put_into_a_state_shows_there_and_the_others_stay(case: Case) -> None:
    if not case.remembers:
        return
    model = stirred(case)
    one = _read(model, random_ids(2, 3 * SEGMENT))
    other = _read(model, random_ids(2, 3 * SEGMENT, seed=1))
    before, put = (model.memory.slot_view(state.tensors) for state in (one, other))
    assert ((before - put)[:, 1].norm(dim=-1) > 0.01).all()
    wanted = before.clone()
    wanted[:, 1] = put[:, 1]
    after = model.memory.slot_view(model.memory.with_slot_view(one.tensors, wanted))
    torch.testing.assert_close(after, wanted, atol=2e-3, rtol=2e-3)


@every_case
@pytest.mark.parametrize("dtype", [torch.float64, torch.bfloat16, torch.float16])
@pytest.mark.one_in(9)
def test_a_state_made_in_other_numbers_is_taken_in_the_models_own(
    case: Case, dtype: torch.dtype, tmp_path: Path
) -> None:
    model = stirred(case)
    ids, rest = random_ids(2, 2 * SEGMENT + 3), random_ids(2, 2 * SEGMENT, seed=1)
    expected = _read(model, rest, _read(model, ids))
    state = _read(stirred(case).to(dtype), ids)
    state.save(tmp_path / "state.safetensors")
    loaded = model.accept(MemoryState.load(tmp_path / "state.safetensors"))
    after = _read(model, rest, state)
    assert after.equals(_read(model, rest, loaded))
    types = {name: tensor.dtype for name, tensor in expected.tensors.items()}
    assert {name: tensor.dtype for name, tensor in after.tensors.items()} == types
    if dtype == torch.float64:
        assert difference(after.tensors, expected.tensors) < 1e-3
    # And the other way round.
    back = _read(stirred(case).to(dtype), rest, _read(model, ids))
    assert all(torch.isfinite(tensor).all() for tensor in back.tensors.values())


# ---------------------------------------------------------------------- what is refused


def _other_models(case: Case) -> dict[str, MemoryModel]:
    def attached(**changes: Any) -> MemoryModel:
        numbers = {"num_slots": SLOTS, "segment_length": SEGMENT, "options": case.options}
        return attach_memory(backbone(case), kind=case.kind, **(numbers | changes)).eval()

    others = {"segments": attached(segment_length=2 * SEGMENT)}
    if case.kind not in {"none", "infini"}:
        others["slots"] = attached(num_slots=SLOTS + 1)
    if case.kind not in {"none", "rmt"}:
        option = {
            "armt": {"d_mem": 16}, "infini": {"update": "linear"}, "knn": {"layer": 1},
            "lm-bow": {"rate": 0.5}, "m2m": {"heads": 2}, "nlm": {"heads": 2},
            "s2s": {"rounds": 2}, "titans": {"hidden_width": 32},
        }[case.kind]  # fmt: skip
        same = case.options == option
        others["options"] = attached(options={} if same else case.options | option)
    if not case.needs_encoder:
        others["kind"] = attach_memory(
            backbone(case), kind="none" if case.kind == "rmt" else "rmt", num_slots=SLOTS,
            segment_length=SEGMENT,
        )  # fmt: skip
    return others


@every_case
@pytest.mark.one_in(9)
def test_a_state_of_another_model_is_refused(case: Case, tmp_path: Path) -> None:
    model = stirred(case)
    ids = random_ids(2, 5)
    for other in _other_models(case).values():
        state = _read(other, random_ids(2, 3 * SEGMENT))
        with pytest.raises(MemoryStateError, match="belongs to another model"):
            model(ids, memory_state=state)
        state.save(tmp_path / "state.safetensors")
        with pytest.raises(MemoryStateError, match="belongs to another model"):
            model.accept(MemoryState.load(tmp_path / "state.safetensors"))
    for rows in (1, 3):
        with pytest.raises(MemoryStateError, match=f"holds {rows} streams and the text 2"):
            model(ids, memory_state=model.initial_state(rows))


def _with_nan(state: MemoryState, value: float) -> MemoryState:
    name, tensor = next((n, t) for n, t in state.tensors.items() if t.is_floating_point())
    bad = tensor.clone()
    bad.view(-1)[0] = value
    return state.with_tensors(state.tensors | {name: bad})


_DAMAGES: dict[str, tuple[Callable[[MemoryState], MemoryState], str]] = {
    "a missing part": (
        lambda s: s.with_tensors(dict(list(s.tensors.items())[1:])), "other names or sizes",
    ),
    "a part too many": (
        lambda s: s.with_tensors(s.tensors | {"more": torch.zeros(2, 1)}), "other names or sizes",
    ),
    "another size": (
        lambda s: s.with_tensors({n: t.unsqueeze(-1) for n, t in s.tensors.items()}),
        "other names or sizes",
    ),
    "not a number": (lambda s: _with_nan(s, torch.nan), "not numbers"),
    "infinity": (lambda s: _with_nan(s, torch.inf), "not numbers"),
    "unlike rows": (
        lambda s: s.with_tensors({n: t[:1] for n, t in s.tensors.items()}), "do not go together",
    ),
    "words out of the vocabulary": (
        lambda s: replace(s, pending_ids=s.pending_ids + 1000), "words that this model",
    ),
    "negative words": (
        lambda s: replace(s, pending_ids=s.pending_ids - 1000), "do not go together",
    ),
    "more words than there are": (
        lambda s: replace(s, pending_lengths=s.pending_lengths + 1), "do not go together",
    ),
    "words as fractions": (
        lambda s: replace(s, pending_ids=s.pending_ids.float()), "do not go together",
    ),
    "places of another shape": (
        lambda s: replace(s, num_segments=s.num_segments[:, None]), "do not go together",
    ),
}  # fmt: skip


@every_case
@pytest.mark.parametrize("damage", _DAMAGES)
@pytest.mark.one_in(10)
def test_a_damaged_state_is_refused_in_words(case: Case, damage: str, tmp_path: Path) -> None:
    model = stirred(case)
    state = _read(model, random_ids(2, 3 * SEGMENT + 2))
    is_of_the_memory = damage in {
        "a missing part", "another size", "not a number", "infinity", "unlike rows",
    }  # fmt: skip
    if is_of_the_memory and not state.tensors:
        pytest.skip("this kind has no state")
    damaged, words = _DAMAGES[damage][0](state), _DAMAGES[damage][1]
    with pytest.raises(MemoryStateError, match=words):
        model.accept(damaged)
    damaged.save(tmp_path / "state.safetensors")
    with pytest.raises(MemoryStateError, match=words):
        model.accept(MemoryState.load(tmp_path / "state.safetensors"))


@every_case
@pytest.mark.one_in(3)
def test_files_that_are_no_states_are_refused_in_words(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "state.safetensors"
    _read(stirred(case), random_ids(1, 3 * SEGMENT + 2)).save(path)
    whole = path.read_bytes()
    tensors = {name: tensor.clone() for name, tensor in load_file(path).items()}
    metadata = json.loads(whole[8 : 8 + int.from_bytes(whole[:8], "little")])["__metadata__"]

    def refused(words: str) -> None:
        with pytest.raises(MemoryStateError, match=words):
            MemoryState.load(path)

    for length in (0, 7, 8, 40, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        refused("could not be read as a memory state")
    path.write_bytes(b"\xff" * len(whole))
    refused("could not be read as a memory state")
    path.write_bytes(whole[:8] + b"x" * (len(whole) - 8))
    refused("could not be read as a memory state")
    save_file(tensors, path)
    refused("is not a memory state of MemStudio")
    save_file(tensors, path, {**metadata, "format": "something-else"})
    refused("is not a memory state of MemStudio")
    for name in ("kind", "fingerprint"):
        save_file(tensors, path, {key: text for key, text in metadata.items() if key != name})
        refused("could not be read as a memory state")
    save_file({k: t for k, t in tensors.items() if k != "num_segments"}, path, metadata)
    refused("could not be read as a memory state")
    refused_folder = tmp_path / "folder"
    refused_folder.mkdir()
    for absent in (refused_folder, tmp_path / "absent.safetensors"):
        with pytest.raises(MemoryStateError, match="could not be read as a memory state"):
            MemoryState.load(absent)
