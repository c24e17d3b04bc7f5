"""`memstudio eval`: how well a model remembers, and how well it predicts."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from memstudio.cli.options import (
    MOST_SEED,
    Columns,
    DeviceName,
    EncodingName,
    Json,
    Model,
    Online,
    read_settings,
)
from memstudio.cli.terminal import print_columns, print_json, print_text, working
from memstudio.errors import MemStudioError, marked

if TYPE_CHECKING:
    from memstudio.measuring.help_report import HelpReport
    from memstudio.measuring.measurement import Measurement
    from memstudio.models.load import LoadedModel

Task = Literal["stories", "text", "numbers", "labels", "run", "memory-help", "retention"]
_ON_DATA = frozenset({"text", "numbers", "labels", "retention"})
_REPORTS = (".html", ".htm", ".csv", ".md")


def run(
    model: Model,
    *,
    task: Annotated[
        Task | None,
        typer.Option(
            "--task",
            help="stories: where people are, in stories never seen; text: the loss on --data and "
            "the answers to its rows; numbers: those that a model says of texts, against those of "
            "--data; labels: the same of the labels that its heads say; run: the same on what the model's run held out. Each with "
            "the memory and with it reset. memory-help: what the memory gives on --data, else on "
            "stories, beside the memory off, reset, shuffled and another text's, by distance. "
            "retention: what the memory retains of --data, by probes made of it: by distance, and "
            "by what was written since. What the model was made for when not named.",
        ),
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="PATH", help="Files and folders; may be given often."),
    ] = None,
    row_kind: Annotated[
        str | None,
        typer.Option(
            metavar="KIND", help="What rows of --data mean, such as question; found when not said."
        ),
    ] = None,
    column: Columns = None,
    encoding: EncodingName = None,
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline",
            metavar="MODEL",
            help="Another model to compare; `none` for the same one without its memory.",
        ),
    ] = None,
    stories: Annotated[int, typer.Option(min=1, help="Stories for each figure.")] = 200,
    segments: Annotated[
        int, typer.Option(min=1, help="Segments of --data that are read in a row.")
    ] = 64,
    tokens: Annotated[
        int, typer.Option(min=0, help="Tokens that are read at most, evenly spaced; 0 for all.")
    ] = 0,
    rows: Annotated[
        int,
        typer.Option(
            min=0, help="Rows that are answered at most, where there are questions or such."
        ),
    ] = 100,
    probes: Annotated[
        int,
        typer.Option(min=8, help="Stretches of --data, and lists of pairs, for the retention."),
    ] = 24,
    farthest: Annotated[
        int, typer.Option(min=2, help="Segments back at most, for the retention.")
    ] = 32,
    pairs: Annotated[
        int, typer.Option(min=4, help="Pairs that are written in a row, for the retention.")
    ] = 64,
    seed: Annotated[
        int,
        typer.Option(
            "--seed", min=0, max=MOST_SEED, help="Of stories and probes, and of the intervals."
        ),
    ] = 1,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Keep the JSON in this file too.")
    ] = None,
    report: Annotated[
        Path | None,
        typer.Option(
            "--report",
            metavar="FILE",
            help="Keep the retention as an .html page with pictures, or as .csv or .md.",
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Keep it also where there is a file already.")
    ] = False,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Measure a model: what it recalls from its memory, or how well it predicts and answers.

    Behind figures stands their 95% interval: how far chance goes.
    """
    if task in _ON_DATA and not data:
        raise typer.BadParameter(f"the task '{task}' needs --data.")
    if task is not None and task not in {*_ON_DATA, "memory-help"} and data:
        raise typer.BadParameter(f"the task '{task}' has its own texts; leave --data out.")
    if report is not None:
        _check_report(report, task)
    from memstudio.atomic import refuse_existing_file

    for kept in (out, report):
        if kept is not None:
            refuse_existing_file(kept, replaces=replace)
    if out is not None and report is not None and os.path.realpath(out) == os.path.realpath(report):
        raise typer.BadParameter("--out and --report name the same file.")
    from memstudio.measuring.measure import measure
    from memstudio.measuring.settings import MeasureSettings
    from memstudio.memory.attach import open_model

    asked = read_settings(row_kind, column, encoding)
    with working() as control:
        loaded = open_model(model, device=device, control=control, online=online)
        chosen = task or (_task_on_data(loaded) if data else _own_task(loaded))
        settings = MeasureSettings(
            chosen, tuple(map(str, data or ())), asked, baseline=baseline or "", rows=rows,
            segments=segments, tokens=tokens, stories=stories, probes=probes, farthest=farthest,
            pairs=pairs, seed=seed, device=device, online=online,
        )  # fmt: skip
        found = measure(loaded, settings, control)
    # Before it is kept, as that may fail: what was measured must not be lost.
    if json:
        print_json(found.to_json())
    else:
        _print(found)
    if out is not None:
        _keep(found, out)
    if report is not None:
        _report(found, report)


