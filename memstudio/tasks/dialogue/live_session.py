"""A session that is being held with a model: its dialogue, and its folder.

Written after each turn, it goes on in another program, or after this one was killed, with the memory
that it had: numbers are kept as they are, to the last bit.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import logging
from functools import cached_property
from typing import TYPE_CHECKING, Any

from memstudio.errors import DataError, MemoryStateError, marked
from memstudio.memory.state_file import read_header
from memstudio.memory.state_provenance import opening
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.dialogue.dialogue import Dialogue, read_turn
from memstudio.tasks.dialogue.given_up import GivenUp, gone
from memstudio.tasks.dialogue.session_library import SessionLibrary
from memstudio.tasks.dialogue.session_names import name_from
from memstudio.tasks.dialogue.session_record import (
    SessionEntry,
    SessionRecord,
    damaged,
    read_turns,
    turn_path,
)
from memstudio.tasks.states.reading_log import ReadingLog
from memstudio.tasks.states.state_comparison import accepted

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from memstudio.memory.memory_state import MemoryState
    from memstudio.memory.state_provenance import StateProvenance
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.dialogue.turn import Turn

    Writers = dict[str, Callable[[Path], None]]

_log = logging.getLogger(__name__)
_numbers = itertools.count(1)


class LiveSession:
    """A dialogue that can be kept.

    Attributes:
        dialogue: what is said.
        entry: where it is kept, as it was last written; None while it is not.
        given_up: what was remembered before the memory was emptied or exchanged last, and a number
            that no other has; None when there is nothing to go back to.

    Args:
        loaded: the model.
        library: where sessions are kept; None for the user's own.
        record: what is known of the session before it is first written.
    """

    def __init__(
        self,
        loaded: LoadedModel,
        library: SessionLibrary | None = None,
        record: SessionRecord | None = None,
    ) -> None:
        self._loaded = loaded
        self._library = library if library is not None else SessionLibrary()
        self.dialogue = Dialogue(Conversation(loaded))
        self.entry: SessionEntry | None = None
        self.given_up: tuple[int, GivenUp] | None = None
        self._record = record
        # The file of the start, and which start it holds: it is written once.
        self._start: tuple[int, str, MemoryState | None] = (-1, "", None)

    @cached_property
    def _vocabulary(self) -> str:
        return vocabulary_of(self._loaded.tokenizer)

    # ------------------------------------------------------------------ keeping

    @property
    def loaded(self) -> LoadedModel:
        """The model that it is held with."""
        return self._loaded

    @property
    def name(self) -> str:
        """What it is called; empty before it is first written."""
        return self.entry.name if self.entry is not None else ""

    @property
    def is_saved(self) -> bool:
        """Whether all that was said is in its folder."""
        turns = tuple(turn.ident for turn in self.dialogue.turns)
        if self.entry is None:
            return not turns
        record = self.entry.record
        is_same_start = self._start[2] is self.dialogue.start.state
        return is_same_start and (record.turns, record.since) == (turns, self.dialogue.since)

    def save(self, name: str = "") -> SessionEntry:
        """Write it, under a name of its own or one made of what was said first.

        Raises:
            StorageError: it cannot be written; what was there stays.
        """
        dialogue, conversation = self.dialogue, self.dialogue.conversation
        record = self._record or SessionRecord(name=name or self._suggested_name())
        source, state, number = self._loaded.source, conversation.state, record.revision + 1
        states = self._writers_of_start(number)
        memory = step = ""
        if state is not None:
            memory = f"memory-{number}.safetensors"
            states[memory] = _writer(state, conversation.provenance, self._loaded)
        last = conversation.last_step
        if last is not None and state is not None and state.one_token_back() is None:
            step = f"step-{number}.safetensors"
            states[step] = _writer(last[0], conversation.provenance, self._loaded)
        record = record.model_copy(
            update={
                "name": name or record.name,
                "model": source.name,
                "reference": source.lasting_reference,
                "kind": state.kind if state is not None else "",
                "fingerprint": getattr(self._loaded.model, "fingerprint", ""),
                "vocabulary": self._vocabulary,
                "since": dialogue.since,
                "memory": memory,
                "step": step,
                "step_token": last[1] if step and last is not None else -1,
                "start": self._start[1],
                "opening": _opening(dialogue.turns),
            }
        )
        self.called(self._library.write(self.entry, record, dialogue.turns, states))
        assert self.entry is not None  # noqa: S101 - it was just written
        return self.entry

    # ------------------------------------------------------------------ giving up

    def forget_all(self) -> None:
        """Empty the memory; `take_up` undoes it."""
        self._give_up(self.dialogue.forget_all())

    def attach(self, path: Path) -> None:
        """Go on from a memory in a file; `take_up` undoes it.

        Raises:
            MemoryStateError: it is damaged, or belongs to another model.
        """
        self._give_up(self.dialogue.attach(path))

    def _give_up(self, before: GivenUp) -> None:
        if not before.is_empty:
            self.given_up = (next(_numbers), before)

    def take_up(self, number: int, control: Control) -> None:
        """Remember again what was given up under this number.

        Raises:
            DataError: it is no longer there, or belongs to turns that are not.
            Cancelled: through `control`.
        """
        if self.given_up is None or self.given_up[0] != number:
            raise gone()
        self.dialogue.take_up(self.given_up[1], control)
        self.given_up = None

    # ------------------------------------------------------------------ files

    def _writers_of_start(self, number: int) -> Writers:
        start, since = self.dialogue.start, self.dialogue.since
        if self._start[0] != since or self._start[2] is not start.state:
            name = f"start-{number}.safetensors" if start.state is not None else ""
            self._start = (since, name, start.state)
        if start.state is None:
            return {}
        return {self._start[1]: _writer(start.state, start.provenance, self._loaded)}

    def _suggested_name(self) -> str:
        texts = (text for turn in self.dialogue.turns for text in (turn.source, turn.prompt))
        return next((name for name in map(name_from, texts) if name), "session")

    # ------------------------------------------------------------------ others

    @classmethod
    def opened(
        cls,
        loaded: LoadedModel,
        name: str,
        control: Control,
        library: SessionLibrary | None = None,
    ) -> LiveSession:
        """The session of that name, to go on with.

        Raises:
            DataError: there is none, it is damaged, or it is that of another tokenizer.
            MemoryStateError: its memory belongs to another model.
            Cancelled: through `control`, when its turns have to be read again.
        """
        session = cls(loaded, library)
        entry = session._library.find(name)
        turns, record = session._turns_of(entry), entry.record
        if record.vocabulary and record.vocabulary != session._vocabulary:
            raise DataError(
                marked("errors", "The session '{name}' was held with {model}, whose tokenizer is another than that of {ours}. Open that model to go on with it."),
                name=entry.name, model=record.model, ours=loaded.source.name,
            )  # fmt: skip
        start = session.dialogue.conversation
        if record.start:
            start.load(entry.folder / record.start)
        session.dialogue.restore(turns, record.since, _after(start, entry, turns, control))
        session.called(entry)
        session._start = (record.since, record.start, session.dialogue.start.state)
        return session

    def branch(self, name: str, num_turns: int, control: Control) -> LiveSession:
        """Another session that is as this one was after so many turns, and goes its own way.

        Raises:
            DataError: the turn is no longer in the memory.
            Cancelled: through `control`.
            StorageError: it cannot be written.
        """
        dialogue = self.dialogue
        is_whole = num_turns == len(dialogue.turns)
        fork = dialogue.conversation.fork() if is_whole else dialogue.before(num_turns, control)
        record = SessionRecord(name=name)
        if self._record is not None:
            record = self._record.branched(name, num_turns)
        other = LiveSession(self._loaded, self._library, record)
        other.dialogue = Dialogue(dialogue.start)
        turns = [turn.becoming() for turn in dialogue.turns[:num_turns]]
        other.dialogue.restore(turns, min(dialogue.since, num_turns), fork)
        other.save()
        return other

    def merge(self, name: str, control: Control) -> int:
        """Read the turns of the session `name` after this one's own; the other stays as it is.

        Raises:
            DataError: there is none, it is damaged, this very one, or that of another tokenizer.
            Cancelled: through `control`.

        Returns:
            The number of turns that were read.
        """
        entry = self._library.find(name)
        if self.entry is not None and entry.folder == self.entry.folder:
            raise DataError(marked("errors", "A session cannot be merged with itself."))
        turns, record = self._turns_of(entry), entry.record
        if record.vocabulary != self._vocabulary:
            raise DataError(
                marked("errors", "The session '{name}' was held with {model}, whose tokenizer is another than that of {ours}: they cannot be merged."),
                name=entry.name, model=record.model, ours=self._loaded.source.name,
            )  # fmt: skip
        # What it had forgotten all at once stays forgotten.
        remembered = turns[record.since :]
        self.dialogue.merge(remembered, entry.name, control)
        known = self._record or SessionRecord(name=self._suggested_name())
        self._record = known.model_copy(update={"merged": (*known.merged, entry.name)})
        return len(remembered)

    def _turns_of(self, entry: SessionEntry) -> tuple[Turn, ...]:
        """Turns of a session; of this tokenizer, with tokens that the model knows."""
        turns, record = read_turns(entry), entry.record
        if record.vocabulary and record.vocabulary != self._vocabulary:
            return turns
        words = self._loaded.model.config.get_text_config(decoder=True).vocab_size
        for turn in turns:
            if turn.ids and not 0 <= min(turn.ids) <= max(turn.ids) < words:
                raise damaged(entry.folder, turn_path(entry.folder, turn.ident).name)
        return turns

    def called(self, entry: SessionEntry) -> None:
        """Take note that this session was written by other means, such as with another name."""
        self.entry, self._record = entry, entry.record


def vocabulary_of(tokenizer: Any) -> str:
    """What tells tokenizers apart: of their tokens and those tokens' numbers."""
    entries = json.dumps(sorted(tokenizer.get_vocab().items()))
    return hashlib.sha256(entries.encode()).hexdigest()[:16]


