"""A question in the form that a model was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.data.rendering import NEXT_TURN, plain_text
from memstudio.data.turns import Turn
from memstudio.errors import DataError, marked
from memstudio.models.chat_template import has_template, templated
from memstudio.tasks.answer_text import AnswerText
from memstudio.tasks.stopping import Stopping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.conversation import Conversation
    from memstudio.tasks.generation_settings import GenerationSettings


_BEFORE = (Turn("user", "a"), Turn("assistant", "b"))


def has_form(loaded: LoadedModel) -> bool:
    """Whether the model has a form for a question: its own, or that of the rows that it learnt."""
    return has_template(loaded.tokenizer) or learnt_turns(loaded)


def question_after(conversation: Conversation, text: str) -> str:
    """`text` in the form of the conversation's model, as it goes on from what is remembered."""
    is_first = not conversation.seen and conversation.state is None
    after = end_of_answer(conversation)
    return as_question(conversation.loaded, text, is_first=is_first, after=after)


def end_of_answer(conversation: Conversation) -> str | None:
    """What stands already of the end of the last answer; None where the model wrote nothing yet."""
    readings = conversation.provenance.readings
    tokenizer = conversation.loaded.tokenizer
    if all(each.way != "written" for each in readings):
        return None
    if readings[-1].way != "written":
        # What was read since is no answer, and needs no end.
        return tokenizer.eos_token or ""
    return str(tokenizer.decode(list(conversation.seen[-1:])))


def as_question(loaded: LoadedModel, text: str, *, is_first: bool, after: str | None = None) -> str:
    """`text` in the model's form; without one, as a sentence that follows another.

    Args:
        loaded: the model.
        text: what is asked.
        is_first: whether nothing was said before.
        after: as `end_of_answer` has it.
    """
    if has_template(loaded.tokenizer):
        return _templated(loaded, text, after)
    if learnt_turns(loaded):
        before = "" if is_first else between_turns(loaded)
        return f"{before}{plain_text([Turn('user', text)])}\n\nAssistant:"
    return text if text[:1].isspace() else f" {text}"


def _templated(loaded: LoadedModel, text: str, after: str | None) -> str:
    try:
        return asked_in_template(loaded.tokenizer, [Turn("user", text)], after)
    except Exception as error:
        # It is a program of somebody else's, which may not do everything.
        raise DataError(
            marked("errors", "The chat template of {name} does not take a question ({reason}). Go on without asking in its form, or use another model."),
            name=loaded.source.name, reason=str(error)[:200].rstrip(".") or type(error).__name__,
        ) from error  # fmt: skip


def asked_in_template(tokenizer: Any, turns: Sequence[Turn], after: str | None) -> str:
    """Turns as the tokenizer's chat template writes them, up to where an answer is to begin.

    After an answer, what a template writes once, such as a system text of its own, is not written
    again. What it writes at the end of an answer is, as far as it does not stand there yet.

    Args:
        tokenizer: one that has a template.
        turns: what is said now.
        after: what stands already of the end of the answer before; None when there is none.

    Raises:
        Exception: any, with which the template refuses these turns.
    """
    if after is None:
        return _written(tokenizer, turns)
    try:
        answered = _written(tokenizer, _BEFORE[:1]) + _BEFORE[1].text
        whole = _written(tokenizer, [*_BEFORE, *turns])
    except Exception:  # noqa: BLE001 - it may take one message only, and no answers
        return _written(tokenizer, turns)
    if not whole.startswith(answered):
        return _written(tokenizer, turns)
    return whole[len(answered) :].removeprefix(after)


def _written(tokenizer: Any, turns: Sequence[Turn]) -> str:
    messages = [{"role": turn.speaker, "content": turn.text} for turn in turns]
    return templated(tokenizer, messages, is_asked=True)


def between_turns(loaded: LoadedModel) -> str:
    """What stands between two turns in the plain form; a template has it in itself."""
    return "" if has_template(loaded.tokenizer) else "\n\n"


def stopping_for(loaded: LoadedModel, settings: GenerationSettings, control: Control) -> Stopping:
    """With what an answer is over: as asked for, and as the form has it."""
    return Stopping(
        control,
        loaded.tokenizer,
        first_sentence=_says_one_sentence(loaded, settings),
        stops=(*settings.stops, *next_turns(loaded, settings)),
        strips_start=settings.strips_start,
    )


def answer_text(
    loaded: LoadedModel, settings: GenerationSettings, on_piece: Callable[[str], None]
) -> AnswerText:
    """What an answer is taken into, up to where the form has it end."""
    return AnswerText(
        on_piece,
        next_turns(loaded, settings),
        strips_start=False,
        first_sentence=_says_one_sentence(loaded, settings),
    )


def next_turns(loaded: LoadedModel, settings: GenerationSettings) -> tuple[str, ...]:
    """The texts with which somebody else begins to speak: they are no part of an answer.

    A model that learnt turns in the plain form may write them, as they follow its answers there.
    """
    is_plain = settings.as_question and has_form(loaded) and not has_template(loaded.tokenizer)
    return (NEXT_TURN,) if is_plain else ()


def _says_one_sentence(loaded: LoadedModel, settings: GenerationSettings) -> bool:
    """Whether an answer is over with its first sentence: without a form it knows no other end."""
    return settings.as_question and not has_form(loaded)


def learnt_turns(loaded: LoadedModel) -> bool:
    """Whether a model's last run read turns, which without a template are in the plain form."""
    told = getattr(loaded.model.config, "trained_on", None)
    return isinstance(told, dict) and told.get("reads_turns") is True
