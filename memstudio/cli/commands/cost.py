"""`memstudio cost`: what a run costs, worked out from the shape of its model alone."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from memstudio.cli.options import Json, Settings, named_options
from memstudio.cli.terminal import print_columns, print_json, size, working

if TYPE_CHECKING:
    from memstudio.costs.run_cost import RunCost
    from memstudio.training.run_config import RunConfig

_PARTS = {
    "weights": "weights",
    "gradients": "gradients",
    "optimizer": "the optimiser",
    "activations": "kept on the way back",
    "state": "memory state",
    "sending": "put together to be sent or used",
    "program": "the program, and freed blocks that it keeps",
}


def run(
    what: Annotated[
        str,
        typer.Argument(
            metavar="MODEL|RUN.toml", help="A run; or a model, or the config.json of one."
        ),
    ],
    *,
    settings: Settings = None,
    on: Annotated[
        str,
        typer.Option(
            "--on", metavar="NAME", help="A GPU such as h100 or l4; this computer if not."
        ),
    ] = "this",
    efficiency: Annotated[
        float,
        typer.Option(min=0.01, max=1.0, help="Share of its maker's figures that the GPU comes to."),
    ] = 0.4,
    devices: Annotated[int, typer.Option(min=1, max=65536, help="That train together.")] = 1,
    bandwidth: Annotated[
        float,
        typer.Option(min=0.001, max=1e6, metavar="GB/S", help="That each of them sends."),
    ] = 10.0,
    json: Json = False,
) -> None:
    """Say what a run takes: memory by part, arithmetic, time, and what several devices send.

    Nothing of the model is loaded, so it may be of any size. `--set NAME=VALUE` changes a setting of
    the run, such as memory.kind=armt, segments_per_sample=8 or sharded=true.
    """
    from memstudio.costs.asked import CostBook, Place

    config = _config(what, settings)
    place = Place(on, efficiency, devices, bandwidth * 1e9)
    with working() as control:
        cost = CostBook().cost(config, place, control)
    if json:
        derived = ("peak", "fits", "step_seconds", "tokens_per_second")
        print_json(asdict(cost) | {name: getattr(cost, name) for name in derived})
        return
    _print(cost)


def _config(what: str, settings: list[str] | None) -> "RunConfig":
    from pathlib import Path

    from memstudio.training.config_changes import with_settings
    from memstudio.training.run_config import RunConfig, read_config

    config = read_config(Path(what)) if what.endswith(".toml") else RunConfig.of(model=what)
    return with_settings(config, named_options(settings))


def _print(cost: "RunCost") -> None:
    rows = [(_PARTS[part.name], size(part.num_bytes)) for part in cost.parts]
    print(
        f"{cost.num_parameters:,} parameters, {cost.num_memory:,} of them the memory's; "
        f"{cost.num_trained:,} are trained."
    )
    print_columns([*rows, ("together, on each device", size(cost.peak))])
    if cost.memory is not None:
        print(f"{'It fits' if cost.fits else 'It does not fit'}: there are {size(cost.memory)}.")
    print(
        f"A step: {cost.flops / 1e12:,.3g} TFLOP on each device, {cost.seconds:.3g} s; "
        f"{cost.tokens:,} tokens, {cost.tokens_per_second:,.0f} a second."
    )
    if cost.num_devices > 1:
        print(
            f"Each of {cost.num_devices} devices sends {size(cost.sent)} in a step, which takes "
            f"{cost.sending:.3g} s by itself."
        )
    hours = cost.steps * cost.step_seconds / 3600
    print(f"{cost.steps:,} steps: {hours:.3g} hours, validation left out.")
