"""Reading a dataset as the worker does it: with the open model's tokenizer, if one is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.data.preview import CorpusPreview
    from memstudio.models.load import LoadedModel
    from memstudio.workers.messages import ReadData


def read_preview(request: ReadData, loaded: LoadedModel | None) -> CorpusPreview:
    """What is in some files, counted in tokens when a model is open.

    Raises:
        Cancelled: through the request's control.
    """
    from memstudio.data.corpus import read_corpus
    from memstudio.data.preview import preview_corpus
    from memstudio.models.summary import summarise

    paths = tuple(Path(path) for path in request.paths)
    corpus = read_corpus(paths, control=request.control, asked=request.asked)
    return preview_corpus(
        corpus,
        loaded.tokenizer if loaded else None,
        request.segment_length,
        paths=request.paths,
        asked=request.asked,
        window=summarise(loaded).max_positions if loaded else None,
        validation_fraction=request.validation_fraction,
        seed=request.seed,
        control=request.control,
    )
