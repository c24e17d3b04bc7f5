"""`memstudio sessions`: what was said with a model, and the memory of it."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from memstudio.cli import sessions as shown
from memstudio.cli.options import DeviceName, DoNotAsk, Json, Online, is_alone
from memstudio.cli.terminal import (
    confirm_deletion,
    on_one_line,
    print_columns,
    print_json,
    print_text,
    say,
    working,
)

if TYPE_CHECKING:
    from memstudio.progress import Control
    from memstudio.tasks.dialogue.live_session import LiveSession

app = typer.Typer(
    help="List sessions, and look into, branch, merge, export or delete them, or have them forget.",
    invoke_without_command=True,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Of a session.")]
NewName = Annotated[str, typer.Argument(metavar="NEW", help="The name that it gets.")]
OtherModel = Annotated[
    str | None,
    typer.Option("--model", metavar="MODEL", help="Instead of the one that it was held with."),
]


@app.callback()
def run(context: typer.Context, *, json: Json = False) -> None:
    """List the sessions."""
    if is_alone(context):
        list_sessions(json=json)


@app.command("list")
def list_sessions(*, json: Json = False) -> None:
    """List the sessions, the latest first."""
    from memstudio.tasks.dialogue.session_library import SessionLibrary

    listing = SessionLibrary().entries()
    if json:
        print_json([shown.entry_as_json(entry) for entry in listing.entries])
    elif listing.entries:
        print_columns([shown.list_cells(entry) for entry in listing.entries], shown.LIST_HEADING)
    else:
        say("There is no session yet. `memstudio generate MODEL --session NAME --prompt TEXT` begins one.")  # fmt: skip
    for problem in listing.problems:
        say(str(problem))


@app.command()
def show(
    name: Name,
    *,
    memory: Annotated[
        bool, typer.Option("--memory", help="Open the model, and print what it remembers.")
    ] = False,
    model: OtherModel = None,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Print what was said in NAME, and with --memory what the model remembers of it."""
    from memstudio.tasks.dialogue.session_export import as_json
    from memstudio.tasks.dialogue.session_library import SessionLibrary
    from memstudio.tasks.dialogue.session_record import read_turns

    entry = SessionLibrary().find(name)
    turns = read_turns(entry)
    found = None
    if memory:
        from memstudio.tasks.dialogue.remembered import remembered

        with working() as control:
            session = _opened(name, model, device, control, online=online)
        found = remembered(session.dialogue)
    if json:
        described = as_json(entry.record, turns) | {"path": str(entry.folder)}
        extra = {} if found is None else {"memory": shown.remembered_as_json(found)}
        print_json(described | extra)
        return
    for number, turn in enumerate(turns, start=1):
        for line in shown.turn_lines(number, turn, is_remembered=number > entry.record.since):
            print_text(line)
    if found is not None:
        print_columns(shown.slot_rows(found), ("SLOT", "WORDS", "CHANGED MOST BY"))
        if found.waiting.strip():
            print_text(f"Not written yet, remembered word for word: {found.waiting.strip()}")


@app.command()
def rename(name: Name, new: NewName, *, json: Json = False) -> None:
    """Call NAME something else."""
    from memstudio.tasks.dialogue.session_library import SessionLibrary

    entry = SessionLibrary().rename(name, new)
    _tell(entry.name, entry.folder, json=json)


