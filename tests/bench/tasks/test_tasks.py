"""The tasks ask what they say, and nothing in a segment gives its own answer away."""

from __future__ import annotations

import pytest
import torch

from memstudio.bench.tasks.copying import Copy
from memstudio.bench.tasks.farthest import NthFarthest
from memstudio.bench.tasks.names import Names
from memstudio.bench.tasks.pairs import Pairs
from memstudio.bench.tasks.passkey import Passkey
from memstudio.bench.tasks.recall import Recall
from memstudio.bench.tasks.stories import _REST, Stories
from memstudio.bench.tasks.strings import Strings
from memstudio.bench.tasks.symbol_task import END, IGNORED, ITEM, SymbolTask

TASKS: list[SymbolTask] = [
    Copy(),
    Copy(times=1, backwards=True),
    Copy(times=1, gap=2),
    Strings(distance=3),
    Names(),
    Pairs(segments=3),
    *(Stories(task=number) for number in range(1, 6)),
    Recall(pairs=5),
    Recall(pairs=20, rewrites=True),
    NthFarthest(),
    Passkey(),
]


def _make(task: SymbolTask, rows: int = 200, seed: int = 0) -> tuple[torch.Tensor, torch.Tensor]:
    examples = task.make(rows, torch.Generator().manual_seed(seed))
    return examples.ids, examples.labels


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
@pytest.mark.one_in(3)
def test_examples_have_the_size_they_say_and_come_again_with_their_seed(task: SymbolTask) -> None:
    ids, labels = _make(task)
    examples = task.make(200, torch.Generator().manual_seed(0))
    assert ids.shape == labels.shape
    assert len(ids) == 200
    assert ids.shape[1] % task.segment_length == 0
    assert 0 <= int(ids.min()) <= int(ids.max()) < task.vocab_size
    asked = labels != IGNORED
    assert torch.equal(labels[asked], ids[asked])
    assert torch.equal(_make(task)[0], ids)
    assert not torch.equal(_make(task, seed=1)[0], ids)
    # Nothing is asked in the first segment, nor where the segment before makes the prediction.
    assert not asked[:, : task.segment_length].any()
    assert not asked[:, :: task.segment_length].any()
    # Nothing that is asked for is only practice.
    assert ((examples.training_labels != IGNORED) >= asked).all()


@pytest.mark.parametrize("task", TASKS, ids=lambda task: task.name)
@pytest.mark.one_in(9)
def test_guessing_the_commonest_answer_is_no_better_than_chance(task: SymbolTask) -> None:
    """Guessed is the commonest answer among examples whose last segment is alike before it."""
    ids, labels = _make(task, rows=4000)
    groups: dict[tuple[int, ...], list[int]] = {}
    words_of_text = _REST if isinstance(task, Stories) else task.vocab_size
    for row, asked in zip(ids.tolist(), labels.tolist(), strict=True):
        at = next(place for place, label in enumerate(asked) if label != IGNORED)
        start = at // task.segment_length * task.segment_length
        question = [token for token in row[start:at] if token < words_of_text]
        groups.setdefault(tuple(question), []).append(row[at])
    big = [answers for answers in groups.values() if len(answers) >= 100]
    if not big:
        # Questions are too many to tell apart: all answers together.
        big = [[answer for answers in groups.values() for answer in answers]]
    right = sum(max(map(answers.count, set(answers))) for answers in big)
    assert right / sum(map(len, big)) == pytest.approx(task.chance, abs=0.08)


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


def test_the_farthest_is_the_farthest_of_the_points_before() -> None:
    task = NthFarthest(points=5)
    first_rank = 4 + 2 * 5
    examples = task.make(200, torch.Generator().manual_seed(0))
    texts = examples.ids.view(200, 7, 6).tolist()
    asked = examples.training_labels.view(200, 7, 6)
    assert (asked[..., :-1] == IGNORED).all()
    for row, answers in zip(texts, asked[..., -1].tolist(), strict=True):
        places: dict[int, int] = {}
        about, rank = row[-1][3:5]
        centre = about - 5
        for segment, answer in zip(row, answers, strict=True):
            assert segment[3:5] == [about, rank]
            others = sorted(
                places.keys() - {centre},
                key=lambda name: -abs(places[name] - places.get(centre, 0)),
            )
            has_one = centre in places and rank - first_rank < len(others)
            assert answer == (others[rank - first_rank] if has_one else IGNORED)
            mark, name, place = segment[:3]
            if mark == ITEM:
                places[name] = place
        assert len(places) == 5
        assert row[-1][-1] == answers[-1] != IGNORED
        assert all(segment[-1] == END for segment in row[:-1])


