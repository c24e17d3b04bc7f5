"""The path of slots through their space, seen in the two directions in which they differ most.

Shapes: n points, d width.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from memstudio.trace.slot_states import evenly

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from memstudio.trace.slot_states import SampledStates

    Floats = NDArray[np.floating]

_MOST_POINTS = 4096


@dataclass(frozen=True)
class Plane:
    """Two principal components.

    Attributes:
        mean: `[d]`.
        axes: `[2, d]`, of length 1 and at right angles; all 0 where the points have no such
            direction.
        explained: the part of the points' variance along each of them.
    """

    mean: NDArray[np.float64]
    axes: NDArray[np.float64]
    explained: tuple[float, float]

    def project(self, points: Floats) -> NDArray[np.float64]:
        """`[..., 2]`: where points `[..., d]` lie."""
        found: NDArray[np.float64] = (np.asarray(points, np.float64) - self.mean) @ self.axes.T
        return found


@dataclass(frozen=True)
class Trajectory:
    """The path of one slot, or of all.

    Attributes:
        at: `[k]`, the states.
        points: `[k, s, 2]` for the s slots shown.
        slots: which slots they are.
        plane: what they are seen in.
        num_states: how many states there are in all.
    """

    at: NDArray[np.int64]
    points: NDArray[np.float64]
    slots: tuple[int, ...]
    plane: Plane
    num_states: int


def fit_plane(points: Floats) -> Plane:
    """The two directions of largest variance of points `[n, d]`."""
    rows = np.asarray(points, np.float64)
    mean = rows.mean(axis=0)
    centred = rows - mean
    # The smaller of the two square matrices has the same largest eigenvalues.
    is_wide = centred.shape[1] > centred.shape[0]
    square = centred @ centred.T if is_wide else centred.T @ centred
    values, vectors = np.linalg.eigh(square)
    total = float(np.trace(square))
    axes = np.zeros((2, rows.shape[1]))
    explained = [0.0, 0.0]
    for place in range(min(2, len(values))):
        value, vector = float(values[-1 - place]), vectors[:, -1 - place]
        if total <= 0 or value <= total * 1e-12:
            continue
        axis = centred.T @ vector if is_wide else vector
        axis = axis - axes[:place].T @ (axes[:place] @ axis)
        axis /= np.linalg.norm(axis)
        # A direction has two senses; the same document always gets the same.
        axes[place] = axis * np.sign(axis[np.abs(axis).argmax()])
        explained[place] = value / total
    return Plane(mean, axes, (explained[0], explained[1]))


def trajectory(states: SampledStates, slot: int | None) -> Trajectory:
    """The path of a slot, in the plane of its own states; of all slots, in that of them all.

    Args:
        states: of the document.
        slot: None for all slots.
    """
    if slot is not None:
        own = states.of_slot(slot)
        plane = fit_plane(own)
        return Trajectory(states.at, plane.project(own)[:, None], (slot,), plane, states.num_states)
    count, slots, width = states.values.shape
    every = states.values.reshape(count * slots, width)
    plane = fit_plane(every[evenly(len(every), _MOST_POINTS)])
    points = np.stack([plane.project(states.of_slot(s)) for s in range(slots)], axis=1)
    return Trajectory(states.at, points, tuple(range(slots)), plane, states.num_states)
