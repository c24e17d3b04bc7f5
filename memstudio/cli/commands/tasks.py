"""`memstudio tasks`: the tasks that a model can be trained for as they stand."""

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from memstudio.cli.options import Json
from memstudio.cli.terminal import print_columns, print_json, say, working

if TYPE_CHECKING:
    from memstudio.tasks.templates.template import TaskTemplate


def run(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="Describe this one.")] = None,
    *,
    toml: Annotated[
        Path | None,
        typer.Option(
            "--toml",
            metavar="FILE",
            help="Make NAME's starting model beside this file, and write its run there, to be "
            "changed and trained with `memstudio train FILE`.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """List the tasks that there are templates for, or describe one of them.

    `memstudio train --task NAME` trains a model for it, with the sample that comes with MemStudio.
    """
    from memstudio.tasks.templates.registry import all_templates, task_templates

    if name is None:
        if toml is not None:
            raise typer.BadParameter("Name the task whose run is to be written.")
        _list(all_templates(), json=json)
        return
    template = task_templates.get(name)
    if toml is not None:
        _write(template, toml, json=json)
    elif json:
        print_json(_described(template))
    else:
        _describe(template)


def _list(templates: tuple["TaskTemplate", ...], *, json: bool) -> None:
    if json:
        print_json([_described(each) for each in templates])
        return
    rows = [(each.name, each.title, f"{each.minutes} min", each.metric) for each in templates]
    print_columns(rows, ("NAME", "TASK", "TRAINS IN", "METRIC"))


def _described(template: "TaskTemplate") -> dict[str, Any]:
    start = template.start
    return {
        "name": template.name,
        "title": template.title,
        "summary": template.summary,
        "use": template.use,
        "memory": template.memory,
        "needs_memory": template.needs_memory,
        "row_kind": template.row_kind,
        "columns": dict(template.columns),
        "sample": [str(path) for path in template.sample_paths],
        "origin": template.origin,
        "objective": template.settings.get("objective", "causal"),
        "metric": template.metric,
        "start": "demo"
        if start is None
        else {
            "memory": start.kind,
            "slots": start.num_slots,
            "segment_length": start.segment_length,
            "tokenizer": start.tokenizer,
            "vocabulary": start.vocabulary,
        },
        "settings": dict(template.settings),
        "minutes": template.minutes,
    }


def _describe(template: "TaskTemplate") -> None:
    from memstudio.data.row_kinds import row_kind
    from memstudio.evaluation.metric_table import parted_name

    start, metric = template.start, parted_name(template.metric)[1]
    print(f"{template.name}: {template.title}")
    print(template.summary)
    print(template.use)
    print()
    columns = ", ".join(f"{role} = {column}" for role, column in template.columns.items())
    made = "the bundled model demo"
    if start is not None:
        made = (
            f"a small one from scratch, memory {start.kind} with {start.num_slots} slots, "
            f"segments of {start.segment_length} tokens"
        )
    print_columns(
        [
            ("memory", template.memory),
            ("rows", f"{template.row_kind}{f' ({columns})' if columns else ''}"),
            ("loss", f"cross-entropy. {row_kind(template.row_kind).summary}"),
            ("sample", template.origin),
            *(("", str(path)) for path in template.sample_paths),
            ("model", made),
            ("metric", f"{template.metric}: {metric.meaning if metric else ''}"),
            ("train", f"memstudio train --task {template.name}   (about {template.minutes} min)"),
        ]
    )


def _write(template: "TaskTemplate", file: Path, *, json: bool) -> None:
    from memstudio.atomic import refuse_existing_file, write_text
    from memstudio.training.task_runs import make_start, task_config

    refuse_existing_file(file)
    with working() as control:
        model = make_start(template, file.resolve().parent, control=control)
    write_text(file, task_config(template, model).to_toml(only_said=True))
    if json:
        print_json({"run": str(file), "model": model})
        return
    say(f"Train it with: memstudio train {shlex.quote(str(file))}")
    print(file)