def test_fewer_points_are_a_smaller_task() -> None:
    ids = NthFarthest(points=5).make(50, torch.Generator().manual_seed(0), 3).ids
    assert ids.shape == (50, 5 * 6)


def test_a_copy_comes_after_noise_of_other_symbols() -> None:
    task = Copy(length=6, times=1, gap=2, symbols_per_segment=6)
    ids = task.make(50, torch.Generator().manual_seed(0), 3).ids
    assert torch.equal(ids[:, :6], ids[:, -6:])
    assert ids.shape == (50, 5 * 6)
    assert set(ids[:, 6:-6].unique().tolist()).isdisjoint(ids[:, :6].unique().tolist())


def test_the_string_asked_for_is_one_of_the_first_and_the_others_are_practice() -> None:
    task = Strings(distance=3)
    examples = task.make(50, torch.Generator().manual_seed(0))
    length = task.segment_length
    practised = (examples.training_labels != IGNORED).view(50, 4, length)
    assert ((examples.labels != IGNORED).view(50, 4, length) == practised)[:, -1].all()
    assert not (examples.labels != IGNORED).view(50, 4, length)[:, :-1].any()
    offsets = set()
    for row, asked in zip(
        examples.ids.view(50, 4, length).tolist(), practised.tolist(), strict=True
    ):
        given = []
        for segment in row:
            items = [at for at, token in enumerate(segment) if token == 1]
            assert len(items) == 2
            given.append({segment[at + 1]: segment[at + 2 : at + 10] for at in items})
        assert len({name for strings in given for name in strings}) == 8
        for index, (segment, wanted) in enumerate(zip(row, asked, strict=True)):
            at = segment.index(2)
            assert [place for place, is_asked in enumerate(wanted) if is_asked] == list(
                range(at + 2, at + 10)
            )
            source = given[0] if index == 3 else given[index]
            assert source[segment[at + 1]] == segment[at + 2 : at + 10]
            if index < 3:
                offsets.add(at + 1 - segment.index(segment[at + 1]))
    assert len(offsets) > 8


def test_the_passkey_stands_once_in_the_noise() -> None:
    task = Passkey(segments=3)
    for row in _make(task)[0].tolist():
        key = row[49:54]
        assert [row[at + 1 : at + 6] for at in range(48) if row[at] == 1] == [key]


def test_the_name_asked_for_stood_beside_the_other_and_nowhere_near() -> None:
    task = Names(pairs=5, distance=2)
    examples = task.make(100, torch.Generator().manual_seed(0))
    length = task.segment_length
    for row, labels in zip(examples.ids.tolist(), examples.labels.tolist(), strict=True):
        asked = [place for place, label in enumerate(labels) if label != IGNORED]
        assert len(asked) == 4
        assert min(asked) >= 7 * length + 2
        told = row[: 5 * length]
        known = {told[at + 1]: told[at + 2] for at, token in enumerate(told) if token == 1}
        assert len(known) == 5
        assert len({row[at - 1] for at in asked}) == 4
        assert all(known[row[at - 1]] == row[at] and row[at - 2] == 2 for at in asked)
        assert max(row[5 * length : 7 * length]) < task.first_name <= min(known)


def test_each_key_stands_once_and_has_the_value_asked_for() -> None:
    ids = Pairs(segments=3, per_segment=4).make(30, torch.Generator().manual_seed(0), 5).ids
    assert ids.shape == (30, 6 * 8)
    for row in ids.tolist():
        given = dict(zip(row[:40:2], row[1:40:2], strict=True))
        assert len(given) == 20
        questions = list(zip(row[40::2], row[41::2], strict=True))
        assert len({key for key, _ in questions}) == 4
        assert all(given[key] == value for key, value in questions)
