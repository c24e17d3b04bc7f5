from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest

from memstudio.gui.plots.colour_maps import DIVERGING, lookup_table
from memstudio.look.colour_maps import SEQUENTIAL, sequential


@pytest.mark.parametrize("name", [*SEQUENTIAL, DIVERGING])
def test_a_map_is_the_published_one(name: str) -> None:
    expected = pg.colormap.get(name).getLookupTable(0.0, 1.0, 256, alpha=True)
    np.testing.assert_array_equal(lookup_table(name), expected)


def test_the_window_and_pictures_share_their_maps() -> None:
    np.testing.assert_array_equal(lookup_table("viridis")[:, :3], sequential("viridis"))
