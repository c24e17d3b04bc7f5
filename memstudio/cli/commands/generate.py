"""`memstudio generate`: writing text with a memory that lasts."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from memstudio.cli.options import DeviceName, Json, Model, Online, Seed
from memstudio.cli.terminal import harmless, print_json, print_text, say, working
from memstudio.errors import MemoryStateError, marked

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.conversation import Conversation
    from memstudio.tasks.dialogue.live_session import LiveSession

_T = TypeVar("_T")


def run(
    model: Model,
    *,
    prompt: Annotated[
        str, typer.Option("--prompt", metavar="TEXT", help="What is said; `-` for standard input.")
    ],
    document: Annotated[
        list[Path] | None,
        typer.Option(
            "--document",
            metavar="FILE",
            help="Read this first, with all documents in it; may be given often.",
        ),
    ] = None,
    memory: Annotated[
        str | None,
        typer.Option(
            "--memory",
            metavar="STATE",
            help="Go on from a memory that was saved: a name or a file.",
        ),
    ] = None,
    save_memory: Annotated[
        str | None,
        typer.Option(
            "--save-memory", metavar="STATE", help="Save the memory afterwards: a name or a file."
        ),
    ] = None,
    replace: Annotated[
        bool,
        typer.Option(
            "--replace",
            help="Save it also where there is another state than that of --memory.",
        ),
    ] = False,
    session: Annotated[
        str | None,
        typer.Option(
            "--session",
            metavar="NAME",
            help="Go on with a session, or begin one of that name; it is kept.",
        ),
    ] = None,
    question: Annotated[
        bool, typer.Option("--question", help="Ask it, and end with the answer.")
    ] = False,
    number: Annotated[
        bool,
        typer.Option(
            "--number", help="Say the number of the text, with a model that was trained to."
        ),
    ] = False,
    label: Annotated[
        bool,
        typer.Option(
            "--label", help="Label the text, with the heads of a model that was trained to."
        ),
    ] = False,
    max_new_tokens: Annotated[int, typer.Option(min=1, help="At most so many tokens.")] = 80,
    temperature: Annotated[
        float, typer.Option(min=0.0, max=100.0, help="0 takes the likeliest token each time.")
    ] = 0.0,
    top_p: Annotated[
        float, typer.Option(min=0.01, max=1.0, help="Draw from the likeliest tokens of this share.")
    ] = 0.95,
    seed: Seed = 0,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Continue a text, with a memory that may come from a file and be kept in one."""
    if number or label:
        if question or document or memory or save_memory or session or (number and label):
            raise typer.BadParameter(
                f"{'--number' if number else '--label'} goes with --prompt alone."
            )
        say_at_end = _say_number if number else _say_labels
        say_at_end(model, prompt, device, online=online, json=json)
        return
    from memstudio.cli.documents import read_documents, text_or_standard_input
    from memstudio.cli.states import place_to_save
    from memstudio.cli.states import save_memory as save
    from memstudio.memory.attach import open_model
    from memstudio.tasks.generation_settings import GenerationSettings

    settings = GenerationSettings(
        max_new_tokens=max_new_tokens,
        temperature=temperature,
        top_p=top_p,
        as_question=question,
        seed=seed,
    )
    place = None
    if save_memory is not None:
        place = place_to_save(save_memory, memory, replaces=replace)
    with working() as control:
        text = text_or_standard_input(prompt)
        documents = [each for path in document or () for each in read_documents(str(path), control)]
        loaded = open_model(model, device=device, control=control, online=online)
        held = _session(loaded, session, memory, control)
        dialogue = held.dialogue
        if place is not None and not dialogue.conversation.has_memory:
            raise MemoryStateError(
                marked("errors", "{model} has no memory. Name a model that has one."),
                model=loaded.source.name,
            )
        reading = GenerationSettings(max_new_tokens=0)
        for each in documents:
            dialogue.say(each.text, reading, control=control, on_piece=_ignore, source=each.name)
        write = _write if session is None and place is None else _write_while_read
        answer = dialogue.say(
            text, settings, control=control, on_piece=_ignore if json else write
        ).answer
    conversation = dialogue.conversation
    if not json:
        print()
    # Each is said as soon as it is so: what comes next may fail.
    if session is not None:
        held.save(session)
        say(f"The session is kept: {held.name}")
    if place is not None:
        save(conversation, place)
        say(f"The memory is kept: {save_memory}")
    if json:
        described = _describe(conversation, text, answer, save_memory)
        print_json(described | ({} if session is None else {"session": held.name}))


