"""Vectors of passages on the disk: one safetensors file a source and model, made again when missing.

Shapes: n passages of a source, d width.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import numpy as np
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from memstudio.atomic import write_bytes
from memstudio.tasks.collection.passages import CUTTING

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from memstudio.tasks.collection.source_files import Source

_log = logging.getLogger(__name__)
_FORMAT = "memstudio passages 1"


def write_vectors(path: Path, source: Source, model: str, vectors: NDArray[np.float32]) -> None:
    """Keep the vectors of a source's passages, `[n, d]`.

    Raises:
        StorageError: they cannot be written.
    """
    metadata = {"format": _FORMAT, "digest": source.digest, "cutting": CUTTING, "model": model}
    write_bytes(path, save({"vectors": np.ascontiguousarray(vectors)}, metadata))


def read_vectors(path: Path, source: Source, count: int) -> NDArray[np.float32] | None:
    """What was kept; None when it is not there, damaged, or of what the source said before."""
    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            vectors: NDArray[np.float32] = file.get_tensor("vectors")
    except FileNotFoundError:
        return None
    except (SafetensorError, OSError, KeyError, ValueError) as error:
        _log.warning("%s is damaged and is made again: %s", path, error)
        return None
    known = (metadata.get("format"), metadata.get("digest"), metadata.get("cutting"))
    is_right = known == (_FORMAT, source.digest, CUTTING)
    is_right = is_right and vectors.ndim == 2 and len(vectors) == count
    if not is_right or vectors.dtype != np.float32 or not np.isfinite(vectors).all():
        _log.info("%s is out of date and is made again", path)
        return None
    return vectors
