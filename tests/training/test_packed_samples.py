"""Packs: what is learnt of each sample is what would be learnt of it alone, and little is read in vain."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from memstudio.errors import TrainingError
from memstudio.events import StepFinished
from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.training.batches import IGNORED, collate
from memstudio.training.packed_samples import (
    PackedOrder,
    PackedSamples,
    collate_packs,
    room_in_a_pack,
    room_of,
)
from memstudio.training.run_config import RunConfig
from memstudio.training.trainer import train
from tests.battery.cases import SEGMENT, Case, every_case, random_ids, stirred
from tests.training.conftest import Events
from tests.training.estimates import estimate_run
from tests.training.test_classification import make_labels, news
from tests.training.test_masked_samples import make_masked, pair_folder
from tests.training.test_regression import make_numbers, opinions
from tests.training.test_resume import killed, on
from tests.training.test_trainer import differing, weights

__all__ = ["make_labels", "make_masked", "make_numbers", "news", "opinions", "pair_folder"]

MakeConfig = Callable[..., RunConfig]
LENGTHS = np.array([3, 19, 8, 2, 9, 24, 24, 5, 2, 7])
WHOLE = 24


def _samples() -> list[dict[str, torch.Tensor]]:
    """Filled up to the same length, as they come from the text."""
    ids = random_ids(len(LENGTHS), WHOLE)
    mask = (torch.arange(WHOLE)[None] < torch.from_numpy(LENGTHS)[:, None]).long()
    labels = torch.where(mask == 1, ids, IGNORED)
    return [
        {"input_ids": i * m, "labels": n, "attention_mask": m}
        for i, n, m in zip(ids, labels, mask, strict=True)
    ]


def _config(**values: Any) -> RunConfig:
    usual = {
        "packing": True, "batch_size": 2, "segments_per_sample": 3,
        "memory": {"kind": "rmt", "num_slots": 2, "segment_length": SEGMENT},
    }  # fmt: skip
    return RunConfig.of(**(usual | values))


@given(
    lengths=st.lists(st.integers(1, WHOLE), min_size=1, max_size=80),
    batch_size=st.integers(1, 4),
    seed=st.integers(0, 5),
    total=st.integers(1, 60),
)
def test_every_sample_comes_once_a_round_and_no_pack_takes_more_room_than_there_is(
    lengths: list[int], batch_size: int, seed: int, total: int
) -> None:
    array = np.array(lengths)
    config = _config(batch_size=batch_size, seed=seed)
    order = PackedOrder(array, total, config)
    packs = list(order)
    assert packs == list(order)
    assert len(packs) == len(order) == total
    told = [index for pack in PackedOrder(array, total, config, tells_round=True) for index in pack]
    flat = [index for pack in packs for index in pack]
    assert [index % len(lengths) for index in told] == flat
    # Of each round all samples, but for a last one that is not finished.
    rounds = [index // len(lengths) for index in told]
    assert rounds == sorted(rounds)
    for number in range(rounds[-1]):
        own = [i % len(lengths) for i, each in zip(told, rounds, strict=True) if each == number]
        assert sorted(own) == list(range(len(lengths)))
    room, most = room_of(array, config), room_in_a_pack(config)
    assert most == batch_size * (WHOLE + 3 * 2)
    for pack in packs:
        assert len(pack) * room[list(pack)].max() <= most


def test_little_is_read_in_vain_and_whole_samples_are_batches_as_ever() -> None:
    generator = np.random.default_rng(0)
    lengths = generator.integers(2, WHOLE + 1, 2000)
    config = _config(batch_size=8)
    packs = list(PackedOrder(lengths, 150, config))
    read = sum(len(pack) * lengths[list(pack)].max() for pack in packs)
    assert sum(lengths[list(pack)].sum() for pack in packs) > 0.9 * read
    # Others meet the next time round.
    assert packs[:40] != list(PackedOrder(lengths, 150, _config(batch_size=8, seed=1)))[:40]
    whole = [len(pack) for pack in PackedOrder(np.full(30, WHOLE), 8, config)]
    assert sorted(whole[:4]) == sorted(whole[4:]) == [6, 8, 8, 8]


@every_case
@pytest.mark.one_in(8)
def test_what_is_learnt_of_each_sample_is_what_is_learnt_of_it_alone(case: Case) -> None:
    model = stirred(case, family="gpt2").double().train()
    samples, config = _samples(), _config(batch_size=3)
    packed = PackedSamples(samples, LENGTHS)  # type: ignore[arg-type]
    packs = list(PackedOrder(LENGTHS, 4, config))
    assert any(len(pack) > 3 for pack in packs)
    for pack in packs:
        batch = collate_packs([packed[pack]])
        assert batch["input_ids"].shape == (len(pack), LENGTHS[list(pack)].max())
        model.zero_grad()
        model(**batch, num_items_in_batch=1).loss.backward()
        together = {n: p.grad.clone() for n, p in model.named_parameters() if p.grad is not None}
        model.zero_grad()
        losses = []
        for index in pack:
            loss = model(**collate([samples[index]]), num_items_in_batch=1).loss
            losses.append(float(loss.detach()))
            if loss.requires_grad:
                loss.backward()
        for name, parameter in model.named_parameters():
            alone = torch.zeros_like(parameter) if parameter.grad is None else parameter.grad
            found = together.get(name, torch.zeros_like(parameter))
            torch.testing.assert_close(found, alone, atol=1e-9, rtol=1e-9, msg=name)
        # And each one's loss, word by word.
        with torch.no_grad():
            logits = model.eval()(batch["input_ids"], attention_mask=batch.get("attention_mask"))
            model.train()
        for row, (index, loss) in enumerate(zip(pack, losses, strict=True)):
            length = LENGTHS[index]
            said = logits.logits[row, : length - 1].log_softmax(-1)
            words = samples[index]["input_ids"][1:length]
            own = -said.gather(1, words[:, None]).sum()
            assert float(own) == pytest.approx(loss, abs=1e-9)


def _rows(path: Path) -> Path:
    lines = [f"{'It is so. ' * (number % 4)}Number {number}." for number in range(150)]
    path.write_text("".join(f'{{"text": "{line}"}}\n' for line in lines), encoding="utf-8")
    return path


@pytest.fixture
def make_packed(make_config: MakeConfig, tmp_path: Path) -> MakeConfig:
    path = _rows(tmp_path / "rows.jsonl")

    def make(**values: Any) -> RunConfig:
        usual = {"data": (str(path),), "packing": True, "segments_per_sample": 6}
        return make_config(**(usual | values))

    return make


@pytest.mark.slow
def test_a_step_reads_more_of_short_rows(make_packed: MakeConfig) -> None:
    read = []
    for packing in (False, True):
        events = Events()
        train(make_packed(packing=packing), control=Control(), on_event=events)
        read.append(events.of(StepFinished)[-1].tokens)
    assert read[1] > 2 * read[0]


@pytest.mark.parametrize("accumulation", [1, 2])
@pytest.mark.one_in(2)
def test_a_killed_run_ends_with_the_weights_it_would_have_had(
    make_packed: MakeConfig, accumulation: int
) -> None:
    values = {"gradient_accumulation": accumulation}
    whole = train(make_packed(**values), control=Control(), on_event=Events())
    resumed = on(killed(make_packed(**values), at_step=5))
    assert not differing(weights(resumed.loaded.model), weights(whole.loaded.model))


@pytest.mark.slow
def test_masked_words_numbers_and_labels_are_packed_as_well(
    make_masked: MakeConfig,
    make_numbers: MakeConfig,
    make_labels: MakeConfig,
    make_packed: MakeConfig,
) -> None:
    for config in (
        make_masked(packing=True, data=make_packed().data, steps=40),
        make_numbers(packing=True),
        make_labels(packing=True),
    ):
        result = train(config, control=Control(), on_event=Events())
        assert result.reason == "completed"
        assert result.loss_after is not None


def test_samples_do_not_grow_and_be_packed(make_packed: MakeConfig) -> None:
    with pytest.raises(TrainingError, match="both grow and be packed"):
        train(make_packed(growth_fraction=0.5), control=Control(), on_event=Events())


@pytest.mark.slow
def test_the_estimate_knows_that_short_rows_are_all_learnt_from_at_once(
    make_packed: MakeConfig, tiny: LoadedModel
) -> None:
    config = make_packed(memory_replay=True, batch_size=8)
    packed, plain = (
        estimate_run(config.changed(packing=packing), tiny) for packing in (True, False)
    )
    assert packed.peak - packed.now > 2 * (plain.peak - plain.now)
