"""`memstudio bench trace`: what it costs to record a long text, and to look through it."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.benchmark_report import report
from memstudio.cli.options import MOST_SEED, Json, Threads
from memstudio.cli.terminal import working


def run(
    *,
    tokens: Annotated[int, typer.Option(min=1000, help="That are read.")] = 1_000_000,
    slots: Annotated[int, typer.Option(min=1, help="Of memory.")] = 64,
    memory: Annotated[str, typer.Option("--memory", metavar="KIND", help="Of memory.")] = "rmt",
    segment: Annotated[int, typer.Option(min=2, help="Tokens of a segment.")] = 128,
    width: Annotated[int, typer.Option(min=8, help="Of the model.")] = 64,
    layers: Annotated[int, typer.Option(min=1, help="Of the model.")] = 3,
    heads: Annotated[int, typer.Option(min=1, help="Of the model's attention.")] = 4,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Of the model's weights.")] = 0,
    threads: Threads = 1,
    keep: Annotated[
        Path | None, typer.Option("--keep", metavar="T.zarr", help="Where the trace is left.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where the tables go, too.")
    ] = None,
    json: Json = False,
) -> None:
    """Read a long text with the recorder off and on, then open and look through the trace.

    Printed are the ratio of the two times, what memory grew by, the size on disk, the time to open
    the trace, and the time to fetch a screenful of weights from far and near.
    """
    from memstudio.atomic import refuse_existing
    from memstudio.bench.trace_speed import TraceSettings, measure_trace
    from memstudio.bench.trace_speed_table import as_markdown
    from memstudio.memory.kinds_registry import memory_kinds

    memory_kinds.check(memory)
    if memory == "none":
        raise typer.BadParameter("a model without a memory has no slots to be looked at.")
    # Each head takes an even part of the width, as positions turn pairs of numbers.
    if width % (2 * heads):
        raise typer.BadParameter(f"--width {width} is no multiple of twice --heads {heads}.")
    if keep is not None:
        refuse_existing(keep)
    settings = TraceSettings(
        tokens=tokens,
        slots=slots,
        segment_length=segment,
        width=width,
        layers=layers,
        heads=heads,
        kind=memory,
        seed=seed,
        threads=threads,
    )
    with working() as control:
        found = measure_trace(settings, control=control, out=keep)
    report(as_markdown(found), found.as_json(), json=json, out=out)
