"""A dialogue: the turns of a conversation, any of which can be gone back to.

A memory is a value, so that what was remembered before a turn is simply kept. Where it is not kept,
to save room, the turns up to there are read again with the very tokens that they were: that gives
the same memory, but for rounding.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.errors import DataError, marked
from memstudio.tasks.clock import now
from memstudio.tasks.dialogue.given_up import GivenUp, gone
from memstudio.tasks.dialogue.kept_forks import MOST_BYTES, KeptForks
from memstudio.tasks.dialogue.slot_changes import slot_changes
from memstudio.tasks.dialogue.turn import Turn

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from memstudio.progress import Control
    from memstudio.tasks.conversation import Conversation
    from memstudio.tasks.generation_settings import GenerationSettings


class Dialogue:
    """Turns, and the conversation that they led to. What fails or is cancelled leaves both as they are.

    Attributes:
        conversation: as it is after the last turn. Another object after some of the verbs.

    Args:
        conversation: what is remembered before the first turn.
        most_bytes: of what is kept to go back to; beyond it, turns are read again.
    """

    def __init__(self, conversation: Conversation, most_bytes: int = MOST_BYTES) -> None:
        self.conversation = conversation
        self._turns: tuple[Turn, ...] = ()
        self._since = 0
        self._forks = KeptForks(most_bytes)
        self._forks.keep(0, conversation)

    # ------------------------------------------------------------------ looking

    @property
    def turns(self) -> tuple[Turn, ...]:
        """All that was said, oldest first."""
        return self._turns

    @property
    def since(self) -> int:
        """The first turn that is in the memory: those before it were forgotten all at once."""
        return self._since

    @property
    def start(self) -> Conversation:
        """What was remembered before turn `since`: nothing, or a memory that was loaded."""
        return self._forks.nearest(self._since)[1]

    def before(self, index: int, control: Control) -> Conversation:
        """A conversation that remembers what it did before turn `index`.

        Raises:
            DataError: the turn is no longer in the memory.
            Cancelled: through `control`, while turns are read again.
        """
        self._check_remembered(index)
        at, fork = self._forks.nearest(index)
        for turn in self._turns[at:index]:
            read_turn(fork, turn, control)
        return fork

    def read_at_once(self, turns: Sequence[Turn], control: Control) -> Conversation:
        """One that has read `turns` in one go, from the start.

        Raises:
            Cancelled: through `control`.
        """
        fork = self.start
        fork.take([each for turn in turns for each in turn.ids], control)
        for turn in turns:
            _record(fork, turn)
        return fork

    def read_from(
        self, index: int, turns: Sequence[Turn], control: Control
    ) -> tuple[list[tuple[Turn, Conversation]], Conversation]:
        """Read `turns` with their tokens as if they stood in place of turn `index` and all later.

        Returns:
            Each with the conversation after it, and the one to go on with, as `go_on` takes them.

        Raises:
            DataError: the turn is no longer in the memory.
            Cancelled: through `control`.
        """
        fork = self.before(index, control)
        done: list[tuple[Turn, Conversation]] = []
        for turn in turns:
            before = fork.fork()
            read_turn(fork, turn, control)
            changes = slot_changes(before, fork)
            done.append((turn.model_copy(update={"changes": changes}), fork))
            fork = fork.fork()
        return done, fork

    # ------------------------------------------------------------------ saying

    def say(
        self,
        prompt: str,
        settings: GenerationSettings,
        *,
        control: Control,
        on_piece: Callable[[str], None],
        source: str = "",
        at: int | None = None,
    ) -> Turn:
        """Say something and let the model answer, as `Conversation.continue_text` does.

        Args:
            prompt: what is said.
            settings: how to write.
            control: `stop` keeps what is written, `cancel` leaves everything as it was.
            on_piece: takes each piece of text.
            source: the name of a document that is only read.
            at: in place of this turn and all that follow; None for after the last.

        Raises:
            DataError: there is nothing to say, or the turn is no longer in the memory.
            Cancelled: through `control`.
        """
        place = len(self._turns) if at is None else at
        # On a fork, whatever becomes of it: only what was done whole is taken over.
        fork = self.conversation.fork() if at is None else self.before(at, control)
        before = fork.fork()
        text = fork.continue_text(
            prompt, settings, control=control, on_piece=on_piece, source=source
        )
        turn = Turn(
            prompt=prompt,
            answer=text,
            read_ids=fork.taken.read,
            written_ids=fork.taken.written,
            settings=settings,
            source=source,
            when=now(),
            changes=slot_changes(before, fork),
        )
        self.go_on(place, [(turn, fork)], fork)
        return turn

    def answer_with(self, index: int, text: str, control: Control) -> Turn:
        """Put `text` in place of what the model wrote in a turn; all later turns go.

        Raises:
            DataError: the turn is no longer in the memory.
            Cancelled: through `control`.
        """
        fork = self.before(index, control)
        ids = fork.prompt_ids(text, is_question=False, control=control)
        turn = self._turns[index].becoming(
            answer=text if ids else "", written_ids=tuple(ids), is_edited=True
        )
        self.replace_from(index, [turn], control)
        return self._turns[index]

    def replace_from(self, index: int, turns: Sequence[Turn], control: Control) -> None:
        """Put `turns`, which are read with their tokens, in place of turn `index` and all later.

        Raises:
            DataError: the turn is no longer in the memory.
            Cancelled: through `control`.
        """
        self.go_on(index, *self.read_from(index, turns, control))

    def merge(self, turns: Sequence[Turn], origin: str, control: Control) -> None:
        """Read the turns of another session after this one's own; each says where it is from.

        Raises:
            Cancelled: through `control`.
        """
        taken = [turn.becoming(origin=turn.origin or origin) for turn in turns]
        self.replace_from(len(self._turns), taken, control)

    def go_on(
        self, place: int, done: Sequence[tuple[Turn, Conversation]], last: Conversation
    ) -> None:
        """Take over turns that were read, each with the conversation after it; `last` is gone on with."""
        self._forks.drop_after(place)
        self._turns = (*self._turns[:place], *(turn for turn, _ in done))
        for number, (_, fork) in enumerate(done, start=place + 1):
            self._forks.keep(number, fork)
        self.conversation = last

    # ------------------------------------------------------------------ forgetting

    def rewrite_past(self, turns: Sequence[Turn]) -> None:
        """Put as many other turns in place of those that are no longer in the memory."""
        assert len(turns) == self._since  # noqa: S101 - none may come or go: the others are counted
        self._turns = (*turns, *self._turns[self._since :])

    def forget_all(self) -> GivenUp:
        """Empty the memory; the turns stay to be looked at."""
        before = self._given_up()
        self.conversation.reset()
        self._begin_here()
        return before

    def attach(self, path: Path) -> GivenUp:
        """Go on from a memory in a file; the turns so far are no part of it.

        Raises:
            MemoryStateError: it is damaged, or belongs to another model.
        """
        before = self._given_up()
        self.conversation.load(path)
        self._begin_here()
        return before

    def take_up(self, before: GivenUp, control: Control) -> None:
        """Remember again what was given up, and after it what was said since.

        Raises:
            DataError: it belongs to another dialogue, or to turns that are no longer there.
            Cancelled: through `control`.
        """
        num_turns = len(before.idents)
        if tuple(turn.ident for turn in self._turns[:num_turns]) != before.idents:
            raise gone()
        start, last = before.start.fork(), before.conversation.fork()
        for each in (start, last):
            each.follow_device()
        for turn in self._turns[num_turns:]:
            read_turn(last, turn, control)
        self.conversation = start
        self.restore(self._turns, before.since, last)

    def take_over(self, conversation: Conversation) -> None:
        """Go on with a memory that was changed by other means; the turns so far stay to be looked at."""
        self.conversation = conversation
        self._begin_here()

    def restore(self, turns: Sequence[Turn], since: int, conversation: Conversation) -> None:
        """Become a dialogue that was kept; this one's conversation is what it began with.

        Args:
            turns: its turns.
            since: the first of them that is in the memory.
            conversation: as it was after the last.
        """
        self._forks.clear()
        self._forks.keep(since, self.conversation)
        self._turns, self._since = tuple(turns), since
        self.conversation = conversation
        self._forks.keep(len(self._turns), conversation)

    # ------------------------------------------------------------------ what happens outside

    def follow_device(self) -> None:
        """Take all that is remembered to where the model is now."""
        self.conversation.follow_device()
        self._forks.follow_device()

    # ------------------------------------------------------------------ inside

    def _check_remembered(self, index: int) -> None:
        if index < self._since:
            raise DataError(
                marked("errors", "Turn {number} is no longer in the memory, which was emptied or exchanged after it."),
                number=index + 1,
            )  # fmt: skip

    def _given_up(self) -> GivenUp:
        idents = tuple(turn.ident for turn in self._turns)
        return GivenUp(idents, self._since, self.start, self.conversation.fork())

    def _begin_here(self) -> None:
        self._since = len(self._turns)
        self._forks.clear()
        self._forks.keep(self._since, self.conversation)


def read_turn(conversation: Conversation, turn: Turn, control: Control) -> None:
    """Take a turn into a memory as it was.

    Raises:
        Cancelled: through `control`; the memory is as before.
    """
    conversation.take(turn.ids, control)
    _record(conversation, turn)


def _record(conversation: Conversation, turn: Turn) -> None:
    conversation.record(
        ("document" if turn.is_document else "said", turn.prompt, len(turn.read_ids), turn.source),
        ("written", turn.answer, len(turn.written_ids), ""),
        when=turn.when,
    )
