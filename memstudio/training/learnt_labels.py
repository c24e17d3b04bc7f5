"""The labels that a model was trained on, as its run wrote them down or as its files still say them."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio.data.corpus import read_corpus
from memstudio.data.read_settings import ReadSettings
from memstudio.errors import Cancelled, MemStudioError
from memstudio.evaluation.classifying import heads_scheme
from memstudio.evaluation.row_sample import evenly_spaced
from memstudio.models.source import RUN_CONFIG
from memstudio.parsing import LARGEST_LIST, json_in
from memstudio.tasks.labels import LabelScheme, scheme_of
from memstudio.training.run_folder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from memstudio.data.documents import Document, FileReport
    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control

_log = logging.getLogger(__name__)
_LOOKED_AT = 20_000
"""Rows that are looked at for labels."""


def labels_of_model(loaded: LoadedModel, control: Control) -> LabelScheme | None:
    """The labels of a model's heads, or else those that it learnt to say; None without any.

    Args:
        loaded: the model.
        control: may cancel, where the files of its run have to be read again.

    Raises:
        Cancelled: through `control`.
    """
    return heads_scheme(loaded.model) or learnt_labels(loaded.source.path, control)


def learnt_labels(model: Path, control: Control) -> LabelScheme | None:
    """The labels of the run whose model lies in `model`; None when there is none, or it had none.

    Args:
        model: the folder of a model.
        control: may cancel, where the files have to be read again.

    Raises:
        Cancelled: through `control`.
    """
    # A model that was kept, or a checkpoint.
    parents = model.resolve().parents[:2]
    folder = next((each for each in parents if (each / RUN_CONFIG).is_file()), None)
    if folder is None:
        return None
    run = RunFolder(folder)
    try:
        told: dict[str, Any] = json_in(run.data, LARGEST_LIST)
        if "labels" in told:
            return LabelScheme.of(told["labels"])
        if not any(file.get("rows") == "label" for file in told["files"]):
            return None
        # A run of an older version: what it read may still be there.
        config = run.config()
        asked = ReadSettings(config.row_kind, config.columns, config.encoding)
        corpus = read_corpus([Path(path) for path in config.data], control=control, asked=asked)
    except Cancelled:
        raise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, MemStudioError):
        _log.warning("the labels of %s cannot be found", folder, exc_info=True)
        return None
    return labels_in(corpus.documents, corpus.files)


def labels_in(documents: Sequence[Document], reports: Sequence[FileReport]) -> LabelScheme | None:
    """The labels in rows of labelled texts; None when there are none, or too many to choose from.

    Args:
        documents: of which some may come from such rows.
        reports: of their files.
    """
    columns: dict[Path, dict[str, str]] = {
        report.path: report.understood.columns
        for report in reports
        if report.understood is not None and report.understood.row_kind == "label"
    }
    if not columns:
        return None
    column = next(iter(columns.values())).get("label", "")
    return scheme_of(_rows(documents, columns), column)


def _rows(
    documents: Sequence[Document], columns: dict[Path, dict[str, str]]
) -> Iterator[tuple[str, str]]:
    for index in evenly_spaced(len(documents), _LOOKED_AT):
        document = documents[index]
        turns, own = document.turns, columns.get(document.path)
        if own is None or not turns or len(turns) < 2:
            continue
        # Of two texts the second may be what asks for the label.
        asked = turns[-2].text.rpartition("\n\n")[2] if "pair" in own else ""
        yield asked, turns[-1].text
