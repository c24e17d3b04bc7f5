"""`memstudio runs`: what was trained, and in what runs differ."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from memstudio.cli.options import Json, OutFolder, Settings, is_alone, named_options
from memstudio.cli.terminal import print_columns, print_json, say

if TYPE_CHECKING:
    from memstudio.training.run_folder import RunFolder
    from memstudio.training.run_summary import RunSummary

Sort = Literal["started", "name", "state", "model", "steps", "before", "after", "duration"]

app = typer.Typer(help="List runs, compare them, and branch one.", invoke_without_command=True)

Folder = Annotated[
    Path | None, typer.Option("--folder", metavar="DIR", help="Instead of your folder of runs.")
]


@app.callback()
def run(
    context: typer.Context,
    *,
    folder: Folder = None,
    sort: Annotated[Sort, typer.Option(help="The newest, or the least, first.")] = "started",
    search: Annotated[
        str,
        typer.Option(
            metavar="TEXT",
            help="Words of name, model, data, memory, tags and notes; and terms such as "
            "'memory:rmt', 'tag:good', 'loss<2.5' or 'learning_rate>=1e-4'.",
        ),
    ] = "",
    json: Json = False,
) -> None:
    """List the runs, or compare some of them."""
    if not is_alone(context):
        return
    from memstudio.paths import runs_dir
    from memstudio.training.run_index import RunIndex
    from memstudio.training.run_search import parsed
    from memstudio.training.run_settings import settings_in

    where, wanted, index = folder or runs_dir(), parsed(search), RunIndex()
    listed = sorted(index.look(where), key=lambda each: each.created, reverse=True)
    for path, problem in index.problems.items():
        say(f"{Path(path).name} is not listed: {problem}")
    found = [
        each
        for each in listed
        if wanted.matches(each, settings_in(each.path) if wanted.needs_settings else None)
    ]
    if sort != "started":
        # What has no figure comes last.
        found.sort(key=lambda each: (_key(each, sort) is None, _key(each, sort)))
    if json:
        print_json([_as_json(each) for each in found])
        return
    if not found:
        say(
            f"No run in {where} matches."
            if search
            else f"There is no run in {where} yet. `memstudio train RUN.toml` makes one."
        )
        return
    heading = (
        "NAME", "STATE", "MODEL", "DATA", "MEMORY", "TRAINS", "STEPS", "BEFORE", "AFTER", "RESET",
        "STARTED", "SECONDS", "TAGS", "ALARMS",
    )  # fmt: skip
    print_columns([_cells(each) for each in found], heading)


@app.command()
def compare(
    runs: Annotated[
        list[str], typer.Argument(metavar="RUN RUN...", help="Names or folders of runs.")
    ],
    *,
    folder: Folder = None,
    whole: Annotated[
        bool, typer.Option("--all", help="All settings, not only those that differ.")
    ] = False,
    json: Json = False,
) -> None:
    """Print in which settings runs differ, and their figures."""
    from memstudio.training.run_differences import compared

    found = [_find(each, folder) for each in runs]
    summaries = [each.summary() for each in found]
    rows = compared([each.config() for each in found], is_whole=whole)
    if json:
        print_json({
            "runs": [_as_json(each) for each in summaries],
            "settings": {row.path: list(row.values) for row in rows},
        })  # fmt: skip
        return
    figures = zip(*(_figures(each) for each in summaries), strict=True)
    names = ("state", "steps", "loss before", "loss after", "loss, memory reset", "seconds")
    table = [(name, *values) for name, values in zip(names, figures, strict=True)]
    table += [(row.path, *row.values) for row in rows]
    print_columns(table, ("", *(each.shown_name for each in summaries)))
    if not rows:
        say("Their settings are the same.")


@app.command()
def branch(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Name or folder of a run.")],
    *,
    at: Annotated[
        int | None,
        typer.Option("--at", metavar="STEP", help="One with a checkpoint; the latest if missing."),
    ] = None,
    settings: Settings = None,
    out: OutFolder = None,
    only_make: Annotated[
        bool, typer.Option("--only-make", help="Do not train it; `memstudio resume` does later.")
    ] = False,
    folder: Folder = None,
    json: Json = False,
) -> None:
    """Train a new run on from a checkpoint of RUN, with its weights, optimiser and place in the text.

    RUN may be held or going on; it stays as it is.
    """
    from memstudio.cli.runs import finish, run_shown
    from memstudio.training.branching import branch_config, make_branch
    from memstudio.training.trainer import train

    changes = named_options(settings) | ({"out": str(out.resolve())} if out else {})
    config = branch_config(_find(run, folder).path, at=at, changes=changes)
    if only_make:
        made = make_branch(config)
        if json:
            print_json({"run": str(made.path), "step": made.summary().step})
        else:
            print(f"run    {made.path}")
        return
    finish(
        run_shown(lambda control, show: train(config, control=control, on_event=show)), json=json
    )


@app.command()
def health(
    run: Annotated[str, typer.Argument(metavar="RUN", help="Name or folder of a run.")],
    *,
    folder: Folder = None,
    json: Json = False,
) -> None:
    """Print how the memory of RUN was over its steps, and what was wrong when."""
    from memstudio.trace.health import MEASURES
    from memstudio.training.run_health import alarm_in_english, read_health

    found = read_health(_find(run, folder))
    if json:
        print_json({
            "points": [
                {
                    "step": point.step,
                    "values": dict(point.values),
                    "alarms": [alarm.name for alarm in point.alarms],
                }
                for point in found.points
            ],
            "gradients": [{"step": step, "share": share} for step, share in found.gradients],
        })  # fmt: skip
        return
    if not found.points:
        say("The probe of this run was never traced, so nothing is known of its memory's health.")
        return
    names = found.names
    table = []
    for point in found.points:
        wrong = {alarm.name for alarm in point.alarms}
        cells = [
            f"{point.values[name]:.3f}{'!' if name in wrong else ''}"
            if name in point.values
            else ""
            for name in names
        ]
        table.append((str(point.step), *cells))
    print_columns(table, ("STEP", *(name.upper() for name in names)))
    for name in names:
        print(f"{name}: {MEASURES[name].meaning}")
    for alarm in found.alarms:
        print(f"! step {alarm.step}: {alarm_in_english(alarm)}")
    if not found.alarms:
        print("No alarm.")


def _find(name: str, folder: Path | None) -> RunFolder:
    from memstudio.paths import runs_dir
    from memstudio.training.run_folder import RunFolder
    from memstudio.training.run_index import list_runs

    parent = folder or runs_dir()
    for path in (Path(name), parent / name):
        if (path / "run.toml").is_file():
            return RunFolder(path.resolve())
    for each in list_runs(parent):
        if name == each.title:
            return RunFolder(each.path)
    return RunFolder.open(Path(name))


def _key(each: RunSummary, sort: Sort) -> Any:
    return {
        "name": each.shown_name.lower(),
        "state": each.state,
        "model": each.model.lower(),
        "steps": each.step,
        "before": each.loss_before,
        "after": each.loss_after,
        "duration": each.seconds,
    }[sort]


def _cells(each: RunSummary) -> tuple[str, ...]:
    state, steps, *losses, seconds = _figures(each)
    data = ", ".join(Path(path).name for path in each.data)
    started = time.strftime("%Y-%m-%d %H:%M", time.localtime(each.created))
    return (
        each.shown_name, state, each.model, data, each.memory, each.trains, steps, *losses,
        started, seconds, " ".join(each.tags), " ".join(each.alarms),
    )  # fmt: skip


def _figures(each: RunSummary) -> tuple[str, ...]:
    losses = (each.loss_before, each.loss_after, each.loss_memory_reset)
    shown = ["" if loss is None else f"{loss:.4f}" for loss in losses]
    seconds = "" if each.seconds is None else f"{each.seconds:.0f}"
    return each.state, f"{each.step}/{each.total_steps}", *shown, seconds


def _as_json(each: RunSummary) -> dict[str, Any]:
    values = {"name": each.name, "title": each.title or None, "path": str(each.path)}
    return {
        **values, **each.to_json(), "tags": list(each.tags), "notes": each.notes or None,
    }  # fmt: skip
