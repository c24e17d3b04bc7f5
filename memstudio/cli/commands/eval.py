"""`memstudio eval`: how well a model remembers, and how well it predicts."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from memstudio.cli.options import DeviceName, Json, Model, Online
from memstudio.cli.terminal import print_columns, print_json, working
from memstudio.errors import DataError, MemStudioError, marked

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

Task = Literal["stories", "text", "numbers"]


def run(
    model: Model,
    *,
    task: Annotated[
        Task | None,
        typer.Option(
            "--task",
            help="stories: where people are, in stories never seen; text: the loss on --data, with "
            "the memory and with it reset; numbers: those that a model says of texts, against those "
            "of --data. What the model was made for when not named.",
        ),
    ] = None,
    data: Annotated[
        list[Path] | None,
        typer.Option("--data", metavar="PATH", help="Files and folders; may be given often."),
    ] = None,
    baseline: Annotated[
        str | None, typer.Option("--baseline", metavar="MODEL", help="Another model to compare.")
    ] = None,
    stories: Annotated[int, typer.Option(min=1, help="Stories for each figure.")] = 200,
    segments: Annotated[
        int, typer.Option(min=1, help="Segments of --data that are read in a row.")
    ] = 64,
    rows: Annotated[
        int,
        typer.Option(
            min=0, help="Rows of --data that are answered at most, where it has questions or such."
        ),
    ] = 100,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Of the stories.")] = 1,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Keep the JSON in this file too.")
    ] = None,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Measure a model: what it recalls from its memory, or how well it predicts a text."""
    if task in {"text", "numbers"} and not data:
        raise typer.BadParameter(f"the task '{task}' needs --data.")
    if task == "stories" and data:
        raise typer.BadParameter("the task 'stories' makes its own texts; leave --data out.")
    from memstudio.memory.attach import open_model

    results: dict[str, dict[str, Any]] = {}
    for name, reference in (("", model), ("baseline", baseline)):
        if reference is None:
            continue
        with working() as control:
            loaded = open_model(reference, device=device, control=control, online=online)
            chosen = task or (_task_on_data(loaded) if data else _own_task(loaded))
            if chosen == "stories":
                measured = _measure_stories(loaded, stories, seed, control)
            elif chosen == "numbers":
                measured = _measure_numbers(loaded, data or [], control)
            else:
                measured = _measure_text(loaded, data or [], segments, rows, control)
        results[name] = {"model": reference, "task": chosen} | measured
    document = results[""] | ({"baseline": results["baseline"]} if baseline else {})
    if out is not None:
        _keep(document, out)
    if json:
        print_json(document)
        return
    for result in results.values():
        print(f"{result['model']}  ({result['task']})")
        _PRINTED[result["task"]](result)


def _task_on_data(loaded: "LoadedModel") -> Task:
    """What a model does with data: says numbers, when it was trained to; predicts words else."""
    return "text" if getattr(loaded.model, "value_scale", None) is None else "numbers"


def _own_task(loaded: "LoadedModel") -> Task:
    """What the model was made for, by its configuration or the figures in its folder."""
    trained_on = getattr(loaded.model.config, "trained_on", None) or {}
    if trained_on.get("task") == "stories" or _has_story_figures(loaded.source.path):
        return "stories"
    raise MemStudioError(
        marked("errors", "{model} does not say what it was made for. Measure it on text with --data PATH, or on stories with --task stories."),
        model=loaded.source.name,
    )  # fmt: skip


def _has_story_figures(folder: Path) -> bool:
    from json import loads

    from memstudio.evaluation.story_recall import StoryRecallReport

    try:
        StoryRecallReport.from_json(loads((folder / "evaluation.json").read_bytes()))
    except (OSError, ValueError, DataError):
        return False
    return True


def _measure_stories(
    loaded: "LoadedModel", stories: int, seed: int, control: "Control"
) -> dict[str, Any]:
    from memstudio.evaluation.story_recall import evaluate_story_recall
    from memstudio.trace.document_reading import with_memory

    report = evaluate_story_recall(
        with_memory(loaded.model), loaded.tokenizer, num_stories=stories, seed=seed, control=control
    )
    return report.to_json()


def _measure_text(
    loaded: "LoadedModel", data: list[Path], segments: int, rows: int, control: "Control"
) -> dict[str, Any]:
    from memstudio.cli.held_out import measure_text

    return measure_text(loaded, data, segments=segments, rows=rows, control=control).to_json()


def _measure_numbers(loaded: "LoadedModel", data: list[Path], control: "Control") -> dict[str, Any]:
    from memstudio.cli.held_out import measure_numbers

    return measure_numbers(loaded, data, control=control).to_json()


def _print_stories(result: dict[str, Any]) -> None:
    rows = [
        (f"stories of {result['trained_segments']} segments", result["at_length"]),
        ("the same, memory reset between segments", result["reset"]),
        ("the same, with pairs seen in training", result["seen_pairs"]),
    ]
    rows += [
        (f"the fact {row['distance']} segments back", row["rate"]) for row in result["by_distance"]
    ]
    print_columns(
        [
            (
                what,
                f"{rate['accuracy']:.1%}",
                f"{rate['low']:.1%} to {rate['high']:.1%}",
                f"{rate['right']} of {rate['asked']}",
            )
            for what, rate in rows
        ],
        ("QUESTIONS", "RIGHT", "95 % INTERVAL", "COUNTS"),
    )
    print(f"chance {result['chance']:.1%}, {result['num_stories']} stories, seed {result['seed']}")


def _print_text(result: dict[str, Any]) -> None:
    rows = [("memory carried on", result["loss"], result["perplexity"])]
    if result["loss_memory_reset"] is not None:
        rows.append(
            ("memory reset", result["loss_memory_reset"], result["perplexity_memory_reset"])
        )
    print_columns(
        [(what, f"{loss:.4f}", f"{perplexity:.3f}") for what, loss, perplexity in rows],
        ("", "LOSS", "PERPLEXITY"),
    )
    _print_metrics(result["metrics"])
    print(f"{result['tokens']:,} tokens; the loss is in nats per token")


def _print_numbers(result: dict[str, Any]) -> None:
    _print_metrics(result["metrics"])
    print(f"{result['texts']:,} texts, each read to its end")


def _print_metrics(metrics: dict[str, Any]) -> None:
    from memstudio.evaluation.metric_table import parted_name
    from memstudio.training.evaluation_text import value_text

    lines = []
    for name, figure in metrics.items():
        kind, metric = parted_name(name)
        if metric is not None and name != "perplexity":
            arrow = "↑" if metric.is_higher_better else "↓"
            lines.append(
                (
                    f"{metric.title} {arrow}",
                    value_text(metric, figure["value"]),
                    value_text(metric, figure["memory_reset"]),
                    f"{figure['count']:,} {f'rows ({kind})' if kind else 'tokens'}",
                )
            )
    print_columns(lines, ("METRIC", "VALUE", "MEMORY RESET", "OF"))


_PRINTED = {"stories": _print_stories, "text": _print_text, "numbers": _print_numbers}


def _keep(document: dict[str, Any], out: Path) -> None:
    import json

    from memstudio.atomic import write_text

    write_text(out, json.dumps(document, indent=2, ensure_ascii=False) + "\n")
