"""`memstudio train`: a run from its configuration."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from memstudio.cli.options import Json, OutFolder, Settings, named_options

if TYPE_CHECKING:
    from memstudio.training.run_config import RunConfig
    from memstudio.training.way_on import MemoryRoom


def run(
    config: Annotated[
        Path | None, typer.Argument(metavar="[RUN.toml]", help="The run's configuration.")
    ] = None,
    *,
    task: Annotated[
        str | None,
        typer.Option(
            "--task",
            metavar="NAME",
            help="In place of RUN.toml: a task that `memstudio tasks` lists, with its sample.",
        ),
    ] = None,
    out: OutFolder = None,
    device: Annotated[
        str | None, typer.Option("--device", metavar="DEVICE", help="Instead of the file's.")
    ] = None,
    steps: Annotated[int | None, typer.Option(min=1, help="Instead of the file's.")] = None,
    settings: Settings = None,
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Only say how much memory it will take.")
    ] = False,
    json: Json = False,
) -> None:
    """Train as RUN.toml or a task says, in a new run folder whose path is printed at the end.

    Ctrl-C stops after the step and keeps what was learnt; `memstudio resume` goes on.
    """
    if (config is None) == (task is None):
        raise typer.BadParameter("Name either RUN.toml, or a task with --task.")
    from memstudio.cli.runs import finish, run_shown
    from memstudio.training.config_changes import with_settings
    from memstudio.training.trainer import train

    given = {"out": str(out.resolve()) if out else None, "device": device, "steps": steps}
    given = {name: value for name, value in given.items() if value is not None}
    changes = named_options(settings) | given
    model = changes.get("model")
    if estimate:
        # The model that a task starts from is made only to be looked at.
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            asked = _asked(config, task, Path(folder), model)
            _estimate(with_settings(asked, changes), json=json)
        return
    wanted = with_settings(_asked(config, task, out, model), changes)
    finish(
        run_shown(lambda control, show: train(wanted, control=control, on_event=show)), json=json
    )


def _asked(
    config: Path | None, task: str | None, out: Path | None, model: str | None
) -> "RunConfig":
    """The run of a file, or that of a task, whose starting model is made unless another is named."""
    from memstudio.training.run_config import read_config

    if config is not None:
        return read_config(config)
    from memstudio.cli.terminal import working
    from memstudio.paths import models_dir
    from memstudio.tasks.templates.registry import task_templates
    from memstudio.training.task_runs import make_start, task_config

    template = task_templates.get(task or "")
    if model is not None:
        return task_config(template, model)
    with working() as control:
        model = make_start(template, out.resolve() if out else models_dir(), control=control)
    return task_config(template, model)


def _estimate(wanted: "RunConfig", *, json: bool) -> None:
    from memstudio.cli.terminal import print_columns, print_json, size, working
    from memstudio.cli.ways_on import ways_in_rows
    from memstudio.training.memory_ways import memory_room

    with working() as control:
        room = memory_room(wanted, control=control)
    found = room.estimate
    if json:
        print_json(_as_json(room))
        return
    print(
        f"About {size(found.peak)} on {found.device} at most: {size(found.now)} before the first "
        f"step, {size(found.optimizer)} for the optimiser, {size(found.gradients)} for gradients, "
        "and the rest for what is kept on the way back."
    )
    if room.reachable is not None:
        verdict = "It fits" if room.fits else "It does not fit"
        print(f"{verdict}: {size(room.reachable)} can be had.")
    if room.ways:
        print("Ways to make it fit:")
        print_columns(ways_in_rows(room, "", ""))


def _as_json(room: "MemoryRoom") -> dict[str, Any]:
    from dataclasses import asdict

    ways = [asdict(way) | {"changes": dict(way.changes)} for way in room.ways]
    rest = {"reachable": room.reachable, "fits": room.fits, "ways": ways}
    return asdict(room.estimate) | rest
