"""The options that several commands share, so that they are spelt and explained alike."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from memstudio.parsing import from_toml

if TYPE_CHECKING:
    from memstudio.data.read_settings import ReadSettings

MOST_SEED = 2**32 - 1
"""As in a run's file: what numpy and torch both take."""
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on standard output.")]
DeviceName = Annotated[
    str, typer.Option("--device", metavar="DEVICE", help="auto, cpu, cuda:0, mps, xpu:0, ...")
]
Online = Annotated[
    bool, typer.Option("--online", help="Download a Hub id that is not in the local cache.")
]
Model = Annotated[
    str,
    typer.Argument(
        metavar="MODEL", help="`demo`, a folder, a .gguf file, or a Hub id from the local cache."
    ),
]
ModelOption = Annotated[
    str, typer.Option("--model", metavar="MODEL", help="`demo`, a folder, a Hub id, ...")
]
DoNotAsk = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
Seed = Annotated[
    int, typer.Option("--seed", min=0, max=MOST_SEED, help="Of all that is drawn by chance.")
]
MemoryName = Annotated[
    str, typer.Option("--memory", metavar="KIND", help="As `memstudio memories` lists them.")
]
NumSlots = Annotated[int, typer.Option("--slots", min=1, max=4096, help="Slots of memory.")]
SegmentLength = Annotated[
    int,
    typer.Option(
        "--segment-length", min=2, max=1_000_000, help="Tokens that the model sees at once."
    ),
]
KindOptions = Annotated[
    list[str] | None,
    typer.Option(
        "--option",
        metavar="NAME=VALUE",
        help="What the memory can be told beyond this; `memstudio memories KIND` lists it.",
    ),
]
Columns = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="ROLE=NAME",
        help="The column for a role, such as text=review; may be given again.",
    ),
]
EncodingName = Annotated[
    str | None,
    typer.Option(
        "--encoding",
        metavar="NAME",
        help="Of the files of text, such as gb18030; found when not said.",
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME=VALUE",
        help="A setting that is another, by its name in run.toml: batch_size=2, probe.every=10.",
    ),
]
OutFolder = Annotated[Path | None, typer.Option("--out", metavar="DIR", help="Where to.")]


Kinds = Annotated[
    list[str] | None,
    typer.Option("--memory", metavar="KIND", help="Only this one; may be given again."),
]
Threads = Annotated[int, typer.Option(min=1, help="Of the processor.")]


def is_alone(context: typer.Context) -> bool:
    """Whether a group of commands is called without one of them.

    With one, an option before it would be passed over in silence, so it is refused.
    """
    command = context.invoked_subcommand
    for option in context.command.params if command is not None else ():
        if is_given(context, option.name or ""):
            context.fail(f"{option.opts[0]} stands before '{command}'. Write what '{command}' takes after it.")  # fmt: skip
    return command is None


def is_given(context: typer.Context, parameter: str) -> bool:
    """Whether a parameter was said, and is not there by default."""
    source = context.get_parameter_source(parameter)
    return source is not None and source.name == "COMMANDLINE"


def kinds_named(names: list[str] | None) -> list[str]:
    """The memory kinds of these names, each once; all that come with MemStudio when none was said.

    Raises:
        MemStudioError: there is no such kind.
    """
    from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS, memory_kinds

    for name in names or ():
        memory_kinds.check(name)
    return list(dict.fromkeys(names or ())) or [each.name for each in KIND_DESCRIPTIONS]


def read_settings(kind: str | None, given: list[str] | None, encoding: str | None) -> ReadSettings:
    """How files are to be read, as the options say it.

    Raises:
        DataError: there is no such kind of rows, or no such encoding.
    """
    from memstudio.data.read_settings import ReadSettings, checked_encoding
    from memstudio.data.row_kinds import row_kind

    columns = {}
    for each in given or ():
        role, is_pair, name = each.partition("=")
        if not is_pair or not role or not name:
            raise typer.BadParameter(f"'{each}' is not ROLE=NAME, such as text=review.")
        columns[role] = name
    return ReadSettings(
        row_kind(kind).name if kind else None,
        columns,
        checked_encoding(encoding) if encoding else None,
    )


def named_options(texts: list[str] | None) -> dict[str, Any]:
    """Options or settings by name, each written as in a run's file: `heads=2`."""
    return dict(_named(text) for text in texts or ())


def _named(text: str) -> tuple[str, Any]:
    name, sign, value = text.partition("=")
    if not sign:
        raise typer.BadParameter(f"'{text}' is not of the form NAME=VALUE.")
    try:
        return name.strip(), from_toml(f"value = {value}")["value"]
    except ValueError:
        return name.strip(), value  # a word without quotation marks
