"""Wishes about the dialogue with the model and its sessions, and the answers: frozen, without torch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from memstudio.workers.messages import Request

if TYPE_CHECKING:
    from memstudio.deleted import Deleted
    from memstudio.tasks.dialogue.forget_report import ForgetReport
    from memstudio.tasks.dialogue.remembered import Remembered
    from memstudio.tasks.dialogue.turn import Turn
    from memstudio.tasks.dialogue.wish import Wish
    from memstudio.tasks.generation_settings import GenerationSettings
    from memstudio.workers.messages import Failure


class Change(Enum):
    """Why a dialogue is another than it was."""

    TURNS = "turns"
    SESSION = "session"
    MODEL = "model"


@dataclass(frozen=True)
class DialogueView:
    """The dialogue as it is now.

    Attributes:
        turns: oldest first.
        since: the first of them that is in the memory.
        session: the name under which it is kept; empty before anything was said.
        change: more or other turns, another session, or another model, whose memory is its own.
        begins_empty: whether nothing was remembered before turn `since`.
        given_up: the number of what was remembered before the memory was emptied or exchanged last;
            0 when there is nothing to go back to.
    """

    turns: tuple[Turn, ...] = ()
    since: int = 0
    session: str = ""
    change: Change = Change.TURNS
    begins_empty: bool = True
    given_up: int = 0


@dataclass(frozen=True)
class SayAt(Request):
    """Say `prompt` in place of turn `index` and all that follow.

    Attributes:
        document: the name of the document that the prompt is, when it is only read.
        keeps_branch: whether the session as it was is kept as another.
    """

    index: int
    prompt: str
    settings: GenerationSettings
    document: str = ""
    keeps_branch: bool = False


@dataclass(frozen=True)
class AnswerWith(Request):
    """Put `text` in place of what the model wrote in turn `index`; what follows goes."""

    index: int
    text: str
    keeps_branch: bool = False


@dataclass(frozen=True)
class Forget(Request):
    """Forget something, and measure."""

    wish: Wish


@dataclass(frozen=True)
class AskRemembered(Request):
    """Say what is remembered, slot by slot."""


class SessionVerb(Enum):
    """What can be done with a session."""

    NEW = "new"
    OPEN = "open"
    BRANCH = "branch"
    MERGE = "merge"
    TAKE_UP = "take_up"
    RENAME = "rename"
    EXPORT = "export"
    DELETE = "delete"

    @property
    def is_task(self) -> bool:
        """Whether the model has to read for it: a task of the engine, which can be stopped like one."""
        return self in {
            SessionVerb.OPEN,
            SessionVerb.BRANCH,
            SessionVerb.MERGE,
            SessionVerb.TAKE_UP,
        }


@dataclass(frozen=True)
class SessionRequest(Request):
    """Do something with a session.

    Attributes:
        verb: what is done.
        name: the session; of one that is branched or merged into, it is the one of now.
        other: the new name, the session that is read, or the file, as the verb needs it.
        number: after so many turns it is branched; of what was given up and is remembered again.
        replaces: whether a file that is there may be replaced.
    """

    verb: SessionVerb
    name: str = ""
    other: str = ""
    number: int = 0
    replaces: bool = False


@dataclass(frozen=True)
class SessionDone:
    """A wish about sessions was fulfilled, or why it was not.

    Attributes:
        request: the wish.
        name: what the session is called now.
        path: what was written, when one was exported.
        number: turns that were read.
        deleted: what can be brought back.
        failure: why nothing was done; None when it was.
    """

    request: SessionRequest
    name: str = ""
    path: str = ""
    number: int = 0
    deleted: Deleted | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class Forgotten:
    """What came of forgetting."""

    report: ForgetReport


@dataclass(frozen=True)
class RememberedNow:
    """What is remembered; None without a memory."""

    found: Remembered | None
