"""`memstudio train`: a run from its configuration."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from memstudio.cli.options import Json, OutFolder

if TYPE_CHECKING:
    from memstudio.training.run_config import RunConfig


def run(
    config: Annotated[Path, typer.Argument(metavar="RUN.toml", help="The run's configuration.")],
    *,
    out: OutFolder = None,
    device: Annotated[
        str | None, typer.Option("--device", metavar="DEVICE", help="Instead of the file's.")
    ] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Instead of the file's.")] = None,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Only say how much memory it will take.")
    ] = False,
    json: Json = False,
) -> None:
    """Train as RUN.toml says, in a new run folder whose path is printed at the end.

    Ctrl-C stops after the step and keeps what was learnt; `memstudio resume` goes on.
    """
    from memstudio.cli.runs import finish, run_shown
    from memstudio.training.run_config import read_config
    from memstudio.training.trainer import train

    given = {"out": str(out.resolve()) if out else None, "device": device, "steps": steps}
    wanted = read_config(config).changed(**{k: v for k, v in given.items() if v is not None})
    if estimate:
        _estimate(wanted, json=json)
        return
    finish(
        run_shown(lambda control, show: train(wanted, control=control, on_event=show)), json=json
    )


def _estimate(wanted: "RunConfig", *, json: bool) -> None:
    from dataclasses import asdict

    from memstudio.cli.terminal import print_json, size, working
    from memstudio.training.memory_estimate import estimate_run

    with working() as control:
        found = estimate_run(wanted, control=control)
    if json:
        print_json(asdict(found))
        return
    print(
        f"About {size(found.peak)} on {found.device} at most: {size(found.now)} before the first "
        f"step, {size(found.optimizer)} for the optimiser, {size(found.gradients)} for gradients, "
        "and the rest for what is kept on the way back."
    )
