"""Archives and compressed files, unpacked into the cache: safely, once, and only what can be read.

Nothing in an archive says where it goes: names are checked, links and devices are left, and what
would unpack to far more than it is, or than there is room for, is refused.
"""

from __future__ import annotations

import errno
import logging
import lzma
import os
import re
import shutil
import stat
import tarfile
import unicodedata
import uuid
import zipfile
import zlib
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING, Any

from memstudio.data import text_cache
from memstudio.data.decompression import DamagedStreamError, WatchedStream, decompressed
from memstudio.data.documents import Problem
from memstudio.data.formats import COMPRESSED, Packing, compression_in, is_readable_name
from memstudio.data.languages import is_language
from memstudio.data.tar_heads import CheckedHead
from memstudio.data.unpacked import Unpacked, forget_old, keep, kept_before, place_of
from memstudio.data.windows_names import as_windows_takes
from memstudio.data.zip_check import is_locked
from memstudio.errors import marked
from memstudio.paths import cache_dir

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from memstudio.data.decompression import Stream

_log = logging.getLogger(__name__)
_READ = 1 << 16
"""Bytes at once; of a tar file that is cut off, so many are lost at most."""
_LARGEST = 50_000_000_000
_LARGEST_RATIO = 300
_ALWAYS_ALLOWED = 200_000_000
"""Bytes up to which nobody asks how well they were packed."""
_MOST_ENTRIES = 200_000
_UTF8 = 0x800
_IS_WINDOWS = os.name == "nt"
_DRIVE = re.compile(r"[A-Za-z]:")
_MOST_PROBLEMS = 20

_DAMAGE = (
    zipfile.BadZipFile, tarfile.TarError, DamagedStreamError, lzma.LZMAError, zlib.error, EOFError,
    NotImplementedError, ValueError, RuntimeError,
)  # fmt: skip


class _RefusedError(Exception):
    """An archive that must not be unpacked any further; a `Problem` says why."""

    def __init__(self, text: str, **values: object) -> None:
        super().__init__(text)
        self.text, self.values_of_text = text, values


@dataclass(frozen=True)
class _Entry:
    """A file in an archive: its name there, its size, and how to open it."""

    name: str
    size: int
    open: Callable[[], Stream | IO[bytes]]


def unpack(
    path: Path, packing: Packing, at: Callable[[int], None], most: int | None = None
) -> Unpacked:
    """Unpack what can be read of an archive.

    Args:
        path: the archive, or compressed file.
        packing: what it is.
        at: is called with the place in the file, in bytes; may raise `Cancelled`.
        most: bytes that may come of it, where it lies in another archive.

    Raises:
        OSError: the file cannot be read, or the cache not be written.
    """
    folder = place_of(path)
    if (kept := kept_before(path, folder)) is not None:
        return kept
    forget_old(folder.parent)
    # Somebody else may be unpacking the same: whoever is done first is kept.
    staging = folder.with_name(f"{folder.name}.{uuid.uuid4().hex}.part")
    staging.mkdir(parents=True)
    result = Unpacked(folder)
    try:
        unpacking = _Unpacking(path, staging, result, at, most)
        try:
            unpacking.run(packing)
        except (*_DAMAGE, OSError) as error:
            # What is wrong with the content has no number, unlike what is wrong with the disk.
            if isinstance(error, OSError) and error.errno is not None:
                raise
            _log.info("%s is damaged", path, exc_info=True)
            text = marked("errors", "The archive is damaged ({reason}). Fetch it again; what could be unpacked is read.")  # fmt: skip
            reason = str(error)[:200] or type(error).__name__
            result.problems.append(Problem(path, None, text, {"reason": reason}))
        result.num_bytes = unpacking.written
        keep(result, staging, folder)
    except _RefusedError as error:
        result.problems.append(Problem(path, None, error.text, dict(error.values_of_text)))
        result.folder = None
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return result


def allowance(size: int) -> int:
    """Bytes that may come of an archive of `size` bytes, with all archives in it."""
    return max(_ALWAYS_ALLOWED, size * _LARGEST_RATIO)


