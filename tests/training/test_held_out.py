"""The held-out loss, against one that is worked out token by token."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
import transformers as tf
from hypothesis import given
from hypothesis import strategies as st

from memstudio.memory.attach import attach_memory
from memstudio.memory.memory_kind import Segment
from memstudio.memory.memory_model import MemoryModel
from memstudio.training.batches import IGNORED, collate
from memstudio.training.held_out import places_to_read, read_held_out

SEGMENT = 4
LENGTH = 12
VOCAB = 31


def tiny(kind: str = "rmt") -> MemoryModel:
    torch.manual_seed(3)
    config = tf.LlamaConfig(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1,
        intermediate_size=24, vocab_size=VOCAB, initializer_range=0.5,
    )  # fmt: skip
    backbone = tf.AutoModelForCausalLM.from_config(config)
    model = attach_memory(backbone, kind=kind, num_slots=2, segment_length=SEGMENT)
    return model.double().train()


def sample(length: int, seed: int) -> dict[str, torch.Tensor]:
    """One of the lengths that the ends of documents have, padded to `LENGTH`."""
    generator = torch.Generator().manual_seed(seed)
    ids = torch.randint(0, VOCAB, (LENGTH,), generator=generator)
    mask = (torch.arange(LENGTH) < length).long()
    return {
        "input_ids": ids * mask,
        "labels": torch.where(mask.bool(), ids, IGNORED),
        "attention_mask": mask,
    }


SAMPLES = [sample(length, seed) for seed, length in enumerate([12, 7, 2, 12, 9, 4, 5])]


def by_hand(model: MemoryModel, *, resets_memory: bool) -> float:
    """Every token by itself: the kind is asked for one prediction after another."""
    model.eval()
    total, count = 0.0, 0
    for each in SAMPLES:
        ids = each["input_ids"][: int(each["attention_mask"].sum())]
        state = model.memory.initial_state(1)
        for start in range(0, len(ids), SEGMENT):
            if resets_memory:
                state = model.memory.initial_state(1)
            segment = ids[start : start + SEGMENT]
            for place in range(len(segment)):
                target = start + place + 1
                if target >= len(ids):
                    continue
                seen = Segment(segment[None, : place + 1], write=False)
                logits = model.memory.read_segment(model.backbone, seen, state).logits[0, -1]
                odds = [math.exp(float(x)) for x in logits]
                total -= math.log(odds[int(ids[target])] / sum(odds))
                count += 1
            if len(segment) == SEGMENT:
                state = model.memory.read_segment(
                    model.backbone, Segment(segment[None]), state
                ).state
    assert count == sum(int(each["attention_mask"].sum()) - 1 for each in SAMPLES)
    return total / count


@pytest.mark.parametrize("kind", ["rmt", "none"])
@pytest.mark.parametrize("resets_memory", [False, True])
@pytest.mark.parametrize("batch_size", [1, 3, 7])
@pytest.mark.one_in(3)
def test_the_loss_is_the_mean_over_all_tokens_however_they_are_batched(
    kind: str, resets_memory: bool, batch_size: int
) -> None:
    model = tiny(kind)
    with torch.no_grad():
        wanted = by_hand(model, resets_memory=resets_memory)
    loss = read_held_out(
        model.train(),
        SAMPLES,  # type: ignore[arg-type]
        batch_size=batch_size,
        between=lambda _: None,
        resets_memory=resets_memory,
    ).loss
    assert loss == pytest.approx(wanted, abs=1e-9)
    assert model.training


def test_resetting_the_memory_matters_only_to_a_memory() -> None:
    def both(kind: str) -> tuple[float, float]:
        model = tiny(kind)
        kept, reset = (
            read_held_out(
                model,
                SAMPLES,
                batch_size=3,
                between=lambda _: None,
                resets_memory=resets,  # type: ignore[arg-type]
            ).loss
            for resets in (False, True)
        )
        return kept, reset

    kept, reset = both("none")
    assert kept == pytest.approx(reset, abs=1e-12)
    kept, reset = both("rmt")
    assert abs(kept - reset) > 1e-4


def test_it_is_the_loss_that_training_lowers() -> None:
    model = tiny().eval()
    batch = collate(SAMPLES)
    with torch.no_grad():
        loss = float(model(**batch).loss)
    mine = read_held_out(model, SAMPLES, batch_size=4, between=lambda _: None).loss  # type: ignore[arg-type]
    assert mine == pytest.approx(loss, abs=1e-9)


def test_it_can_be_interrupted_between_segments() -> None:
    seen: list[int] = []

    class Enough(Exception):  # noqa: N818
        pass

    def between(done: int) -> None:
        seen.append(done)
        if len(seen) == 5:
            raise Enough

    model = tiny()
    with pytest.raises(Enough):
        read_held_out(model, SAMPLES, batch_size=2, between=between)  # type: ignore[arg-type]
    assert seen == [0, 0, 0, 2, 2]
    assert model.training


def test_what_is_read_is_evenly_spaced_and_always_the_same() -> None:
    lengths = np.full(100, 8)
    assert places_to_read(lengths, 32) == [0, 25, 50, 75]
    assert places_to_read(lengths, 1) == [0], "never nothing"
    assert places_to_read(lengths, 800) == places_to_read(lengths, 9999) == list(range(100))


@given(st.lists(st.integers(2, 96), min_size=1, max_size=60), st.integers(1, 4000))
def test_about_as_many_tokens_are_read_as_were_asked_for(lengths: list[int], tokens: int) -> None:
    places = places_to_read(np.asarray(lengths), tokens)
    mean = sum(lengths) / len(lengths)
    assert places == sorted(set(places))
    if len(places) < len(lengths):
        assert max(tokens, mean) < (len(places) + 1) * mean
    assert len(places) == 1 or len(places) * mean <= tokens
