"""`memstudio order`: what a text tells of, put in order by asking a model for each pair."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from memstudio.cli.options import DeviceName, Json, Model, Online
from memstudio.cli.terminal import print_columns, print_json, print_text, say, working

if TYPE_CHECKING:
    from memstudio.evaluation.ordering import PairwiseOrder
    from memstudio.measuring.orders import OrderFigures


def run(
    model: Model,
    document: Annotated[
        str | None,
        typer.Argument(metavar="[DOCUMENT]", help="A file, or `-` for standard input."),
    ] = None,
    *,
    things: Annotated[
        str | None,
        typer.Option("--things", metavar="A,B,...", help="What is put in order, by its names."),
    ] = None,
    ask: Annotated[
        str,
        typer.Option(
            "--ask", metavar="TEXT", help="What is asked of two, with {a} and {b} for them."
        ),
    ] = "Who was first, {a} or {b}?",
    rows: Annotated[
        Path | None,
        typer.Option(
            "--rows",
            metavar="FILE",
            help="In place of a document: lines of JSON with a `text` and its right `order`, to be "
            "measured on.",
        ),
    ] = None,
    most: Annotated[int, typer.Option(min=1, help="Rows that are measured on at most.")] = 40,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Put events in order: a model is asked which of any two came first, and most wins.

    With --rows: how many pairs and whole orders are right, and Kendall's tau, with the memory and
    with it reset.
    """
    if (rows is None) == (document is None) or (document is None) != (things is None):
        raise typer.BadParameter("Name either DOCUMENT and --things, or --rows.")
    from memstudio.cli.documents import read_document
    from memstudio.evaluation.ordering import not_named, put_in_order
    from memstudio.measuring.orders import measure_orders, rows_with_orders
    from memstudio.memory.attach import open_model
    from memstudio.tasks.labels import split_labels

    with working() as control:
        if rows is not None:
            asked = rows_with_orders(rows, most)
            loaded = open_model(model, device=device, control=control, online=online)
            _print_figures(measure_orders(loaded, asked, ask, control), json=json)
            return
        text = read_document(document or "-", control).text
        loaded = open_model(model, device=device, control=control, online=online)
        named = split_labels(things or "")
        found = put_in_order(loaded, text, named, control, question=ask)
    _print_order(found, not_named(text, named), json=json)


def _print_order(found: "PairwiseOrder", unnamed: tuple[str, ...], *, json: bool) -> None:
    if json:
        pairs: list[dict[str, Any]] = [
            {"first": pair.first, "second": pair.second, "margin": pair.margin}
            for pair in found.pairs
        ]
        print_json(
            {
                "order": list(found.order),
                "wins": found.wins,
                "pairs": pairs,
                "not_named": list(unnamed),
            }
        )
        return
    if unnamed:
        say(f"Not named in the text, so that their place is a guess: {', '.join(unnamed)}")
    others = len(found.order) - 1
    for place, thing in enumerate(found.order, 1):
        print_text(f"{place}  {thing}  (before {found.wins[thing]} of {others})")


def _print_figures(found: "OrderFigures", *, json: bool) -> None:
    if json:
        print_json(found.to_json())
        return
    lines = [
        (title, *(f"{value:.1%}" if is_share else f"{value:.3f}" for value in values))
        for title, is_share, values in found.lines()
    ]
    heads = ["METRIC", "MEMORY AS IT IS", "MEMORY RESET"][: len(lines[0])]
    print_columns(lines, heads)
    print(f"{found.kept.num_rows} rows, {found.kept.num_pairs} pairs")
