"""Users, rankings and reasons as commands open and print them."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from memstudio.cli.terminal import say, working

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.measuring.intervals import Interval
    from memstudio.measuring.recommending import RecommendFigure, RecommendFigures
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.recommending.items import Item
    from memstudio.tasks.recommending.ranking_types import ItemEffect, Ranked, Ranking, Reasons
    from memstudio.tasks.recommending.user_memory import UserMemory

UserName = Annotated[
    str, typer.Argument(metavar="USER", help="As `memstudio recommend` lists them.")
]
Texts = Annotated[
    list[str] | None, typer.Argument(metavar="[TEXT]...", help="Items, such as titles.")
]
Files = Annotated[
    list[Path] | None,
    typer.Option(
        "--from",
        metavar="PATH",
        help="A file of items, one a line or a row; may be given again.",
    ),
]
CollectionOfItems = Annotated[
    str | None,
    typer.Option("--collection", metavar="COLLECTION", help="Every document of a collection."),
]
Together = Annotated[
    int,
    typer.Option(
        "--together",
        min=2,
        metavar="N",
        help="Candidates that the model is offered at once, as in its training.",
    ),
]
RANKING_HEADING = ("PLACE", "INTEREST", "MEMORY RESET", "CANDIDATE")
REASONS_HEADING = ("EFFECT", "95%", "ALONE", "TOUCHED")
FIGURES_HEADING = ("RANKED WITH", "FIRST", "95%", "AUC", "95%", "MEMORY'S GAIN", "95%")


@contextmanager
def opened(model: str, device: str, *, online: bool) -> Iterator[tuple[LoadedModel, Control]]:
    """A model that has a memory."""
    from memstudio.memory.attach import open_model
    from memstudio.tasks.recommending.user_memory import check_remembers

    with working() as control:
        loaded = open_model(model, device=device, control=control, online=online)
        check_remembers(loaded)
        yield loaded, control


@contextmanager
def offered(
    user: str,
    model: str,
    device: str,
    texts: list[str] | None,
    files: list[Path] | None,
    collection: str | None,
    *,
    online: bool,
) -> Iterator[tuple[UserMemory, tuple[Item, ...], Control]]:
    """What a user's memory is asked about, with the memory."""
    from memstudio.tasks.recommending.user_library import UserLibrary
    from memstudio.tasks.recommending.user_memory import UserMemory

    library = UserLibrary()
    known = library.open(user)
    with opened(model, device, online=online) as (loaded, control):
        items = gathered(texts, files, collection, control)
        yield UserMemory(loaded, known, control, library.states), items, control


def gathered(
    texts: list[str] | None, files: list[Path] | None, collection: str | None, control: Control
) -> tuple[Item, ...]:
    """The items that a command names, in the order of its help."""
    from memstudio.tasks.collection.library import CollectionLibrary
    from memstudio.tasks.recommending.items import items_in, items_of, items_of_collection

    found = list(items_of(texts or ()))
    if files:
        read = items_in(files, control)
        found += read.items
        for problem in read.problems:
            say(f"{problem.path}: {problem.sentence()}")
    if collection is not None:
        found += items_of_collection(CollectionLibrary().open(collection))
    return tuple(found)


def ranked_as_json(ranked: Ranked) -> dict[str, Any]:
    """A candidate with all its numbers."""
    return {
        "text": ranked.item.text,
        "source": ranked.item.source,
        "interest": ranked.interest,
        "score": ranked.score,
        "interest_memory_reset": ranked.interest_reset,
        "score_memory_reset": ranked.score_reset,
        "was_touched": ranked.is_touched,
    }


def ranking_as_json(ranking: Ranking) -> dict[str, Any]:
    """A ranking with all its numbers."""
    return {
        "user": ranking.user,
        "model": ranking.model,
        "touched": ranking.num_touched,
        "together": ranking.together,
        "left_out": ranking.num_left_out,
        "ranked": [ranked_as_json(each) for each in ranking.ranked],
    }


def ranking_rows(ranking: Ranking, count: int | None) -> list[tuple[str, ...]]:
    """The first places as a table's rows."""
    return [
        (
            str(place), f"{each.interest:.1%}", f"{each.interest_reset:.1%}",
            each.item.text + (" (touched before)" if each.is_touched else ""),
        )
        for place, each in enumerate(ranking.ranked[:count], 1)
    ]  # fmt: skip


def reasons_as_json(reasons: Reasons) -> dict[str, Any]:
    """Reasons with all their numbers."""
    return {
        "user": reasons.user,
        "candidate": ranked_as_json(reasons.candidate),
        "orders": reasons.num_orders,
        "untested": reasons.num_untested,
        "reasons": [each.item.text for each in reasons.reasons],
        "effects": [
            {
                "number": each.number + 1, "text": each.item.text, "effect": each.effect,
                "interval": [each.low, each.high], "is_beyond_noise": each.is_beyond_noise,
                "alone": each.alone,
            }
            for each in reasons.effects
        ],
    }  # fmt: skip


def reasons_rows(reasons: Reasons) -> list[tuple[str, ...]]:
    """The effects as a table's rows, the largest first."""
    return [
        (
            f"{each.effect:+.2f}", _interval(each), f"{each.alone:+.2f}",
            each.item.text,
        )
        for each in reasons.effects
    ]  # fmt: skip


def _interval(effect: ItemEffect) -> str:
    if effect.low is None or effect.high is None:
        return "not known"
    return f"{effect.low:+.2f} to {effect.high:+.2f}"


def verdict(reasons: Reasons) -> str:
    """The reasons in a sentence."""
    own = reasons.candidate
    interest = (
        f"'{own.item.text}': interest {own.interest:.1%}, {own.interest_reset:.1%} with the "
        "memory reset."
    )
    if not reasons.reasons:
        best = max(reasons.effects, key=lambda each: each.alone)
        if not reasons.has_intervals:
            return (
                f"{interest} So few items can be read in too few orders to tell what is beyond "
                f"noise: add more. Alone, '{best.item.text}' changes it by {best.alone:+.2f} nats."
            )
        return (
            f"{interest} No single item's absence lowers it beyond noise. Alone, "
            f"'{best.item.text}' changes it most: by {best.alone:+.2f} nats."
        )
    names = ", ".join(f"'{each.item.text}'" for each in reasons.main)
    if not reasons.changes_interest:
        return f"{interest} The memory hardly changes it; most of what it does comes from {names}."
    without = "it," if len(reasons.main) == 1 else "one of them"
    return f"{interest} Above all because of {names}: without {without} it would be lower."


def figures_as_json(figures: RecommendFigures) -> dict[str, Any]:
    """All figures."""
    return {
        "rows": figures.num_rows,
        "figures": [
            {
                "way": each.way,
                "first": each.first, "first_interval": list(each.first_interval),
                "auc": each.auc, "auc_interval": list(each.auc_interval),
                "gain": each.gain, "gain_interval": list(each.gain_interval),
            }
            for each in figures.figures
        ],
    }  # fmt: skip


def figure_cells(figure: RecommendFigure) -> tuple[str, ...]:
    """A way of ranking as a row of a table."""
    return (
        figure.way,
        f"{figure.first:.1%}", _between(figure.first_interval),
        f"{figure.auc:.3f}", _between(figure.auc_interval, "{:.3f}"),
        "" if figure.gain is None else f"{figure.gain:+.1%}",
        _between(figure.gain_interval, "{:+.1%}"),
    )  # fmt: skip


def _between(interval: Interval, form: str = "{:.1%}") -> str:
    low, high = interval
    return "" if low is None or high is None else f"{form.format(low)} to {form.format(high)}"
