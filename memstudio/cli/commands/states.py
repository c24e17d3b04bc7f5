"""`memstudio states`: the memories that were kept under a name."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli import states as shown
from memstudio.cli.options import DeviceName, DoNotAsk, Json, Model, Online, is_alone
from memstudio.cli.terminal import confirm_deletion, print_columns, print_json, say, working

app = typer.Typer(
    help="List memory states, and save, fork, compare, share or delete them.",
    invoke_without_command=True,
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="Of a memory state that was kept.")]
NewName = Annotated[str, typer.Argument(metavar="NEW", help="The name that it gets.")]
State = Annotated[
    str, typer.Argument(metavar="STATE", help="The name of a memory state, or its file.")
]
OtherModel = Annotated[
    str | None,
    typer.Option("--model", metavar="MODEL", help="Reads the slots; else the one that saved it."),
]


@app.callback()
def run(context: typer.Context, *, json: Json = False) -> None:
    """List the memory states that were kept."""
    if is_alone(context):
        list_states(json=json)


@app.command("list")
def list_states(*, json: Json = False) -> None:
    """List the memory states that were kept, the latest first."""
    from memstudio.tasks.states.state_library import StateLibrary

    listing = StateLibrary().entries()
    if json:
        print_json([shown.header_as_json(e.name, e.path, e.header) for e in listing.entries])
    elif listing.entries:
        rows = [shown.list_cells(entry.name, entry.header) for entry in listing.entries]
        print_columns(rows, shown.LIST_HEADING)
    else:
        say("No memory state was kept yet. `memstudio states save MODEL NAME --document FILE` keeps one.")  # fmt: skip
    for problem in listing.problems:
        say(str(problem))


@app.command()
def show(
    state: State,
    *,
    words: Annotated[
        bool, typer.Option("--words", help="Open the model, and print each slot in words.")
    ] = False,
    model: OtherModel = None,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Print what STATE holds, and where it comes from."""
    from memstudio.memory.state_file import read_header

    name, path = shown.place_of(state)
    header = read_header(path)
    slots = None
    if words or model:
        from memstudio.memory.attach import open_model
        from memstudio.tasks.conversation import Conversation

        with working() as control:
            reference = model or _reference(name, path)
            conversation = Conversation(
                open_model(reference, device=device, control=control, online=online)
            )
        conversation.load(path)
        snapshot = conversation.snapshot()
        slots = snapshot.slots if snapshot is not None else ()
    if json:
        found = shown.header_as_json(name, path, header)
        print_json(found if slots is None else found | {"slots": shown.slots_as_json(slots)})
        return
    known = header.provenance
    lines = [
        ("name", name),
        ("file", str(path)),
        ("belongs to", header.fingerprint),
        ("model", known.model),
        ("opened as", known.reference),
        ("saved", shown.minute(known.saved)),
        ("forked from", " < ".join(each.name for each in known.forked_from)),
        ("segments", str(header.num_segments)),
        ("written by", ", ".join(f"{what} {number}" for what, number in known.versions.items())),
    ]
    print_columns([(f"{what}:", value) for what, value in lines if value])
    if known.num_earlier:
        print(f"{known.num_earlier} texts before these are no longer listed.")
    if known.readings:
        print_columns([(shown.reading_line(reading),) for reading in known.readings])
    if slots:
        rows = [(str(number), shown.joined(each)) for number, each in enumerate(slots)]
        print_columns(rows, ("SLOT", "WORDS"))


