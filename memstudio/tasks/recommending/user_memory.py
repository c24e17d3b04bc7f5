"""What a model remembers of the items that a user touched.

The memory is a named state like all others. It follows from what is noted of the user: where the
state is of another model, is gone, or has read something else, the items are read again.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from memstudio.errors import DataError, MemoryAttachError, MemStudioError, marked
from memstudio.memory.state_provenance import opening
from memstudio.tasks.collection.search_memory import remembers
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.recommending.form import RowForm

if TYPE_CHECKING:
    from memstudio.memory.memory_state import MemoryState
    from memstudio.memory.state_provenance import StateProvenance
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.recommending.user_library import User
    from memstudio.tasks.states.state_library import StateLibrary

_log = logging.getLogger(__name__)


def check_remembers(loaded: LoadedModel) -> None:
    """Refuse a model that has no memory to read items into.

    Raises:
        MemoryAttachError: this one has none.
    """
    if not remembers(loaded):
        raise MemoryAttachError(
            marked("errors", "{name} has no memory, so nothing of what was touched would stay. Open a model with one, such as the one that the task Recommendation makes."),
            name=loaded.source.name,
        )  # fmt: skip


class UserMemory:
    """The memory of one user, for one model; what was not read yet is read now, and kept.

    Args:
        loaded: the model.
        user: whose items are read.
        control: takes progress while items are read; may cancel.
        states: where the memory is kept.

    Attributes:
        num_read: items that had to be read now.

    Raises:
        MemoryAttachError: the model has no memory.
        DataError: the user touched nothing yet.
        StorageError: the memory cannot be kept.
        Cancelled: through `control`; what is kept is as before.
    """

    def __init__(
        self, loaded: LoadedModel, user: User, control: Control, states: StateLibrary
    ) -> None:
        check_remembers(loaded)
        if not user.touched:
            raise DataError(
                marked("errors", "Nothing is known yet of what {name} touched. Add some items first."),
                name=user.name,
            )  # fmt: skip
        self.user = user
        self._conversation = Conversation(loaded)
        known = 0
        try:
            self._conversation.load(states.find(user.memory_name).path)
            known = _num_read(self._conversation.provenance, user)
        except MemStudioError as error:
            _log.info("what %s touched is read anew: %s", user.name, error)
        if not known:
            self._conversation.reset()
        self._read_from(known, control)
        self.num_read = len(user.touched) - known
        if self.num_read:
            states.keep(user.memory_name, self._conversation.save, replaces=True)

    @property
    def loaded(self) -> LoadedModel:
        """The model."""
        return self._conversation.loaded

    @property
    def state(self) -> MemoryState:
        """What is remembered."""
        state = self._conversation.state
        assert state is not None  # noqa: S101 - there was an item to read
        return state

    @property
    def last(self) -> str:
        """The item that was touched last."""
        return self.user.touched[-1].item.text

    def _read_from(self, known: int, control: Control) -> None:
        form = RowForm.of(self.loaded.tokenizer)
        touched = self.user.touched
        for number in range(known, len(touched)):
            control.checkpoint()
            control.report(
                number, len(touched), marked("progress", "Reading what was touched"), "items"
            )
            each = touched[number]
            before = touched[number - 1].item.text if number else None
            ids = form.touched(each.item.text, after=before)
            self._conversation.take(ids, control.without_reports())
            source = each.item.source or self.user.name
            self._conversation.record(
                ("document", each.item.text, len(ids), source), when=each.when
            )


def _num_read(provenance: StateProvenance, user: User) -> int:
    """How many of the items a state has read; 0 where it has read anything else."""
    first, read = provenance.num_earlier, provenance.readings
    noted = user.touched[first : first + len(read)]
    if len(noted) < len(read):
        return 0
    is_same = all(
        (one.when, one.opening) == (other.when, opening(other.item.text))
        for one, other in zip(read, noted, strict=True)
    )
    return first + len(read) if is_same else 0
