"""How a benchmark gives its tables."""

from __future__ import annotations

from json import dumps
from typing import TYPE_CHECKING, Any

from memstudio.cli.terminal import print_json

if TYPE_CHECKING:
    from pathlib import Path


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
            write_text(out.with_suffix(".json"), dumps(values, indent=1) + "\n")
