"""`memstudio bench memory-tasks`: what each memory learns."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from memstudio.cli.benchmark_report import report, results_shown
from memstudio.cli.options import DeviceName, Json, Kinds, is_given, kinds_named
from memstudio.cli.terminal import say, working
from memstudio.errors import MemStudioError, marked

if TYPE_CHECKING:
    from memstudio.bench.trial_records import TrialRecord


def run(
    context: typer.Context,
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
            "--show",
            help="Run nothing; print what the file of results holds of what is asked for, of every "
            "preset where none is named.",
        ),
    ] = False,
    json: Json = False,
) -> None:
    """What each memory learns, with the controls that tell memory from luck.

    Small models are trained from nothing on copying, recalling and the like. Printed is the share of
    right answers as trained, and with the memory reset, swapped between texts, zeroed and shuffled
    between segments. A memory that is used falls to chance under the first two; under the others only
    where slots, or their order, are what is remembered.
    """
    from memstudio.bench.trial_table import as_markdown, rows_of

    if show:
        from_preset = preset if is_given(context, "preset") else None
        records = _kept(results_shown(results), from_preset, memory, task, seeds)
    else:
        records = _measured(preset, memory, task, seeds, jobs, device, results)
    values = [record.model_dump(mode="json") for record in records]
    report(as_markdown(rows_of(records)), values, json=json, out=out)


def _kept(
    results: Path,
    preset: str | None,
    memory: list[str] | None,
    task: list[str] | None,
    seeds: int | None,
) -> "list[TrialRecord]":
    """What a file of results holds of these; of all presets where None is named.

    Raises:
        MemStudioError: it holds other tasks.
    """
    from memstudio.bench.record_file import read_records
    from memstudio.bench.trial_records import TrialRecord

    kinds = kinds_named(memory) if memory else None
    # Files that were put together may hold a trial twice.
    held = {each.key: each for each in read_records(results, TrialRecord)}.values()
    tasks = dict.fromkeys(each.task for each in held)
    if tasks and task and not any(name.startswith(tuple(task)) for name in tasks):
        raise MemStudioError(
            marked("errors", "{path} has no such task. It has: {names}."),
            path=str(results), names=", ".join(tasks),
        )  # fmt: skip
    records = [
        each
        for each in held
        if (kinds is None or each.kind in kinds)
        and (not task or each.task.startswith(tuple(task)))
        and (seeds is None or each.seed < seeds)
    ]
    if preset is None or not records:
        return records
    # Only now, as it takes torch.
    from memstudio.bench.memory_tasks import key_of
    from memstudio.bench.presets import trials_of

    kinds = list({each.kind for each in records})
    num_seeds = 1 + max(each.seed for each in records)
    keys = {key_of(each) for each in trials_of(preset, kinds=kinds, num_seeds=num_seeds)}
    return [each for each in records if each.key in keys]


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
