"""`memstudio resume`: going on with a run."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.options import Json


def run(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="The run's folder.")],
    *,
    json: Json = False,
) -> None:
    """Go on with a run from its last complete checkpoint, as if it had never ended."""
    from memstudio.cli.runs import finish, run_shown
    from memstudio.training.trainer import resume

    finish(
        run_shown(lambda control, show: resume(folder, control=control, on_event=show)), json=json
    )
