"""`memstudio bench`: the project's own measurements."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from memstudio.cli.options import Json
from memstudio.cli.terminal import print_json, say, working


def run(
    name: Annotated[Literal["memory-tasks"], typer.Argument(metavar="NAME", help="memory-tasks")],
    *,
    preset: Annotated[
        Literal["quick", "full"], typer.Option("--preset", help="quick: minutes; full: hours.")
    ] = "quick",
    memory: Annotated[
        list[str] | None,
        typer.Option("--memory", metavar="KIND", help="Only this one; may be given again."),
    ] = None,
    task: Annotated[
        list[str] | None,
        typer.Option("--task", metavar="TASK", help="Only tasks that begin so."),
    ] = None,
    seeds: Annotated[int | None, typer.Option(min=1, max=100, help="Of each trial.")] = None,
    threads: Annotated[int, typer.Option(min=1, help="Of the processor.")] = 1,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where the table goes, too.")
    ] = None,
    json: Json = False,
) -> None:
    """Measure what each memory learns, with the controls that tell memory from luck.

    `memory-tasks` trains small models from nothing on copy, reverse, recall and the like, and prints
    the share of right answers: as trained, with the memory's state reset before each segment, and
    with the states of the texts swapped. A memory that is used falls to chance under both.
    """
    del name
    import torch

    from memstudio.atomic import write_text
    from memstudio.bench.memory_tasks import as_markdown, run_suite
    from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS, memory_kinds

    kinds = memory or [each.name for each in KIND_DESCRIPTIONS]
    for kind in kinds:
        memory_kinds.get(kind)
    torch.set_num_threads(threads)
    with working() as control:
        rows = run_suite(
            preset,
            kinds=kinds,
            tasks=task or (),
            num_seeds=seeds,
            control=control,
            on_row=lambda row: say(as_markdown([row]).splitlines()[-1]),
        )
    table = as_markdown(rows)
    if out is not None:
        write_text(out, table + "\n")
    if json:
        print_json([row.as_json() for row in rows])
    else:
        print(table)
