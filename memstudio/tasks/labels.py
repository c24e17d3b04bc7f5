"""Sets of labels, of each of which a text gets one: topic, sentiment. Imports no torch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

MOST_LABELS = 64
"""Labels of a set, each of which is looked at for each text."""
_MOST_QUESTIONS = 8
"""Second texts that are questions; more of them are texts of their own."""
_JOINS = ", "
"""Between labels that were learnt as one answer."""
_SAY_NOTHING = frozenset({"label", "labels", "class", "classes", "target", "y", ""})
"""Names of columns that do not say what the labels in them are of."""
_NEGATIVE = frozenset({
    "negative", "neg", "bearish", "bad", "complaint", "unhappy", "angry", "-1",
    "负面", "消极", "利空", "差评", "负",
})  # fmt: skip
TOPIC, SENTIMENT = "topic", "sentiment"


@dataclass(frozen=True, slots=True)
class LabelSet:
    """Labels of which a text gets one.

    Attributes:
        name: "topic", "sentiment" or another.
        labels: as the model says them.
        asked: what stands after the text and asks for one; "" where nothing does.
    """

    name: str
    labels: tuple[str, ...]
    asked: str = ""


@dataclass(frozen=True, slots=True)
class LabelScheme:
    """What each text is labelled with.

    Attributes:
        sets: each gives one label.
        joint: where a model says the labels of all sets in one answer, the combinations that it
            learnt, a label of each set in their order; empty where it answers for each set.
        has_heads: whether a head of the model says the labels of each set, and no words do.
    """

    sets: tuple[LabelSet, ...]
    joint: tuple[tuple[str, ...], ...] = ()
    has_heads: bool = False

    def named(self, name: str) -> LabelSet | None:
        """The set of that name."""
        return next((each for each in self.sets if each.name == name), None)

    @property
    def sentiment(self) -> LabelSet | None:
        """The set that says how a text is meant: by its name, or by a label that is negative."""
        return self.named(SENTIMENT) or next(filter(_has_negative, self.sets), None)

    @property
    def topic(self) -> LabelSet | None:
        """The set that says what a text is about: by its name, or the first other one."""
        others = (each for each in self.sets if each != self.sentiment)
        return self.named(TOPIC) or next(others, None)

    @property
    def negative(self) -> tuple[str, ...]:
        """Labels of the sentiment that are negative by their names."""
        found = self.sentiment
        return () if found is None else tuple(filter(is_negative, found.labels))

    def told(self) -> dict[str, Any]:
        """For a file."""
        sets = [[each.name, list(each.labels), each.asked] for each in self.sets]
        return {"sets": sets, "joint": [list(each) for each in self.joint]}

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> LabelScheme:
        """From a file.

        Raises:
            ValueError, KeyError, TypeError: it is damaged.
        """
        sets = tuple(LabelSet(str(n), tuple(map(str, own)), str(a)) for n, own, a in told["sets"])
        return cls(sets, tuple(tuple(map(str, each)) for each in told["joint"]))


def is_negative(label: str) -> bool:
    """Whether a label is a usual word for bad news."""
    return label.strip().lower() in _NEGATIVE


def _has_negative(labels: LabelSet) -> bool:
    return any(map(is_negative, labels.labels))


def given(texts: Sequence[str], asked: Mapping[str, str]) -> LabelScheme:
    """A scheme as it is typed: `topic=economy,markets`, or labels alone.

    Args:
        texts: one a set.
        asked: by the name of a set, what asks for its label after the text.

    Raises:
        DataError: a set has fewer than two labels, or too many, or two sets have one name.
    """
    sets: list[LabelSet] = []
    for text in texts:
        name, is_named, labels = text.partition("=")
        found = split_labels(labels if is_named else text)
        if not 2 <= len(found) <= MOST_LABELS:
            raise DataError(
                marked("errors", "'{given}' names {count} labels. Name from 2 to {most}, with commas between them: topic=economy,markets."),
                given=text, count=len(found), most=MOST_LABELS,
            )  # fmt: skip
        made = LabelSet(name.strip() if is_named else "", found)
        if not made.name:
            made = replace(made, name=SENTIMENT if _has_negative(made) else TOPIC)
        if any(each.name == made.name for each in sets):
            raise DataError(
                marked("errors", "Two sets of labels are called '{name}'. Give each a name of its own: topic=economy,markets."),
                name=made.name,
            )  # fmt: skip
        sets.append(replace(made, asked=asked.get(made.name, "")))
    for name in asked:
        if all(each.name != name for each in sets):
            raise DataError(
                marked("errors", "There is no set of labels called '{name}' that something could be asked for."),
                name=name,
            )  # fmt: skip
    return LabelScheme(tuple(sets))


def split_labels(text: str) -> tuple[str, ...]:
    """Labels between commas, each once."""
    parts = (part.strip() for part in text.replace("，", ",").split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def scheme_of(rows: Iterable[tuple[str, str]], column: str) -> LabelScheme | None:
    """What a model learns from labelled rows.

    Args:
        rows: of each, what asks for the label after the text, "" where nothing does; and the label.
        column: that the labels stand in.

    Returns:
        None when there are fewer than two labels, or too many.
    """
    found: dict[str, dict[str, None]] = {}
    for asked, label in rows:
        found.setdefault(asked, {})[label] = None
        if len(found) > _MOST_QUESTIONS:
            return None
    sets: list[LabelSet] = []
    for asked, labels in found.items():
        name = _name_of(asked, labels, column, number=len(sets), is_alone=len(found) == 1)
        sets.append(LabelSet(name, tuple(sorted(labels)), asked))
    if not sets or any(not 2 <= len(each.labels) <= MOST_LABELS for each in sets):
        return None
    if len(sets) == 1 and (parted := parted_set(sets[0])) is not None:
        return parted
    names = {each.name for each in sets}
    if len(names) < len(sets):
        sets = [replace(each, name=f"{each.name} {n}") for n, each in enumerate(sets, 1)]
    return LabelScheme(tuple(sets))


def _name_of(asked: str, labels: Iterable[str], column: str, *, number: int, is_alone: bool) -> str:
    words = asked.lower()
    for name in (TOPIC, SENTIMENT):
        if name in words or (is_alone and name == column.lower()):
            return name
    if any(map(is_negative, labels)):
        return SENTIMENT
    return TOPIC if number == 0 or is_alone else f"{TOPIC} {number + 1}"


def parted_set(labels: LabelSet) -> LabelScheme | None:
    """Labels that are several in one, as from a list in a cell: "economy, negative"; else None."""
    combinations = [parts_of(label) for label in labels.labels]
    width = len(combinations[0])
    if width < 2 or any(len(each) != width for each in combinations):
        return None
    columns = [tuple(sorted(set(own))) for own in zip(*combinations, strict=True)]
    words = [word for own in columns for word in own]
    if len(words) != len(set(words)) or any(len(own) < 2 for own in columns):
        return None
    sets: list[LabelSet] = []
    for own in columns:
        kind = SENTIMENT if any(map(is_negative, own)) else TOPIC
        number = sum(each.name.startswith(kind) for each in sets)
        sets.append(LabelSet(kind + (f" {number + 1}" if number else ""), own, labels.asked))
    return LabelScheme(tuple(sets), tuple(combinations))


def set_of(column: str, labels: Iterable[str]) -> LabelSet:
    """The labels of one column: called as it is, where that says something."""
    own = tuple(sorted(set(labels)))
    name = column.strip()
    if name.lower() in _SAY_NOTHING:
        name = SENTIMENT if any(map(is_negative, own)) else TOPIC
    return LabelSet(name, own)


def parts_of(answer: str) -> tuple[str, ...]:
    """The labels in one answer."""
    return tuple(answer.split(_JOINS))


def as_answer(labels: Sequence[str]) -> str:
    """Labels of several sets as the one answer that was learnt."""
    return _JOINS.join(labels)
