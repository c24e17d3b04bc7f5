"""`memstudio bench trainer`: our training against the plain Hugging Face Trainer."""

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
    memory: Annotated[
        str, typer.Option(metavar="KIND", help="Measured too; none to leave that out.")
    ] = "rmt",
    json: Json = False,
) -> None:
    """The speed of a run with the memory `none` over the plain Trainer's, on the same samples.

    And that of a run with a memory over one without, beside what arithmetic allows.
    """
    from memstudio.bench.plain_trainer import measure_trainer
    from memstudio.resources import resource

    text = resource("samples", "pride-and-prejudice.txt")
    with working() as control:
        found = measure_trainer(
            model, text, rounds=rounds, steps=steps, threads=threads, memory=memory,
            control=control,
        )  # fmt: skip
    if json:
        print_json(found.as_json())
        return
    print(
        f"A step of {found.tokens_per_step} tokens: {found.ours:.3f} s here, {found.plain:.3f} s by "
        f"the plain Trainer; {found.ratio:.3f} of its speed."
    )
    with_memory = found.memory
    if with_memory is not None:
        print(
            f"In two segments: {with_memory.seconds:.3f} s with {with_memory.kind}, "
            f"{with_memory.base:.3f} s without a memory; {with_memory.speed:.3f} of the speed, where "
            f"arithmetic allows {with_memory.arithmetic:.3f}."
        )
    print(f"Seconds on the processor, the quickest of {found.steps} steps each, in turns.")
