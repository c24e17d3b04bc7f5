"""Every memory on a GPU: the same numbers as on the CPU, and no more waiting than is needed."""

from __future__ import annotations

import copy

import pytest
import torch

from memstudio.memory.memory_model import MemoryModel
from tests.battery.cases import CASES, SEGMENT, Case, every_case, params, random_ids, stirred
from tests.devices.on_gpu.simulated import HERE, NAME, counted_waits

LEARNS = 3
"""What one step waits for: how long rows are, where something is asked, and these places there."""
# A memory that grows has to know by how much; of encoders, transformers asks whether all is there.
NEVER_WAITS_BETWEEN = [case for case in CASES if case.kind not in {"knn", "nlm"}]


def learn(model: MemoryModel, ids: torch.Tensor) -> tuple[torch.Tensor, dict[str, int]]:
    """One step on rows of different length: its loss, and what it waited for."""
    there = torch.ones_like(ids)
    there[1, :5] = 0
    labels = ids.masked_fill(there == 0, -100)
    given = [each.to(model.device, non_blocking=True) for each in (ids, there, labels)]
    model.train()
    with counted_waits() as waits:
        loss = model(given[0], given[1], given[2]).loss
        loss.backward()
    return loss.detach().cpu(), dict(waits)


@pytest.mark.one_in(3)
@every_case
def test_what_is_learnt_read_and_written_is_as_on_the_cpu(case: Case) -> None:
    on_cpu = stirred(case)
    on_gpu = copy.deepcopy(on_cpu).to(HERE)
    ids = random_ids(2, 3 * SEGMENT + 3)
    losses = [learn(model, ids)[0] for model in (on_cpu, on_gpu)]
    torch.testing.assert_close(*losses, atol=1e-5, rtol=1e-5)
    for one, other in zip(on_cpu.parameters(), on_gpu.parameters(), strict=True):
        assert (one.grad is None) == (other.grad is None)
        if one.grad is not None:
            assert other.grad is not None
            torch.testing.assert_close(other.grad.cpu(), one.grad, atol=1e-5, rtol=1e-4)
    written = [
        model.eval().generate(ids.to(model.device), max_new_tokens=6, do_sample=False).cpu()
        for model in (on_cpu, on_gpu)
    ]
    assert torch.equal(*written)


@pytest.mark.one_in(3)
@pytest.mark.parametrize("case", params(*NEVER_WAITS_BETWEEN))
def test_a_step_waits_for_the_device_at_its_beginning_only(case: Case) -> None:
    model = stirred(case).to(HERE)
    few, many = (learn(model, random_ids(2, n * SEGMENT + 3))[1] for n in (2, 4))
    assert few == many
    assert sum(few.values()) == LEARNS, few


@pytest.mark.one_in(4)
@every_case
def test_mixed_precision_works_on_the_device(case: Case) -> None:
    model = stirred(case).to(HERE)
    with torch.autocast(NAME, dtype=torch.bfloat16):
        loss, _ = learn(model, random_ids(2, 3 * SEGMENT + 3))
    assert torch.isfinite(loss)
    assert all(
        each.grad is None or bool(each.grad.cpu().isfinite().all()) for each in model.parameters()
    )


def test_what_would_break_on_a_gpu_breaks_here() -> None:
    here = torch.ones(2, 3, device=HERE)
    with pytest.raises(RuntimeError, match="same device"):
        here + torch.ones(2, 3)
    with pytest.raises(TypeError, match="numpy"):
        here.numpy()
    with pytest.raises(TypeError, match="float64"):
        here.double()
    with counted_waits() as waits:
        assert float((here * 2).sum()) == 12
        assert here[here > 0].shape == (6,)
        torch.ones(2).to(HERE, non_blocking=True)
    assert sum(waits.values()) == 2
