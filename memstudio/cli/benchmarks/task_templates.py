"""`memstudio bench task-templates`: what training by each task template comes to."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.benchmark_report import report, results_shown
from memstudio.cli.options import Json, Threads
from memstudio.cli.terminal import WorkDisplay, say


def run(
    task: Annotated[
        list[str] | None, typer.Argument(metavar="[TASK]...", help="Only these.")
    ] = None,
    *,
    results: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where records are added, a line a task.")
    ] = None,
    folder: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help="Where models and runs are kept.")
    ] = None,
    show: Annotated[
        bool,
        typer.Option(
            "--show", help="Run nothing; print what the file of results holds of what is asked for."
        ),
    ] = False,
    threads: Threads = 1,
    json: Json = False,
) -> None:
    """Train by each task template on the CPU, and measure it before, after, and with the memory reset.

    Takes some minutes for each task.
    """
    from memstudio.bench.record_file import append_record
    from memstudio.bench.task_templates import (
        measure_template,
        read_task_records,
        tasks_as_markdown,
    )
    from memstudio.cli.runs import RunDisplay
    from memstudio.tasks.templates.registry import task_templates

    chosen = [task_templates.get(name) for name in task or task_templates]
    if show:
        names = [template.name for template in chosen]
        found = read_task_records(results_shown(results))
        records = [each for each in found if not task or each.task in names]
    else:
        records = []
        with WorkDisplay() as display:
            for template in chosen:
                record = measure_template(
                    template,
                    control=display.control,
                    on_event=RunDisplay(display).show,
                    threads=threads,
                    folder=folder,
                )
                if results is not None:
                    append_record(results, record)
                say(tasks_as_markdown([record], ()).splitlines()[2])
                records.append(record)
    values = [record.model_dump() for record in records]
    report(tasks_as_markdown(records, list(task_templates)), values, json=json)
