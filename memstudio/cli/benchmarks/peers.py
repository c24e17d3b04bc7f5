"""`memstudio bench peers`: our memories beside what somebody would take instead."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.benchmark_report import check_out, report
from memstudio.cli.options import Json, Threads
from memstudio.cli.terminal import json_text, working


def run(
    *,
    only: Annotated[
        list[str] | None,
        typer.Option("--only", metavar="NAME", help="Only this one and what it is compared with; may be given again."),
    ] = None,
    width: Annotated[int, typer.Option(min=8, help="Of the models.")] = 256,
    layers: Annotated[int, typer.Option(min=1, help="Of the models.")] = 4,
    heads: Annotated[int, typer.Option(min=1, help="Of the models' attention.")] = 4,
    words: Annotated[int, typer.Option(min=16, help="In the vocabulary.")] = 4096,
    segment: Annotated[int, typer.Option(min=2, help="Tokens of a segment.")] = 128,
    slots: Annotated[int, typer.Option(min=1, help="Of memory.")] = 16,
    rounds: Annotated[int, typer.Option(min=1, help="Turns of everybody.")] = 8,
    steps: Annotated[int, typer.Option(min=1, help="Of training, in a turn.")] = 12,
    learning_rate: Annotated[float, typer.Option(min=0, help="Of all.")] = 1e-3,
    peaks: Annotated[
        int, typer.Option(min=0, help="Measurements of peak memory; 0 to leave that out.")
    ] = 3,
    trainer_steps: Annotated[
        int,
        typer.Option(min=0, help="Of a run and of the plain Trainer, in a turn; 0 for neither."),
    ] = 4,
    threads: Threads = 1,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where the tables go, too, and lines of JSON beside it."),
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Speed, loss and memory beside RMT and ARMT as published, four packages, and the Trainer.

    Everybody trains on the same text, and reads it, in turns. Printed are ratios within a round, with
    their spread; at equal loss means the time until both have the loss that both came to. Packages
    are those of the group `peers`; one that is not installed is listed with how to get it.
    """
    from memstudio.atomic import write_text
    from memstudio.bench.memory_cost_models import CostSize
    from memstudio.bench.peers.entries import chosen
    from memstudio.bench.peers.figures import PeerSettings
    from memstudio.bench.peers.measuring import measure_peers
    from memstudio.bench.peers.table import as_markdown

    check_out(out, ".jsonl")
    # Each head takes an even part of the width, as positions turn pairs of numbers.
    if width % (2 * heads):
        raise typer.BadParameter(f"--width {width} is no multiple of twice --heads {heads}.")
    entries = chosen(only or [])
    if not entries:
        raise typer.BadParameter(f"nothing is called {' or '.join(only or [])}.")
    settings = PeerSettings(
        CostSize(width, layers, heads, words, segment, slots),
        rounds=rounds,
        steps=steps,
        learning_rate=learning_rate,
        peaks=peaks,
        trainer_steps=trainer_steps,
        threads=threads,
    )
    with working() as control:
        found = measure_peers(settings, entries=entries, control=control)
    report(as_markdown(found), found.as_json(), json=json, out=out)
    if out is not None:
        lines = [json_text(line, indent=None, is_ascii=True) + "\n" for line in found.lines()]
        write_text(out.with_suffix(".jsonl"), "".join(lines))
