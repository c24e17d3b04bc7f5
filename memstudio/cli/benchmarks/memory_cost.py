"""`memstudio bench memory-cost`: what each memory costs."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.benchmark_report import check_out, report
from memstudio.cli.options import DeviceName, Json, Kinds, Threads, kinds_named
from memstudio.cli.terminal import working


def run(
    *,
    memory: Kinds = None,
    width: Annotated[int, typer.Option(min=8, help="Of the backbone.")] = 384,
    layers: Annotated[int, typer.Option(min=1, help="Of the backbone.")] = 6,
    heads: Annotated[int, typer.Option(min=1, help="Of the backbone's attention.")] = 6,
    words: Annotated[int, typer.Option(min=16, help="In the vocabulary.")] = 8192,
    segment: Annotated[int, typer.Option(min=2, help="Tokens of a segment.")] = 128,
    slots: Annotated[int, typer.Option(min=1, help="Of memory.")] = 16,
    batch: Annotated[int, typer.Option(min=1, help="Texts at once.")] = 2,
    rounds: Annotated[int, typer.Option(min=1, help="Of measuring speed.")] = 9,
    long: Annotated[
        int, typer.Option(min=11, help="Segments of the long text, to compare with the 10th.")
    ] = 1000,
    depth: Annotated[
        list[int] | None,
        typer.Option(min=1, help="Segments trained through, for peak memory; may be given again."),
    ] = None,
    threads: Threads = 1,
    device: DeviceName = "cpu",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where the tables go, too, and JSON beside it."),
    ] = None,
    json: Json = False,
) -> None:
    """What each memory costs: speed, parameters, state, and working memory.

    All models read the same text on the same backbone, taking turns, and each is compared with the
    backbone alone. Printed are tokens per second and their ratios, beside what the ratios would be
    by arithmetic alone; sizes; the time of a segment early and late in a long text; and what
    training through more segments adds to the memory in use, with and without memory replay.
    """
    from memstudio.bench.memory_cost import CostSettings, measure_cost
    from memstudio.bench.memory_cost_models import CostSize
    from memstudio.bench.memory_cost_table import as_markdown
    from memstudio.models.device import resolve_device

    check_out(out)
    kinds = kinds_named(memory)
    settings = CostSettings(
        CostSize(width, layers, heads, words, segment, slots),
        batch_size=batch,
        rounds=rounds,
        depths=tuple(sorted(depth)) if depth else CostSettings.depths,
        at=(10, long),
        device=str(resolve_device(device)),
        threads=threads,
    )
    with working() as control:
        found = measure_cost(settings, kinds=kinds, control=control)
    report(as_markdown(found), found.as_json(), json=json, out=out, has_values_beside=True)