class _Unpacking:
    """One archive on its way to a folder."""

    def __init__(
        self,
        path: Path,
        folder: Path,
        result: Unpacked,
        at: Callable[[int], None],
        most: int | None,
    ) -> None:
        self._path, self._size, self._folder = path, path.stat().st_size, folder
        self._result, self._at = result, at
        self.written = 0
        self._num_problems = 0
        self._taken: set[str] = set()
        self._is_bomb_at = allowance(self._size) if most is None else most
        self._most = min(_LARGEST, text_cache.free_room())

    def run(self, packing: Packing) -> None:
        """Unpack."""
        if packing is Packing.ZIP:
            entries = self._zip_entries()
        elif packing is Packing.TAR:
            entries = self._tar_entries()
        else:
            name = self._path.name.removesuffix(self._path.suffix)
            # Without an ending that says more, it may be anything.
            name = name if _is_wanted(name) else f"{name}.txt"
            entries = iter([_Entry(name, 0, lambda: decompressed(self._path, packing))])
        for number, entry in enumerate(entries):
            if number >= _MOST_ENTRIES:
                text = marked("errors", "The archive has more than {count} files; the others were left out.")  # fmt: skip
                self._problem(text, count=_MOST_ENTRIES)
                break
            self._at(min(self._size, self.written))
            self._take(entry, is_only=packing in COMPRESSED)
        if self._num_problems > _MOST_PROBLEMS:
            text = marked("errors", "{count} more files in the archive were left out for reasons like these.")  # fmt: skip
            more = self._num_problems - _MOST_PROBLEMS
            self._result.problems.append(Problem(self._path, None, text, {"count": more}))

    def _take(self, entry: _Entry, *, is_only: bool) -> None:
        name = self._safe_name(entry.name)
        if name is None:
            return
        if not is_only and not _is_wanted(name):
            self._result.num_skipped += 1
            return
        self._check(self.written + entry.size)
        target = self._folder / (as_windows_takes(name) if _IS_WINDOWS else name)
        try:
            if target.is_file() and name not in self._taken:
                # To this disk they are the same: one differs in upper and lower case only.
                target = target.with_stem(f"{target.stem} (2)")
            self._taken.add(name)
            target.parent.mkdir(parents=True, exist_ok=True)
            self._copy(entry, target, is_only=is_only)
        except (FileExistsError, NotADirectoryError, IsADirectoryError):
            text = marked("errors", "'{name}' stands in the archive twice; the first is read.")
            self._problem(text, name=entry.name)
        except OSError as error:
            fault = self._fault_of_name(error)
            if fault is None:
                raise
            long = f"{entry.name[:60]}…"
            self._problem(fault, name=long if len(entry.name) > 60 else entry.name)
        finally:
            # Nothing came of it before it broke off.
            if entry.size != 0:
                _forget_empty(target)

    def _fault_of_name(self, error: OSError) -> str | None:
        """Why a name cannot be written; None where something else is amiss."""
        is_ours = isinstance(error.filename, str) and Path(error.filename).is_relative_to(
            self._folder
        )
        # A path beyond what Windows allows is said not to be there.
        if error.errno == errno.ENAMETOOLONG or (is_ours and error.errno == errno.ENOENT):
            return marked("errors", "The name of '{name}' is too long for this computer's disk, so it was left out.")  # fmt: skip
        if is_ours and error.errno in {errno.EINVAL, errno.EILSEQ}:
            return marked("errors", "This computer's disk takes no file named '{name}', so it was left out.")  # fmt: skip
        return None

    def _copy(self, entry: _Entry, target: Path, *, is_only: bool) -> None:
        """Write what can be had of an entry, and say so when that is not all."""
        before = self.written
        try:
            with closing(entry.open()) as source, target.open("xb") as file:
                while block := source.read(_READ):
                    self.written += len(block)
                    self._check(self.written)
                    self._at(min(self._size, self.written))
                    file.write(block)
        except _DAMAGE as error:
            is_begun = self.written > before
            if is_only and not is_begun:
                _forget_empty(target)
                raise
            # What came of it is read, and so is what comes behind it.
            self._damaged(entry.name, str(error) or type(error).__name__, is_begun=is_begun)
        else:
            if self.written - before < entry.size:
                self._damaged(entry.name, "it ends too soon")

    def _damaged(self, name: str, reason: str, *, is_begun: bool = True) -> None:
        if is_begun:
            text = marked("errors", "'{name}' is not whole ({reason}): what could be unpacked of it is read. Fetch the archive again.")  # fmt: skip
        else:
            text = marked("errors", "'{name}' could not be unpacked ({reason}) and was left out. Fetch the archive again.")  # fmt: skip
        self._problem(text, name=name, reason=reason[:200])

    def _check(self, size: int) -> None:
        if size > self._is_bomb_at:
            raise _RefusedError(
                marked("errors", "The archive would unpack to more than {ratio} times its size, which no text does; it was left out. Unpack it yourself if you trust it, and drop the folder."),
                ratio=_LARGEST_RATIO,
            )  # fmt: skip
        if size > self._most:
            raise _RefusedError(
                marked("errors", "There is not enough room in {folder} to unpack it: {size:.2f} GB and more are needed. Free some, or unpack it elsewhere and drop the folder."),
                folder=str(cache_dir()), size=size / 1e9,
            )  # fmt: skip

    def _safe_name(self, name: str) -> str | None:
        """A relative path that stays inside; None for what is left out."""
        name = unicodedata.normalize("NFC", name.replace("\\", "/"))
        path = PurePosixPath(name)
        is_outside = path.is_absolute() or ".." in path.parts or bool(_DRIVE.match(name))
        if is_outside or "\0" in name:
            text = marked("errors", "'{name}' would have been unpacked outside of the archive's folder and was left out.")  # fmt: skip
            self._problem(text, name=name.replace("\0", "\ufffd")[:200])
            return None
        if not path.parts or any(part.startswith(".") or part == "__MACOSX" for part in path.parts):
            self._result.num_skipped += 1
            return None
        return str(path)

    def _zip_entries(self) -> Iterator[_Entry]:
        with zipfile.ZipFile(self._path) as file:
            for info in file.infolist():
                if info.is_dir():
                    continue
                name = _zip_name(info)
                mode = info.external_attr >> 16
                if stat.S_ISLNK(mode):
                    self._link(name)
                elif is_locked(info):
                    text = marked("errors", "'{name}' is protected by a password and was left out. Unpack the archive yourself, and drop the folder.")  # fmt: skip
                    self._problem(text, name=name)
                else:
                    yield _Entry(name, info.file_size, lambda info=info: file.open(info))  # type: ignore[misc]

    def _tar_entries(self) -> Iterator[_Entry]:
        compression = compression_in(self._path)
        source: Stream | IO[bytes] = (
            self._path.open("rb") if compression is None else decompressed(self._path, compression)
        )
        # Entries that are passed over are read as well, and may be huge.
        watched: Any = WatchedStream(source, lambda: self._at(min(self._size, self.written)))
        with closing(source), tarfile.open(fileobj=watched, mode="r|", tarinfo=CheckedHead) as file:
            for info in file:
                if info.isfile():
                    yield _Entry(info.name, info.size, lambda info=info: _opened(file, info))  # type: ignore[misc]
                elif info.issym() or info.islnk():
                    self._link(info.name)
                elif not info.isdir():
                    self._result.num_skipped += 1
        if watched.damage:
            raise DamagedStreamError(watched.damage)

    def _link(self, name: str) -> None:
        text = marked("errors", "'{name}' is a link and was left out.")
        self._problem(text, name=name)

    def _problem(self, text: str, **values: object) -> None:
        self._num_problems += 1
        if self._num_problems <= _MOST_PROBLEMS:
            self._result.problems.append(Problem(self._path, None, text, dict(values)))


def _is_wanted(name: str) -> bool:
    """Whether an entry can be read; one in a language is one of a pair, perhaps."""
    return is_readable_name(name) or is_language(name.rpartition(".")[2])


def _forget_empty(path: Path) -> None:
    with suppress(OSError):
        if path.is_file() and path.stat().st_size == 0:
            path.unlink()


def _opened(file: tarfile.TarFile, info: tarfile.TarInfo) -> IO[bytes]:
    source = file.extractfile(info)
    if source is None:
        raise tarfile.ReadError(info.name)
    return source


def _zip_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; old archives do not say how theirs are encoded."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        raw = info.filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return info.filename
