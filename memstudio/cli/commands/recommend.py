"""`memstudio recommend`: candidates ranked by what a user touched, and why."""

from pathlib import Path
from typing import Annotated

import typer

from memstudio.cli import recommending as shown
from memstudio.cli.options import DeviceName, DoNotAsk, Json, ModelOption, Online, is_alone
from memstudio.cli.recommending import (
    CollectionOfItems,
    Files,
    Texts,
    Together,
    UserName,
)
from memstudio.cli.terminal import confirm_deletion, print_columns, print_json, say, working

app = typer.Typer(
    help="Rank candidates by what users touched, say why, and measure or delete what is known.",
    invoke_without_command=True,
)


@app.callback()
def run(context: typer.Context, *, json: Json = False) -> None:
    """List the users."""
    if is_alone(context):
        list_users(json=json)


@app.command("list")
def list_users(*, json: Json = False) -> None:
    """List the users, and how many items each has touched."""
    from memstudio.tasks.recommending.user_library import UserLibrary

    library = UserLibrary()
    users = [library.open(name) for name in library.names()]
    if json:
        print_json([
            {"name": each.name, "touched": len(each.touched), "memory": each.memory_name}
            for each in users
        ])  # fmt: skip
    elif users:
        print_columns([(each.name, str(len(each.touched))) for each in users], ("USER", "TOUCHED"))
    else:
        say("There is no user yet. `memstudio recommend touch USER TEXT...` makes one.")
    for problem in library.problems():
        say(str(problem))


@app.command()
def show(user: UserName, *, json: Json = False) -> None:
    """Print what USER has touched, with the numbers for `take-back`."""
    from memstudio.tasks.recommending.user_library import UserLibrary

    known = UserLibrary().open(user)
    if json:
        print_json({
            "name": known.name, "memory": known.memory_name,
            "touched": [
                {"when": each.when, "text": each.item.text, "source": each.item.source}
                for each in known.touched
            ],
        })  # fmt: skip
        return
    print_columns([
        (str(number), each.when[:16], each.item.text)
        for number, each in enumerate(known.touched, 1)
    ])  # fmt: skip


@app.command()
def touch(
    user: UserName,
    texts: Texts = None,
    *,
    files: Files = None,
    collection: CollectionOfItems = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model", metavar="MODEL", help="Read the items now; else they are when it ranks."
        ),
    ] = None,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Note that USER, who is made when not there, touched items."""
    from memstudio.tasks.recommending.user_library import UserLibrary
    from memstudio.tasks.recommending.user_memory import UserMemory

    library = UserLibrary()
    with working() as control:
        items = shown.gathered(texts, files, collection, control)
    if not items:
        say("No item was named. Give texts, --from PATH or --collection COLLECTION.")
        raise typer.Exit(1)
    known = library.touch(user, items)
    if model is not None:
        with shown.opened(model, device, online=online) as (loaded, control):
            UserMemory(loaded, known, control, library.states)
    if json:
        print_json({"name": known.name, "new": len(items), "touched": len(known.touched)})
    else:
        say(f"{known.name} has touched {len(known.touched)} items, {len(items)} of them now.")


@app.command("take-back")
def take_back(
    user: UserName,
    number: Annotated[int, typer.Argument(metavar="NUMBER", min=1, help="As `show` lists it.")],
    *,
    json: Json = False,
) -> None:
    """Forget that USER touched an item; the memory is made anew without it."""
    from memstudio.tasks.recommending.user_library import UserLibrary

    _, gone = UserLibrary().take_back(user, number - 1)
    if json:
        print_json({"taken_back": gone.item.text})
    else:
        say(f"'{gone.item.text}' is no longer among what {user} touched.")


@app.command()
def rank(
    user: UserName,
    texts: Texts = None,
    *,
    model: ModelOption,
    files: Files = None,
    collection: CollectionOfItems = None,
    new_only: Annotated[
        bool, typer.Option("--new-only", help="Leave out what USER touched before.")
    ] = False,
    count: Annotated[
        int | None, typer.Option("--count", min=1, help="Places to print; all when not said.")
    ] = None,
    together: Together = 5,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Rank candidates by the interest that MODEL predicts from what USER touched."""
    from memstudio.tasks.recommending.ranker import rank as ranking_of

    asked = shown.offered(user, model, device, texts, files, collection, online=online)
    with asked as (memory, items, control):
        ranking = ranking_of(memory, items, control, together=together, leaves_out_touched=new_only)
    if json:
        print_json(shown.ranking_as_json(ranking))
        return
    print_columns(shown.ranking_rows(ranking, count), shown.RANKING_HEADING)
    if ranking.num_left_out:
        say(
            f"{ranking.num_left_out} candidates are left out, as {memory.user.name} touched them before."
        )


@app.command()
def why(
    user: UserName,
    candidate: Annotated[
        str, typer.Argument(metavar="CANDIDATE", help="The text of one of the candidates.")
    ],
    texts: Texts = None,
    *,
    model: ModelOption,
    files: Files = None,
    collection: CollectionOfItems = None,
    together: Together = 5,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Say which touched items make CANDIDATE interesting, by blanking out one at a time."""
    from memstudio.tasks.recommending.items import Item
    from memstudio.tasks.recommending.reasons import why as reasons_of

    asked = shown.offered(user, model, device, texts, files, collection, online=online)
    with asked as (memory, items, control):
        reasons = reasons_of(memory, items, Item(candidate), control, together=together)
    if json:
        print_json(shown.reasons_as_json(reasons))
        return
    print_columns(shown.reasons_rows(reasons), shown.REASONS_HEADING)
    say(shown.verdict(reasons))
    if reasons.num_untested:
        say(f"The earliest {reasons.num_untested} items were read, but not put to the test.")


@app.command()
def measure(
    rows: Annotated[
        Path,
        typer.Argument(
            metavar="ROWS", help="With the columns history, candidates and clicked, held out."
        ),
    ],
    *,
    model: ModelOption,
    together: Together = 5,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Measure how often what was chosen comes first: with the memory, without it, and by chance."""
    from memstudio.measuring.recommending import measure_recommending, recommend_rows

    with shown.opened(model, device, online=online) as (loaded, control):
        found = recommend_rows(rows, control.without_reports())
        figures = measure_recommending(loaded, found, control, together)
    if json:
        print_json(shown.figures_as_json(figures))
        return
    print_columns([shown.figure_cells(each) for each in figures.figures], shown.FIGURES_HEADING)
    say(f"{figures.num_rows} rows.")


@app.command()
def delete(
    user: UserName,
    *,
    yes: DoNotAsk = False,
    json: Json = False,
) -> None:
    """Delete USER for good: what was touched, and the memory of it."""
    from memstudio.tasks.recommending.user_library import UserLibrary

    library = UserLibrary()
    if not library.has(user):  # a damaged one can be deleted
        library.open(user)
    if not yes:
        confirm_deletion(f"the user '{user}'")
    library.delete(user)
    if json:
        print_json({"deleted": user})
    else:
        say(f"The user '{user}' is gone.")
