"""`memstudio bench trainer`: our training against the plain Hugging Face Trainer."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.options import Json
from memstudio.cli.terminal import print_json, working


def run(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="A plain backbone.")],
    *,
    rounds: Annotated[int, typer.Option(min=1, help="Turns of each.")] = 3,
    steps: Annotated[int, typer.Option(min=2, help="Counted of each turn.")] = 6,
    threads: Annotated[int, typer.Option(min=1, help="Of torch, for both.")] = 1,
    json: Json = False,
) -> None:
    """The speed of a run with the memory `none` over the plain Trainer's, on the same samples."""
    from memstudio.bench.plain_trainer import measure_trainer
    from memstudio.resources import resource

    text = resource("samples/pride-and-prejudice.txt")
    with working() as control:
        found = measure_trainer(
            model, Path(str(text)), rounds=rounds, steps=steps, threads=threads, control=control
        )
    if json:
        print_json(found.as_json())
        return
    print(
        f"A step of {found.tokens_per_step} tokens: {found.ours:.3f} s here, {found.plain:.3f} s by "
        f"the plain Trainer; {found.ratio:.3f} of its speed (the quickest of {found.steps} steps each, "
        "in turns)."
    )
