"""What ZIP files that are documents are checked for before they are opened."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING

from memstudio.data.documents import Problem
from memstudio.data.formats import EPUB, WORD, Format
from memstudio.errors import marked

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 1_000_000_000
"""Bytes of a document, unpacked."""
_ENCRYPTED = 0x1
_MOST_LOOKED_AT = 20_000


def document_in(path: Path) -> Format | Problem | None:
    """What a ZIP file is that is a document: its format, or that it is one which is not read.

    None when it is an archive, or damaged.
    """
    try:
        with zipfile.ZipFile(path) as file:
            names = set(file.namelist()[:_MOST_LOOKED_AT])
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError):
        return None
    if "word/document.xml" in names:
        return WORD
    if {"mimetype", "META-INF/container.xml"} <= names:
        return EPUB
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        text = marked("errors", "This is an Excel workbook, which is not read. Save each of its sheets as CSV (.csv), and drop those.")  # fmt: skip
        return Problem(path, None, text)
    if "ppt/presentation.xml" in names or {"mimetype", "content.xml"} <= names:
        text = marked("errors", "This is a PowerPoint or OpenDocument file, which is not read. Save it as PDF, Word (.docx) or text (.txt), and drop that.")  # fmt: skip
        return Problem(path, None, text)
    return None


def is_locked(entry: zipfile.ZipInfo) -> bool:
    """Whether a password is needed to read an entry."""
    return bool(entry.flag_bits & _ENCRYPTED)


def problem_of_zip(path: Path) -> Problem | None:
    """Why a document that is a ZIP file is not opened; None when it may be."""
    try:
        with zipfile.ZipFile(path) as file:
            entries = file.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError) as error:
        text = marked("errors", "The file is damaged ({reason}). Fetch or save it again.")
        return Problem(path, None, text, {"reason": str(error)[:200]})
    if any(map(is_locked, entries)):
        text = marked("errors", "The file is protected by a password. Save it without one, and drop it again.")  # fmt: skip
        return Problem(path, None, text)
    size = sum(entry.file_size for entry in entries)
    if size > _LARGEST:
        text = marked("errors", "Unpacked, this document would have {size:.2f} GB. At most {limit:.2f} GB are read.")  # fmt: skip
        return Problem(path, None, text, {"size": size / 1e9, "limit": _LARGEST / 1e9})
    return None