def _check_report(report: Path, task: Task | None) -> None:
    if task != "retention":
        raise typer.BadParameter("--report goes with the task 'retention'; others have --out.")
    if report.suffix.lower() not in _REPORTS:
        raise typer.BadParameter(f"--report ends in one of {', '.join(_REPORTS)}.")


def _task_on_data(loaded: "LoadedModel") -> Task:
    """What a model does with data: what its heads were trained for; predicts words without any."""
    from memstudio.measuring.settings import OF_HEADS
    from memstudio.training.text_goals import own_goal

    goal = own_goal(loaded.model)
    return "text" if goal is None else OF_HEADS[goal.objective]


def _own_task(loaded: "LoadedModel") -> Task:
    """What the model was made for, by its configuration or the figures in its folder."""
    from memstudio.measuring.runs import is_for_stories, run_of

    path = loaded.source.path
    if is_for_stories(path, getattr(loaded.model.config, "trained_on", None)):
        return "stories"
    if run_of(path) is not None:
        return "run"
    raise MemStudioError(
        marked("errors", "{model} does not say what it was made for. Measure it on text with --data PATH, or on stories with --task stories."),
        model=loaded.source.name,
    )  # fmt: skip


def _print(found: "Measurement") -> None:
    from memstudio.cli.retention import print_retention
    from memstudio.measuring.export import retained, said, table
    from memstudio.measuring.help_report import HelpReport

    print_text(f"{found.of.model}  ({found.of.task})")
    if (report := HelpReport.of_details(found.of.details)) is not None:
        _print_help(report)
        return
    if (retention := retained(found)) is not None:
        print_retention(retention)
        return
    head, *lines = table(found)
    print_columns(lines, [each.upper() for each in head])
    details = found.of.details
    if "chance" in details:
        print(f"chance {details['chance']:.1%}, {details['num_stories']} stories, ", end="")
    print(f"seed {found.settings['seed']}; in brackets the 95% interval")
    for sentence in said(found):
        print_text(sentence)


def _print_help(report: "HelpReport") -> None:
    from memstudio.measuring.help_report import CONTROL_WORDS
    from memstudio.measuring.help_verdict import help_sentences, help_table, value_in_english

    head, *lines = help_table(report)
    print_columns(lines, [each.upper() for each in head])
    unit = "points of right answers" if report.is_higher_better else "nats saved a token"
    print(f"behind each value: what the memory gives over it, {unit}")
    print(report.interval.format(parts=f"{report.num_drawn:,}"))
    for name in report.controls:
        print(f"{name.capitalize()}: {CONTROL_WORDS[name]}")
    for name, reason in report.left_out.items():
        print(f"{name.capitalize()} was left out: {reason}")
    for sentence in help_sentences(report, value_in_english(report)):
        print(sentence.text.format(**sentence.values))


def _keep(found: "Measurement", out: Path) -> None:
    from memstudio.atomic import write_text
    from memstudio.measuring.store import as_text

    write_text(out, as_text(found))


def _report(found: "Measurement", report: Path) -> None:
    from memstudio.atomic import write_text
    from memstudio.measuring.command import command_of
    from memstudio.measuring.export import PAGE, exported

    ending = report.suffix.lower().removeprefix(".")
    ending = PAGE if ending.startswith("htm") else ending
    write_text(report, exported(found, ending, command=command_of(found)))
