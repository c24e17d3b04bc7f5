"""Hues of slots are told apart with any kind of colour vision."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from memstudio.look.theme import load_theme
from memstudio.look.tints import rgb

# What is seen without one kind of cone, of linear RGB (Machado, Oliveira and Fernandes 2009).
VISIONS = {
    "all cones": np.eye(3),
    "no long": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "no medium": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "no short": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
XYZ = np.array(
    [[0.41246, 0.35758, 0.18044], [0.21267, 0.71515, 0.07218], [0.01933, 0.11919, 0.9503]]
)


def lab(colour: str, vision: str) -> np.ndarray:
    parts = np.array(rgb(colour)) / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.array(VISIONS[vision]) @ linear, 0, 1)
    x, y, z = np.cbrt(np.maximum(XYZ @ seen / XYZ.sum(axis=1), 1e-9))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("vision", VISIONS)
def test_ten_slots_have_ten_hues_with_any_colour_vision(name: str, vision: str) -> None:
    seen = [lab(hue, vision) for hue in load_theme(name).slots]
    nearest = min(float(np.linalg.norm(a - b)) for a, b in combinations(seen, 2))
    # 2.3 is what can just be seen of two patches side by side; small marks lie far apart.
    assert nearest > 15
