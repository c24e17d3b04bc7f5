"""`memstudio attach`: a memory put on a model."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli.options import (
    DeviceName,
    Json,
    KindOptions,
    MemoryName,
    Model,
    NumSlots,
    Online,
    Seed,
    SegmentLength,
    named_options,
)
from memstudio.cli.terminal import print_json, say, working


def run(
    backbone: Model,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to be made.")],
    memory: MemoryName = "rmt",
    slots: NumSlots = 8,
    segment_length: SegmentLength = 128,
    option: KindOptions = None,
    seed: Seed = 0,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Put a fresh memory on a model and save both as one model.

    The memory has learnt nothing yet: train it next.
    """
    from memstudio.memory.new_model import make_model
    from memstudio.memory.new_model_settings import NewModelSettings
    from memstudio.models.summary import summarise

    settings = NewModelSettings(
        backbone, str(out), memory, slots, segment_length, seed, named_options(option)
    )
    with working() as control:
        summary = summarise(make_model(settings, device=device, control=control, online=online))
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
