"""What a monitor writes down: texts that came, alerts, what could not be read. One line of JSON each."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from memstudio.errors import filled

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LATEST = 200_000_000_000.0
"""About the year 8300: what is later is damaged, and no calendar has it."""
LONGEST_KEPT = 4000
"""Characters of a text that are written down."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A text that has come and was not labelled yet.

    Attributes:
        key: the same for the same text at the same place; tells what was read already.
        source: the file.
        place: in it, for people: the line or the row; "" for the whole file.
        text: what is labelled.
    """

    key: str
    source: str
    place: str
    text: str


class _Logged(BaseModel):
    # What a newer version wrote beside is passed over.
    model_config = ConfigDict(frozen=True, extra="ignore")

    time: float = Field(
        default_factory=time.time, ge=0, le=_LATEST, description="seconds since 1970"
    )

    def to_line(self) -> str:
        """As JSON on one line, without the line's end."""
        return self.model_dump_json()


class Begun(_Logged):
    """The watching began, or went on."""

    event: Literal["begun"] = "begun"
    model: str
    paths: tuple[str, ...]
    labels: dict[str, tuple[str, ...]] = Field(description="by the name of their set")
    negative: tuple[str, ...] = Field(description="labels that count as negative")


class Item(_Logged):
    """A text that came, with its labels."""

    event: Literal["item"] = "item"
    key: str
    source: str
    place: str = ""
    text: str = Field(description="its beginning, when it is long")
    num_characters: int = 0
    labels: dict[str, str] = Field(description="the likeliest, by the name of the set")
    confidence: dict[str, float] = Field(description="the share of the likeliest label")
    shares: dict[str, dict[str, float]] = Field(
        default_factory=dict, description="of all labels of each set, which sum to 1"
    )
    topic: str = ""
    sentiment: str = ""
    is_negative: bool = False


class Alert(_Logged):
    """Negatives surged."""

    event: Literal["alert"] = "alert"
    key: str = Field(description="of the text that it was raised with")
    num_texts: int
    num_negative: int
    num_before: int
    num_negative_before: int
    p: float
    threshold: float
    topic: str = Field(default="", description="of most of the negatives")

    @property
    def share(self) -> float:
        """Of negatives among the latest texts."""
        return self.num_negative / max(1, self.num_texts)

    @property
    def share_before(self) -> float | None:
        """Of negatives in the texts before them; None when there were none."""
        return self.num_negative_before / self.num_before if self.num_before else None

    def sentence(self) -> str:
        """The alert in English, for a log or a terminal."""
        before = self.share_before
        was = "" if before is None else f", {before:.0%} of the {self.num_before} before"
        about = f", mostly on {self.topic}" if self.topic else ""
        return (
            f"negatives surge: {self.num_negative} of the last {self.num_texts} texts "
            f"({self.share:.0%}; threshold {self.threshold:.0%}){was}; p = {self.p:.2g}{about}"
        )


class Trouble(_Logged):
    """Something could not be read, and was passed over."""

    event: Literal["trouble"] = "trouble"
    source: str
    place: str = ""
    text: str = Field(description="a template marked in the context `errors`")
    values: dict[str, str | int | float] = Field(default_factory=dict)

    def sentence(self) -> str:
        """The trouble in English."""
        return filled(self.text, self.values)


Logged: TypeAlias = Begun | Item | Alert | Trouble

_adapter: TypeAdapter[Logged] = TypeAdapter(Annotated[Logged, Field(discriminator="event")])


def parse_lines(lines: Iterable[str] | Iterable[bytes]) -> Iterator[Logged]:
    """What lines of a log say, without those that are torn or that only a newer version knows."""
    for line in lines:
        try:
            yield _adapter.validate_json(line)
        except ValidationError:
            continue


def main_topic(items: Sequence[Item]) -> str:
    """The topic of most of the negatives; "" when there is none."""
    found = Counter(item.topic for item in items if item.is_negative and item.topic)
    return max(found, key=lambda topic: (found[topic], topic)) if found else ""
