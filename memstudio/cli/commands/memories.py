"""`memstudio memories`: the memory kinds there are."""

from dataclasses import asdict
from typing import Annotated

import typer

from memstudio.cli.options import Json
from memstudio.cli.terminal import print_json


def run(
    kind: Annotated[
        str | None, typer.Argument(metavar="[KIND]", help="Print the page about this one.")
    ] = None,
    *,
    check: Annotated[
        bool,
        typer.Option(
            "--check", help="Try on a tiny model whether KIND holds to what every kind must."
        ),
    ] = False,
    json: Json = False,
) -> None:
    """List the memory kinds that a model can be given, or describe one of them.

    With `--check` the exit status is 1 when something does not hold.
    """
    if check:
        if kind is None:
            raise typer.BadParameter("Name the kind that is to be checked.")
        _check(kind, json=json)
        return
    from memstudio.memory.kinds_registry import kind_descriptions, package_of, page_of

    if kind is not None:
        page = page_of(kind)
        if json:
            print_json({"name": kind, "page": page})
        else:
            print(page)
        return
    if json:
        print_json(
            [
                {
                    "name": each.name,
                    "title": each.title,
                    "summary": each.summary,
                    "paper": each.paper or None,
                    "has_slots": each.has_slots,
                    "needs_encoder": each.needs_encoder,
                    "package": package_of(each.name),
                }
                for each in kind_descriptions()
            ]
        )
        return
    for each in kind_descriptions():
        package = package_of(each.name)
        print(f"{each.name}: {each.title}{f' (plug-in {package})' if package else ''}")
        print(f"    {each.summary}")
        if each.paper:
            print(f"    {each.paper}")


def _check(kind: str, *, json: bool) -> None:
    from memstudio.memory.kind_checks import check_kind

    found = check_kind(kind)
    if json:
        print_json([asdict(each) for each in found])
    else:
        for each in found:
            print(f"{'FAILS' if each.problem else 'holds'}  {each.what}")
            if each.problem:
                print(f"       {each.problem}")
    if any(each.problem for each in found):
        raise typer.Exit(1)
