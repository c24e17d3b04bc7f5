"""Whether a run fits, and what makes it fit: each figure is that of the estimate."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from memstudio.errors import Cancelled, MemorySpent
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.training import memory_estimate, memory_ways
from memstudio.training.memory_ways import memory_room
from memstudio.training.run_config import RunConfig
from memstudio.training.way_on import MemoryRoom
from tests.training.estimates import estimate_run

MakeConfig = Callable[..., RunConfig]
SPARING = ("gradient_checkpointing", "memory_replay")


@pytest.fixture
def config(make_config: MakeConfig) -> RunConfig:
    return make_config(batch_size=12, segments_per_sample=6, optimizer="sgd", momentum=0.0)


@pytest.fixture(autouse=True)
def same_beginning(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is taken before the first step is the same each time, and nothing as a rule."""
    monkeypatch.setattr(memory_ways, "taken_now", lambda _: 0)
    monkeypatch.setattr(memory_estimate, "taken_now", lambda _: 0)


@pytest.fixture
def found(
    config: RunConfig, tiny: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., MemoryRoom]:
    """The room there is, when a share of what the run needs can be reached."""

    def room(share: float | None, **values: Any) -> MemoryRoom:
        changes = {name: values.pop(name) for name in tuple(values) if name != "has_failed"}
        wanted = config.changed(**changes)
        peak = estimate_run(wanted, tiny).peak
        reachable = None if share is None else round(peak * share)
        monkeypatch.setattr(memory_ways, "reachable_memory", lambda _: reachable)
        return memory_room(wanted, control=Control(), loaded=tiny, **values)

    return room


def test_a_run_that_fits_needs_no_way(found: Callable[..., MemoryRoom]) -> None:
    room = found(1.25)
    assert room.fits
    assert room.ways == ()
    assert not found(1.05).fits


def test_nothing_is_said_where_nothing_is_known(found: Callable[..., MemoryRoom]) -> None:
    assert found(None).fits


@pytest.mark.parametrize("share", [0.8, 0.5, 0.2])
@pytest.mark.one_in(9)
def test_every_way_has_the_peak_that_is_estimated_for_it(
    config: RunConfig, tiny: LoadedModel, found: Callable[..., MemoryRoom], share: float
) -> None:
    room = found(share)
    assert not room.fits
    assert room.reachable is not None
    for way in room.ways:
        changed = config.changed(**dict(way.changes))
        again = estimate_run(changed, tiny)
        assert way.peak == pytest.approx(again.peak, rel=0.02)
        assert way.fits == (way.peak * 1.15 <= room.reachable)
        same_step = changed.samples_per_step == config.samples_per_step
        same_samples = changed.segments_per_sample == config.segments_per_sample
        assert same_step
        assert way.keeps_result == same_samples
        assert way.is_slower == any(dict(way.changes).get(name) for name in SPARING)


def test_the_largest_batch_that_fits_is_offered_first(
    config: RunConfig, found: Callable[..., MemoryRoom]
) -> None:
    way = found(0.75).ways[0]
    assert dict(way.changes) == {"batch_size": 6, "gradient_accumulation": 2}
    assert way.fits
    smaller = dict(found(0.35).ways[0].changes)
    assert smaller["batch_size"] < 6
    assert smaller["batch_size"] * smaller["gradient_accumulation"] == config.samples_per_step


def test_ways_are_put_together_when_none_is_enough(found: Callable[..., MemoryRoom]) -> None:
    room = found(0.001)
    alone, rest = room.ways[:3], room.ways[3:]
    assert [len(way.changes) for way in alone] == [2, 1, 1]
    assert not any(way.fits for way in alone)
    assert any(all(dict(way.changes).get(name) for name in SPARING) for way in rest)
    if room.best is not None:
        assert room.best.fits


@pytest.mark.slow
def test_shorter_samples_come_last_and_say_that_they_are_another_training(
    found: Callable[..., MemoryRoom],
) -> None:
    room = found(0.7)
    last = room.ways[-1]
    assert dict(last.changes) == {"segments_per_sample": 3}
    assert not last.keeps_result
    assert room.best is room.ways[0]


@pytest.mark.slow
def test_what_is_on_already_is_not_offered(found: Callable[..., MemoryRoom]) -> None:
    room = found(0.6, memory_replay=True, batch_size=1)
    offered = [tuple(dict(way.changes)) for way in room.ways]
    assert offered[0] == ("gradient_checkpointing",)
    assert not any("memory_replay" in each or "batch_size" in each for each in offered)


