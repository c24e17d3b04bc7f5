"""What a run reads: the text of its files, split, tokenised and cut into samples."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from memstudio.data.corpus import read_corpus
from memstudio.data.corpus_record import digests_of
from memstudio.data.read_settings import ReadSettings
from memstudio.data.row_kinds import TEXT
from memstudio.errors import DataError, TrainingError, marked
from memstudio.evaluation.row_sample import sampled_rows
from memstudio.models.catalog import DEMO
from memstudio.parsing import LARGEST_LIST, json_in
from memstudio.training.learnt_labels import labels_in
from memstudio.training.run_config import AT_THE_END
from memstudio.training.run_samples import ends_to_learn, words_to_learn
from memstudio.training.text_goals import goal_from

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.corpus import Corpus
    from memstudio.data.documents import Document, FileReport
    from memstudio.evaluation.row_sample import TaskRows
    from memstudio.progress import Control
    from memstudio.training.run_config import RunConfig
    from memstudio.training.run_samples import RunSamples
    from memstudio.training.text_goal import TextGoal

# Of the text that the probe is cut from; far more than its tokens ever need.
_PROBE_CHARACTERS_PER_TOKEN = 16


@dataclass(frozen=True)
class PreparedData:
    """What a run reads.

    Attributes:
        samples: to train on, and to validate on.
        probe_text: what is traced on the way.
        rows: held-out rows that are answered before and after.
        record: for data.json: the files, the split, and the labels where there are some.
    """

    samples: RunSamples
    probe_text: str
    rows: tuple[TaskRows, ...]
    record: dict[str, Any]


def prepare_data(
    config: RunConfig, tokenizer: Any, control: Control, has: TextGoal | None = None
) -> PreparedData:
    """Read, split and tokenise the files of a run.

    Args:
        config: of the run.
        tokenizer: the model's.
        control: takes progress; may cancel.
        has: what the model's heads say already; None for what the text has.

    Raises:
        DataError: there is no text in them, or too little to train on, or not what is to be said
            at its end.
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
    parts = corpus.split(config.validation_fraction, config.seed)
    if config.objective in AT_THE_END:
        goal = goal_from(config.objective, has, *parts, corpus.files)
        samples = ends_to_learn(*parts, config, tokenizer, control, goal)
    else:
        samples = words_to_learn(*parts, config, tokenizer, control)
    train, held_out = parts
    return PreparedData(
        samples=samples,
        probe_text=_probe_text(config, held_out or train),
        rows=sampled_rows(held_out, corpus.documents, corpus.files, config.evaluation.rows),
        record={
            "files": file_records(corpus, control),
            "split": {
                "validation_fraction": config.validation_fraction,
                "seed": config.seed,
                "train_documents": len(train),
                "validation_documents": len(held_out),
                "train_tokens": samples.train_tokens,
                "validation_tokens": samples.validation_tokens,
                "longest_validation_document": samples.longest_held_out,
            },
            **_labels(corpus),
        },
    )


def in_their_places(paths: Sequence[str]) -> tuple[str, ...]:
    """Paths that mean the same wherever the program is; the last part stays, which may be a link."""
    found = (Path(path).expanduser() for path in paths)
    return tuple(
        str(path.resolve() if path.name in {"", ".."} else path.parent.resolve() / path.name)
        for path in found
    )


def in_its_places(config: RunConfig) -> RunConfig:
    """The configuration with model and data named so that they are found from anywhere."""
    changes: dict[str, Any] = {"data": in_their_places(config.data)}
    if config.model != DEMO:
        with suppress(OSError, ValueError, RuntimeError):  # what is no name is told of on opening
            if Path(config.model).expanduser().exists():
                (changes["model"],) = in_their_places((config.model,))
    return config.changed(**changes)


class _RecordedFile(BaseModel):
    """What is asked of a file's entry in data.json."""

    path: str
    rows: str | None = None
    columns: dict[str, str] = {}


def read_record(path: Path, name: str) -> dict[str, Any]:
    """What a run wrote of its data: `PreparedData.record`.

    Raises:
        TrainingError: it is not there, or damaged.
    """
    try:
        found: dict[str, Any] = json_in(path, LARGEST_LIST)
        for file in found["files"]:
            _RecordedFile.model_validate(file)
        _by_place(found)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise TrainingError(
            marked("errors", "The run {name} cannot go on: its data.json is missing or damaged."),
            name=name,
        ) from error
    return found


def reads_turns(path: Path) -> bool:
    """Whether rows that a run read are turns of a user and an assistant, by its data.json."""
    try:
        files = json_in(path, LARGEST_LIST)["files"]
        return any(file.get("rows") not in {None, "", TEXT.name} for file in files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def as_it_was_read(config: RunConfig, recorded: dict[str, Any]) -> RunConfig:
    """The configuration with what rows were found to mean when the run began.

    Another version may find something else.
    """
    found = [
        (file["rows"], {role: column for column, role in file["columns"].items()})
        for file in recorded["files"]
        if file.get("rows") and "columns" in file
    ]
    if config.row_kind or config.columns or not found or any(each != found[0] for each in found):
        return config
    kind, columns = found[0]
    return config.changed(row_kind=kind, columns=columns)


def check_unchanged(recorded: dict[str, Any], now: dict[str, Any]) -> None:
    """Make sure that the files are those that the run began with, and read as they were.

    Raises:
        TrainingError: one has changed, or is gone, or was not there.
    """
    before, after = _by_place(recorded), _by_place(now)
    for place, file in before.items():
        again = after.get(place, {})
        if again.get("sha256") != file.get("sha256"):
            raise TrainingError(
                marked("errors", "{path} is not as it was when the run began, so the run cannot go on as it would have. Put the file back, or start a new run."),
                path=file["path"],
            )  # fmt: skip
        if again.get("documents") != file.get("documents"):
            raise TrainingError(
                marked("errors", "{path} is read as {now} documents by this version, and was read as {before} when the run began, so the run cannot go on as it would have. Start a new run with its model."),
                path=file["path"], now=again.get("documents", 0), before=file.get("documents", 0),
            )  # fmt: skip
    for place, file in after.items():
        if place not in before:
            raise TrainingError(
                marked("errors", "{path} was not read when the run began, so the run cannot go on as it would have. Take the file away, or start a new run."),
                path=file["path"],
            )  # fmt: skip


def changed_file(recorded: dict[str, Any], now: dict[str, Any]) -> str | None:
    """The first file that is not read as when a run began, or was not there then; None if all is well."""
    try:
        check_unchanged(recorded, now)
    except TrainingError as error:
        return str(error.values["path"])
    return None


def _by_place(record: dict[str, Any]) -> dict[str, dict[str, Any]]:
    # Older versions wrote some paths as they were given, and others without links.
    return {os.path.realpath(file["path"]): file for file in record["files"]}


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


def file_records(corpus: Corpus, control: Control) -> list[dict[str, Any]]:
    """What is written of each file of a run, its digest among it, to tell later whether it changed."""
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


def _labels(corpus: Corpus) -> dict[str, Any]:
    found = labels_in(corpus.documents, corpus.files)
    return {} if found is None else {"labels": found.told()}


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
