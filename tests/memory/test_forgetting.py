"""A memory that is never written gives nothing, by every measure of what a memory gives.

Between an encoder and a decoder the text that was just read is read again. It is no memory: reset,
swapped or shuffled memories go with the same text.
"""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pytest
import torch

from memstudio.evaluation.answering import Answering, Asked
from memstudio.evaluation.memory_controls import read_with_controls
from memstudio.memory.forgetting import forgotten
from memstudio.memory.memory_kind import Segment
from memstudio.memory.memory_model import MemoryModel
from memstudio.memory.precision import normed
from memstudio.progress import Control
from memstudio.trace.without_memory import loss_without_memory
from memstudio.training.held_out import read_held_out
from tests.battery.cases import SEGMENT, Case, difference, random_ids, stirred
from tests.tiny import tiny_loaded


@pytest.fixture
def never_written() -> MemoryModel:
    model = stirred(Case("nlm"))
    with torch.no_grad():
        model.memory.write_gate.bias.fill_(-1e4)
        model.memory.write_gate.weight.zero_()
        model.memory.initial_slots.copy_(normed(model.memory.initial_slots))
    return model


def test_controls_are_all_alike(never_written: MemoryModel) -> None:
    stretches = [random_ids(1, n * SEGMENT, seed=n)[0].numpy() for n in (4, 3, 2)]
    found: dict[tuple[int, int], dict[str, torch.Tensor]] = defaultdict(dict)
    for each in read_with_controls(
        never_written, stretches, plain=None, seed=0, between=lambda _: None
    ):
        for place, (row, segment) in enumerate(zip(each.rows, each.segments, strict=True)):
            found[int(row), int(segment)][each.control] = each.logits[place]
    changed = 0
    for at, logits in found.items():
        assert set(logits) == {"on", "reset", "swapped", "shuffled"}
        for name in ("reset", "swapped", "shuffled"):
            torch.testing.assert_close(
                logits[name], logits["on"], atol=1e-5, rtol=1e-5, msg=f"{at}"
            )
        changed += 1
    assert changed == 9


def test_the_gain_of_a_trace_is_nothing(never_written: MemoryModel) -> None:
    ids = random_ids(1, 5 * SEGMENT + 3)[0]
    with torch.no_grad():
        without = torch.cat(list(loss_without_memory(never_written, ids, Control())))
        logits = never_written(ids[None]).logits[0].log_softmax(-1)
    whole = -logits[:-1].gather(-1, ids[1:, None])[:, 0]
    torch.testing.assert_close(without[1:], whole.float(), atol=1e-5, rtol=1e-5)


def test_held_out_text_costs_the_same_with_it_reset(never_written: MemoryModel) -> None:
    samples = [
        {"input_ids": ids, "labels": ids, "attention_mask": torch.ones_like(ids)}
        for ids in random_ids(3, 4 * SEGMENT)
    ]
    kept, reset = (
        read_held_out(
            never_written,
            samples,  # type: ignore[arg-type]
            batch_size=2,
            between=lambda _: None,
            resets_memory=resets,
        ).loss
        for resets in (False, True)
    )
    assert reset == pytest.approx(kept, abs=1e-6)


def test_answers_are_as_likely_and_the_same_with_it_reset(never_written: MemoryModel) -> None:
    answering = Answering(never_written, tiny_loaded("rmt").tokenizer, lambda: None)
    prompt = random_ids(1, 2 * SEGMENT + 3)[0].tolist()
    asked = [Asked(prompt, random_ids(1, n)[0].tolist()) for n in (4, 9)]
    kept, reset = (answering.likelihoods(asked, resets_memory=resets) for resets in (False, True))
    for one, other in zip(kept, reset, strict=True):
        assert one.total == pytest.approx(other.total, abs=1e-4)
    kept_words, reset_words = (
        answering.write(prompt, 12, resets_memory=resets) for resets in (False, True)
    )
    assert kept_words == reset_words


@pytest.mark.parametrize("kind", ["rmt", "knn", "nlm"])
def test_what_is_forgotten_is_the_memory_and_nothing_else(kind: str) -> None:
    model = stirred(Case(kind))
    assert forgotten(model, None) is None
    with torch.no_grad():
        state = model(random_ids(2, 2 * SEGMENT)).memory_state
    fresh = model.initial_state(2)
    found = forgotten(model, state)
    assert torch.equal(model.memory.slot_view(found.tensors), model.memory.slot_view(fresh.tensors))
    if kind != "nlm":
        # Which segment comes next goes by the text, not by what is remembered of it.
        counts = {"num_read"} & found.tensors.keys()
        assert all(torch.equal(found.tensors[name], state.tensors[name]) for name in counts)
        emptied, empty = (
            {name: each for name, each in tensors.items() if name not in counts}
            for tensors in (found.tensors, fresh.tensors)
        )
        with torch.no_grad():
            assert difference(emptied, empty) == 0
        return
    assert torch.equal(found.tensors["source_ids"], state.tensors["source_ids"])
    ids = random_ids(2, SEGMENT, seed=5)
    with torch.no_grad():
        read = [
            model.memory.read_segment(model.backbone, Segment(ids), each.tensors).logits
            for each in (found, fresh)
        ]
    assert not np.allclose(read[0].numpy(), read[1].numpy(), atol=1e-3)