@app.command()
def save(
    model: Model,
    name: NewName,
    *,
    document: Annotated[
        list[Path] | None,
        typer.Option(
            "--document",
            metavar="FILE",
            help="Read this, with all documents in it; may be given often.",
        ),
    ] = None,
    memory: Annotated[
        str | None,
        typer.Option("--memory", metavar="STATE", help="Go on from this memory: a name or a file."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also when there is one of that name.")
    ] = False,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Let MODEL read documents, and keep what it remembers under a name."""
    if not document:
        raise typer.BadParameter("Say with --document what is read into the memory.")
    from memstudio.cli.documents import read_documents
    from memstudio.memory.attach import open_model
    from memstudio.tasks.conversation import Conversation
    from memstudio.tasks.states.state_library import StateLibrary
    from memstudio.tasks.states.state_names import checked_name

    library, kept = StateLibrary(), checked_name(name)
    if not replace:
        # Before the work rather than after it.
        library.refuse_taken(kept)
    with working() as control:
        texts = [text for path in document for text in read_documents(str(path), control)]
        conversation = Conversation(
            open_model(model, device=device, control=control, online=online)
        )
        if memory is not None:
            conversation.load(shown.place_of(memory)[1])
        for text in texts:
            conversation.read(text.text, control=control, source=text.name)
    entry = library.keep(kept, conversation.save, replaces=replace)
    _tell(entry.name, entry.path, json=json)


@app.command()
def fork(name: Name, new: NewName, *, json: Json = False) -> None:
    """Keep a copy of NAME as NEW, which goes its own way from here."""
    from memstudio.tasks.states.state_library import StateLibrary

    entry = StateLibrary().fork(name, new)
    _tell(entry.name, entry.path, json=json)


@app.command()
def rename(name: Name, new: NewName, *, json: Json = False) -> None:
    """Call NAME something else."""
    from memstudio.tasks.states.state_library import StateLibrary

    entry = StateLibrary().rename(name, new)
    _tell(entry.name, entry.path, json=json)


@app.command()
def diff(
    one: State,
    other: State,
    *,
    model: OtherModel = None,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Print in what two states differ, slot by slot, in words."""
    from memstudio.memory.attach import open_model
    from memstudio.tasks.states.state_comparison import compare_states

    first, second = shown.place_of(one), shown.place_of(other)
    with working() as control:
        reference = model or _reference(*first)
        loaded = open_model(reference, device=device, control=control, online=online)
    found = compare_states(loaded, first, second)
    if json:
        print_json(shown.difference_as_json(found))
        return
    names = (found.one, found.other) if found.has_words else ()
    rows = [shown.difference_cells(each, has_words=found.has_words) for each in found.slots]
    print_columns(rows, (*shown.DIFF_HEADING, *names))
    if found.is_equal:
        print("The two are the same.")
        return
    print(f"{found.num_equal} of {len(found.slots)} slots are equal.")
    print(f"segments: {found.segments[0]} and {found.segments[1]}; "
          f"tokens that wait for the next: {found.pending[0]} and {found.pending[1]}")  # fmt: skip


@app.command()
def export(
    name: Name,
    *,
    out: Annotated[Path, typer.Option("--out", metavar="PATH", help="A file, or a folder.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Also when there is a file already.")
    ] = False,
    json: Json = False,
) -> None:
    """Write NAME to one file for others: safetensors, with where it comes from."""
    from memstudio.tasks.states.state_library import StateLibrary

    path = StateLibrary().export(name, out, replaces=replace)
    _tell(name, path, json=json)


@app.command("import")
def take_in(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="That was exported or saved.")],
    *,
    name: Annotated[
        str | None, typer.Option("--name", metavar="NAME", help="Instead of its own name.")
    ] = None,
    json: Json = False,
) -> None:
    """Keep the state in FILE under a name."""
    from memstudio.tasks.states.state_library import StateLibrary

    entry = StateLibrary().take_in(file, name)
    _tell(entry.name, entry.path, json=json)


@app.command()
def delete(
    name: Name,
    *,
    yes: DoNotAsk = False,
    json: Json = False,
) -> None:
    """Delete NAME for good."""
    from memstudio.tasks.states.state_library import StateLibrary

    library = StateLibrary()
    library.check_there(name)
    if not yes:
        confirm_deletion(f"the memory state '{name}'")
    library.delete(name)
    if json:
        print_json({"deleted": name})
    else:
        say(f"The memory state '{name}' is gone.")


def _tell(name: str, path: Path, *, json: bool) -> None:
    from memstudio.memory.state_file import read_header

    if json:
        print_json(shown.header_as_json(name, path, read_header(path)))
    else:
        print_columns([("state", name), ("file", str(path))])


def _reference(name: str, path: Path) -> str:
    """What opens the model that saved a state.

    Raises:
        MemoryStateError: its file does not say it.
    """
    from memstudio.errors import MemoryStateError, marked
    from memstudio.memory.state_file import read_header

    reference = read_header(path).provenance.reference
    if not reference:
        raise MemoryStateError(
            marked("errors", "The memory state '{name}' does not say which model saved it. Name one with --model."),
            name=name,
        )  # fmt: skip
    return reference
