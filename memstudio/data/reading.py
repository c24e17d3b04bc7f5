"""Files on their way to documents: recognised, unpacked, read; whatever is wrong is reported."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from memstudio.data import encodings
from memstudio.data.documents import FileReport, Passage, Problem, Understood, shown
from memstudio.data.finding import find_files
from memstudio.data.formats import ALIGNED, Format, Packing, recognised
from memstudio.data.readers.reader import ReadingLimit, ReadOptions
from memstudio.data.readers.registry import readers
from memstudio.data.unpacking import allowance, unpack
from memstudio.errors import Cancelled, StorageError, marked

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.data.gathering import Gathering
    from memstudio.data.read_settings import ReadSettings
    from memstudio.progress import Control

_log = logging.getLogger(__name__)
_MOST_NESTED = 3
_ARCHIVE = "archive"


class CorpusReading:
    """What has been read so far, and how far that is.

    Args:
        gathering: takes the documents, in the order of the files.
        control: takes progress in bytes; may cancel.
        total: bytes of all files.
        asked: how they are to be read.
        most_bytes: of the beginning of each file, when only that is wanted.

    Attributes:
        reports: one a file; archives have one only when something is wrong with them.
        num_skipped: what was passed over in archives.
    """

    def __init__(
        self,
        gathering: Gathering,
        control: Control,
        total: int,
        asked: ReadSettings,
        most_bytes: int | None = None,
    ) -> None:
        self.reports: list[FileReport] = []
        self.num_skipped = 0
        self._gathering = gathering
        self._control = control
        self._total = total
        self._most_bytes = most_bytes
        self._done = self._position = 0
        # Bytes that may still come of the archive that is being read, and of those in it.
        self._allowance = 0
        self._asked = asked

    def at(self, position: int) -> None:
        """Report the place in the file that is being read; hold or end here when asked to."""
        self._control.checkpoint()
        self._position = position
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
        before = self._gathering.mark()
        try:
            self._read_as_it_is(report, nested)
            return
        except (Cancelled, StorageError):
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
        self._gathering.back_to(before)
        self.reports.append(refused)

    def _read_as_it_is(self, report: FileReport, nested: int) -> None:
        sample = encodings.sample_of(
            report.source, encodings.SEARCHED if self._most_bytes is None else self._most_bytes
        )
        if not sample:
            text = marked("errors", "The file is empty and was left out. Check that it was saved.")
            self.reports.append(_refused(report, text))
            return
        kind = recognised(report.path, sample) if report.partner is None else ALIGNED
        if isinstance(kind, Packing):
            self._read_archive(report, kind, nested)
        elif kind.largest is not None and report.size_bytes > kind.largest:
            text = marked("errors", "This file has {size:.2f} GB. Files of its kind have to be read whole, which works up to {limit:.2f} GB. Split it, or save it as text (.txt), or as JSON lines (.jsonl), one object a line.")  # fmt: skip
            sizes = {"size": report.size_bytes / 1e9, "limit": kind.largest / 1e9}
            self.reports.append(_refused(replace(report, format=kind.name), text, **sizes))
        else:
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
        limit = None if self._most_bytes is None else ReadingLimit(self._most_bytes)
        options = ReadOptions(encoding, self._asked, report.partner, self.at, limit)
        before = self._gathering.mark()
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
            if isinstance(each, Passage):
                earlier = self._gathering.add_passage(each, report.path)
            else:
                earlier = self._gathering.add(replace(each, path=report.path))
            if earlier is not None:
                num_doublets += 1
                other = earlier
            if kind.largest is None and options.ends_at(self._position):
                break
        now = self._gathering.mark()
        report = replace(
            report,
            encoding=encoding,
            num_documents=now.num_documents - before.num_documents,
            num_characters=now.num_characters - before.num_characters,
        )
        if num_doublets:
            is_all = report.num_documents == 0
            problems.append(_doublets(report.path, num_doublets, other, is_all=is_all))
        return _estimated(replace(report, problems=tuple(problems)), limit)


def _estimated(report: FileReport, limit: ReadingLimit | None) -> FileReport:
    """The report of a whole file when only its beginning was read."""
    size = report.source.stat().st_size
    if limit is None or limit.cut_at is None or limit.cut_at >= size:
        return report
    times = size / limit.cut_at
    num_documents = report.num_documents
    if report.understood is not None:
        num_documents = round(num_documents * times)
    num_characters = round(report.num_characters * times)
    return replace(
        report, num_documents=num_documents, num_characters=num_characters, is_estimate=True
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
