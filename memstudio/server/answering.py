"""Reading what a request says and writing the answer: the part that runs beside the model."""

from __future__ import annotations

import hashlib
import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from memstudio.data.turns import Turn
from memstudio.memory.state_provenance import StateProvenance
from memstudio.server.answer import Answer, Remembered
from memstudio.server.bodies import Chat, Completion
from memstudio.server.chat_form import ChatForm
from memstudio.server.conversations import Kept
from memstudio.server.messages_read import MessagesRead
from memstudio.server.request_error import wrong
from memstudio.tasks.answer_text import AnswerText
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.tasks.question_form import learnt_turns
from memstudio.tasks.stopping import Written

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.server.conversations import Conversations
    from memstudio.server.limits import Limits


class Answering:
    """A model and the conversations with it.

    Args:
        loaded: a model that can write on.
        conversations: what is kept between requests.
        limits: of a server.
        name: the model's, when it is to be another.
        roles: whether a model without a chat template reads who says what, though it learnt no
            turns here.
    """

    def __init__(
        self,
        loaded: LoadedModel,
        conversations: Conversations,
        limits: Limits,
        *,
        name: str | None = None,
        roles: bool = False,
    ) -> None:
        self.name = name or loaded.source.name
        self.conversations = conversations
        self._loaded = loaded
        self._limits = limits
        self._form = ChatForm(loaded.tokenizer, roles=roles or learnt_turns(loaded))

    def check(self, body: Chat | Completion) -> None:
        """Refuse what can be known to be too much before it is begun.

        Raises:
            RequestError: it asks for too many tokens.
        """
        wanted, most = body.most_tokens, self._limits.new_tokens
        if wanted is not None and wanted > most:
            raise wrong(f"This server writes at most {most} tokens in one answer.", "max_tokens")

    def answer(
        self,
        body: Chat | Completion,
        name: str | None,
        control: Control,
        on_piece: Callable[[str], None],
        *,
        owner: str = "",
        is_retry: bool = False,
    ) -> Answer:
        """Answer a request. A conversation is only replaced when that has ended.

        Args:
            body: the request.
            name: the conversation's id; None for one that is not kept.
            control: `cancel` ends it at the next token, or the next 1,024 of what is read.
            on_piece: takes each piece of the answer as it is written.
            owner: before the names under which conversations of whoever asks are kept.
            is_retry: whether the client says that it asks once more. When the answer had ended and
                only never arrived, it is the same again; nothing is read twice.

        Raises:
            RequestError: the request cannot be answered.
            Cancelled: through `control`.
            MemStudioError: it cannot be read or written, for a reason that it says.
        """
        place = f"{owner}{name}"
        kept = self.conversations.get(place) if name else None
        asked = hashlib.sha256(body.model_dump_json().encode()).digest()
        if is_retry and kept and kept.last and kept.last[0] == asked:
            on_piece(kept.last[1].text)
            return kept.last[1]
        conversation = kept.conversation.fork() if kept else Conversation(self._loaded)
        prompt, messages = self._prompt(body, kept)
        num_read = 0
        if prompt or kept is None:
            num_read = conversation.read(prompt, control=control)
        settings = self._settings(body)
        told = AnswerText(on_piece, settings.stops, strips_start=settings.strips_start)
        conversation, written = _written(conversation, settings, told, control)
        finish = "stop" if written.is_at_end or told.is_stopped else "length"
        answer = Answer(told.shown, finish, num_read, written.num_tokens, None)
        if not name:
            return answer
        control.checkpoint()
        ended_with = ""
        if written.is_at_end and not told.is_stopped and not self._form.is_bare:
            ended_with = self._loaded.tokenizer.decode([written.last])
        if isinstance(body, Chat) and told.shown:
            messages = messages.after([Turn("assistant", told.shown)])
        remembered = self._remembered(name, place, conversation, is_new=kept is None)
        answer = replace(answer, remembered=remembered)
        now = Kept(
            self._memory_of(conversation),
            messages,
            ended_with,
            created=kept.created if kept else int(time.time()),
            num_segments=remembered.num_segments,
            num_bytes=conversation.num_bytes + messages.num_bytes + len(answer.text.encode()),
            last=(asked, answer),
        )
        if self.conversations.put(place, now):
            return answer
        return replace(answer, remembered=replace(remembered, is_kept=False))

    def _memory_of(self, conversation: Conversation) -> Conversation:
        """One that remembers the same, and holds no more than is counted: no text that was read."""
        kept = Conversation(self._loaded)
        state, last_step = conversation.state, conversation.last_step
        kept.resume(state, StateProvenance(), conversation.seen, last_step)
        return kept

    def _remembered(
        self, name: str, place: str, conversation: Conversation, *, is_new: bool
    ) -> Remembered:
        """What an answer says about its conversation, as long as there is room for it."""
        state = conversation.state
        return Remembered(
            name,
            is_new=is_new,
            was_dropped=is_new and self.conversations.was_dropped(place),
            is_kept=True,
            num_segments=None if state is None else int(state.num_segments[0]),
        )

    def _prompt(self, body: Chat | Completion, kept: Kept | None) -> tuple[str, MessagesRead]:
        """What is to be read, and which messages of a chat are read then."""
        messages = kept.messages if kept else MessagesRead()
        if isinstance(body, Completion):
            return body.text, messages
        # An empty answer was not said: whoever sends all messages may send it or leave it out.
        said = [each for each in body.messages if each.text or each.speaker != "assistant"]
        turns, messages = messages.new_of([Turn(each.speaker, each.text) for each in said])
        if not turns:
            raise wrong("There is no new message: all of them were read before.", "messages")
        text = self._form.text(turns, after=kept.ended_with if kept else None)
        return text, messages.after(turns)

    def _settings(self, body: Chat | Completion) -> GenerationSettings:
        is_chat = isinstance(body, Chat)
        temperature = 1.0 if body.temperature is None else body.temperature
        top_p = 1.0 if body.top_p is None else body.top_p
        if top_p == 0:
            temperature, top_p = 0.0, 1.0
        most, wanted = self._limits.new_tokens, body.most_tokens
        return GenerationSettings(
            max_new_tokens=(most if is_chat else min(16, most)) if wanted is None else wanted,
            temperature=temperature,
            top_p=top_p,
            as_question=is_chat and self._form.is_bare,
            seed=random.getrandbits(63) if body.seed is None else body.seed,
            stops=(*body.stops, *(self._form.stops if is_chat else ())),
            strips_start=is_chat and self._form.strips_start,
        )


def _written(
    conversation: Conversation, settings: GenerationSettings, told: AnswerText, control: Control
) -> tuple[Conversation, Written]:
    """Write on; the conversation then, and how it ended."""
    before = conversation.fork()
    if not settings.max_new_tokens:
        return before, Written(0, is_at_end=False)
    conversation.continue_text("", settings, control=control, on_piece=told.take)
    told.end()
    if not told.is_stopped:
        return conversation, conversation.written
    # The text that ended it was written and is not part of what was said.
    if told.written:
        before.read(told.written, control=control)
    return before, conversation.written
