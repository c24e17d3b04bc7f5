"""Whose vectors a collection is searched by, as its settings say."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.errors import DataError, marked
from memstudio.models.encoders import open_encoder
from memstudio.tasks.collection.search_types import OPEN_MODEL
from memstudio.tasks.collection.text_vectors import vectors_of_encoder, vectors_of_model

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control
    from memstudio.tasks.collection.text_vectors import TextVectors


def vectors_for(
    encoder: str, loaded: LoadedModel | None, device: str, control: Control
) -> TextVectors | None:
    """What gives the vectors; None to search by words alone.

    Args:
        encoder: as a collection has it.
        loaded: the open model, if there is one.
        device: where an encoder works.
        control: may cancel.

    Raises:
        DataError: the open model's are wanted, and none is open.
        ModelLoadError: the encoder cannot be opened.
    """
    if not encoder:
        return None
    if encoder != OPEN_MODEL:
        body, tokenizer = open_encoder(Path(encoder), device=device, control=control)
        return vectors_of_encoder(Path(encoder).name, body, tokenizer)
    if loaded is None:
        raise DataError(
            marked("errors", "This collection is searched by the vectors of a model, and none is open. Open one, or let it be searched by words alone."),
        )  # fmt: skip
    return vectors_of_model(loaded)
