"""What is shown of Titans: slots, and who read and wrote them."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from memstudio.memory.deep_memory import Rates
from memstudio.memory.kinds import titans
from memstudio.memory.memory_kind import KindState, Segment, SegmentReading
from memstudio.memory.memory_model import MemoryModel
from tests.memory.conftest import random_ids
from tests.memory.titans_reference import LENGTH, titans_model

CLOSE = {"atol": 1e-10, "rtol": 0}
VARIANTS = pytest.mark.parametrize("variant", ["context", "gate"])


def _read(model: MemoryModel, ids: Tensor) -> tuple[KindState, SegmentReading]:
    """The last segment, captured, and the state before it."""
    state = model.memory.initial_state(ids.shape[0])
    parts = ids.split(LENGTH, 1)
    for part in parts[:-1]:
        state = model.memory.read_segment(model.backbone, Segment(part), state).state
    last = Segment(parts[-1], capture=True)
    return state, model.memory.read_segment(model.backbone, last, state)


@VARIANTS
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_a_slot_view_can_be_taken_and_put_back(variant: str, depth: int) -> None:
    model = titans_model(variant=variant, depth=depth, num_slots=4).double()
    memory = model.memory
    with torch.no_grad():
        state, reading = _read(model, random_ids(2, 3 * LENGTH))
        view = memory.slot_view(state)
        assert view.shape == (2, 4, 32)
        for name, tensor in memory.with_slot_view(state, view).items():
            assert torch.equal(tensor, state[name]), name
        later = memory.slot_view(reading.state)
        there = memory.slot_view(memory.with_slot_view(state, later))
        torch.testing.assert_close(there, later, **CLOSE)

        # One slot as it was at first, the others as they are.
        first = memory.initial_state(2)
        changed = view.clone()
        changed[:, 1] = memory.slot_view(first)[:, 1]
        without = memory.with_slot_view(state, changed)
        of_unit = torch.arange(state[f"weights_{depth - 1}"].shape[1]) * 4
        is_in_slot = of_unit // len(of_unit) == 1
        for name in (f"weights_{depth - 1}", f"momentum_{depth - 1}"):
            torch.testing.assert_close(
                without[name][:, is_in_slot], first[name][:, is_in_slot], **CLOSE
            )
            torch.testing.assert_close(
                without[name][:, ~is_in_slot], state[name][:, ~is_in_slot], **CLOSE
            )
        if depth == 1:
            return
        for name in (f"weights_{depth - 2}", f"momentum_{depth - 2}"):
            torch.testing.assert_close(
                without[name][..., is_in_slot], first[name][..., is_in_slot], **CLOSE
            )
        if depth == 2:
            nothing = memory.with_slot_view(state, memory.slot_view(first))
            for name, tensor in nothing.items():
                torch.testing.assert_close(tensor, first[name], **CLOSE)


@VARIANTS
def test_read_weights_are_the_parts_of_what_was_read(variant: str) -> None:
    """Taking a slot's weights away changes what is added to a token by the part it was said."""
    model = titans_model(variant=variant, num_slots=5).double()
    memory = model.memory
    ids = random_ids(2, 3 * LENGTH)

    def segment_of(state: KindState) -> tuple[SegmentReading, Tensor]:
        """What answers are made of: the input of the layer behind the network."""
        asked: list[Tensor] = []
        original = titans.answers

        def spy(weights: list[Tensor], keys: Tensor) -> Tensor:
            asked.append(original(weights, keys))
            return asked[-1]

        titans.answers = spy
        try:
            last = Segment(ids[:, -LENGTH:], capture=True)
            return memory.read_segment(model.backbone, last, state), asked[0]
        finally:
            titans.answers = original

    with torch.no_grad():
        state, _ = _read(model, ids)
        reading, answer = segment_of(state)
        assert reading.weights is not None
        read = reading.weights.read
        assert read.shape == (1, 2, 1, LENGTH, 5)
        parts = []
        for slot in range(5):
            cut = dict(state)
            last = state["weights_1"].clone()
            last[:, (torch.arange(10) * 5 // 10) == slot] = 0
            cut["weights_1"] = last
            parts.append(answer - segment_of(cut)[1])
        torch.testing.assert_close(torch.stack(parts).sum(0), answer, **CLOSE)
        lengths = torch.stack([part.norm(dim=-1) for part in parts], -1)
        shares = lengths / lengths.sum(-1, keepdim=True)
        total = read[0, :, 0].sum(-1, keepdim=True)
        assert (total > 0).all()
        assert (total < 1).all()
        torch.testing.assert_close(read[0, :, 0] / total, shares, **CLOSE)
        # With closed gates nothing is read.
        memory.read_gate.zero_()
        closed = segment_of(state)[0].weights
        assert closed is not None
        assert (closed.read == 0).all()


@VARIANTS
@pytest.mark.parametrize("momentum", [True, False])
def test_write_weights_are_the_parts_that_tokens_wrote(variant: str, momentum: bool) -> None:
    """A token whose learning is turned off leaves the difference that it was said to make."""
    model = titans_model(variant=variant, num_slots=5, chunk_length=8, momentum=momentum).double()
    memory = model.memory
    with torch.no_grad():
        memory.to_rates.bias[0] = -6.0  # slow, so that tokens do not crowd each other
        state, reading = _read(model, random_ids(1, 2 * LENGTH))
        weights = reading.weights
        assert weights is not None
        assert weights.write is not None
        assert weights.write.shape == (1, 1, 1, 5, LENGTH)
        write = weights.write[0, 0, 0]
        assert (write.sum(-1) <= 1).all()
        plain_rates = memory.rates
        lengths = []
        for token in range(LENGTH):

            def rates(normed: Tensor, token: int = token) -> Rates:
                full = plain_rates(normed)
                learning = full.learning.clone()
                learning[:, token] = 0
                return Rates(learning, full.forgetting, full.momentum)

            memory.rates = rates
            last = Segment(random_ids(1, 2 * LENGTH)[:, LENGTH:])
            other = memory.read_segment(model.backbone, last, state)
            memory.rates = plain_rates
            rows = (reading.state["weights_1"] - other.state["weights_1"])[0]
            columns = (reading.state["weights_0"] - other.state["weights_0"])[0]
            squares = rows.square().sum(1) + columns.square().sum(0)
            lengths.append(squares.view(5, 2).sum(1).sqrt())
        wrote = torch.stack(lengths, -1)
        expected = wrote / wrote.sum(-1, keepdim=True)
        torch.testing.assert_close(
            write / write.sum(-1, keepdim=True), expected, atol=1e-8, rtol=1e-6
        )
