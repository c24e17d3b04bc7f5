"""`memstudio bench kills`: whether a run that is killed goes on as if it had not been."""

from typing import Annotated

import typer

from memstudio.cli.options import MOST_SEED, Json
from memstudio.cli.terminal import print_json, working


def run(
    *,
    kills: Annotated[int, typer.Option(min=1, help="How many.")] = 100,
    seed: Annotated[int, typer.Option(min=0, max=MOST_SEED, help="Of the moments.")] = 0,
    json: Json = False,
) -> None:
    """Kill a short run of the demo model at random moments, and let it go on each time.

    The weights at its end are compared, bit for bit, with those of a run that nobody disturbed.
    """
    from memstudio.bench.kills import measure_kills

    with working() as control:
        found = measure_kills(kills, seed, control)
    if json:
        print_json(found.as_json())
        return
    print(
        f"{found.kills} kills: {found.between} after a checkpoint, {found.before_folder} before "
        f"there was a run's folder. {found.runs} runs went on to their end, {found.identical} of "
        "them to the weights of the undisturbed run, bit for bit."
    )
