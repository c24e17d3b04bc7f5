"""`memstudio bench faults`: what is lost when something goes wrong at a random moment."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from memstudio.cli.options import MOST_SEED, Json
from memstudio.cli.terminal import working

if TYPE_CHECKING:
    from memstudio.bench.faults.campaign import FaultRecord


def run(
    *,
    faults: Annotated[int, typer.Option(min=1, help="How many, over all activities.")] = 210,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Of the moments.")] = 0,
    activities: Annotated[
        list[str] | None,
        typer.Option("--activity", metavar="NAME", help="Only this; can be given again."),
    ] = None,
    results: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="A line of JSON for each fault, as it comes, is added."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="The table as Markdown.")
    ] = None,
    json: Json = False,
) -> None:
    """Kill, cut the power, fill the disk and the like while files are written; count what is lost.

    Training, tracing, memory states, settings and the cache of texts are struck. A small disk of
    its own is mounted for it where that is allowed (as root on Linux). Needs Linux or macOS.
    """
    import os
    import time

    from memstudio.atomic import writing
    from memstudio.errors import MemStudioError, marked

    if not hasattr(os, "fork"):
        raise MemStudioError(
            marked("errors", "bench faults copies the process at work for each fault, which this system cannot do. It needs Linux or macOS.")
        )  # fmt: skip
    from memstudio.bench.faults.activities.all_activities import ACTIVITIES
    from memstudio.bench.faults.campaign import as_line, strike_all
    from memstudio.bench.faults.table import fault_table
    from memstudio.cli.benchmark_report import report

    if unknown := set(activities or ()) - set(ACTIVITIES):
        raise typer.BadParameter(
            f"There is no {unknown.pop()}. There are: {', '.join(ACTIVITIES)}."
        )

    def keep(record: "FaultRecord") -> None:
        if results is not None:
            with writing(results), results.open("a", encoding="utf-8") as file:
                file.write(as_line(record) + "\n")

    with working() as control:
        found = strike_all(
            faults, seed, control, activities=tuple(activities or ACTIVITIES), on_record=keep
        )
    only = "".join(f" --activity {name}" for name in activities or ())
    command = f"memstudio bench faults --faults {faults} --seed {seed}{only}"
    table = fault_table(found, command, time.strftime("%Y-%m-%d"))
    report(table, found.as_json(), json=json, out=out)