@pytest.mark.slow
def test_packs_are_not_made_smaller(found: Callable[..., MemoryRoom]) -> None:
    room = found(0.3, packing=True)
    offered = [dict(way.changes) for way in room.ways]
    assert {"gradient_checkpointing": True} in offered
    assert not any("batch_size" in each for each in offered)
    # Many samples of one segment beside each other have nothing that could be read again.
    assert all(way.peak < room.peak for way in room.ways)
    assert {"memory_replay": True} not in offered


@pytest.mark.slow
def test_layers_that_cannot_be_repeated_are_not_offered_so(
    found: Callable[..., MemoryRoom],
) -> None:
    memory = {"kind": "infini", "segment_length": 16}
    room = found(0.3, memory=memory)
    assert room.ways
    assert not any("gradient_checkpointing" in dict(way.changes) for way in room.ways)


def test_after_a_failure_less_is_needed_whatever_is_free(found: Callable[..., MemoryRoom]) -> None:
    room = found(10.0, has_failed=True)
    assert not room.fits
    assert room.best is not None
    assert room.best.peak < room.peak
    assert dict(room.best.changes) == {"batch_size": 6, "gradient_accumulation": 2}


@pytest.mark.slow
def test_options_are_as_the_command_line_takes_them(found: Callable[..., MemoryRoom]) -> None:
    texts = [way.as_options() for way in found(0.7).ways]
    assert texts[0] == "--set batch_size=6 --set gradient_accumulation=2"
    assert "--set memory_replay=true" in texts


@pytest.mark.parametrize(
    ("kind", "trains"),
    [("rmt", "everything"), ("rmt", "adapters"), ("infini", "memory"), ("knn", "everything"),
     ("titans", "memory"), ("none", "everything")],
)  # fmt: skip
@pytest.mark.one_in(2)
def test_the_open_model_stays_as_it_is(
    make_config: MakeConfig, tiny: LoadedModel, kind: str, trains: str
) -> None:
    memory = {"kind": kind, "segment_length": 16}
    ids = torch.arange(1, 20)[None]
    before = {name: value.clone() for name, value in tiny.model.state_dict().items()}
    with torch.no_grad():
        logits = tiny.model.eval()(ids).logits.clone()
    random = torch.get_rng_state()
    room = memory_room(
        make_config(memory=memory, trains=trains), control=Control(), loaded=tiny, has_failed=True
    )
    assert room.ways
    assert torch.equal(torch.get_rng_state(), random)
    after = tiny.model.state_dict()
    assert before.keys() == after.keys()
    assert all(torch.equal(before[name], after[name]) for name in before)
    assert not tiny.model.training
    assert all(p.requires_grad and p.grad is None for p in tiny.model.parameters())
    with torch.no_grad():
        assert torch.equal(tiny.model(ids).logits, logits)


def test_it_can_be_cancelled(config: RunConfig, tiny: LoadedModel) -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Cancelled):
        memory_room(config, control=control, loaded=tiny)
    # Also on the way, which is long with a large model.
    control = Control()
    weight = next(p for p in tiny.model.parameters() if p.requires_grad)
    handle = weight.register_hook(lambda _: control.cancel())
    with pytest.raises(Cancelled):
        memory_room(config, control=control, loaded=tiny)
    handle.remove()
    assert all(p.requires_grad and p.grad is None for p in tiny.model.parameters())


def test_when_not_even_the_smallest_step_fits_it_is_said(
    config: RunConfig, tiny: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spent(*_: Any) -> Any:
        raise MemoryError

    monkeypatch.setattr("memstudio.training.step_memory._taken", spent)
    with pytest.raises(MemorySpent, match="Not even one segment of 16 tokens"):
        memory_room(config, control=Control(), loaded=tiny)
    assert all(p.requires_grad and p.grad is None for p in tiny.model.parameters())


def test_weights_that_do_not_fit_are_not_tried(
    config: RunConfig, tiny: LoadedModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.model.bfloat16()
    monkeypatch.setattr(memory_estimate, "free_memory", lambda _: 1000)
    with pytest.raises(MemorySpent, match="single precision"):
        memory_room(config, control=Control(), loaded=tiny)
    assert tiny.model.dtype is torch.bfloat16
    memory_room(config.changed(trains="memory"), control=Control(), loaded=tiny)
