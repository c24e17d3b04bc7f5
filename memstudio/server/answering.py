"""Reading what a request says and writing the answer: the part that runs beside the model."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.data.turns import Turn
from memstudio.server.answer_text import AnswerText
from memstudio.server.bodies import Chat, Completion
from memstudio.server.chat_form import ChatForm
from memstudio.server.conversations import Kept
from memstudio.server.messages_read import MessagesRead
from memstudio.server.request_error import wrong
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.generation_settings import GenerationSettings

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.server.conversations import Conversations
    from memstudio.server.limits import Limits

# Below it the likeliest token is as good as certain, and logits divided by it overflow.
_COLDEST = 1e-3


@dataclass(frozen=True, slots=True)
class Remembered:
    """What an answer says about its conversation.

    Attributes:
        name: its id.
        is_new: whether nothing was remembered before this request.
        was_dropped: whether that is because there was no room for it any more.
        is_kept: whether there was room for it now.
        num_segments: written to the memory; None without one.
    """

    name: str
    is_new: bool
    was_dropped: bool
    is_kept: bool
    num_segments: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer when it has ended.

    Attributes:
        text: all of it.
        finish: OpenAI's word for how it ended: "stop" or "length".
        num_read: tokens of the request.
        num_written: tokens that the model wrote, with those of a text that ended it.
        remembered: None without a conversation.
    """

    text: str
    finish: str
    num_read: int
    num_written: int
    remembered: Remembered | None


class Answering:
    """A model and the conversations with it.

    Args:
        loaded: a model that can write on.
        conversations: what is kept between requests.
        limits: of a server.
        name: the model's, when it is to be another.
        roles: whether a model without a chat template reads who says what.
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
        self._form = ChatForm(loaded.tokenizer, roles=roles)

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
    ) -> Answer:
        """Answer a request. A conversation is only replaced when that has ended.

        Args:
            body: the request.
            name: the conversation's id; None for one that is not kept.
            control: `cancel` ends it at the next token, or the next 1,024 of what is read.
            on_piece: takes each piece of the answer as it is written.

        Raises:
            RequestError: the request cannot be answered.
            Cancelled: through `control`.
            MemStudioError: it cannot be read or written, for a reason that it says.
        """
        kept = self.conversations.get(name) if name else None
        conversation = kept.conversation.fork() if kept else Conversation(self._loaded)
        messages = kept.messages if kept else MessagesRead()
        is_chat = isinstance(body, Chat)
        if isinstance(body, Chat):
            turns = messages.new_of([Turn(each.speaker, each.text) for each in body.messages])
            if not turns:
                raise wrong("There is no new message: all of them were read before.", "messages")
            prompt = self._form.text(turns, after=kept.ended_with if kept else None)
            messages = messages.after(turns)
        else:
            prompt = body.text
        num_read = 0
        if prompt or kept is None:
            num_read = conversation.read(prompt, control=control)
        settings = self._settings(body)
        told = AnswerText(
            on_piece, settings.stops, strips_start=is_chat and self._form.strips_start
        )
        after_prompt = conversation.fork()
        num_written, finish, ended_with = 0, "length", ""
        if settings.max_new_tokens:
            conversation.continue_text("", settings, control=control, on_piece=told.take)
            told.end()
            written = conversation.written
            num_written = written.num_tokens
            finish = "stop" if written.is_at_end or told.is_stopped else "length"
            if written.is_at_end and not told.is_stopped and not self._form.is_bare:
                ended_with = self._loaded.tokenizer.decode([written.last])
        if told.is_stopped:
            # The text that ended it was written and is not part of what was said.
            conversation = after_prompt
            if told.written:
                conversation.read(told.written, control=control)
        remembered = None
        if name:
            control.checkpoint()
            if is_chat:
                messages = messages.after([Turn("assistant", told.shown)])
            remembered = self._keep(name, kept, conversation, messages, ended_with)
        return Answer(told.shown, finish, num_read, num_written, remembered)

    def _settings(self, body: Chat | Completion) -> GenerationSettings:
        is_chat = isinstance(body, Chat)
        temperature = 1.0 if body.temperature is None else body.temperature
        top_p = 1.0 if body.top_p is None else body.top_p
        if temperature < _COLDEST or top_p == 0:
            temperature, top_p = 0.0, 1.0
        most, wanted = self._limits.new_tokens, body.most_tokens
        return GenerationSettings(
            max_new_tokens=(most if is_chat else min(16, most)) if wanted is None else wanted,
            temperature=temperature,
            top_p=top_p,
            as_question=is_chat and self._form.is_bare,
            seed=random.getrandbits(63) if body.seed is None else body.seed,
            stops=(*body.stops, *(self._form.stops if is_chat else ())),
        )

    def _keep(
        self,
        name: str,
        before: Kept | None,
        conversation: Conversation,
        messages: MessagesRead,
        ended_with: str,
    ) -> Remembered:
        was_dropped = before is None and self.conversations.was_dropped(name)
        state = conversation.state
        kept = Kept(
            conversation,
            messages,
            ended_with,
            created=before.created if before else int(time.time()),
            num_segments=None if state is None else int(state.num_segments[0]),
            num_bytes=conversation.num_bytes,
        )
        is_kept = self.conversations.put(name, kept)
        return Remembered(name, before is None, was_dropped, is_kept, kept.num_segments)
