"""Collections as commands open and print them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.collection.search_types import Found, SearchResult
    from memstudio.tasks.collection.searcher import Searcher
    from memstudio.tasks.sourced.answer_types import SourcedAnswer
    from memstudio.tasks.sourced.confidence import Calibration

CollectionName = Annotated[
    str, typer.Argument(metavar="COLLECTION", help="As `memstudio collection` lists them.")
]
NumRead = Annotated[
    int,
    typer.Option(
        "--read",
        min=0,
        help="Passages that the model reads before it answers; 0 for its memory alone.",
    ),
]
_PART_NAMES = {"words": "words", "vectors": "vectors", "history": "past query", "model": "model"}


@contextmanager
def searching(
    name: str, model: str | None, device: str, *, online: bool
) -> Iterator[tuple[Searcher, LoadedModel | None, Control]]:
    """A collection, ready to be searched, and the model if one was named."""
    from memstudio.cli.terminal import say, working
    from memstudio.memory.attach import open_model
    from memstudio.tasks.collection.library import CollectionLibrary
    from memstudio.tasks.collection.searcher import Searcher
    from memstudio.tasks.collection.vector_choice import vectors_for

    collection = CollectionLibrary().open(name)
    with working() as control:
        loaded = None
        if model is not None:
            loaded = open_model(model, device=device, control=control, online=online)
        by = vectors_for(collection.encoder, loaded, device, control)
        searcher = Searcher(collection, by, control)
        for problem in searcher.problems:
            say(str(problem))
        yield searcher, loaded, control


def result_as_json(result: SearchResult) -> dict[str, Any]:
    """A search with all its numbers."""
    return {
        "collection": result.collection,
        "query": result.query,
        "passages": result.num_passages,
        "parts": list(result.parts),
        "vectors_by": result.vectors_by,
        "asked_before": [{"query": q.text, "when": q.when} for q in result.asked_before],
        "results": [found_as_json(each) for each in result.results],
    }


def found_as_json(found: Found) -> dict[str, Any]:
    """A passage that was found."""
    return {
        "source": found.source,
        "document": found.passage.document,
        "start": found.passage.start,
        "text": found.passage.text,
        "score": found.score,
        "parts": {e.part: {"score": e.score, "place": e.place} for e in found.parts},
        "marks": [list(span) for span in found.marks],
    }


def parts_line(found: Found) -> str:
    """Which parts found a passage, and how far up: `words 7.210 (place 1)`."""
    parts = (f"{_PART_NAMES[e.part]} {e.score:.3f} (place {e.place})" for e in found.parts)
    return ", ".join(parts)


def answer_as_json(answer: SourcedAnswer) -> dict[str, Any]:
    """An answer, what it was trusted by, and its sources."""
    signals = answer.signals
    return {
        "question": answer.question,
        "answer": answer.text if answer.is_known else None,
        "written": answer.text,
        "confidence": answer.confidence,
        "is_calibrated": answer.calibration is not None,
        "threshold": answer.threshold,
        "token_share": signals.token_share,
        "coverage": signals.coverage,
        "margin": signals.margin,
        "backed": answer.backed,
        "memory": answer.memory,
        "is_taught": answer.is_taught,
        "sources": [
            found_as_json(each.found) | {"span": list(each.span) if each.span else None}
            for each in answer.sources
        ],
    }


def curve_rows(calibration: Calibration) -> list[tuple[str, str, str]]:
    """The curve as a table's rows."""
    return [
        (
            f"{each.threshold:.2f}",
            f"{each.answered:.0%}",
            "–" if each.right is None else f"{each.right:.0%}",
        )
        for each in calibration.curve
    ]
