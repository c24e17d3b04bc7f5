"""`memstudio bench provenance`: whether explanations of answers are true."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.benchmark_report import check_out, report
from memstudio.cli.options import MOST_SEED, DeviceName, Json, Threads
from memstudio.cli.terminal import working


def run(
    *,
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="One that answers the stories.")
    ] = "demo",
    answers: Annotated[
        int,
        typer.Option(min=4, help="Right answers to explain, at least; a quarter more with gaps."),
    ] = 200,
    segments: Annotated[int, typer.Option(min=3, help="Of a story in which people move.")] = 16,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Of the stories.")] = 1,
    threads: Threads = 1,
    device: DeviceName = "cpu",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where the tables go, too, and JSON beside it."),
    ] = None,
    json: Json = False,
) -> None:
    """Whether explanations are true: on fresh stories, answers are explained and put to the test.

    Printed is how often the first source span states the fact, how often removing the slots on the
    chain changes the answer, and how often removing as many random other slots does.
    """
    import torch

    from memstudio.bench.provenance import measure_provenance
    from memstudio.bench.provenance_table import as_markdown
    from memstudio.memory.attach import open_model

    check_out(out)
    torch.set_num_threads(threads)
    with working() as control:
        loaded = open_model(model, device=device, control=control)
        found = measure_provenance(
            loaded, num_answers=answers, num_segments=segments, seed=seed, control=control
        )
    table = as_markdown(found, shlex.join(["memstudio", *sys.argv[1:]]))
    report(table, found.as_json(), json=json, out=out, has_values_beside=True)
