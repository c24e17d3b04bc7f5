"""One turn of a dialogue as plain data: what was said, and what the model wrote. Imports no torch."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from memstudio.errors import DataError, marked
from memstudio.tasks.generation_settings import GenerationSettings

if TYPE_CHECKING:
    from collections.abc import Sequence


def new_ident() -> str:
    """A name that no other turn has."""
    return secrets.token_hex(8)


class Turn(BaseModel):
    """What was said and what was written, with the tokens that it went into the memory as.

    The tokens are kept because a text can be cut in more than one way: only with the same tokens
    does reading again give the same memory.

    Attributes:
        ident: its name, in a folder as well; a turn that is changed becomes another.
        prompt: what the user said, or the document; empty when the model just wrote on.
        answer: what the model wrote, or what the user made of it; empty when it only read.
        read_ids: the tokens of what was said, in the model's own form.
        written_ids: the tokens of what was written.
        settings: how the model was to write.
        source: the name of a document that was only read.
        when: ISO 8601, UTC.
        origin: the session that it was taken over from.
        is_edited: whether the answer is not as the model wrote it.
        is_shortened: whether something in it was forgotten.
        changes: `[m]`, by how much each slot was changed while this was read and written, relative
            to its length; empty when nothing was written into the memory, or nothing is known.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    ident: str = Field(default_factory=new_ident, pattern=r"^[0-9a-f]{16}$")
    prompt: str = ""
    answer: str = ""
    read_ids: tuple[int, ...] = ()
    written_ids: tuple[int, ...] = ()
    settings: GenerationSettings = GenerationSettings()
    source: str = ""
    when: str = ""
    origin: str = ""
    is_edited: bool = False
    is_shortened: bool = False
    changes: tuple[float, ...] = ()

    @property
    def ids(self) -> tuple[int, ...]:
        """All of its tokens, in the order in which they went into the memory."""
        return self.read_ids + self.written_ids

    @property
    def is_document(self) -> bool:
        """Whether it is a document that was only read."""
        return bool(self.source)

    def becoming(self, **changes: object) -> Turn:
        """Another turn, with these attributes and the rest of this one's."""
        return self.model_copy(update={"ident": new_ident(), **changes})


def checked_number(turns: Sequence[Turn], number: int) -> int:
    """The place in a list of the turn that a person calls `number`, counting from 1.

    Raises:
        DataError: there is no such turn.
    """
    if not 1 <= number <= len(turns):
        raise DataError(
            marked("errors", "There is no turn {number}; the session has {count}."),
            number=number, count=len(turns),
        )  # fmt: skip
    return number - 1
