"""`memstudio bench cost`: what `memstudio cost` says beside what real steps take."""

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.benchmark_report import report
from memstudio.cli.options import Json, Kinds, kinds_named
from memstudio.cli.terminal import working


def run(
    *,
    memory: Kinds = None,
    slots: Annotated[list[int] | None, typer.Option(min=1, help="Slots; again for more.")] = None,
    segments: Annotated[
        list[int] | None, typer.Option(min=1, help="Segments of a sample; again for more.")
    ] = None,
    json: Json = False,
) -> None:
    """Hold what the cost calculator says against steps of small models, on one core."""
    from memstudio.bench.cost_calculator import as_markdown, cost_trials

    kinds = kinds_named(memory)
    with working() as control, tempfile.TemporaryDirectory() as folder:
        found = cost_trials(kinds, slots or [4, 16], segments or [2, 6], Path(folder), control)
    report(as_markdown(found), [asdict(each) for each in found], json=json)
