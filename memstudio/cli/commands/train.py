"""`memstudio train`: a run from its configuration."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.options import Json, OutFolder


def run(
    config: Annotated[Path, typer.Argument(metavar="RUN.toml", help="The run's configuration.")],
    *,
    out: OutFolder = None,
    device: Annotated[
        str | None, typer.Option("--device", metavar="DEVICE", help="Instead of the file's.")
    ] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Instead of the file's.")] = None,
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
    finish(
        run_shown(lambda control, show: train(wanted, control=control, on_event=show)), json=json
    )
