"""What was read of many documents, kept beside them, so that the same files are read once.

Files are the same when their sizes and times are, and when these leave doubt, when their content
is. Their digests are kept for whoever has to know them.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import time
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio.atomic import write_text
from memstudio.data.document_writer import BLOCKS, TABLE, TEXTS
from memstudio.data.documents import FileReport, Problem, Understood
from memstudio.data.stored_documents import DocumentFolder, StoredDocuments
from memstudio.errors import marked
from memstudio.parsing import LARGEST_LIST, json_in
from memstudio.paths import cache_dir

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from memstudio.data.finding import FoundFiles
    from memstudio.data.read_settings import ReadSettings
    from memstudio.progress import Control

_log = logging.getLogger(__name__)
# Raised when the same files are read as other documents than before.
_VERSION = 5
RECORD = "record.json"
_DOUBTFUL = 2_000_000_000
"""Nanoseconds before the reading, within which a change of a file may not show in its time."""
_BLOCK = 1 << 22


@dataclass(frozen=True)
class KeptCorpus:
    """What was read before.

    Attributes:
        documents: on the disk.
        reports: of the files.
        num_skipped: in archives.
        digests: SHA-256 of files, in hexadecimal.
    """

    documents: StoredDocuments
    reports: tuple[FileReport, ...]
    num_skipped: int
    digests: Mapping[Path, str]


class CorpusRecord:
    """The place for the documents of some files, read in one way.

    Args:
        found: the files.
        asked: how they are read.
    """

    def __init__(self, found: FoundFiles, asked: ReadSettings) -> None:
        self._files = [*found.files, *(path for paths in found.partners.values() for path in paths)]
        told = {
            "version": _VERSION,
            "files": [[str(path.absolute()), size] for path, size in found.files.items()],
            "partners": [
                [str(path) for path in (first, *others)] for first, others in found.partners.items()
            ],
            "asked": [
                asked.kind,
                dict(asked.columns),
                asked.encoding,
                *(["whole rows"] if asked.whole_rows else ()),
            ],
        }
        self._key = hashlib.sha256(json.dumps(told).encode()).hexdigest()[:24]
        self._before = _states(self._files)
        self._begun = time.time_ns()

    def new_folder(self) -> Path:
        """A folder for the documents; it counts once it has been kept."""
        return _folders() / f"{self._key}.{uuid.uuid4().hex[:8]}"

    def load(self, control: Control) -> KeptCorpus | None:
        """What was read of these files; None when it was not, or they have changed."""
        for path in sorted(_folders().glob(f"{self._key}.*/{RECORD}")):
            try:
                told = json_in(path, LARGEST_LIST)
                is_whole = told.get("sizes") in {None, _sizes(path.parent)}
                if is_whole and self._is_so_still(told, control):
                    path.touch()
                    return _kept(path.parent, told)
                shutil.rmtree(path.parent, ignore_errors=True)
            except (OSError, ValueError, KeyError, TypeError, IndexError):
                _log.warning("what was read into %s cannot be used", path.parent, exc_info=True)
                shutil.rmtree(path.parent, ignore_errors=True)
        return None

    def keep(
        self,
        folder: Path,
        paths: Sequence[Path],
        reports: Sequence[FileReport],
        num_skipped: int,
        control: Control,
    ) -> Mapping[Path, str]:
        """Note what was read into a folder, unless a file was changed meanwhile.

        Returns:
            SHA-256 of the files, in hexadecimal.

        Raises:
            Cancelled: through `control`.
            StorageError: the folder cannot be written.
        """
        sources = [report.source for report in reports if report.num_documents]
        digests = digests_of(dict.fromkeys([*self._files, *sources]), control)
        if _states(self._files) != self._before:
            return {}
        told = {
            "begun": self._begun,
            "states": self._before,
            "paths": [str(path) for path in paths],
            "reports": [_report_told(report) for report in reports],
            "num_skipped": num_skipped,
            "sizes": _sizes(folder),
            "digests": {str(path): digest for path, digest in digests.items()},
        }
        write_text(folder / RECORD, json.dumps(told, default=str))
        return digests

    def _is_so_still(self, told: dict[str, Any], control: Control) -> bool:
        states = [tuple(state) for state in told["states"]]
        latest = max((time_ns for _, time_ns in states), default=0)
        if states == self._before and latest < told["begun"] - _DOUBTFUL:
            return True
        digests = digests_of(self._files, control)
        return all(told["digests"].get(str(path)) == digests[path] for path in self._files)


def digests_of(paths: Iterable[Path], control: Control) -> dict[Path, str]:
    """SHA-256 of files, in hexadecimal.

    Raises:
        Cancelled: through `control`.
        OSError: a file cannot be read.
    """
    files = list(paths)
    total = sum(path.stat().st_size for path in files)
    done = 0
    found = {}
    for path in files:
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                control.checkpoint()
                digest.update(block)
                done += len(block)
                control.report(done, total, marked("progress", "Noting the files"), "bytes")
        found[path] = digest.hexdigest()
    return found


def _folders() -> Path:
    return cache_dir() / "documents"


def _sizes(folder: Path) -> str:
    """Bytes of the files of documents: others than before when a disk has lost some."""
    return " ".join(str((folder / name).stat().st_size) for name in (TEXTS, TABLE, BLOCKS))


def _states(paths: Iterable[Path]) -> list[tuple[int, int]]:
    """Sizes and times of files; they change when a file does."""
    try:
        statuses = [path.stat() for path in paths]
    except OSError:
        # Whoever reads the file says what is wrong with it.
        return []
    return [(status.st_size, status.st_mtime_ns) for status in statuses]


def _kept(folder: Path, told: dict[str, Any]) -> KeptCorpus:
    return KeptCorpus(
        StoredDocuments(DocumentFolder(folder, [Path(path) for path in told["paths"]])),
        tuple(_report(each) for each in told["reports"]),
        int(told["num_skipped"]),
        {Path(path): digest for path, digest in told["digests"].items()},
    )


def _report_told(report: FileReport) -> dict[str, Any]:
    understood = report.understood
    return {
        "path": str(report.path), "format": report.format, "encoding": report.encoding,
        "size_bytes": report.size_bytes, "num_documents": report.num_documents,
        "num_characters": report.num_characters, "source": str(report.source),
        "partners": [str(path) for path in report.partners],
        "problems": [[str(p.path), p.line, p.text, p.values] for p in report.problems],
        "understood": understood
        and [understood.row_kind, understood.columns, understood.all_columns],
    }  # fmt: skip


def _report(told: dict[str, Any]) -> FileReport:
    understood = told["understood"]
    return FileReport(
        Path(told["path"]), told["format"], told["encoding"], told["size_bytes"],
        told["num_documents"], told["num_characters"], Path(told["source"]),
        tuple(Problem(Path(path), line, text, values) for path, line, text, values in told["problems"]),
        None if understood is None else Understood(understood[0], understood[1], tuple(understood[2])),
        tuple(Path(path) for path in told["partners"]),
    )  # fmt: skip
