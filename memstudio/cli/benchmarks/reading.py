"""`memstudio bench reading`: a million tokens, from the first to the last."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.benchmark_report import report
from memstudio.cli.options import MOST_SEED, Json, Threads
from memstudio.cli.terminal import working


def run(
    model: Annotated[str, typer.Argument(metavar="MODEL", help="With a memory.")] = "demo",
    *,
    tokens: Annotated[int, typer.Option(min=20_000, help="That are read.")] = 1_000_000,
    passes: Annotated[int, typer.Option(min=1, help="With the recorder, and without.")] = 3,
    stories: Annotated[
        int, typer.Option(min=0, help="Whose beginning is asked for; 0 to leave that out.")
    ] = 32,
    distance: Annotated[
        list[int] | None,
        typer.Option(min=1, help="Tokens between facts and questions; may be given again."),
    ] = None,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Of the stories.")] = 1,
    threads: Threads = 1,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where the tables go, too.")
    ] = None,
    json: Json = False,
) -> None:
    """Whether a long text is read as fast at its end as at its start, and what is left of the start.

    Printed are tokens per second of the first and the last 5% (behind a warm-up of 1%), with and
    without a trace being recorded, their ratio as it was and without what the machine did meanwhile (the
    same few segments are read between the parts), what memory in use grew by, and how many questions about facts at
    the start are answered right farther on, with the memory and with it reset.
    """
    from memstudio.bench.reading.measuring import ReadingSettings, as_markdown, measure_reading

    settings = ReadingSettings(
        model=model,
        tokens=tokens,
        passes=passes,
        stories=stories,
        distances=tuple(sorted(set(distance))) if distance else ReadingSettings.distances,
        seed=seed,
        threads=threads,
    )
    with working() as control:
        found = measure_reading(settings, control=control)
    report(as_markdown(found), found.as_json(), json=json, out=out)
