"""`memstudio bench cost`: what `memstudio cost` says beside what real steps take."""

import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.options import Json
from memstudio.cli.terminal import print_json, working


def run(
    *,
    memory: Annotated[
        list[str] | None,
        typer.Option("--memory", metavar="KIND", help="This kind; again for more."),
    ] = None,
    slots: Annotated[list[int] | None, typer.Option(min=1, help="Slots; again for more.")] = None,
    segments: Annotated[
        list[int] | None, typer.Option(min=1, help="Segments of a sample; again for more.")
    ] = None,
    json: Json = False,
) -> None:
    """Hold what the cost calculator says against steps of small models, on one core."""
    from memstudio.bench.cost_calculator import as_markdown, cost_trials
    from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS, memory_kinds

    kinds = memory or [each.name for each in KIND_DESCRIPTIONS]
    for kind in kinds:
        memory_kinds.check(kind)
    with working() as control, tempfile.TemporaryDirectory() as folder:
        found = cost_trials(kinds, slots or [4, 16], segments or [2, 6], Path(folder), control)
    if json:
        print_json([asdict(each) for each in found])
    else:
        print(as_markdown(found))
