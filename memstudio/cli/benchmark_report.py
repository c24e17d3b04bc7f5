"""How a benchmark gives its tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from memstudio.cli.terminal import json_text, print_json

if TYPE_CHECKING:
    from pathlib import Path


def check_out(out: Path | None, beside: str = ".json") -> None:
    """Make sure, before anything is measured, that the values do not go where the tables do.

    Args:
        out: where the tables go.
        beside: the ending of the file beside it.

    Raises:
        typer.BadParameter: they would.
    """
    if out is not None and out.suffix.lower() == beside:
        raise typer.BadParameter(f"the tables cannot go to {out}, as the values do; name an .md.")


def results_shown(results: Path | None) -> Path:
    """The file that `--show` prints.

    Raises:
        typer.BadParameter: none was named, or it is not there.
    """
    if results is None:
        raise typer.BadParameter("--show needs --results FILE.")
    if not results.exists():
        raise typer.BadParameter(f"--show has nothing to print: there is no {results}.")
    return results


def report(
    table: str, values: Any, *, json: bool, out: Path | None = None, has_values_beside: bool = False
) -> None:
    """Print a benchmark's tables or, as JSON, its values.

    Args:
        table: Markdown.
        values: the same as JSON takes it.
        json: whether the values are printed.
        out: where the tables go, too.
        has_values_beside: whether the values go beside them.
    """
    from memstudio.atomic import write_text

    # Before it is kept, as that may fail: what took long must not be lost.
    if json:
        print_json(values)
    else:
        print(table)
    if out is not None:
        write_text(out, table + "\n")
        if has_values_beside:
            text = json_text(values, indent=1, is_ascii=True)
            write_text(out.with_suffix(".json"), text + "\n")