def _after(
    start: Conversation, entry: SessionEntry, turns: tuple[Turn, ...], control: Control
) -> Conversation:
    """The conversation after all turns: from its file, or by reading them again without one."""
    record, fork = entry.record, start.fork()
    remembered = turns[record.since :]
    if fork.has_memory and record.memory:
        try:
            return _from_file(start, entry, remembered)
        except MemoryStateError:
            # Of another model: nothing helps. Damaged: the turns are there to be read again.
            if record.fingerprint != start.loaded.model.fingerprint:
                raise
            _log.warning("%s: the turns are read again", entry.folder, exc_info=True)
    elif record.memory:
        accepted(start.loaded, entry.folder / record.memory)
    for turn in remembered:
        read_turn(fork, turn, control)
    return fork


def _from_file(
    start: Conversation, entry: SessionEntry, remembered: tuple[Turn, ...]
) -> Conversation:
    record, loaded = entry.record, start.loaded
    path = entry.folder / record.memory
    state = accepted(loaded, path)
    last = None
    if record.step:
        last = (accepted(loaded, entry.folder / record.step), record.step_token)
    ids = [] if start.state is None else start.state.pending_ids[0].tolist()
    ids += [each for turn in remembered for each in turn.ids]
    conversation = Conversation(loaded)
    conversation.resume(state, read_header(path).provenance, ids, last)
    return conversation


def _writer(
    state: MemoryState, provenance: StateProvenance, loaded: LoadedModel
) -> Callable[[Path], None]:
    known = ReadingLog(provenance).saved_as(provenance.name, loaded)
    return lambda path: state.save(path, known)


def _opening(turns: tuple[Turn, ...]) -> str:
    return next((opening(turn.prompt) for turn in turns if turn.prompt.strip()), "")
