"""The manual page, from what typer knows of the commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click
import typer

from memstudio.cli.app import command_line

if TYPE_CHECKING:
    from application import Application


def man_page(app: Application) -> str:
    """In the form that `man` reads, section 1."""
    root = typer.main.get_command(command_line())
    context = click.Context(root, info_name="memstudio")
    lines = [
        f'.TH MEMSTUDIO 1 "{app.released}" "MemStudio {app.version}" "User commands"',
        ".SH NAME",
        f"memstudio \\- {_plain(app.summary[0].lower() + app.summary[1:])}",
        ".SH SYNOPSIS",
        ".B memstudio",
        "[\\fIFILE\\fR...]",
        ".br",
        ".B memstudio",
        "\\fICOMMAND\\fR [\\fIARGUMENT\\fR...]",
        ".SH DESCRIPTION",
        _plain(app.description),
        ".PP",
        "Without a command the window opens, with the models, texts, runs, traces and memory states",
        "that are named. Each command says with",
        ".B \\-\\-help",
        "what it takes; in the window, F1 opens the guide.",
        ".SH COMMANDS",
    ]
    for name, command in sorted(getattr(root, "commands", {}).items()):
        if not command.hidden:
            lines += [".TP", f".B {_plain(name)}", _plain(command.get_short_help_str(400))]
    lines.append(".SH OPTIONS")
    for parameter in root.get_params(context):
        told = parameter.get_help_record(context)
        if told is not None:
            lines += [".TP", f".B {_plain(told[0])}", _plain(told[1])]
    lines += [
        ".SH ENVIRONMENT",
        ".TP",
        ".B MEMSTUDIO_HOME",
        "One folder for settings, runs, models, memory states and what is kept ready.",
        ".SH FILES",
        ".TP",
        ".I ~/.config/memstudio",
        "Settings, and what was open lately.",
        ".TP",
        ".I ~/.local/share/memstudio",
        "Runs, models, memory states and sessions.",
        ".TP",
        ".I ~/.cache/memstudio",
        "Texts made ready, and the log.",
    ]
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    """Text that `man` takes as it is."""
    told = " ".join(text.split()).replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{told}" if told.startswith((".", "'")) else told
