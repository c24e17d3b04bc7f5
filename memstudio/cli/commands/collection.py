"""`memstudio collection`: documents to search in and to answer from."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli import collections as shown
from memstudio.cli.collections import CollectionName, NumRead
from memstudio.cli.options import DeviceName, DoNotAsk, Json, ModelOption, Online, is_alone
from memstudio.cli.terminal import (
    confirm_deletion,
    print_columns,
    print_json,
    print_text,
    say,
    working,
)

app = typer.Typer(
    help="List collections of documents, and add to, measure or delete them.",
    invoke_without_command=True,
)

Paths = Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files and folders.")]


@app.callback()
def run(context: typer.Context, *, json: Json = False) -> None:
    """List the collections."""
    if is_alone(context):
        list_collections(json=json)


@app.command("list")
def list_collections(*, json: Json = False) -> None:
    """List the collections."""
    from memstudio.tasks.collection.library import CollectionLibrary

    library = CollectionLibrary()
    found = [library.open(name) for name in library.names()]
    rows = []
    for each in found:
        sources = each.contents().sources
        passages = sum(len(list(source.passages())) for source in sources)
        rows.append((each.name, len(sources), passages, len(each.queries.entries()), each.encoder))
    if json:
        names = ("name", "documents", "passages", "queries", "vectors")
        print_json([dict(zip(names, row, strict=True)) for row in rows])
    elif rows:
        cells = [(name, *map(str, numbers), by or "none") for name, *numbers, by in rows]
        print_columns(cells, ("NAME", "DOCUMENTS", "PASSAGES", "QUERIES", "VECTORS BY"))
    else:
        say("There is no collection yet. `memstudio collection add NAME PATH` makes one.")
    for problem in library.problems():
        say(str(problem))


@app.command()
def show(name: CollectionName, *, json: Json = False) -> None:
    """Print which documents are in COLLECTION, and what was asked of it."""
    from memstudio.tasks.collection.library import CollectionLibrary

    collection = CollectionLibrary().open(name)
    contents, queries = collection.contents(), collection.queries.entries()
    if json:
        print_json({
            "name": collection.name, "folder": str(collection.folder), "vectors": collection.encoder,
            "documents": [{"path": s.path, "added": s.added} for s in contents.sources],
            "queries": [
                {"when": q.when, "query": q.text, "chosen": q.passage or None} for q in queries
            ],
        })  # fmt: skip
        return
    print_columns([(source.path, source.added[:16]) for source in contents.sources])
    for query in queries:
        print_text(
            f"{query.when[:16]}  {query.text}"
            + (f"  ->  {query.passage[:60]!r}" if query.chosen else "")
        )
    for problem in contents.problems:
        say(str(problem))


@app.command()
def add(
    name: CollectionName,
    paths: Paths,
    *,
    vectors: Annotated[
        str | None,
        typer.Option(
            "--vectors",
            metavar="ENCODER",
            help="The folder of a sentence encoder; `model` for those of the open language model; "
            "`none` for words alone.",
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Read documents into COLLECTION, which is made when it is not there."""
    from memstudio.tasks.collection.library import CollectionLibrary
    from memstudio.tasks.collection.search_types import OPEN_MODEL

    known = {"none": "", OPEN_MODEL: OPEN_MODEL}
    if vectors is not None and vectors not in known:
        folder = Path(vectors).expanduser().absolute()
        if not (folder / "config.json").is_file():
            raise typer.BadParameter(
                f"--vectors {vectors} is no folder of a sentence encoder: it has no config.json."
            )
        known[vectors] = str(folder)
    encoder = None if vectors is None else known[vectors]
    with working() as control:
        done = CollectionLibrary().add(name, paths, control, encoder=encoder)
    is_nothing = bool(done.problems) and not (done.new or done.changed or done.unchanged)
    if json:
        print_json({
            "new": done.new, "changed": done.changed, "unchanged": done.unchanged,
            "problems": [{"path": str(p.path), "problem": p.sentence()} for p in done.problems],
        })  # fmt: skip
    else:
        print(f"{len(done.new)} new, {len(done.changed)} changed, {len(done.unchanged)} unchanged")
        for problem in done.problems:
            say(f"{problem.path}: {problem.sentence()}")
    if is_nothing:
        raise typer.Exit(1)


@app.command()
def remove(
    name: CollectionName,
    document: Annotated[str, typer.Argument(metavar="DOCUMENT", help="Its name or its path.")],
    *,
    json: Json = False,
) -> None:
    """Take DOCUMENT out of COLLECTION; the file itself stays."""
    from memstudio.tasks.collection.library import CollectionLibrary

    gone = CollectionLibrary().open(name).remove(document).path
    if json:
        print_json({"removed": gone})
    else:
        say(f"{gone} is no longer in {name}.")


@app.command()
def delete(
    name: CollectionName,
    *,
    yes: DoNotAsk = False,
    json: Json = False,
) -> None:
    """Delete COLLECTION for good, with its past queries; the files themselves stay."""
    from memstudio.tasks.collection.library import CollectionLibrary

    library = CollectionLibrary()
    if not library.has(name):  # a damaged one can be deleted
        library.open(name)
    if not yes:
        confirm_deletion(f"the collection '{name}'")
    library.delete(name)
    if json:
        print_json({"deleted": name})
    else:
        say(f"The collection '{name}' is gone.")


@app.command()
def measure(
    name: CollectionName,
    rows: Annotated[Path, typer.Argument(metavar="ROWS", help="Queries with their documents.")],
    *,
    past: Annotated[
        Path | None,
        typer.Option("--past", metavar="ROWS", help="Queries that were asked before these."),
    ] = None,
    model: Annotated[
        str | None, typer.Option("--model", metavar="MODEL", help="`demo`, a folder, a Hub id, ...")
    ] = None,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Measure how well held-out queries find their documents: by each part, and by all."""
    from dataclasses import asdict

    from memstudio.evaluation.search_quality import measure_search, wanted_of

    with shown.searching(name, model, device, online=online) as (searcher, loaded, control):
        found = measure_search(
            searcher,
            wanted_of(rows, control),
            wanted_of(past, control) if past is not None else [],
            control,
            loaded,
        )
    if json:
        print_json([asdict(each) for each in found])
        return
    cells = [
        (e.way, f"{e.mrr:.3f}", *(f"{share:.2f}" for share in e.recall), str(e.count))
        for e in found
    ]
    print_columns(cells, ("SEARCHED BY", "MRR", "RECALL@1", "@5", "@10", "QUERIES"))


@app.command()
def calibrate(
    name: CollectionName,
    rows: Annotated[Path, typer.Argument(metavar="ROWS", help="Questions with their answers.")],
    *,
    model: ModelOption,
    read: NumRead = 3,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Learn from held-out questions how far MODEL's answers are to be trusted."""
    from memstudio.data.corpus import read_corpus
    from memstudio.evaluation.answer_calibration import calibrate as learn
    from memstudio.evaluation.answer_calibration import rows_of
    from memstudio.tasks.sourced.answerer import Answerer

    with shown.searching(name, model, device, online=online) as (searcher, loaded, control):
        assert loaded is not None  # noqa: S101 - the option is needed
        asked = rows_of(read_corpus([rows], control=control).documents)
        found = learn(Answerer(loaded, searcher), asked, control, read)
    if json:
        print_json({"questions": found.count, "curve": [
            {"threshold": e.threshold, "answered": e.answered, "right": e.right} for e in found.curve
        ]})  # fmt: skip
    else:
        print_columns(shown.curve_rows(found), ("THRESHOLD", "ANSWERED", "OF THESE RIGHT"))
