"""`memstudio monitor`: texts that arrive are labelled, and a surge of negatives is told of."""

import time
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from memstudio.cli.options import DeviceName, Model, Online
from memstudio.cli.terminal import harmless, on_one_line, print_json, say, working
from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.labels import LabelScheme
    from memstudio.tasks.monitoring.items import Item, Logged
    from memstudio.tasks.monitoring.monitor import Monitor, MonitorSettings

_LONGEST_SHOWN = 100


def run(
    model: Model,
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Files that grow, and folders.")
    ],
    *,
    labels: Annotated[
        list[str] | None,
        typer.Option(
            "--labels",
            metavar="[NAME=]A,B,...",
            help="A set of labels, such as topic=economy,markets; may be given again. Those that "
            "the model learnt in its run when not said.",
        ),
    ] = None,
    ask: Annotated[
        list[str] | None,
        typer.Option(
            "--ask",
            metavar="NAME=TEXT",
            help="What stands after each text and asks for a label of that set, as in training.",
        ),
    ] = None,
    negative: Annotated[
        str | None,
        typer.Option(
            "--negative",
            metavar="A,B,...",
            help="Labels that count as negative; found by their names when not said.",
        ),
    ] = None,
    threshold: Annotated[
        float, typer.Option(min=0.0, max=1.0, help="An alert needs this share of negatives.")
    ] = 0.5,
    window: Annotated[
        int, typer.Option(min=1, max=10_000, help="Among so many of the latest texts.")
    ] = 20,
    minutes: Annotated[
        float,
        typer.Option(min=0.0, max=1e6, help="Of which none is older than this; 0 for any age."),
    ] = 0.0,
    least: Annotated[
        int | None, typer.Option(min=1, help="Texts that an alert needs; half a window, usually.")
    ] = None,
    alpha: Annotated[
        float,
        typer.Option(
            min=0.0, max=1.0, help="How unlikely they must be beside the texts before them."
        ),
    ] = 0.001,
    baseline: Annotated[
        int, typer.Option(min=1, max=100_000, help="Texts before them that count.")
    ] = 200,
    cool_down: Annotated[
        int | None, typer.Option(min=0, help="Texts between two alerts; a window, usually.")
    ] = None,
    column: Annotated[
        str, typer.Option("--column", metavar="NAME", help="Of tables, that the texts stand in.")
    ] = "",
    remember: Annotated[
        bool,
        typer.Option("--remember", help="Let the memory last from one text to the next."),
    ] = False,
    log: Annotated[
        Path | None,
        typer.Option(
            "--log",
            metavar="FILE",
            help="Where texts and alerts are written, and where it goes on the next time.",
        ),
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="Read again what was read before, into a new log.")
    ] = False,
    once: Annotated[bool, typer.Option("--once", help="Read what is there, and end.")] = False,
    every: Annotated[
        float, typer.Option(min=0.05, max=1e6, metavar="SECONDS", help="How often to look.")
    ] = 1.0,
    device: DeviceName = "auto",
    online: Online = False,
    json: Annotated[
        bool,
        typer.Option(
            "--json",
            help="One JSON object a line; with --once, one JSON document.",
        ),
    ] = False,
) -> None:
    """Label texts as they arrive in files and folders; tell when negatives surge. Ctrl-C ends it.

    A line on standard output is a text: the time, its labels with their shares, the file, the text.
    Alerts go to standard error and to the log.
    """
    from memstudio.evaluation.classifying import Classifier
    from memstudio.memory.attach import open_model
    from memstudio.tasks.labels import given, split_labels
    from memstudio.tasks.monitoring.alert_rule import AlertRule
    from memstudio.tasks.monitoring.monitor import Monitor, MonitorSettings

    rule = AlertRule(
        window=window,
        minutes=minutes,
        least=min(window, max(1, window // 2) if least is None else least),
        share=threshold,
        alpha=alpha,
        baseline=baseline,
        cool_down=window if cool_down is None else cool_down,
    )
    scheme = given(labels, _asked(ask)) if labels else None
    with working() as control:
        loaded = open_model(model, device=device, control=control, online=online)
        if scheme is None:
            scheme = _learnt(loaded, control)
    settings = MonitorSettings(
        tuple(map(str, paths)),
        scheme,
        split_labels(negative) if negative is not None else scheme.negative,
        rule,
        str(log) if log is not None else "",
        column,
        remember,
        anew,
    )
    _check_negative(settings)
    classifier = Classifier(loaded, scheme, control, remembers=remember)
    name = loaded.source.name
    with Monitor(settings, classifier.classify, name, control, is_final=once) as monitor:
        say(_introduction(settings))
        _follow(monitor, once=once, every=every, json=json)


def _follow(monitor: "Monitor", *, once: bool, every: float, json: bool) -> None:
    told: list[dict[str, Any]] = []
    while True:
        for entries in monitor.round():
            for entry in entries:
                _tell(entry)
                if json and once:
                    told.append(entry.model_dump(mode="json"))
                elif json:
                    print_json(entry.model_dump(mode="json"), indent=None)
                elif entry.event == "item":
                    print(_line(entry), flush=True)
        if once:
            break
        time.sleep(every)
    if json:
        verdict = monitor.verdict
        print_json(
            {
                "log": str(monitor.settings.log_path),
                "share_of_negatives": verdict.share if verdict else None,
                "threshold": monitor.settings.rule.share,
                "entries": told,
            }
        )


def _tell(entry: "Logged") -> None:
    if entry.event == "alert":
        say(f"ALERT: {entry.sentence()}")
    elif entry.event == "trouble":
        place = f":{entry.place}" if entry.place else ""
        say(f"{entry.source}{place}: {entry.sentence()}")


def _line(entry: "Item") -> str:
    when = datetime.fromtimestamp(entry.time).astimezone().strftime("%Y-%m-%d %H:%M:%S")
    labels = ", ".join(f"{label} {entry.confidence[s]:.0%}" for s, label in entry.labels.items())
    place = f"{Path(entry.source).name}{f':{entry.place}' if entry.place else ''}"
    return harmless(f"{when}  {labels}  {place}  {on_one_line(entry.text, _LONGEST_SHOWN)}")


def _introduction(settings: "MonitorSettings") -> str:
    rule = settings.rule
    age = f" of the last {rule.minutes:g} minutes" if rule.minutes else ""
    negative = ", ".join(settings.negative) or "no label"
    return (
        f"Alert when {rule.share:.0%} or more of the last {rule.window} texts{age} are {negative} "
        f"({rule.least} texts at least), and that is unlikely beside the {rule.baseline} before "
        f"(p < {rule.alpha:g}). Log: {settings.log_path}"
    )


def _asked(given: list[str] | None) -> dict[str, str]:
    found = {}
    for each in given or ():
        name, is_pair, text = each.partition("=")
        if not is_pair or not name or not text:
            raise typer.BadParameter(f"'{each}' is not NAME=TEXT, such as topic=Which topic?")
        found[name.strip()] = text
    return found


def _learnt(loaded: "LoadedModel", control: "Control") -> "LabelScheme":
    from memstudio.training.learnt_labels import labels_of_model

    found = labels_of_model(loaded, control)
    if found is None:
        raise DataError(
            marked("errors", "{model} does not come from a run that learnt labels. Name them: --labels positive,neutral,negative."),
            model=loaded.source.name,
        )  # fmt: skip
    return found


def _check_negative(settings: "MonitorSettings") -> None:
    known = {label for labels in settings.scheme.sets for label in labels.labels}
    for label in settings.negative:
        if label not in known:
            raise DataError(
                marked("errors", "'{label}' is none of the labels: {labels}."),
                label=label, labels=", ".join(sorted(known)),
            )  # fmt: skip
