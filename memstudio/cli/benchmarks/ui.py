"""`memstudio bench ui`: how smooth the window stays through a session under a script."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.benchmark_report import check_out, report
from memstudio.cli.options import Json
from memstudio.cli.terminal import working


def run(
    *,
    trace: Annotated[
        Path | None,
        typer.Option("--trace", metavar="T.zarr", help="That is moved about in; one of a million tokens is recorded when there is none."),
    ] = None,
    model: Annotated[
        str, typer.Option("--model", metavar="PATH", help="That is opened; the demo when none is named.")
    ] = "",
    steps: Annotated[int, typer.Option(min=50, help="Of training.")] = 400,
    runs: Annotated[int, typer.Option(min=0, help="Of the session.")] = 3,
    starts: Annotated[int, typer.Option(min=0, help="Of the window alone.")] = 5,
    busy: Annotated[
        int, typer.Option(min=0, help="Processes that only take the processor meanwhile.")
    ] = 1,
    size: Annotated[str, typer.Option("--size", metavar="WxH", help="Of the window.")] = "1920x1080",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where the tables go, too; the values beside them."),
    ] = None,
    json: Json = False,
) -> None:  # fmt: skip
    """Play a session in the real window and record how late its main loop is all the while.

    A model and a text are dropped, a trace of a million tokens is opened and moved about in, a run is
    trained with all pages in turn, then one under scrubbing; questions are asked, the model is
    measured, the window closed. Every stall above 50 ms comes with what the window was doing. Without
    a display, Xvfb stands in.
    """
    from memstudio.bench.ui_session import UiSettings, measure_ui
    from memstudio.bench.ui_table import as_markdown

    check_out(out)
    if size.count("x") != 1 or not all(part.isdigit() and int(part) for part in size.split("x")):
        raise typer.BadParameter(f"--size {size} is not like 1920x1080.")
    if trace is not None and not (trace / "zarr.json").is_file():
        raise typer.BadParameter(f"--trace {trace} is no trace.")
    settings = UiSettings(trace, model, steps, runs, starts, busy, size)
    with working() as control:
        found = measure_ui(settings, control)
    report(as_markdown(found), found.as_json(), json=json, out=out, has_values_beside=True)
