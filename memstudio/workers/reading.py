"""Reading as the worker does it: a dataset, with the open model's tokenizer if one is open; a text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.workers.messages import TextFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.data.corpus import Corpus
    from memstudio.data.preview import CorpusPreview
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.workers.messages import AnyText, ReadData

SOON_READ = 8_000_000
"""Bytes that are read, and turned into tokens, while somebody looks on."""
LARGEST = 256_000_000
"""Bytes that are read whole to be looked at; what is more is when a run begins."""


def read_previews(request: ReadData, loaded: LoadedModel | None) -> Iterator[CorpusPreview]:
    """What is in some files, counted in tokens when a model is open.

    Of much text there is first an estimate, from the beginnings of the files, and all there is of
    very much.

    Raises:
        Cancelled: through the request's control.
        StorageError: there is too little room for the text.
    """
    from memstudio.data.corpus import read_beginnings, read_corpus, size_of

    paths = tuple(Path(path) for path in request.paths)
    size = size_of(paths, request.control)
    if size > SOON_READ:
        beginnings = read_beginnings(paths, control=request.control, asked=request.asked)
        yield _preview(beginnings, request, loaded)
        if size > LARGEST and beginnings.is_estimate:
            return
    corpus = read_corpus(paths, control=request.control, asked=request.asked)
    yield _preview(corpus, request, loaded)


def text_of(text: AnyText, control: Control) -> str:
    """A text, which may have to be read from a file first.

    Raises:
        DataError: the file cannot be read, is too large, or has no text.
        Cancelled: through `control`.
    """
    if isinstance(text, TextFile):
        from memstudio.data.first_document import read_first_document

        return read_first_document(Path(text.path), text.max_characters, control)
    return text


def _preview(corpus: Corpus, request: ReadData, loaded: LoadedModel | None) -> CorpusPreview:
    from memstudio.data.preview import preview_corpus
    from memstudio.models.summary import summarise

    model = summarise(loaded) if loaded else None
    preview = preview_corpus(
        corpus,
        loaded.tokenizer if loaded else None,
        request.segment_length,
        paths=request.paths,
        asked=request.asked,
        window=model.max_positions if model else None,
        validation_fraction=request.validation_fraction,
        seed=request.seed,
        control=request.control,
    )
    return replace(preview, reading_key=model.reading_key if model else "")
