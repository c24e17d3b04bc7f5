"""States in memory, their likenesses, and the plane they are drawn in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from memstudio.trace.slot_neighbours import cosines, recurrences, similar_slots
from memstudio.trace.slot_states import SampledStates, evenly, sample_states
from memstudio.trace.slot_trajectory import fit_plane, trajectory
from tests.trace.synthetic import SyntheticTrace, traces

points = arrays.arrays(
    np.float64,
    st.tuples(st.integers(1, 30), st.integers(1, 12)),
    elements=st.floats(-100, 100).map(lambda value: round(value, 3)),
)


@given(points)
def test_the_axes_of_the_plane_are_at_right_angles_and_explain_at_most_all(
    rows: np.ndarray,
) -> None:
    plane = fit_plane(rows)
    squares = plane.axes @ plane.axes.T
    assert abs(squares[0, 1]) < 1e-6
    for place in range(2):
        assert squares[place, place] == pytest.approx(1.0) or squares[place, place] == 0.0
    first, second = plane.explained
    assert 0.0 <= second <= first + 1e-9
    assert first + second <= 1.0 + 1e-9
    # What is explained is the variance that is seen.
    total = ((rows - rows.mean(0)) ** 2).sum()
    seen = (plane.project(rows) ** 2).sum(0)
    assert seen == pytest.approx(np.array(plane.explained) * total, rel=1e-4, abs=1e-6)


@given(points)
def test_no_other_direction_explains_more(rows: np.ndarray) -> None:
    plane = fit_plane(rows)
    centred = rows - rows.mean(0)
    largest = np.linalg.norm(centred, ord=2) ** 2
    assert (plane.project(rows)[:, 0] ** 2).sum() == pytest.approx(largest, rel=1e-6, abs=1e-6)


def test_a_path_in_a_plane_is_explained_in_full() -> None:
    angle = np.linspace(0, 6, 50)
    flat = np.stack([3 * np.cos(angle), np.sin(angle)], 1) @ np.eye(2, 9)
    plane = fit_plane(flat + 5)
    assert sum(plane.explained) == pytest.approx(1.0)
    assert np.abs(plane.axes[:, 2:]).max() < 1e-9


@given(traces(most_segments=30), st.integers(2, 40))
@settings(max_examples=40)
def test_states_are_all_there_or_evenly_chosen(trace: SyntheticTrace, most: int) -> None:
    found = sample_states(trace, most=most)
    total = trace.num_segments + 1
    assert len(found.at) <= max(most, 2)
    assert (found.at[0], found.at[-1]) == (0, total - 1)
    assert found.is_complete == (total <= most)
    for place, state in enumerate(found.at):
        np.testing.assert_array_equal(found.values[place], trace.states(int(state)))
    for slot in (0, None):
        path = trajectory(found, slot)
        assert path.points.shape == (len(found.at), len(path.slots), 2)


def test_of_a_long_trace_the_states_that_are_kept_are_scaled_back() -> None:
    random = np.random.default_rng(0)
    kept = random.integers(-127, 128, (34, 2, 8)).astype(np.int8)
    scale = random.random((34, 2)).astype(np.float32)
    trace = SyntheticTrace([" a"] * 100, [1] * 100, {
        "change": np.zeros((100, 2)), "states_int8": kept, "states_scale": scale,
    })  # fmt: skip
    trace.attrs = {"states_every": 3}
    found = sample_states(trace, most=50)
    assert found.at.tolist() == list(range(0, 101, 3))
    assert not found.is_complete
    np.testing.assert_allclose(found.values, kept * scale[..., None], rtol=1e-3)


def test_memory_bounds_how_many_states_are_kept() -> None:
    trace = SyntheticTrace([" a"] * 100, [1] * 100, {
        "change": np.zeros((100, 2)), "states": np.ones((101, 2, 8), np.float16),
    })  # fmt: skip
    assert len(sample_states(trace, most_bytes=10 * 2 * 8 * 2).at) == 10


@given(st.integers(1, 5000), st.integers(2, 100))
def test_even_choices_are_even(total: int, most: int) -> None:
    at = evenly(total, most)
    assert len(at) == min(total, most)
    assert (at[0], at[-1]) == (0, total - 1)
    gaps = np.diff(at)
    assert not len(gaps) or gaps.max() - gaps.min() <= 1


@given(points)
def test_cosines_lie_between_minus_one_and_one(rows: np.ndarray) -> None:
    found = cosines(rows, rows[0])
    assert np.abs(found).max() <= 1.0
    assert found[0] == (pytest.approx(1.0) if rows[0].any() else 0.0)


def test_the_most_similar_slots_come_first_and_the_slot_itself_never() -> None:
    states = np.array([[1, 0], [0, 1], [1, 0.1], [-1, 0.0]])
    assert [each.index for each in similar_slots(states, 0, 3)] == [2, 1, 3]


def test_a_slot_returns_where_it_was_planted_to_and_not_to_the_state_just_before() -> None:
    kitchen, garden = np.array([1.0, 0.0, 0.1]), np.array([0.0, 1.0, 0.1])
    path = np.array([kitchen, kitchen, garden, garden, garden, kitchen, kitchen])
    path += np.random.default_rng(0).normal(size=path.shape) * 0.001
    states = SampledStates(np.arange(7), path[:, None].astype(np.float16), 7)
    found = recurrences(states.at, states.of_slot(0), 6, path[6], 5)
    assert [each.index // 2 for each in found] == [0]
    assert found[0].cosine > 0.99
    assert recurrences(states.at, states.of_slot(0), 1, path[1], 5) == []
    assert recurrences(states.at, states.of_slot(0), 0, path[0], 5) == []
