"""`memstudio about`: what this is, and what it is made with."""

from __future__ import annotations

import platform
from dataclasses import asdict

import typer

from memstudio import __version__
from memstudio.cli.options import Json, is_alone
from memstudio.cli.terminal import print_columns, print_json, say

app = typer.Typer(
    help="Say which version this is, and under which licences what it is made with.",
    invoke_without_command=True,
)


@app.callback()
def run(context: typer.Context, *, json: Json = False) -> None:
    """Say which version this is."""
    if not is_alone(context):
        return
    from memstudio.cli.plugin_check import installed_plugins

    brought = installed_plugins()
    told = {"name": "MemStudio", "version": __version__, "licence": "Apache-2.0"}
    if json:
        listed = [asdict(each) for each in brought]
        print_json(told | {"python": platform.python_version(), "plugins": listed})
    else:
        print(f"MemStudio {__version__}, Apache License 2.0, on Python {platform.python_version()}")
        for each in brought:
            problem = f", set aside: {each.problem}" if each.problem else ""
            print(f"Plug-in {each.name}: {each.what} of {each.package} {each.version}{problem}")
        print("`memstudio about licences` lists the packages that it is made with.")


@app.command("licences")
def licences(*, json: Json = False) -> None:
    """List the packages that MemStudio is installed with, and their licences.

    The exit status is 1 when a licence does not go with that of MemStudio.
    """
    from memstudio.licences import packages

    found = packages()
    if json:
        print_json([asdict(each) for each in found])
    else:
        rows = [
            (each.name, each.version, each.licence or "not said", each.verdict) for each in found
        ]
        print_columns(rows, ("PACKAGE", "VERSION", "LICENCE", "WITH OURS"))
    if wrong := [each.name for each in found if each.verdict == "incompatible"]:
        say(f"These do not go with the Apache License 2.0: {', '.join(wrong)}")
        raise typer.Exit(1)
