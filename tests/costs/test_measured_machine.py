"""This computer, as it is measured."""

from __future__ import annotations

import pytest

from memstudio.costs.measured_machine import measured_machine


@pytest.mark.slow
def test_a_processor_comes_to_figures_that_there_can_be() -> None:
    found = measured_machine("cpu", num_threads=1)
    assert found.is_processor
    assert 1e8 < found.flops < 1e13
    assert 1e8 < found.moved < 1e12
    assert 1e-6 <= found.operation < 1e-2
    assert found.fresh > 0
    assert found.memory is not None