@app.command()
def branch(
    name: Name,
    new: NewName,
    *,
    at: Annotated[
        int | None,
        typer.Option("--at", min=0, metavar="TURN", help="After this turn; else the last."),
    ] = None,
    model: OtherModel = None,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Keep NAME as it was after a turn as NEW, which goes its own way from there."""
    from memstudio.tasks.dialogue.session_library import SessionLibrary
    from memstudio.tasks.dialogue.turn import checked_number

    kept = SessionLibrary().check_free(new)
    with working() as control:
        session = _opened(name, model, device, control, online=online)
        turns = session.dialogue.turns
        number = len(turns) if at is None else at and checked_number(turns, at) + 1
        entry = session.branch(kept, number, control).save()
    _tell(entry.name, entry.folder, json=json)


@app.command()
def merge(
    name: Name,
    other: Annotated[
        str, typer.Argument(metavar="OTHER", help="The session that is read into it.")
    ],
    *,
    model: OtherModel = None,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Read the turns of OTHER into the memory of NAME, after its own; OTHER stays as it is."""
    with working() as control:
        session = _opened(name, model, device, control, online=online)
        count = session.merge(other, control)
    entry = session.save()
    if json:
        print_json(shown.entry_as_json(entry) | {"read": count})
    else:
        say(f"{count} turns of '{other}' were read into '{entry.name}'.")


@app.command()
def forget(
    name: Name,
    *,
    words: Annotated[
        str, typer.Option("--words", metavar="TEXT", help="Sentences that hold this are forgotten.")
    ] = "",
    turn: Annotated[
        list[int] | None,
        typer.Option("--turn", metavar="NUMBER", help="A turn; may be given again."),
    ] = None,
    question: Annotated[
        str,
        typer.Option(
            "--question", metavar="TEXT", help="One that would bring it up, to measure by."
        ),
    ] = "",
    model: OtherModel = None,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Have NAME forget something, and measure whether it did."""
    if not words.strip() and not turn:
        raise typer.BadParameter("Say with --words or --turn what is to be forgotten.")
    from memstudio.tasks.dialogue.forgetting import forget as forgotten
    from memstudio.tasks.dialogue.turn import checked_number
    from memstudio.tasks.dialogue.wish import Wish

    with working() as control:
        session = _opened(name, model, device, control, online=online)
        turns = session.dialogue.turns
        places = tuple(checked_number(turns, each) for each in turn or ())
        report = forgotten(session.dialogue, Wish(words, places, question), control)
    session.save()
    if json:
        print_json(shown.report_as_json(report))
        return
    print_text(shown.verdict_line(report))
    if report.slots:
        print(f"slots that were put back: {', '.join(map(str, report.slots))}")
    for sentence in report.sentences:
        print_text(f"gone: {on_one_line(sentence)}")
    if report.forgotten or report.others:
        print_columns(shown.measured_rows(report), shown.MEASURED_HEADING)
    say("Copies that were kept, exported or branched before still hold it.")


@app.command()
def export(
    name: Name,
    *,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="PATH",
            help="A .md or .json file, or a folder for both and the memory.",
        ),
    ],
    replace: Annotated[
        bool, typer.Option("--replace", help="Also when there are files already.")
    ] = False,
    json: Json = False,
) -> None:
    """Write NAME to files for others."""
    from memstudio.tasks.dialogue.session_export import export_session
    from memstudio.tasks.dialogue.session_library import SessionLibrary

    paths = export_session(SessionLibrary().find(name), out, replaces=replace)
    if json:
        print_json({"files": [str(path) for path in paths]})
    else:
        print_columns([("file", str(path)) for path in paths])


@app.command()
def delete(
    name: Name,
    *,
    yes: DoNotAsk = False,
    json: Json = False,
) -> None:
    """Delete NAME for good, with its memory."""
    from memstudio.tasks.dialogue.session_library import SessionLibrary

    library = SessionLibrary()
    library.find(name)
    if not yes:
        confirm_deletion(f"the session '{name}'")
    library.delete(name)
    if json:
        print_json({"deleted": name})
    else:
        say(f"The session '{name}' is gone.")


def _opened(
    name: str, model: str | None, device: str, control: "Control", *, online: bool
) -> "LiveSession":
    from memstudio.memory.attach import open_model
    from memstudio.tasks.dialogue.live_session import LiveSession
    from memstudio.tasks.dialogue.session_library import SessionLibrary

    reference = model or SessionLibrary().find(name).record.reference
    loaded = open_model(reference, device=device, control=control, online=online)
    return LiveSession.opened(loaded, name, control)


def _tell(name: str, folder: Path, *, json: bool) -> None:
    if json:
        print_json({"name": name, "path": str(folder)})
    else:
        print_columns([("session", name), ("folder", str(folder))])
