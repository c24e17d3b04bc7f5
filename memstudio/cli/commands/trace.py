"""`memstudio trace`: what the memory does while a document is read."""

import os
import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from memstudio.cli.options import DeviceName, Json, Model, Online
from memstudio.cli.terminal import print_json, say, working
from memstudio.errors import MemStudioError

if TYPE_CHECKING:
    from memstudio.trace.reader import TraceReader


def run(
    model: Model,
    document: Annotated[
        str, typer.Argument(metavar="DOCUMENT", help="A text file; `-` for standard input.")
    ],
    *,
    out: Annotated[
        Path, typer.Option("--out", metavar="T.zarr", help="The trace, a folder to be made.")
    ],
    picture: Annotated[
        Path | None, typer.Option(metavar="PNG", help="Draw the trace into this file too.")
    ] = None,
    number: Annotated[
        int, typer.Option(min=1, help="Which document of a file that holds several.")
    ] = 1,
    max_tokens: Annotated[
        int | None, typer.Option(min=1, help="Read no more than so many tokens.")
    ] = None,
    layers: Annotated[
        bool, typer.Option(help="Keep the weights of each layer and head, not only their mean.")
    ] = True,
    gain: Annotated[
        bool,
        typer.Option("--gain", help="Read without memory too, and keep what each token gained."),
    ] = False,
    size: Annotated[
        int, typer.Option(min=1, metavar="MB", help="How large the trace may become.")
    ] = 300,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Read a document with a model and record what each slot of its memory did."""
    from memstudio.atomic import refuse_existing, refuse_existing_file
    from memstudio.cli.documents import read_document
    from memstudio.memory.attach import open_model
    from memstudio.trace.picture import draw_picture
    from memstudio.trace.recorder import record_trace

    refuse_existing(out)
    if picture:
        refuse_existing_file(picture)
        if os.path.realpath(out) == os.path.realpath(picture):
            raise typer.BadParameter("--out and --picture name the same place.")
    with working() as control:
        text = read_document(document, control, number=number)
        loaded = open_model(model, device=device, control=control, online=online)
        trace = record_trace(
            loaded,
            text.text,
            document=text.name,
            out=out,
            control=control,
            detail="heads" if layers else "mean",
            gain=gain,
            budget=size * 900_000,
            max_tokens=max_tokens,
            command=shlex.join(["memstudio", *sys.argv[1:]]),
        )
    try:
        notes = draw_picture(trace, picture) if picture else ()
    except MemStudioError:
        say(f"The trace itself was recorded: {out}")
        raise
    if json:
        print_json(_describe(trace, out, picture, notes))
        return
    for note in notes:
        say(note)
    say(f"{trace.num_tokens:,} tokens in {trace.num_segments:,} segments, {trace.num_slots} slots.")
    print(out)
    if picture:
        print(picture)


def _describe(
    trace: "TraceReader", out: Path, picture: Path | None, notes: tuple[str, ...]
) -> dict[str, object]:
    return {
        "trace": str(out),
        "picture": str(picture) if picture else None,
        "document": trace.document,
        "model": trace.model,
        "memory": trace.memory_kind,
        "tokens": trace.num_tokens,
        "segments": trace.num_segments,
        "segment_length": trace.segment_length,
        "slots": trace.num_slots,
        "notes": list(notes),
    }
