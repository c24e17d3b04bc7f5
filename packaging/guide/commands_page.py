"""The page of all commands, from what typer knows of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import click
import typer
from cells import cell

from memstudio.cli.app import command_line

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEAD = """# All commands

What `memstudio COMMAND --help` prints, on one page; [The command line](command-line.md) says what the
commands are for. Written by `packaging/guide/reference.py`.
"""


def commands_page() -> str:
    """Every command with its arguments and options."""
    root = typer.main.get_command(command_line())
    return "\n".join([_HEAD, *_lines(root, "memstudio", None)]).rstrip() + "\n"


def _lines(command: click.Command, name: str, parent: click.Context | None) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=parent)
    title = context.command_path
    yield f"## {title}\n"
    if command.help:
        # \b keeps lines as they are in the terminal.
        yield _paragraphs(command.help) + "\n"
    usage = command.get_usage(context).removeprefix("Usage: ")
    yield f"```\n{' '.join(usage.split())}\n```\n"
    rows = [_row(each, context) for each in command.get_params(context) if _is_told(each)]
    if rows:
        yield "| option | is |\n| --- | --- |\n" + "\n".join(rows) + "\n"
    for each in getattr(command, "commands", {}).values():
        if not each.hidden:
            yield from _lines(each, each.name, context)


def _paragraphs(text: str) -> str:
    return "\n\n".join(
        " ".join(part.replace("\b", "").split()) for part in text.split("\n\n")
    ).strip()


def _is_told(parameter: click.Parameter) -> bool:
    return not getattr(parameter, "hidden", False) and parameter.name != "help"


def _row(parameter: click.Parameter, context: click.Context) -> str:
    names, text = parameter.get_help_record(context) or (
        parameter.make_metavar(context),
        getattr(parameter, "help", "") or "",
    )
    plain = re.sub(r"<(?:int|float)(?: range)?>", "N", names).replace("<path>", "PATH")
    return f"| `{cell(plain)}` | {cell(text)} |"
