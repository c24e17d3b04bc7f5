"""How far ours are from the originals: asserted, and listed at the end of the run."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from torch import Tensor

Compare = Callable[[str, Tensor, Tensor], None]

MOST = 1e-5
"""By how much ours may differ from theirs, as a part of the largest value where that is over 1."""

_FIGURES = pytest.StashKey[dict[str, float]]()


@pytest.fixture
def compare(request: pytest.FixtureRequest) -> Compare:
    """Hold two tensors against each other: `compare("logits", ours, theirs)`."""
    figures = request.config.stash.setdefault(_FIGURES, {})

    def compare(what: str, ours: Tensor, theirs: Tensor) -> None:
        assert ours.shape == theirs.shape, (what, ours.shape, theirs.shape)
        size = max(1.0, float(theirs.abs().max()))
        difference = float((ours - theirs).abs().max()) / size
        name = f"{request.path.name}::{request.node.originalname}: {what}"
        figures[name] = max(difference, figures.get(name, 0.0))
        assert difference <= MOST, (what, difference)

    return compare


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    figures = config.stash.get(_FIGURES, {})
    if figures:
        terminalreporter.section("largest differences from the originals")
        for name, difference in figures.items():
            terminalreporter.write_line(f"{difference:.1e}  {name}")
