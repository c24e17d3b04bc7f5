"""`memstudio resume`: going on with a run."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.options import Json, Settings, named_options


def run(
    folder: Annotated[Path, typer.Argument(metavar="RUN", help="The run's folder.")],
    *,
    settings: Settings = None,
    json: Json = False,
) -> None:
    """Go on with a run from its last complete checkpoint, as if it had never ended.

    How its steps are computed, measured and kept may be another from here on, such as
    `--set batch_size=2 --set gradient_accumulation=4`: a step reads as many samples as before.
    """
    from memstudio.cli.runs import finish, run_shown
    from memstudio.training.trainer import resume

    changes = named_options(settings)
    finish(
        run_shown(
            lambda control, show: resume(folder, control=control, on_event=show, changes=changes)
        ),
        json=json,
    )
