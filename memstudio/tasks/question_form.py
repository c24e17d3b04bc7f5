"""A question in the form that a model was trained on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.data.rendering import NEXT_TURN, plain_text
from memstudio.data.turns import Turn
from memstudio.errors import DataError, marked
from memstudio.models.chat_template import has_template, templated, templated_later
from memstudio.tasks.answer_text import AnswerText
from memstudio.tasks.stopping import Stopping

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from memstudio.memory.state_provenance import Reading
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.generation_settings import GenerationSettings


def has_form(loaded: LoadedModel) -> bool:
    """Whether the model has a form for a question: its own, or that of the rows that it learnt."""
    return has_template(loaded.tokenizer) or learnt_turns(loaded)


def as_question(loaded: LoadedModel, text: str, *, is_first: bool, after: str | None = None) -> str:
    """`text` in the model's form; without one, as a sentence that follows another.

    Args:
        loaded: the model.
        text: what is asked.
        is_first: whether nothing was said before.
        after: the text of the last token, where something was answered before; else None.
    """
    if has_template(loaded.tokenizer):
        return _templated(loaded, text, after)
    if learnt_turns(loaded):
        before = "" if is_first else between_turns(loaded)
        return f"{before}{plain_text([Turn('user', text)])}\n\nAssistant:"
    return text if text[:1].isspace() else f" {text}"


def answer_end(
    loaded: LoadedModel, readings: Sequence[Reading], tokens: Sequence[int]
) -> str | None:
    """The text of the token that ended the last answer; None where nothing was answered yet.

    Args:
        loaded: the model.
        readings: all that was read and written.
        tokens: the last of them; none where they are not known any more.
    """
    if not any(each.way == "written" for each in readings):
        return None
    is_last = readings[-1].way == "written" and len(tokens) > 0
    return str(loaded.tokenizer.decode([tokens[-1]])) if is_last else ""


def _templated(loaded: LoadedModel, text: str, after: str | None) -> str:
    messages = [{"role": "user", "content": text}]
    try:
        if after is not None:
            return templated_later(loaded.tokenizer, messages, after=after)
        return templated(loaded.tokenizer, messages, is_asked=True)
    except Exception as error:
        # It is a program of somebody else's, which may not do everything.
        raise DataError(
            marked("errors", "The chat template of {name} does not take a question ({reason}). Go on without asking in its form, or use another model."),
            name=loaded.source.name, reason=str(error)[:200].rstrip(".") or type(error).__name__,
        ) from error  # fmt: skip


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
