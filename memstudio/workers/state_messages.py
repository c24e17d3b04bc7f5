"""Wishes about named memory states, and the answers to them: frozen, plain data without torch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from memstudio.workers.messages import Request

if TYPE_CHECKING:
    from memstudio.deleted import Deleted
    from memstudio.tasks.states.state_difference import StateDifference
    from memstudio.workers.messages import Failure

NOW = ""
"""In place of a name: the memory as the conversation carries it now. No state can be called so."""


class StateVerb(Enum):
    """What can be done with a state."""

    KEEP = "keep"
    ATTACH = "attach"
    FORK = "fork"
    RENAME = "rename"
    DELETE = "delete"
    EXPORT = "export"
    TAKE_IN = "take_in"
    COMPARE = "compare"


@dataclass(frozen=True)
class StateRequest(Request):
    """Do something with the state called `name`.

    Attributes:
        verb: what is done.
        name: of the state; of a file that is taken in, nothing.
        other: the new name, the other state to compare with, or the file, as the verb needs it.
        replaces: whether what is there already may be replaced.
    """

    verb: StateVerb
    name: str
    other: str = ""
    replaces: bool = False


@dataclass(frozen=True)
class StateDone:
    """A wish was fulfilled, or why it was not.

    Attributes:
        request: the wish.
        name: what the state is called now.
        path: the file that was written, when one was exported.
        difference: of two that were compared.
        deleted: what can be brought back.
        failure: why nothing was done; None when it was.
    """

    request: StateRequest
    name: str = ""
    path: str = ""
    difference: StateDifference | None = None
    deleted: Deleted | None = None
    failure: Failure | None = None
