"""`memstudio bench data`: how fast text of any size is read, and in how much memory."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.benchmark_report import report
from memstudio.cli.options import Json
from memstudio.cli.terminal import say, working


def run(
    *,
    size: Annotated[float, typer.Option(min=0.001, help="Of each file, in GB.")] = 2.0,
    form: Annotated[
        list[str] | None,
        typer.Option(metavar="FORM", help="Only txt, jsonl or csv; may be given again."),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER", help="Where files are for the time; needs four times the size."
        ),
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="Of the tokenizer.")] = 1,
    json: Json = False,
) -> None:
    """How fast text is read and made into tokens, and how much memory that takes.

    Text of words drawn from a book is written, read, split and tokenised with the demo model's
    tokenizer, twice: the second time all of it is in the cache.
    """
    from memstudio.bench.data_reading import as_markdown, measure_reading
    from memstudio.bench.data_texts import FORMS

    forms = form or list(FORMS)
    for each in forms:
        if each not in FORMS:
            raise typer.BadParameter(f"'{each}' is none of {', '.join(FORMS)}.")
    with working() as control:
        rows = measure_reading(
            forms,
            int(size * 1e9),
            folder,
            control,
            threads=threads,
            on_figures=lambda found: say(as_markdown([found]).splitlines()[2]),
        )
    report(as_markdown(rows), [row.as_json() for row in rows], json=json)
