"""`memstudio answer`: answering a question from a collection and from memory, with sources."""

from typing import Annotated

import typer

from memstudio.cli import collections as shown
from memstudio.cli.collections import CollectionName, NumRead
from memstudio.cli.options import DeviceName, Json, ModelOption, Online
from memstudio.cli.terminal import on_one_line, print_json, print_text, say


def run(
    collection: CollectionName,
    question: Annotated[str, typer.Argument(metavar="QUESTION", help="In words.")],
    *,
    model: ModelOption,
    memory: Annotated[
        str | None,
        typer.Option("--memory", metavar="STATE", help="Begin from this memory: a name or a file."),
    ] = None,
    threshold: Annotated[
        float,
        typer.Option("--threshold", min=0.0, max=1.0, help="Below this confidence: I don't know."),
    ] = 0.5,
    read: NumRead = 3,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Answer QUESTION from COLLECTION, or say that it is not known."""
    from memstudio.cli.states import place_of
    from memstudio.tasks.sourced.answerer import Answerer

    with shown.searching(collection, model, device, online=online) as (searcher, loaded, control):
        assert loaded is not None  # noqa: S101 - the option is needed
        answerer = Answerer(loaded, searcher, place_of(memory) if memory is not None else None)
        answer = answerer.answer(question, threshold=threshold, num_read=read, control=control)
    if json:
        print_json(shown.answer_as_json(answer))
        return
    print_text(answer.text if answer.is_known else "I don't know.")
    way = "calibrated" if answer.calibration is not None else "not calibrated"
    say(f"Confidence {answer.confidence:.0%} ({way}), threshold {threshold:.0%}.")
    if not answer.is_taught:
        say(f"{answer.model} never learnt to answer from passages: this is how it goes on.")
    for each in answer.sources:
        text = each.found.passage.text
        quoted = text[slice(*each.span)] if each.span else text
        say(f"- {each.found.source}: {on_one_line(quoted, 200)}")
