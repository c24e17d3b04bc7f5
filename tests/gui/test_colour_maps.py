from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from memstudio.gui.plots.colour_maps import DIVERGING, lookup_table
from memstudio.gui.theme import theme as themes
from memstudio.look.colour_maps import SEQUENTIAL, sequential


@pytest.mark.parametrize("name", SEQUENTIAL)
def test_a_map_is_the_published_one(name: str) -> None:
    expected = pg.colormap.get(name).getLookupTable(0.0, 1.0, 256, alpha=True)
    np.testing.assert_array_equal(lookup_table(name), expected)


def test_the_window_and_pictures_share_their_maps() -> None:
    np.testing.assert_array_equal(lookup_table("viridis")[:, :3], sequential("viridis"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_is_zero_is_near_the_ground_of_either_theme(qapp: QApplication, scheme: str) -> None:
    before = themes.notifier().scheme
    themes.apply(qapp, scheme)
    try:
        table = lookup_table(DIVERGING)[:, :3].astype(int)
        ground = QColor(themes.current().surface).getRgb()[:3]
        distance = np.abs(table - np.array(ground)).sum(axis=1)
        assert distance[127:129].max() < distance[[0, 64, 191, 255]].min() / 2
        # One way is blue, the other has no blue in it.
        assert table[0].argmax() == 2
        assert table[-1].argmin() == 2
    finally:
        themes.apply(qapp, before)