def _session(
    loaded: "LoadedModel", name: str | None, memory: str | None, control: "Control"
) -> "LiveSession":
    """A session that is there, or a new one, perhaps with a memory to begin with."""
    from memstudio.cli.states import place_of
    from memstudio.tasks.dialogue.live_session import LiveSession
    from memstudio.tasks.dialogue.session_library import SessionLibrary
    from memstudio.tasks.dialogue.session_names import checked_session_name

    if name is not None and SessionLibrary().has(checked_session_name(name)):
        session = LiveSession.opened(loaded, name, control)
    else:
        session = LiveSession(loaded)
    if memory is not None:
        session.dialogue.attach(place_of(memory)[1])
    return session


def _said(
    model: str,
    prompt: str,
    device: str,
    says: "Callable[..., _T]",
    *,
    online: bool,
    asks_reset: bool,
) -> "tuple[str, _T, _T | None]":
    """A text, and what a model's head says of it: as it is, and with the memory reset."""
    from memstudio.cli.documents import text_or_standard_input
    from memstudio.memory.attach import open_model

    with working() as control:
        text = text_or_standard_input(prompt)
        loaded = open_model(model, device=device, control=control, online=online)
        said, reset = says(loaded, text, control), None
        if asks_reset and loaded.model.config.memory_kind != "none":
            reset = says(loaded, text, control, resets_memory=True)
    return text, said, reset


def _say_number(model: str, prompt: str, device: str, *, online: bool, json: bool) -> None:
    from memstudio.measuring.said_at_end import said_number

    text, said, reset = _said(model, prompt, device, said_number, online=online, asks_reset=json)
    if json:
        print_json({"prompt": text, "number": said, "number_memory_reset": reset})
    else:
        print(f"{said:.6g}")


def _say_labels(model: str, prompt: str, device: str, *, online: bool, json: bool) -> None:
    from memstudio.measuring.said_at_end import said_labels

    text, shares, reset = _said(model, prompt, device, said_labels, online=online, asks_reset=json)
    labels = {name: max(own, key=lambda each: own[each]) for name, own in shares.items()}
    if json:
        print_json(
            {
                "prompt": text,
                "labels": labels,
                "shares": shares,
                "shares_memory_reset": reset,
            }
        )
        return
    for name, chosen in labels.items():
        print_text(f"{name}: {chosen} {shares[name][chosen]:.0%}")


def _write(piece: str) -> None:
    # A program that reads it gets what was written, to the letter.
    sys.stdout.write(harmless(piece) if sys.stdout.isatty() else piece)
    sys.stdout.flush()


def _write_while_read(piece: str) -> None:
    """What is to be kept is kept, also when whoever reads has enough."""
    try:
        if sys.stdout is not None:
            _write(piece)
    except BrokenPipeError:
        sys.stdout = None  # nothing more is written, nor at the end


def _ignore(piece: str) -> None:
    """The whole text goes into the JSON document."""


def _describe(
    conversation: "Conversation", prompt: str, answer: str, saved: str | None
) -> dict[str, object]:
    from memstudio.cli.states import slots_as_json

    memory = conversation.snapshot()
    return {
        "prompt": prompt,
        "text": answer,
        "segments_read": memory.num_segments if memory else None,
        "slots": slots_as_json(memory.slots) if memory else None,
        "memory": saved,
    }
