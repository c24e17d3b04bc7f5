"""`memstudio search`: finding passages of a collection."""

from typing import TYPE_CHECKING, Annotated

import typer

from memstudio.cli import collections as shown
from memstudio.cli.collections import CollectionName
from memstudio.cli.options import DeviceName, Json, Online
from memstudio.cli.terminal import print_json, print_text, say

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.collection.search_types import SearchResult
    from memstudio.tasks.collection.searcher import Searcher


def run(
    collection: CollectionName,
    query: Annotated[str, typer.Argument(metavar="QUERY", help="What to look for, in words.")],
    *,
    count: Annotated[int, typer.Option("--count", min=1, help="Passages at most.")] = 5,
    choose: Annotated[
        int | None,
        typer.Option("--choose", min=1, metavar="N", help="Note that the Nth is what was meant."),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="MODEL",
            help="Let a model that was trained on queries and documents look at the best again, "
            "with its memory of past queries.",
        ),
    ] = None,
    device: DeviceName = "auto",
    online: Online = False,
    json: Json = False,
) -> None:
    """Find passages of COLLECTION, the best first; the query is remembered."""
    with shown.searching(collection, model, device, online=online) as (searcher, loaded, control):
        result = _search(searcher, loaded, query, count, choose, control)
    if json:
        print_json(shown.result_as_json(result))
        return
    for number, each in enumerate(result.results, 1):
        print_text(f"{number}. {each.source}  {each.score:.4f}  {shown.parts_line(each)}")
        print_text("   " + " ".join(each.passage.text.split()))
    if not result.results:
        say("Nothing was found.")
    for past in result.asked_before:
        say(f"Asked before: {past.text} ({past.when[:16]})")


def _search(
    searcher: "Searcher",
    loaded: "LoadedModel | None",
    query: str,
    count: int,
    choose: int | None,
    control: "Control",
) -> "SearchResult":
    from memstudio.tasks.collection.search_memory import SearchMemory, looking, remembers

    memory = None
    look = None
    if loaded is not None:
        if remembers(loaded):
            memory = SearchMemory(loaded, searcher.collection, control)
        look = looking(loaded, memory, control)
    result = searcher.search(query, count=count, control=control, look=look)
    if choose is not None:
        if choose > len(result.results):
            raise typer.BadParameter(f"There are {len(result.results)} results.")
        searcher.choose(result, choose - 1)
        if memory is not None:
            memory.catch_up(control)
    return result
