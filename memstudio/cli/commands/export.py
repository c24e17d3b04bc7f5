"""`memstudio export`: a model written as a folder, for use elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.options import DeviceName, Json, Model, Online
from memstudio.cli.terminal import print_json, working


def run(
    model: Model,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to be made.")],
    device: DeviceName = "cpu",
    online: Online = False,
    json: Json = False,
) -> None:
    """Write a model as a folder that transformers opens: weights, tokenizer and card.

    Nothing is overwritten: the folder must not be there yet, or be empty.
    """
    from memstudio.atomic import refuse_existing
    from memstudio.memory.attach import open_model
    from memstudio.models.saved_copy import save_copy

    # Said before the model is opened, which may take long.
    refuse_existing(out)
    with working() as control:
        loaded = open_model(model, device=device, control=control, online=online)
        folder = save_copy(loaded, out, control)
    if json:
        print_json({"model": model, "folder": str(folder)})
        return
    print(folder)
