"""However long a document is: no NaN, no overflow, no denominator that vanishes, and no standstill."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from memstudio.memory.memory_kind import KindState, Segment
from memstudio.memory.memory_model import MemoryModel
from tests.battery.cases import SEGMENT, Case, every_case, fresh, random_ids, stirred

_NUM_DOCUMENTS = 64

# A network that forgets faster than it is taught ends in zeros, which nothing can be taught: so the
# paper has it, and the page of the kind says it. Fresh, it is taught faster.
FADES = {"titans"}
_WEIGHTS = ["fresh", "stirred", "four times too large"]


def _model(case: Case, weights: str) -> MemoryModel:
    if weights == "fresh":
        return fresh(case)
    model = stirred(case)
    if weights == "four times too large":
        with torch.no_grad():
            for parameter in model.memory.parameters():
                parameter.mul_(4)
    return model


def _is_finite(state: KindState) -> bool:
    return all(bool(torch.isfinite(tensor).all()) for tensor in state.values())


def _read_on(model: MemoryModel, num_segments: int) -> KindState:
    segments = random_ids(2, _NUM_DOCUMENTS * SEGMENT).split(SEGMENT, dim=1)
    state = model.initial_state(2).tensors
    with torch.no_grad():
        for number in range(num_segments):
            segment = Segment(segments[number % len(segments)])
            reading = model.memory.read_segment(model.backbone, segment, state)
            state = reading.state
            assert torch.isfinite(reading.logits).all(), number
            assert _is_finite(state), number
    return state


def _check(case: Case, weights: str, dtype: torch.dtype, num_segments: int) -> None:
    model = _model(case, weights).to(dtype)
    tensors = _read_on(model, num_segments)
    # What comes next can still be learnt from, and still be written.
    model.train()
    state = replace(model.initial_state(2), tensors=tensors)
    ids = random_ids(2, 3 * SEGMENT, seed=7)
    output = model(ids, labels=ids, memory_state=state)
    output.loss.backward()
    for name, parameter in model.named_parameters():
        if parameter.grad is not None:
            assert torch.isfinite(parameter.grad).all(), name
    after = output.memory_state.tensors
    assert _is_finite(after)
    if case.remembers and not (case.kind in FADES and weights != "fresh"):
        assert any(not torch.equal(after[name][:1], after[name][1:]) for name in after)
        model.eval()
        changed = model(random_ids(2, 3 * SEGMENT, seed=8), memory_state=state).memory_state.tensors
        assert any(not torch.equal(after[name], changed[name]) for name in after)


@every_case
@pytest.mark.parametrize(
    ("weights", "dtype"),
    [("stirred", torch.bfloat16), ("four times too large", torch.float32)],
)
@pytest.mark.one_in(5)
def test_a_hundred_segments_stay_finite(case: Case, weights: str, dtype: torch.dtype) -> None:
    _check(case, weights, dtype, 100)


@pytest.mark.slow
@every_case
@pytest.mark.parametrize("weights", _WEIGHTS)
@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16])
def test_two_thousand_segments_stay_finite(case: Case, weights: str, dtype: torch.dtype) -> None:
    _check(case, weights, dtype, 2000)


@pytest.mark.slow
@every_case
def test_two_thousand_like_segments_stay_finite(case: Case) -> None:
    """The same words again and again: keys that are all alike, and sums that only grow."""
    for weights in ("stirred", "four times too large"):
        model = _model(case, weights)
        segment = Segment(torch.full((1, SEGMENT), 5))
        state = model.initial_state(1).tensors
        with torch.no_grad():
            for number in range(2000):
                reading = model.memory.read_segment(model.backbone, segment, state)
                state = reading.state
                assert _is_finite(state), number
        assert torch.isfinite(reading.logits).all()
