"""`memstudio bench memory-tasks`: what each memory learns."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from memstudio.cli.benchmark_report import report, results_shown
from memstudio.cli.options import DeviceName, Json, Kinds, kinds_named
from memstudio.cli.terminal import say, working

if TYPE_CHECKING:
    from memstudio.bench.trial_records import TrialRecord


def run(
    *,
    preset: Annotated[
        Literal["quick", "full", "paper"],
        typer.Option("--preset", help="quick: half an hour; full: hours; paper: days, on a GPU."),
    ] = "quick",
    memory: Kinds = None,
    task: Annotated[
        list[str] | None,
        typer.Option(
            "--task", metavar="TASK", help="Only tasks that begin so; may be given again."
        ),
    ] = None,
    seeds: Annotated[int | None, typer.Option(min=1, max=100, help="Of each trial.")] = None,
    jobs: Annotated[
        int, typer.Option(min=1, max=256, help="Trials at once, each on one processor core.")
    ] = 1,
    device: DeviceName = "cpu",
    results: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where results are kept, one line a trial; trials that are in it are not run again.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where the table goes, too.")
    ] = None,
    show: Annotated[
        bool,
        typer.Option(
            "--show", help="Run nothing; print what the file of results holds of what is asked for."
        ),
    ] = False,
    json: Json = False,
) -> None:
    """What each memory learns, with the controls that tell memory from luck.

    Small models are trained from nothing on copying, recalling and the like. Printed is the share of
    right answers as trained, and with the memory reset, swapped between texts, zeroed and shuffled
    between segments. A memory that is used falls to chance under the first three.
    """
    from memstudio.bench.record_file import read_records
    from memstudio.bench.trial_records import TrialRecord
    from memstudio.bench.trial_table import as_markdown, rows_of

    if show:
        kinds = kinds_named(memory) if memory else None
        records = [
            each
            for each in read_records(results_shown(results), TrialRecord)
            if (kinds is None or each.kind in kinds)
            and (not task or each.task.startswith(tuple(task)))
            and (seeds is None or each.seed < seeds)
        ]
    else:
        records = _measured(preset, memory, task, seeds, jobs, device, results)
    values = [record.model_dump(mode="json") for record in records]
    report(as_markdown(rows_of(records)), values, json=json, out=out)


def _measured(
    preset: str,
    memory: list[str] | None,
    task: list[str] | None,
    seeds: int | None,
    jobs: int,
    device: str,
    results: Path | None,
) -> "list[TrialRecord]":
    import torch

    from memstudio.bench.memory_tasks import SuiteListener, run_suite
    from memstudio.bench.presets import trials_of
    from memstudio.bench.trial_table import as_markdown, rows_of
    from memstudio.models.device import resolve_device

    kinds = kinds_named(memory)
    place = resolve_device(device)
    trials = trials_of(preset, kinds=kinds, tasks=task or (), num_seeds=seeds)
    if jobs == 1:
        torch.set_num_threads(1)
    with working() as control:
        return run_suite(
            trials,
            control=control,
            results=results,
            jobs=jobs,
            device=str(place),
            listener=SuiteListener(
                on_record=lambda found: say(as_markdown(rows_of([found])).splitlines()[2])
            ),
        )
