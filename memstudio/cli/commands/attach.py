"""`memstudio attach`: a memory put on a model."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.options import DeviceName, Json, Model, Online, Seed
from memstudio.cli.terminal import print_json, say, working


def run(
    backbone: Model,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to be made.")],
    memory: Annotated[
        str, typer.Option("--memory", metavar="KIND", help="As `memstudio memories` lists them.")
    ] = "rmt",
    slots: Annotated[int, typer.Option(min=1, max=4096, help="Slots of memory.")] = 8,
    segment_length: Annotated[
        int, typer.Option(min=2, help="Tokens that the model sees at once.")
    ] = 128,
    seed: Seed = 0,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Put a fresh memory on a model and save both as one model.

    The memory has learnt nothing yet: train it next.
    """
    from memstudio.cli.saving import refuse_existing
    from memstudio.memory.attach import attach_memory, open_model
    from memstudio.models.load import LoadedModel
    from memstudio.models.quiet import quiet
    from memstudio.models.save import save_model
    from memstudio.models.summary import summarise

    refuse_existing(out)
    with working() as control:
        loaded = open_model(backbone, device=device, control=control, online=online)
        model = attach_memory(
            loaded.model, kind=memory, num_slots=slots, segment_length=segment_length, seed=seed
        )
        card = _card(loaded.source.name, memory, slots, segment_length, seed)
        with quiet():
            save_model(model, loaded.tokenizer, out, card=card)
    summary = summarise(LoadedModel(model, loaded.tokenizer, loaded.source))
    if json:
        print_json(
            {
                "model": str(out),
                "backbone": backbone,
                "memory": memory,
                "slots": summary.num_slots,
                "segment_length": segment_length,
                "parameters": summary.num_parameters,
                "memory_parameters": summary.num_memory_parameters,
            }
        )
        return
    say(f"The memory has {summary.num_memory_parameters:,} of {summary.num_parameters:,} weights.")
    print(out)


def _card(backbone: str, memory: str, slots: int, segment_length: int, seed: int) -> str:
    return f"""---
library_name: memstudio
tags: [memstudio, memory, {memory}]
---

# {backbone} with a memory

The weights of `{backbone}` with a fresh memory of kind `{memory}` ({slots} slots, segments of
{segment_length} tokens, seed {seed}), which has learnt nothing yet.
"""
