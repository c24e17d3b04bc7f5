"""Perceptually even colour maps for amounts."""

from __future__ import annotations

import tomllib
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from memstudio.resources import resource

if TYPE_CHECKING:
    from numpy.typing import NDArray

SEQUENTIAL = ("viridis", "cividis", "magma")
"""The maps offered for quantities; all three are readable with any colour vision."""


@cache
def _tables() -> dict[str, str]:
    with resource("themes", "colour_maps.toml").open("rb") as file:
        return tomllib.load(file)


@cache
def sequential(name: str) -> NDArray[np.uint8]:
    """`[256, 3]`, the colours of one of `SEQUENTIAL` from low to high, RGB."""
    colours = np.frombuffer(bytes.fromhex(_tables()[name]), np.uint8).reshape(256, 3)
    colours.flags.writeable = False
    return colours
