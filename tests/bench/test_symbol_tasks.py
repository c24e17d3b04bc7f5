"""The tasks ask what they say, and nothing in a segment gives its own answer away."""

from __future__ import annotations

import pytest
import torch

from memstudio.bench.symbol_tasks import IGNORED, Copy, NthFarthest, Passkey, Recall, SymbolTask

TASKS: list[SymbolTask] = [
    Copy(),
    Copy(times=1, backwards=True),
    Recall(pairs=5),
    Recall(pairs=20, rewrites=True),
    NthFarthest(),
    Passkey(),
]


def _make(task: SymbolTask, rows: int = 200, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    examples = task.make(rows, torch.Generator().manual_seed(seed))
    return examples.ids, examples.labels


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_examples_have_the_size_they_say_and_come_again_with_their_seed(task: SymbolTask) -> None:
    ids, labels = _make(task)
    assert ids.shape == labels.shape == (200, task.num_segments * task.segment_length)
    assert 0 <= int(ids.min()) <= int(ids.max()) < task.vocab_size
    asked = labels != IGNORED
    assert torch.equal(labels[asked], ids[asked])
    assert torch.equal(_make(task)[0], ids)
    assert not torch.equal(_make(task, seed=1)[0], ids)
    # Nothing is asked in the first segment, nor where the segment before makes the prediction.
    assert not asked[:, : task.segment_length].any()
    assert not asked[:, :: task.segment_length].any()


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
def test_guessing_the_commonest_answer_is_no_better_than_chance(task: SymbolTask) -> None:
    _, labels = _make(task, rows=4000)
    answers = labels[labels != IGNORED]
    share = torch.bincount(answers).max() / len(answers)
    assert share == pytest.approx(task.chance, abs=0.03)


def test_copies_are_copies() -> None:
    ids, _ = _make(Copy())
    assert torch.equal(ids[:, :12], ids[:, 12:24])
    assert torch.equal(ids[:, :12], ids[:, 24:])
    ids, _ = _make(Copy(times=1, backwards=True))
    assert torch.equal(ids[:, :12].flip(1), ids[:, 12:])


@pytest.mark.parametrize("rewrites", [False, True])
def test_the_latest_value_of_the_key_is_asked(rewrites: bool) -> None:
    task = Recall(pairs=12, rewrites=rewrites)
    for row in _make(task)[0].view(200, 13, 4).tolist():
        known = {key: value for _, key, value, _ in row[:-1]}
        if not rewrites:
            assert len(known) == 12
        assert known[row[-1][1]] == row[-1][2]


def test_the_farthest_is_the_farthest() -> None:
    task = NthFarthest(points=5)
    for row in _make(task)[0].view(200, 6, 4).tolist():
        places = {name: (x, y) for _, name, x, y in row[:-1]}
        assert len(places) == 5
        _, rank, centre, answer = row[-1]
        x, y = places[centre]
        order = sorted(
            places, key=lambda name: (places[name][0] - x) ** 2 + (places[name][1] - y) ** 2
        )
        first_place = 4 + 5
        assert order[::-1][rank - first_place] == answer


def test_the_passkey_stands_once_in_the_noise() -> None:
    task = Passkey(segments=3)
    for row in _make(task)[0].tolist():
        key = row[49:54]
        assert [row[at + 1 : at + 6] for at in range(48) if row[at] == 1] == [key]
