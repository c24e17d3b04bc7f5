from __future__ import annotations

import numpy as np
import pytest

from memstudio.look.colour_maps import SEQUENTIAL, sequential


@pytest.mark.parametrize("name", SEQUENTIAL)
def test_more_is_lighter_at_every_step(name: str) -> None:
    colours = sequential(name)
    assert colours.shape == (256, 3)
    luminance = colours.astype(float) @ [0.2126, 0.7152, 0.0722]
    # In 256 steps of three bytes, neighbours may round alike.
    assert (np.diff(luminance) > -1.0).all()
    assert (np.diff(luminance[::8]) > 0).all()


def test_viridis_runs_from_dark_violet_to_yellow() -> None:
    assert sequential("viridis")[[0, 255]].tolist() == [[68, 1, 84], [253, 231, 37]]


def test_nobody_can_change_the_colours_of_all() -> None:
    with pytest.raises(ValueError, match="read-only"):
        sequential("magma")[0] = 0
