"""`memstudio bench knn-layers`: which layer of a model the memory `knn` serves best."""

import shlex
import sys
from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.benchmark_report import check_out, report
from memstudio.cli.options import DeviceName, Json, Threads
from memstudio.cli.terminal import working


def run(
    model: Annotated[
        str, typer.Argument(metavar="MODEL", help="A plain model that may get the memory `knn`.")
    ],
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="A text, or `-`.")],
    *,
    number: Annotated[int, typer.Option(min=1, help="Which document of a file of several.")] = 1,
    segment: Annotated[int, typer.Option(min=2, help="Tokens of a segment.")] = 128,
    read: Annotated[int, typer.Option(min=2, help="Tokens that fill the memory first.")] = 3072,
    judged: Annotated[int, typer.Option(min=2, help="Tokens after them that are judged.")] = 1024,
    layer: Annotated[
        list[int] | None,
        typer.Option(min=1, help="Only this layer, from 1; may be given again."),
    ] = None,
    threads: Threads = 1,
    device: DeviceName = "cpu",
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", metavar="FILE", help="Where the table goes, too, and JSON beside it."
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Which layer of a pretrained model has use for the memory `knn`, before any training.

    The text is read once for each layer. Printed is by how much the loss falls at the first touch
    of the memory, for each head of each layer.
    """
    import torch

    from memstudio.bench.knn_layers import as_markdown, measure_knn_layers
    from memstudio.cli.documents import read_document
    from memstudio.memory.attach import open_model
    from memstudio.tasks.prompt_tokens import prompt_tokens

    check_out(out)
    torch.set_num_threads(threads)
    with working() as control:
        text = read_document(document, control, number=number).text
        loaded = open_model(model, device=device, control=control)
        found = measure_knn_layers(
            loaded, prompt_tokens(text, loaded.tokenizer, control),
            segment_length=segment, num_read=read, num_judged=judged, layers=layer or (),
            control=control,
        )  # fmt: skip
    table = as_markdown(found, shlex.join(["memstudio", *sys.argv[1:]]))
    report(table, found.as_json(), json=json, out=out, has_values_beside=True)
