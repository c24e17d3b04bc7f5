"""Files on their way to documents: recognised, unpacked, read; whatever is wrong is reported."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING

from memstudio.data import encodings
from memstudio.data.documents import DocumentPart, FileReport, Problem, Understood, shown
from memstudio.data.finding import find_files
from memstudio.data.formats import ALIGNED, COMPRESSED, Format, Packing, packing_of, recognised
from memstudio.data.languages import language_of
from memstudio.data.readers.reader import ReadingLimit, ReadOptions
from memstudio.data.readers.registry import readers
from memstudio.data.unpacking import allowance, unpack
from memstudio.data.zip_check import document_in
from memstudio.errors import Cancelled, StorageError, marked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from memstudio.data.gathering import Gathering
    from memstudio.data.read_settings import ReadSettings
    from memstudio.data.unpacked import Unpacked
    from memstudio.progress import Control

_log = logging.getLogger(__name__)
_MOST_NESTED = 3
_ARCHIVE = "archive"
_POINTER = b"version https://git-lfs.github.com/spec/"


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

    def read(self, path: Path, size: int, partners: tuple[Path, ...] = ()) -> None:
        """Read a file that was named, or found in a folder, with its `partners` if it has some."""
        self.at(0)
        self._read(FileReport.unread(path, path, size, partners), nested=0)
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
        if report.partners:
            self._read_aligned(report, nested)
            return
        sample = self._sample_of(report.source)
        refused = _no_content(report, sample)
        if refused is not None:
            self.reports.append(refused)
            return
        kind: Format | Packing | Problem = recognised(report.path, sample)
        if kind is Packing.ZIP:
            kind = document_in(report.source) or kind
        if isinstance(kind, Packing):
            self._read_archive(report, kind, nested)
        elif isinstance(kind, Problem):
            self.reports.append(_refused(report, kind.text))
        elif kind.largest is not None and report.size_bytes > kind.largest:
            text = marked("errors", "This file has {size:.2f} GB. Files of its kind have to be read whole, which works up to {limit:.2f} GB. Split it, or save it as text (.txt), or as JSON lines (.jsonl), one object a line.")  # fmt: skip
            sizes = {"size": report.size_bytes / 1e9, "limit": kind.largest / 1e9}
            self.reports.append(_refused(replace(report, format=kind.name), text, **sizes))
        else:
            self.reports.append(
                self._read_documents(replace(report, format=kind.name), kind, sample)
            )

    def _sample_of(self, path: Path) -> bytes:
        most = encodings.SEARCHED if self._most_bytes is None else self._most_bytes
        return encodings.sample_of(path, most)

    def _read_aligned(self, report: FileReport, nested: int) -> None:
        """Read files that say the same in several languages; one that cannot be read ends it."""
        sources: list[Path] = []
        problems: list[Problem] = []
        samples = []
        for path in (report.source, *report.partners):
            self.at(0)
            source = path
            # In an archive it is the unpacked copy.
            named = report.path.with_name(path.name)
            if packing_of(path) in COMPRESSED:
                unpacked = self._unpacked(replace(report, source=path), nested)
                problems += [replace(each, path=named) for each in unpacked.problems]
                inside = [] if unpacked.folder is None else unpacked.files()
                if not inside:
                    self.reports.append(replace(report, problems=tuple(problems)))
                    return
                source = inside[0]
            sample = self._sample_of(source)
            own = replace(report, path=named, source=source)
            refused = _no_content(own, sample) or _no_text(own, sample)
            if refused is not None:
                self.reports.append(refused)
                return
            sources.append(source)
            samples.append(sample)
        read = replace(report, source=sources[0], format=ALIGNED.name)
        read = self._read_documents(read, ALIGNED, samples[0], sources[1:])
        problems += read.problems
        if len(sources) > 2 and not self._asked.columns and read.understood is not None:
            chosen = read.understood.columns
            text = marked("errors", "There are {count} languages of this text; {source} and {target} are read. Say which columns are the source and the target to read others.")  # fmt: skip
            values = {"count": len(sources), "source": chosen.get("source", ""), "target": chosen.get("target", "")}  # fmt: skip
            problems.append(Problem(report.path, None, text, values))
        self.reports.append(replace(read, problems=tuple(problems)))

    # ------------------------------------------------------------------ archives

    def _read_archive(self, report: FileReport, packing: Packing, nested: int) -> None:
        report = replace(report, format=_ARCHIVE)
        if nested >= _MOST_NESTED:
            text = marked("errors", "This archive lies in {count} others and was not unpacked. Unpack it yourself, and drop the folder.")  # fmt: skip
            self.reports.append(_refused(report, text, count=nested))
            return
        unpacked = self._unpacked(report, nested, packing)
        self.num_skipped += unpacked.num_skipped
        problems = [replace(each, path=report.path) for each in unpacked.problems]
        num_before = len(self.reports)
        if unpacked.folder is not None:
            # The file in a compressed one is meant, whatever its name.
            inside = unpacked.files() if packing in COMPRESSED else [unpacked.folder]
            found = find_files(inside, self._control)
            for source, size in found.files.items():
                shown_as = report.path / source.relative_to(unpacked.folder)
                partners = found.partners.get(source, ())
                self._read(FileReport.unread(shown_as, source, size, partners), nested + 1)
            if not found.files and not problems:
                text = marked("errors", "There is nothing in this archive that can be read. Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet, Arrow, and archives of these are.")  # fmt: skip
                problems.append(Problem(report.path, None, text))
        if problems:
            self.reports.insert(num_before, replace(report, problems=tuple(problems)))

    def _unpacked(
        self, report: FileReport, nested: int, packing: Packing | None = None
    ) -> Unpacked:
        if nested == 0:
            self._allowance = allowance(report.source.stat().st_size)
        packing = packing or packing_of(report.source)
        assert packing is not None  # noqa: S101 - only archives are unpacked
        unpacked = unpack(report.source, packing, self.at, self._allowance)
        self._allowance -= unpacked.num_bytes
        return unpacked

    # ------------------------------------------------------------------ documents

    def _read_documents(
        self, report: FileReport, kind: Format, sample: bytes, partners: Sequence[Path] = ()
    ) -> FileReport:
        """Take a file's documents, without those that were there before to the letter."""
        encoding = ""
        if kind.is_text:
            refused = _no_text(report, sample)
            if refused is not None:
                return refused
            declared = encodings.declared(sample) if kind.is_markup else None
            encoding = self._asked.encoding or declared or encodings.detect(sample)
        # Of a file in an archive it was the place in that.
        self._position = 0
        limit = None if self._most_bytes is None else ReadingLimit(self._most_bytes)
        named = zip(map(language_of, report.partners), partners, strict=False)
        options = ReadOptions(
            encoding, self._asked, tuple(named), language_of(report.path), self.at, limit
        )
        before = self._gathering.mark()
        # Not where the archive was unpacked to.
        self._position = 0
        problems: list[Problem] = []
        num_duplicates = 0
        other = report.path
        for each in readers.get(kind.name)(report.source, options):
            self._control.checkpoint()
            if isinstance(each, Understood):
                report = replace(report, understood=each)
                continue
            if isinstance(each, Problem):
                problems.append(replace(each, path=report.path))
                continue
            if isinstance(each, DocumentPart):
                earlier = self._gathering.add_part(each, report.path)
            else:
                earlier = self._gathering.add(replace(each, path=report.path))
            if earlier is not None:
                num_duplicates += 1
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
        if num_duplicates:
            is_all = report.num_documents == 0
            problems.append(_duplicates(report.path, num_duplicates, other, is_all=is_all))
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


def _no_content(report: FileReport, sample: bytes) -> FileReport | None:
    """The report of a file that has nothing in it; None of any other."""
    if not sample:
        text = marked("errors", "The file is empty and was left out. Check that it was saved.")
        return _refused(report, text)
    if sample.startswith(_POINTER):
        text = marked("errors", "This only stands for a file that Git LFS has not fetched. Run git lfs pull where it comes from, and drop it again.")  # fmt: skip
        return _refused(report, text)
    return None


def _no_text(report: FileReport, sample: bytes) -> FileReport | None:
    """The report of a file that should be text and is not; None of any other."""
    kind = encodings.binary_kind(sample)
    if kind is None:
        return None
    if not kind:
        text = marked("errors", "This is not a text file. Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet, Arrow, and archives of these are read; convert it to one of them first.")  # fmt: skip
        return _refused(report, text)
    text = marked("errors", "This is a {kind} file, not text. Text, HTML, PDF, Word, EPUB, source code, JSON, CSV, Parquet, Arrow, and archives of these are read; convert it to one of them first.")  # fmt: skip
    return _refused(report, text, kind=kind)


def _duplicates(path: Path, count: int, other: Path, *, is_all: bool) -> Problem:
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
