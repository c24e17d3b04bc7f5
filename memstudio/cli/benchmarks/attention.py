"""`memstudio bench attention`: what it costs to look at plain attention."""

from typing import Annotated

import typer

from memstudio.cli.options import Json, Threads
from memstudio.cli.terminal import print_json, working


def run(
    *,
    size: Annotated[
        list[int] | None,
        typer.Option("--size", min=300, help="Tokens of a long text; may be given again."),
    ] = None,
    threads: Threads = 2,
    json: Json = False,
) -> None:
    """What it costs to look at plain attention: time, and bytes held.

    All 12 x 12 heads of GPT-2 small at 512 tokens, and one layer of a small model at 4,096 and
    32,768, or what --size says. Weights shown are compared with the model's own.
    """
    import torch

    from memstudio.bench.attention import measure_attention

    torch.set_num_threads(threads)
    with working() as control:
        costs = measure_attention(tuple(size or (4096, 32_768)), control)
        if json:
            print_json([cost.as_json() for cost in costs])
            return
        print(
            "| tokens | model | what is kept | read | of it processor | held "
            "| all weights would be | tile | row | overview (processor) | largest error |\n"
            "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
        )
        for cost in costs:
            kept = "all heads small, one layer whole" if cost.shows_all else "one layer whole"
            error = "" if cost.largest_error is None else f"{cost.largest_error:.0e}"
            print(
                f"| {cost.tokens:,} | {cost.model} | {kept} | {cost.read_s:.1f} s "
                f"| {cost.read_cpu_s:.1f} s | {cost.held_mb:.1f} MB | {cost.weights_mb:,.0f} MB "
                f"| {cost.tile_ms:.1f} ms | {cost.row_ms:.1f} ms | {cost.overview_cpu_s:.1f} s "
                f"| {error} |",
                flush=True,
            )
