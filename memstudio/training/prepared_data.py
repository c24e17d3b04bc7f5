"""What a run reads: the text of its files, split, tokenised and cut into samples."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.data.corpus import read_corpus
from memstudio.data.corpus_record import digests_of
from memstudio.data.read_settings import ReadSettings
from memstudio.data.tokenised import SegmentWindows, tokenise
from memstudio.errors import DataError, TrainingError, marked
from memstudio.evaluation.row_sample import sampled_rows
from memstudio.training.held_out import held_out_part
from memstudio.training.masked_samples import masked_samples

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch.utils.data import Dataset

    from memstudio.data.corpus import Corpus
    from memstudio.data.documents import Document, FileReport
    from memstudio.data.tokenised import TokenisedCorpus
    from memstudio.evaluation.row_sample import TaskRows
    from memstudio.progress import Control
    from memstudio.training.batches import Sample
    from memstudio.training.run_config import RunConfig

# Of the text that the probe is cut from; far more than its tokens ever need.
_PROBE_CHARACTERS_PER_TOKEN = 16


@dataclass(frozen=True)
class PreparedData:
    """What a run reads.

    Attributes:
        train: samples to train on.
        num_train: how many.
        held_out: samples to validate on; None when nothing is held out.
        num_held_out: how many.
        train_tokens: in all documents trained on.
        validation_tokens: in all documents held out.
        probe_text: what is traced on the way.
        rows: held-out rows that are answered before and after.
        record: for data.json: the files, and the split.
    """

    train: Dataset[Sample]
    num_train: int
    held_out: Dataset[Sample] | None
    num_held_out: int
    train_tokens: int
    validation_tokens: int
    probe_text: str
    rows: tuple[TaskRows, ...]
    record: dict[str, Any]


def prepare_data(config: RunConfig, tokenizer: Any, control: Control) -> PreparedData:
    """Read, split and tokenise the files of a run.

    Raises:
        DataError: there is no text in them, or too little to train on.
        Cancelled: through `control`.
    """
    if not config.data:
        raise DataError(marked("errors", "There is no text to train on. Name a file or a folder."))
    paths = tuple(Path(path) for path in config.data)
    corpus = read_corpus(
        paths, control=control, asked=ReadSettings(config.row_kind, config.columns, config.encoding)
    )
    if not corpus.documents:
        raise _no_text(corpus)
    train_documents, held_out_documents = corpus.split(config.validation_fraction, config.seed)
    train = tokenise(train_documents, tokenizer, control)
    windows = _windows(train, config)
    num_held_out = 0
    part: Dataset[Sample] | None = None
    validation_tokens = 0
    if held_out_documents:
        held_out = tokenise(held_out_documents, tokenizer, control)
        if int(np.diff(held_out.offsets).max()) > 1:
            all_held_out = _windows(held_out, config)
            most = max(1, config.validation_tokens // config.tokens_per_sample)
            num_held_out = min(most, len(all_held_out))
            part = held_out_part(
                masked_samples(all_held_out, config, tokenizer), len(all_held_out), most
            )
            validation_tokens = held_out.num_tokens
    return PreparedData(
        train=masked_samples(windows, config, tokenizer),
        num_train=len(windows),
        held_out=part,
        num_held_out=num_held_out,
        train_tokens=train.num_tokens,
        validation_tokens=validation_tokens,
        probe_text=_probe_text(config, held_out_documents or train_documents),
        rows=sampled_rows(
            held_out_documents, corpus.documents, corpus.files, config.evaluation.rows
        ),
        record={
            "files": _files(corpus, control),
            "split": {
                "validation_fraction": config.validation_fraction,
                "seed": config.seed,
                "train_documents": len(train_documents),
                "validation_documents": len(held_out_documents),
                "train_tokens": train.num_tokens,
                "validation_tokens": validation_tokens,
            },
        },
    )


def check_unchanged(recorded: dict[str, Any], now: dict[str, Any]) -> None:
    """Make sure that the files are those that the run began with.

    Raises:
        TrainingError: one has changed, or is gone.
    """
    before = {file["path"]: file["sha256"] for file in recorded["files"]}
    after = {file["path"]: file["sha256"] for file in now["files"]}
    for path, digest in before.items():
        if after.get(path) != digest:
            raise TrainingError(
                marked("errors", "{path} is not as it was when the run began, so the run cannot go on as it would have. Put the file back, or start a new run."),
                path=path,
            )  # fmt: skip


def _windows(tokens: TokenisedCorpus, config: RunConfig) -> SegmentWindows:
    return SegmentWindows(tokens, config.memory.segment_length, config.segments_per_sample)


def _no_text(corpus: Corpus) -> DataError:
    problems = corpus.all_problems
    if not problems:
        return DataError(
            marked(
                "errors",
                "There is no text in what was named. Name text files, or a folder that holds some.",
            )
        )
    return DataError(
        marked("errors", "There is no text to train on. {path}: {problem}"),
        path=str(problems[0].path), problem=problems[0].sentence(),
    )  # fmt: skip


def _files(corpus: Corpus, control: Control) -> list[dict[str, Any]]:
    reports = [report for report in corpus.files if report.num_documents]
    partners = [path for report in reports for path in report.partners]
    needed = dict.fromkeys([*(report.source for report in reports), *partners])
    missing = [path for path in needed if path not in corpus.digests]
    digests = {**corpus.digests, **digests_of(missing, control)}
    files: list[dict[str, Any]] = []
    for report in reports:
        files.append(
            {
                "path": str(report.path),
                "size_bytes": report.size_bytes,
                "sha256": digests[report.source],
                "format": report.format,
                "encoding": report.encoding,
                "documents": report.num_documents,
                **_understood(report),
            }
        )
        files += [{"path": str(path), "sha256": digests[path]} for path in report.partners]
    return files


def _understood(report: FileReport) -> dict[str, Any]:
    if report.understood is None:
        return {"columns": {}}
    columns = {column: role for role, column in report.understood.columns.items()}
    return {"rows": report.understood.row_kind, "columns": columns}


def _probe_text(config: RunConfig, documents: Sequence[Document]) -> str:
    if config.probe.text:
        return config.probe.text
    most = config.probe.max_segments * config.memory.segment_length * _PROBE_CHARACTERS_PER_TOKEN
    return documents[0].text[:most] if documents else ""
