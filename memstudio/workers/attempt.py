"""What becomes of work that is no task of the engine: what it gives, or in words why it gave nothing."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, TypeVar

from memstudio.errors import Cancelled, MemStudioError
from memstudio.workers.messages import Failure
from memstudio.workers.out_of_memory import out_of_memory_in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.workers.messages import TaskKind

_log = logging.getLogger(__name__)
_Given = TypeVar("_Given")


def attempt(work: Callable[[], _Given], what: str, task: TaskKind) -> _Given | Failure:
    """Do `work`, which nobody but the user hears of when it fails.

    Args:
        work: to be done.
        what: it is, for the log.
        task: as which a failure is told.

    Raises:
        Cancelled: the user ended it.
    """
    try:
        with out_of_memory_in_words():
            return work()
    except Cancelled:
        raise
    except MemStudioError as error:
        _log.info("%s: %s", what, error)
        return Failure.of(task, error)
    except Exception:  # noqa: BLE001 - whatever it is, the user gets a sentence
        _log.exception("%s failed", what)
        return Failure.unforeseen(task)
