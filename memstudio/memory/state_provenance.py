"""Where a memory state comes from: its model, what was read into it, when, and from which other.

Kept in the metadata of the state's file, so that it goes wherever the file goes. Imports neither
torch nor Qt.
"""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

_MOST_READINGS = 200
_MOST_ANCESTORS = 50
_OPENING = 80


class _Frozen(BaseModel):
    # A newer version may have written more than this one knows.
    model_config = ConfigDict(frozen=True, extra="ignore")


class Reading(_Frozen):
    """A text that went into a memory.

    Attributes:
        way: a document, something that the user said, or something that the model wrote.
        source: the document's name; empty for what was said or written.
        num_tokens: its length.
        opening: how it begins.
        when: ISO 8601, UTC.
    """

    way: Literal["document", "said", "written"]
    source: str = ""
    num_tokens: int = Field(ge=0)
    opening: str = ""
    when: str = ""


class Ancestor(_Frozen):
    """A state that another was forked from: its name, and when that was saved."""

    name: str
    saved: str = ""


class StateProvenance(_Frozen):
    """All that is known of where a state comes from; what is not known is empty.

    Attributes:
        name: what the state was called when its file was written.
        model: the name of the model that read.
        reference: what opens that model.
        readings: the texts that were read, oldest first.
        num_earlier: how many older readings are no longer listed.
        saved: ISO 8601, UTC.
        forked_from: the state that it was forked from, then that one's, and so on.
        versions: of what wrote it, by name.
    """

    name: str = ""
    model: str = ""
    reference: str = ""
    readings: tuple[Reading, ...] = ()
    num_earlier: int = Field(default=0, ge=0)
    saved: str = ""
    forked_from: tuple[Ancestor, ...] = ()
    versions: dict[str, str] = Field(default_factory=dict)

    def called(self, name: str) -> StateProvenance:
        """The same state under another name."""
        return self.model_copy(update={"name": name})

    def forked(self, name: str, saved: str) -> StateProvenance:
        """That of a state which begins as a copy of this one."""
        if not self.name:
            return self.model_copy(update={"name": name, "saved": saved})
        line = (Ancestor(name=self.name, saved=self.saved), *self.forked_from)[:_MOST_ANCESTORS]
        return self.model_copy(update={"name": name, "saved": saved, "forked_from": line})

    def with_reading(self, reading: Reading) -> StateProvenance:
        """With one more reading; the oldest go when there are many."""
        readings = (*self.readings, reading)
        gone = max(0, len(readings) - _MOST_READINGS)
        return self.model_copy(
            update={"readings": readings[gone:], "num_earlier": self.num_earlier + gone}
        )

    def for_others(self) -> StateProvenance:
        """What may be shared: without the folders of this computer."""
        parts = re.split(r"[/\\]", self.reference)
        # A Hub id has one slash, and names no folder.
        is_path = len(parts) > 2 or re.match(r"[/\\~.]|[A-Za-z]:", self.reference)
        return self.model_copy(update={"reference": parts[-1]}) if is_path else self

    @classmethod
    def from_text(cls, text: str | None) -> StateProvenance:
        """From a file's metadata; what makes no sense there is as good as nothing."""
        try:
            return cls.model_validate_json(text or "{}")
        except ValidationError:
            return cls()


def opening(text: str) -> str:
    """How a text begins, on one line."""
    # Far enough for one that begins with many blanks, and no farther in a long one.
    words = " ".join(text[: 10 * _OPENING].split())
    return words if len(words) <= _OPENING else words[: _OPENING - 1] + "…"
