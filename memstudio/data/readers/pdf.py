"""PDF: the text of its pages, where it has any."""

from __future__ import annotations

import io
import logging
from typing import TYPE_CHECKING, Any

from typing_extensions import override

from memstudio.data.decoding import cleaned
from memstudio.data.documents import Document, Problem, shown_name
from memstudio.errors import Cancelled, marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions

_log = logging.getLogger(__name__)
_READS_BETWEEN_SIGNS = 1_000


def read_pdf(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """All pages as one document; pages that cannot be read are named by their number."""
    try:
        yield from _read(path, options)
    except _LetGo:
        raise Cancelled from None


def _read(path: Path, options: ReadOptions) -> Iterator[Reading]:
    from pypdf import PdfReader

    size = path.stat().st_size
    parts: list[str] = []
    num_failed = 0
    first_failed = 0
    with _WatchedFile(path, options) as file:
        try:
            reader = PdfReader(file)
            is_open = not reader.is_encrypted or bool(reader.decrypt(""))
            num_pages = len(reader.pages) if is_open else 0
        except Exception as error:  # noqa: BLE001 - a damaged file makes it raise anything
            _log.info("%s cannot be opened", path, exc_info=True)
            text = marked("errors", "The PDF file could not be opened ({reason}). Check that it was saved whole.")  # fmt: skip
            yield Problem(path, None, text, {"reason": _reason(error)})
            return
        if not is_open:
            text = marked("errors", "The PDF file is protected by a password. Save it without one, and drop it again.")  # fmt: skip
            yield Problem(path, None, text)
            return
        for number in range(num_pages):
            file.place = size * number // max(1, num_pages)
            options.at(file.place)
            try:
                parts.append(_page(reader, number))
            except Exception:  # noqa: BLE001 - as above
                _log.info("page %d of %s cannot be read", number + 1, path, exc_info=True)
                num_failed += 1
                first_failed = first_failed or number + 1
    if num_failed:
        text = marked("errors", "{count} of {total} pages could not be read, the first of them page {page}; the others are.")  # fmt: skip
        yield Problem(
            path, None, text, {"count": num_failed, "total": num_pages, "page": first_failed}
        )
    whole = "\n\n".join(part for part in parts if part)
    if whole:
        yield Document(whole, shown_name(path), path)
    elif not num_failed:
        text = marked("errors", "The PDF file has no text, only pictures of pages. Run it through text recognition (OCR) first.")  # fmt: skip
        yield Problem(path, None, text)


class _WatchedFile(io.BufferedReader):
    """A file that may be let go of while it is read: `pypdf` looks for everything in it by itself.

    Attributes:
        place: in the file, in bytes, that is told.
    """

    def __init__(self, path: Path, options: ReadOptions) -> None:
        super().__init__(io.FileIO(path))
        self._options = options
        self._num_reads = 0
        self.place = 0

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        self._num_reads += 1
        if self._num_reads % _READS_BETWEEN_SIGNS == 0:
            try:
                self._options.at(self.place)
            except Cancelled as error:
                raise _LetGo from error
        return super().read(size)


class _LetGo(BaseException):
    """Cancelled, in a way that `pypdf` does not take for a fault of the file and goes on from."""


def _page(reader: Any, number: int) -> str:
    page = reader.pages[number]
    text = cleaned(page.extract_text())[0].strip()
    if not text and (contents := page.get_contents()) is not None:
        # Of what cannot be read there is no text either, and no word.
        contents.get_data()
    return text


def _reason(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:200]
