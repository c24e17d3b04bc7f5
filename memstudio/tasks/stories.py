"""Stories to test a memory on: facts about where people are, scattered through a real novel.

A story is a run of sentences of *Pride and Prejudice* between which people move about and a
reader is asked where they are:

    She likes to have the distinction of rank preserved. Nora walked to the kitchen. ... Where is
    Nora? In the kitchen.

The latest fact counts. Two things are kept apart between the splits "train" and "held_out": the
chapters that the prose comes from, and the pairs of a person and a place, so that a right answer
on a held-out story can be no memory of the training.

The same seed gives the same story on every computer.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from memstudio.resources import resource

if TYPE_CHECKING:
    from collections.abc import Callable

Split = Literal["train", "held_out"]
PieceKind = Literal["prose", "fact", "question"]

_BOOK = "pride-and-prejudice.txt"
# The last twelve of the 61 chapters are for testing.
_FIRST_HELD_OUT_CHAPTER = 50
_MOVES = (
    "{person} went to the {place}.",
    "{person} moved to the {place}.",
    "{person} travelled to the {place}.",
    "{person} walked to the {place}.",
    "{person} is now in the {place}.",
)
_QUESTION = "Where is {person}?"
_ANSWER = "In the {place}."
PARAGRAPH_BREAK = "\n\n"
# Beyond this many characters a sentence leaves no room in a short segment for anything else.
_LONGEST_SENTENCE = 130


@dataclass(frozen=True)
class StoryWorld:
    """Who may be where.

    Attributes:
        people: the names.
        places: where they go, each said with "the".
        held_out: pairs of a person and a place that no training story has, and that are the only
            ones of held-out stories.
        understudies: names that in some training stories stand in for the people, one for each,
            and go everywhere. Through them a memory that keeps a place for each part gets to hold
            every place there, while the held-out pairs stay unseen.
    """

    people: tuple[str, ...]
    places: tuple[str, ...]
    held_out: frozenset[tuple[str, str]]
    understudies: tuple[str, ...] = ()

    @property
    def cast(self) -> tuple[str, ...]:
        """Everybody: the people, then their understudies in the same order."""
        return self.people + self.understudies

    def places_of(self, person: str, split: Split) -> tuple[str, ...]:
        """Where `person` may be in stories of `split`."""
        wanted = split == "held_out"
        return tuple(x for x in self.places if ((person, x) in self.held_out) == wanted)

    @property
    def chance(self) -> float:
        """How often a blind guess among all places is right."""
        return 1.0 / len(self.places)


def _demo_world() -> StoryWorld:
    people = ("Alice", "Daniel", "Nora", "Oscar", "Clara", "Hugo")
    places = (
        "kitchen", "garden", "library", "cellar", "attic", "market", "church", "harbour",
        "forest", "castle", "mill", "school", "museum", "theatre", "bakery", "orchard",
        "tower", "chapel", "station", "hotel",
    )  # fmt: skip
    # Three places each, shifted from person to person: every place stays in training with
    # five or six people, and every person with seventeen places.
    held_out = frozenset(
        (person, places[(3 * index + step) % len(places)])
        for index, person in enumerate(people)
        for step in range(3)
    )
    understudies = ("Emma", "Peter", "Laura", "Simon", "Sandra", "Victor")
    return StoryWorld(people, places, held_out, understudies)


DEMO_WORLD = _demo_world()
"""The world of the bundled model: six people, twenty places, 18 of their 120 pairs held out."""


@dataclass(frozen=True)
class StoryPlan:
    """What a story is to be like. Lengths are in the units of the measure it is written with.

    Attributes:
        length: the story is written until it is at least this long.
        num_people: how many people take part.
        prose: chance that the next piece is a sentence of the novel.
        questions: chance that a piece that is no prose is a question, once something is known.
        gap: from where to where there is prose only. Before it, everyone is introduced and
            nobody asked for; after it, there are questions only, each person once in turn.
        understudies: chance, in training stories, that an understudy stands in for a person.
        paragraphs: chance that a piece is the last of its paragraph.
    """

    length: int = 2000
    num_people: int = 4
    prose: float = 0.5
    questions: float = 0.4
    gap: tuple[int, int] | None = None
    understudies: float = 0.0
    paragraphs: float = 0.1


@dataclass(frozen=True)
class Piece:
    """One sentence of the novel, one fact, or one question with its answer.

    Attributes:
        kind: which of the three.
        text: the words.
        char_start: where it begins in the story.
        person: whom a fact or question is about; empty in prose.
        place: where that person is; empty in prose.
        place_offset: where the place begins in `text`; -1 in prose.
        ends_paragraph: whether an empty line follows, and not a space.
    """

    kind: PieceKind
    text: str
    char_start: int
    person: str = ""
    place: str = ""
    place_offset: int = -1
    ends_paragraph: bool = False

    @property
    def separator(self) -> str:
        """What stands between this piece and the next."""
        return PARAGRAPH_BREAK if self.ends_paragraph else " "


@dataclass(frozen=True)
class Question:
    """A question in a story.

    Attributes:
        char_start: where "Where is ..." begins.
        answer_char: where the name of the place begins in the answer.
        person: who is asked for.
        answer: the place.
        fact_char: where the fact that decides the answer begins.
        last_char: where the place was last named for this person, in that fact or in an answer.
        distance: characters from there to the answer.
    """

    char_start: int
    answer_char: int
    person: str
    answer: str
    fact_char: int
    last_char: int

    @property
    def distance(self) -> int:
        """Characters between the answer and the last time that it was said."""
        return self.answer_char - self.last_char


@dataclass(frozen=True)
class Story:
    """A story with its questions.

    Attributes:
        pieces: what it is made of, in order.
        split: which half of the pairs it was made from.
        world: the people and places.
    """

    pieces: tuple[Piece, ...]
    split: Split
    world: StoryWorld

    @property
    def text(self) -> str:
        """The whole story."""
        return "".join(piece.text + piece.separator for piece in self.pieces).rstrip()

    @property
    def questions(self) -> tuple[Question, ...]:
        """Its questions, in order."""
        questions = []
        facts: dict[str, int] = {}
        named: dict[str, int] = {}
        for piece in self.pieces:
            if piece.kind == "prose":
                continue
            place_char = piece.char_start + piece.place_offset
            if piece.kind == "fact":
                facts[piece.person] = piece.char_start
            else:
                questions.append(
                    Question(
                        char_start=piece.char_start,
                        answer_char=place_char,
                        person=piece.person,
                        answer=piece.place,
                        fact_char=facts[piece.person],
                        last_char=named[piece.person],
                    )
                )
            named[piece.person] = place_char
        return tuple(questions)


def generate_story(
    seed: int | random.Random,
    *,
    split: Split = "train",
    prose_split: Split | None = None,
    plan: StoryPlan | None = None,
    measure: Callable[[str], int] = len,
) -> Story:
    """Write a story.

    Args:
        seed: of everything that is drawn, or a generator to draw from.
        split: which pairs of person and place to use, and which prose unless said otherwise.
        prose_split: which prose to use.
        plan: what the story is to be like.
        measure: the length of a piece; characters unless said otherwise.
    """
    rng = seed if isinstance(seed, random.Random) else random.Random(seed)  # noqa: S311 - no secret
    prose = prose_sentences(prose_split or split)
    return _Writer(rng, split, prose, plan or StoryPlan(), measure).write()


class _Writer:
    """Writes one story from left to right."""

    def __init__(
        self,
        rng: random.Random,
        split: Split,
        prose: tuple[str, ...],
        plan: StoryPlan,
        measure: Callable[[str], int],
    ) -> None:
        self._rng = rng
        self._split = split
        self._world = DEMO_WORLD
        self._plan = plan
        self._measure = measure
        self._people = [
            self._player(index)
            for index in rng.sample(range(len(self._world.people)), plan.num_people)
        ]
        self._prose = prose
        self._sentence = rng.randrange(len(self._prose))
        self._where: dict[str, str] = {}
        self._last_person = ""
        self._to_ask: list[str] = []
        self._pieces: list[Piece] = []
        self._num_chars = 0

    def _player(self, index: int) -> str:
        may_stand_in = self._split == "train" and bool(self._world.understudies)
        if may_stand_in and self._rng.random() < self._plan.understudies:
            return self._world.understudies[index]
        return self._world.people[index]

    def write(self) -> Story:
        length = 0
        while length < self._plan.length:
            ends_paragraph = self._rng.random() < self._plan.paragraphs
            piece = replace(self._next(length), ends_paragraph=ends_paragraph)
            self._pieces.append(piece)
            self._num_chars += len(piece.text) + len(piece.separator)
            length += self._measure(piece.text)
        return Story(tuple(self._pieces), self._split, self._world)

    def _next(self, at: int) -> Piece:
        gap = self._plan.gap
        if gap is not None and gap[0] <= at < gap[1] and self._where:
            return self._write_prose()
        if gap is not None and at >= gap[1] and self._where:
            return self._write_question(self._next_in_turn())
        if self._rng.random() < self._plan.prose:
            return self._write_prose()
        if gap is not None:
            strangers = [person for person in self._people if person not in self._where]
            return self._write_fact(self._rng.choice(strangers or self._people))
        if self._where and self._rng.random() < self._plan.questions:
            return self._write_question(self._someone_else())
        return self._write_fact(self._rng.choice(self._people))

    def _someone_else(self) -> str:
        """Somebody whose place is known, seldom the one who was spoken of last."""
        known = list(self._where)
        person = self._rng.choice(known)
        return self._rng.choice(known) if person == self._last_person else person

    def _next_in_turn(self) -> str:
        if not self._to_ask:
            self._to_ask = self._rng.sample(list(self._where), len(self._where))
        return self._to_ask.pop()

    def _write_prose(self) -> Piece:
        text = self._prose[self._sentence]
        self._sentence = (self._sentence + 1) % len(self._prose)
        return Piece("prose", text, self._num_chars)

    def _write_fact(self, person: str) -> Piece:
        elsewhere = [
            place
            for place in self._world.places_of(person, self._split)
            if place != self._where.get(person)
        ]
        place = self._rng.choice(elsewhere)
        self._where[person] = place
        text = self._rng.choice(_MOVES).format(person=person, place=place)
        return self._about("fact", text, person, place)

    def _write_question(self, person: str) -> Piece:
        place = self._where[person]
        text = f"{_QUESTION.format(person=person)} {_ANSWER.format(place=place)}"
        return self._about("question", text, person, place)

    def _about(self, kind: PieceKind, text: str, person: str, place: str) -> Piece:
        self._last_person = person
        return Piece(kind, text, self._num_chars, person, place, len(text) - len(place) - 1)


@cache
def prose_sentences(split: Split) -> tuple[str, ...]:
    """The short sentences of the novel that stories of `split` may use, in the novel's order."""
    text = resource("samples", _BOOK).read_text(encoding="utf-8")
    chapters = re.split(r"^Chapter (\d+)$", text, flags=re.MULTILINE)
    sentences = []
    for number, chapter in zip(chapters[1::2], chapters[2::2], strict=True):
        if (int(number) >= _FIRST_HELD_OUT_CHAPTER) == (split == "held_out"):
            for paragraph in chapter.split("\n\n"):
                sentences += _sentences_of(" ".join(paragraph.split()))
    names = re.compile(r"\b(" + "|".join(DEMO_WORLD.cast) + r")\b")
    return tuple(s for s in sentences if len(s) <= _LONGEST_SENTENCE and not names.search(s))


def training_prose() -> str:
    """The chapters of the novel that training may see, whole."""
    text = resource("samples", _BOOK).read_text(encoding="utf-8")
    return text[: text.index(f"\nChapter {_FIRST_HELD_OUT_CHAPTER}\n")]


def _sentences_of(paragraph: str) -> list[str]:
    sentences = []
    for sentence in re.split(
        r"(?<=[.!?])(?<!\bMr\.)(?<!\bMrs\.)(?<!\bDr\.)(?<!\bSt\.)[\"']? (?=[\"']?[A-Z])", paragraph
    ):
        text = sentence.strip()
        # Cut out of a longer speech, a sentence is left with half its quotation marks.
        if text.count('"') % 2:
            text = text.replace('"', "")
        if len(text.split()) >= 3 and text[-1] in '.!?"':
            sentences.append(text)
    return sentences
