"""Files on their way to documents: recognised, unpacked, read; whatever is wrong is reported."""

from __future__ import annotations

import hashlib
import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from memstudio.data import encodings
from memstudio.data.documents import Document, FileReport, Problem, Understood, shown
from memstudio.data.finding import find_files
from memstudio.data.formats import ALIGNED, Format, Packing, recognised
from memstudio.data.readers.reader import ReadOptions
from memstudio.data.readers.registry import readers
from memstudio.data.unpacking import allowance, unpack
from memstudio.errors import Cancelled, marked

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.data.read_settings import ReadSettings
    from memstudio.progress import Control

_log = logging.getLogger(__name__)
LARGEST_TOTAL = 2_000_000_000
"""Bytes of text that are read into memory at most."""
_MOST_NESTED = 3
_ARCHIVE = "archive"


class CorpusReading:
    """What has been read so far, and how far that is.

    Attributes:
        documents: in the order of the files, none twice.
        reports: one a file; archives have one only when something is wrong with them.
        num_skipped: what was passed over in archives.
    """

    def __init__(self, control: Control, total: int, asked: ReadSettings) -> None:
        self.documents: list[Document] = []
        self.reports: list[FileReport] = []
        self.num_skipped = 0
        self._control = control
        self._total = total
        self._done = 0
        self._accepted = 0
        # Bytes that may still come of the archive that is being read, and of those in it.
        self._allowance = 0
        self._asked = asked
        self._seen: dict[bytes, Path] = {}

    def at(self, position: int) -> None:
        """Report the place in the file that is being read; hold or end here when asked to."""
        self._control.checkpoint()
        done = min(self._total, self._done + position)
        self._control.report(done, self._total, marked("progress", "Reading text"), "bytes")

    def read(self, path: Path, size: int, partner: Path | None = None) -> None:
        """Read a file that was named, or found in a folder, with its `partner` if it has one."""
        self.at(0)
        report = FileReport(path, "", "", size, 0, 0, path, partner=partner)
        self._read(report, nested=0)
        self._done += size
        self.at(0)

    def _read(self, report: FileReport, nested: int) -> None:
        """Read a file; whatever is wrong with it, it is reported."""
        path = report.path
        num_before = len(self.documents)
        try:
            self._read_as_it_is(report, nested)
            return
        except Cancelled:
            raise
        except FileNotFoundError:
            text = marked("errors", "The file was moved or deleted before it could be read. Drop it again from where it is now.")  # fmt: skip
            refused = _refused(report, text)
        except PermissionError:
            text = marked("errors", "You may not read this file. Change its permissions, or drop a copy that you own.")  # fmt: skip
            refused = _refused(report, text)
        except OSError as error:
            text = marked("errors", "The file could not be read ({reason}). Check the disk that it is on, and try again.")  # fmt: skip
            refused = _refused(report, text, reason=error.strerror or str(error))
        except UnicodeError:
            text = marked("errors", "The file is not in the encoding that it began in; it was changed while it was read. Drop it again.")  # fmt: skip
            refused = _refused(report, text)
        except MemoryError:
            text = marked("errors", "There is not enough memory to read this file. Close other programs, or split it.")  # fmt: skip
            refused = _refused(report, text)
        except Exception as error:  # noqa: BLE001 - readers are not made for every damage
            # A file that its reader was not made for; the log has it all.
            _log.exception("%s cannot be read", report.source)
            text = marked("errors", "The file could not be read ({reason}). It may be damaged; fetch or save it again.")  # fmt: skip
            refused = _refused(report, text, reason=f"{type(error).__name__}: {error}"[:200])
        # A part of a file would be taken for the whole.
        del self.documents[num_before:]
        self._seen = {key: other for key, other in self._seen.items() if other != path}
        self.reports.append(refused)

    def _read_as_it_is(self, report: FileReport, nested: int) -> None:
        sample = encodings.sample_of(report.source)
        if not sample:
            text = marked("errors", "The file is empty and was left out. Check that it was saved.")
            self.reports.append(_refused(report, text))
            return
        kind = recognised(report.path, sample) if report.partner is None else ALIGNED
        if isinstance(kind, Packing):
            self._read_archive(report, kind, nested)
        elif self._accepted + report.size_bytes > LARGEST_TOTAL:
            text = marked("errors", "This file has {size:.2f} GB. At most {limit:.2f} GB are read at once, with all files together. Split it, or drop a part.")  # fmt: skip
            sizes = {"size": report.size_bytes / 1e9, "limit": LARGEST_TOTAL / 1e9}
            self.reports.append(_refused(replace(report, format=kind.name), text, **sizes))
        else:
            self._accepted += report.size_bytes
            self.reports.append(
                self._read_documents(replace(report, format=kind.name), kind, sample)
            )

    # ------------------------------------------------------------------ archives

    def _read_archive(self, report: FileReport, packing: Packing, nested: int) -> None:
        report = replace(report, format=_ARCHIVE)
        if nested >= _MOST_NESTED:
            text = marked("errors", "This archive lies in {count} others and was not unpacked. Unpack it yourself, and drop the folder.")  # fmt: skip
            self.reports.append(_refused(report, text, count=nested))
            return
        if nested == 0:
            self._allowance = allowance(report.size_bytes)
        unpacked = unpack(report.source, packing, self.at, self._allowance)
        self._allowance -= unpacked.num_bytes
        self.num_skipped += unpacked.num_skipped
        problems = [replace(each, path=report.path) for each in unpacked.problems]
        num_before = len(self.reports)
        if unpacked.folder is not None:
            found = find_files([unpacked.folder], self._control)
            for source, size in found.files.items():
                inside = report.path / source.relative_to(unpacked.folder)
                partner = found.partners.get(source)
                self._read(
                    FileReport(inside, "", "", size, 0, 0, source, partner=partner), nested + 1
                )
            if not found.files and not problems:
                text = marked("errors", "There is nothing in this archive that can be read. Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet, Arrow, and archives of these are.")  # fmt: skip
                problems.append(Problem(report.path, None, text))
        if problems:
            self.reports.insert(num_before, replace(report, problems=tuple(problems)))

    # ------------------------------------------------------------------ documents

    def _read_documents(self, report: FileReport, kind: Format, sample: bytes) -> FileReport:
        """Take a file's documents, without those that were there before to the letter."""
        encoding = ""
        if kind.is_text:
            binary = encodings.binary_kind(sample)
            if binary is not None:
                return _not_text(report, binary)
            declared = encodings.declared(sample) if kind.is_markup else None
            encoding = self._asked.encoding or declared or encodings.detect(sample)
        options = ReadOptions(encoding, self._asked, report.partner, self.at)
        documents: list[Document] = []
        problems: list[Problem] = []
        num_doublets = 0
        other = report.path
        for each in readers.get(kind.name)(report.source, options):
            self._control.checkpoint()
            if isinstance(each, Understood):
                report = replace(report, understood=each)
                continue
            if isinstance(each, Problem):
                problems.append(replace(each, path=report.path))
                continue
            digest = hashlib.sha256(each.text.encode("utf-8", "surrogatepass")).digest()
            if digest in self._seen:
                num_doublets += 1
                other = self._seen[digest]
            else:
                self._seen[digest] = report.path
                documents.append(replace(each, path=report.path))
        if num_doublets:
            problems.append(_doublets(report.path, num_doublets, other, is_all=not documents))
        self.documents += documents
        return replace(
            report,
            encoding=encoding,
            num_documents=len(documents),
            num_characters=sum(len(document.text) for document in documents),
            problems=tuple(problems),
        )


def _not_text(report: FileReport, kind: str) -> FileReport:
    if not kind:
        text = marked("errors", "This is not a text file. Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet, Arrow, and archives of these are read; convert it to one of them first.")  # fmt: skip
        return _refused(report, text)
    text = marked("errors", "This is a {kind} file, not text. Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet, Arrow, and archives of these are read; convert it to one of them first.")  # fmt: skip
    return _refused(report, text, kind=kind)


def _doublets(path: Path, count: int, other: Path, *, is_all: bool) -> Problem:
    if is_all and other != path:
        text = marked("errors", "All its text is in {other} already, so this file was left out.")
        return Problem(path, None, text, {"other": shown(other)})
    if count == 1:
        text = marked("errors", "One document is the same as an earlier one and was left out.")
        return Problem(path, None, text)
    text = marked("errors", "{count} documents are the same as earlier ones and were left out.")
    return Problem(path, None, text, {"count": count})


def _refused(report: FileReport, text: str, **values: object) -> FileReport:
    return replace(report, problems=(Problem(report.path, None, text, dict(values)),))
