"""`memstudio new`: a model from scratch, its tokenizer trained on a text."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from memstudio.cli.options import (
    DeviceName,
    Json,
    KindOptions,
    MemoryName,
    NumSlots,
    Seed,
    SegmentLength,
    named_options,
)
from memstudio.cli.terminal import print_columns, print_json, say, size, working
from memstudio.data.tokenizer_kinds import MOST_TOKENS, TOKENIZER_KINDS, tokenizer_kind
from memstudio.models.families import FAMILIES, SIZES

if TYPE_CHECKING:
    from memstudio.data.tokenizer_training import TrainedTokenizer
    from memstudio.training.from_scratch_settings import FromScratchSettings

_ARCHITECTURES = ", ".join(family.name for family in FAMILIES)
_SIZES = ", ".join(each.name for each in SIZES)
_TOKENIZERS = ", ".join(kind.name for kind in TOKENIZER_KINDS)


def run(
    *,
    corpus: Annotated[
        list[Path] | None,
        typer.Option(
            "--corpus", metavar="PATH", help="File or folder of text; may be given several times."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="DIR", help="The folder to be made.")
    ] = None,
    architecture: Annotated[
        str, typer.Option("--architecture", metavar="NAME", help=f"{_ARCHITECTURES}.")
    ] = "llama",
    size_name: Annotated[str, typer.Option("--size", metavar="NAME", help=f"{_SIZES}.")] = "tiny",
    config: Annotated[
        Path | None,
        typer.Option(
            "--config",
            metavar="FILE",
            help="A config.json of transformers, in place of architecture and size.",
        ),
    ] = None,
    tokenizer: Annotated[
        str, typer.Option("--tokenizer", metavar="KIND", help=f"{_TOKENIZERS}.")
    ] = "bpe",
    vocabulary: Annotated[
        int | None,
        typer.Option("--vocabulary", min=1, max=MOST_TOKENS, help="Tokens to be made."),
    ] = None,
    memory: MemoryName = "rmt",
    slots: NumSlots = 8,
    segment_length: SegmentLength = 128,
    option: KindOptions = None,
    choices: Annotated[
        bool, typer.Option("--choices", help="List architectures, sizes and tokenizers, and leave.")
    ] = False,
    seed: Seed = 0,
    device: DeviceName = "auto",
    json: Json = False,
) -> None:
    """Make a model from scratch: train a tokenizer on text, and begin with random weights.

    The model has learnt nothing yet; `train.toml` in its folder is the run that trains it.
    """
    from memstudio.training.from_scratch_settings import FromScratchSettings

    if choices:
        _list_choices(json=json)
        return
    if not corpus or out is None:
        raise typer.BadParameter("Name the text with --corpus, and the folder with --out.")
    kind = tokenizer_kind(tokenizer)
    settings = FromScratchSettings(
        corpus=tuple(map(str, corpus)),
        folder=str(out),
        architecture=architecture,
        size=size_name,
        tokenizer=tokenizer,
        vocabulary=kind.usual if vocabulary is None else vocabulary,
        kind=memory,
        num_slots=slots,
        segment_length=segment_length,
        seed=seed,
        options=named_options(option),
        config=str(config) if config is not None else None,
    )
    _make(settings, device, json=json)


def _make(settings: FromScratchSettings, device: str, *, json: bool) -> None:
    from memstudio.models.summary import summarise
    from memstudio.training.from_scratch import RUN_FILE, make_from_scratch

    _tell_cost(settings, None)
    with working() as control:
        made = make_from_scratch(
            settings,
            device=device,
            control=control,
            on_tokenizer=lambda trained: _tell_vocabulary(settings, trained),
        )
    summary = summarise(made.loaded)
    run_file = Path(settings.folder) / RUN_FILE
    if json:
        print_json(
            {
                "model": settings.folder,
                "architecture": summary.architecture,
                "tokenizer": settings.tokenizer,
                "vocabulary": made.vocabulary.made,
                "vocabulary_asked": made.vocabulary.asked,
                "memory": settings.kind,
                "slots": summary.num_slots,
                "segment_length": settings.segment_length,
                "parameters": summary.num_parameters,
                "memory_parameters": summary.num_memory_parameters,
                "run": str(run_file),
            }
        )
        return
    say(
        f"{summary.num_parameters:,} weights, {summary.num_memory_parameters:,} of them the "
        f"memory's. Train it with: memstudio train {shlex.quote(str(run_file))}"
    )
    print(settings.folder)


def _tell_cost(settings: FromScratchSettings, vocabulary: int | None) -> None:
    if settings.config is not None:
        return  # counted, and held against what is free, when it is made
    settings.check_pair()
    cost = settings.cost(vocabulary)
    say(
        f"{settings.architecture}, {settings.size}: {cost.parameters:,} parameters without the "
        f"memory, {size(cost.disk_bytes)} on disk, roughly {size(cost.training_bytes)} to train."
    )


def _tell_vocabulary(settings: FromScratchSettings, trained: TrainedTokenizer) -> None:
    if trained.made < trained.asked:
        say(
            f"The text gives {trained.made:,} tokens, not the {trained.asked:,} that were asked for."
        )
        _tell_cost(settings, trained.made)


def _list_choices(*, json: bool) -> None:
    if json:
        print_json(
            {
                "architectures": [
                    {"name": f.name, "title": f.title, "summary": f.summary, "paper": f.paper}
                    for f in FAMILIES
                ],
                "sizes": [
                    {"name": s.name, "width": s.width, "layers": s.layers, "heads": s.heads}
                    for s in SIZES
                ],
                "tokenizers": [{"name": k.name, "summary": k.summary} for k in TOKENIZER_KINDS],
            }
        )
        return
    print_columns([[f.name, f.summary] for f in FAMILIES], ["architecture", ""])
    print()
    rows = [[s.name, str(s.width), str(s.layers), str(s.heads)] for s in SIZES]
    print_columns(rows, ["size", "width", "layers", "heads"])
    print()
    print_columns([[k.name, k.summary] for k in TOKENIZER_KINDS], ["tokenizer", ""])
