"""EPUB: the chapters of a book, in the order in which it is read."""

from __future__ import annotations

import logging
import posixpath
import zipfile
import zlib
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from lxml import etree

from memstudio.data.decoding import MARKING, cleaned
from memstudio.data.documents import Document, Problem, shown_name
from memstudio.data.encodings import declared
from memstudio.data.readers.html import text_of
from memstudio.data.zip_check import problem_of_zip
from memstudio.errors import Cancelled, marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions

_log = logging.getLogger(__name__)
_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_SECTION = "<![CDATA["
_CIPHERS = b"http://www.w3.org/2001/04/xmlenc"


def read_epub(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """All chapters as one document; those that are missing are named."""
    problem = problem_of_zip(path)
    if problem is not None:
        yield problem
        return
    try:
        with zipfile.ZipFile(path) as book:
            if _is_protected(book):
                text = marked("errors", "The book is protected against copying (DRM), so its text cannot be read.")  # fmt: skip
                yield Problem(path, None, text)
                return
            parts, missing, num_wrong = _chapters(book, options)
    except (Cancelled, MemoryError):
        raise
    except Exception as error:  # noqa: BLE001 - a damaged book makes it raise anything
        _log.info("%s cannot be read", path, exc_info=True)
        text = marked("errors", "The book could not be read ({reason}). Fetch it again.")
        yield Problem(path, None, text, {"reason": str(error)[:200]})
        return
    if missing:
        text = marked("errors", "{count} chapters that the book lists are not in it, or damaged, the first of them {name}.")  # fmt: skip
        yield Problem(path, None, text, {"count": len(missing), "name": cleaned(missing[0])[0]})
    if num_wrong:
        text = marked("errors", "{count} characters of the book are not valid in the encoding of their chapter, or cannot be shown; they were replaced or left out.")  # fmt: skip
        yield Problem(path, None, text, {"count": num_wrong})
    whole = "\n\n".join(part for part in parts if part)
    if whole:
        yield Document(whole, shown_name(path), path)
    else:
        yield Problem(path, None, marked("errors", "The book holds no text."))


def _is_protected(book: zipfile.ZipFile) -> bool:
    """Whether chapters are enciphered; fonts often are, which does no harm."""
    try:
        content = book.read(_ENCRYPTION)
    except KeyError:
        return False
    return _CIPHERS in content


def _chapters(book: zipfile.ZipFile, options: ReadOptions) -> tuple[list[str], list[str], int]:
    """The texts of the chapters, the names of those that are missing, and characters that are wrong."""
    root = _parsed(book.read(_CONTAINER))
    place = root.xpath("string(//*[local-name()='rootfile']/@full-path)")
    package = _parsed(book.read(place))
    folder = posixpath.dirname(place)
    items = {
        each.get("id"): each.get("href", "")
        for each in package.xpath("//*[local-name()='manifest']/*[local-name()='item']")
    }
    spine = package.xpath("//*[local-name()='spine']/*[local-name()='itemref']")
    parts: list[str] = []
    missing: list[str] = []
    num_wrong = 0
    # A chapter that is listed again would be the same text again.
    for number, each in enumerate({each.get("idref"): each for each in spine}.values()):
        options.at(number)
        href = items.get(each.get("idref"), "")
        name = posixpath.normpath(posixpath.join(folder, unquote(href.partition("#")[0])))
        try:
            content = book.read(name)
        except (KeyError, zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError):
            missing.append(href or str(each.get("idref")))
            continue
        source, replaced, controls = cleaned(_decoded(content))
        num_wrong += replaced + controls
        parts.append(cleaned(text_of(_without_cdata(source)))[0])
    return parts, missing, num_wrong


def _decoded(content: bytes) -> str:
    """Chapters are UTF-8 or, with a mark, UTF-16; some say that they are in another encoding."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", MARKING)
    return content.decode(declared(content) or "utf-8-sig", MARKING)


def _without_cdata(source: str) -> str:
    """A chapter with its sections of characters as HTML writes them, which has no such sections."""
    begin, *sections = source.split(_SECTION)
    parts = [begin]
    for section in sections:
        inside, end, behind = section.partition("]]>")
        parts += [escape(inside), behind] if end else [_SECTION, section]
    return "".join(parts)


def _parsed(content: bytes) -> Any:
    # No entity is resolved and nothing is fetched: books come from anywhere.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, recover=True)
    root = etree.fromstring(content, parser)
    if root is None:
        raise ValueError("an index of the book is empty")
    return root
