"""PDF, Word and EPUB: without text, with a password, cut, circular, with parts that are not there."""

from __future__ import annotations

import io
import zipfile
import zlib

from pypdf import PdfReader, PdfWriter

from tests.data import made_files as made
from tests.data.broken.case import Family

FAMILY = Family("documents")

_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LAUGHS = "<!DOCTYPE x [<!ENTITY a 'ha'>" + "".join(
    f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in zip("abcdefghi", "bcdefghij", strict=True)
) + "]>"  # fmt: skip


def _pdf(*objects: bytes, head: bytes = b"%PDF-1.4\n") -> bytes:
    """A PDF file of objects as they are, the first of which is the catalog."""
    content, places = head, []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + table + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        len(objects) + 1, len(content),
    )  # fmt: skip


def _round_pdf() -> bytes:
    """The pages of the pages are these pages."""
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>"
    )


def _pdf_of_stream(stream: bytes, filters: bytes) -> bytes:
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>"
    return _pdf(
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page,
        b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(stream), filters, stream),
    )  # fmt: skip


def _owned_pdf() -> bytes:
    """Anybody may read it; the owner's password is for changing it."""
    writer = PdfWriter()
    writer.append(PdfReader(io.BytesIO(made.pdf("One."))))
    writer.encrypt("", "secret", algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def _changed(content: bytes, name: str, text: str | bytes | None) -> bytes:
    """A ZIP file with another text in one of its entries, or without the entry."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        entries: dict[str, str | bytes] = {each: file.read(each) for each in file.namelist()}
    entries.pop(name, None)
    return made.zipped(entries if text is None else {**entries, name: text})


def _locked(content: bytes) -> bytes:
    """A ZIP file, all entries of which are said to be enciphered."""
    changed = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = changed.find(mark)
        while at >= 0:
            changed[at + place] |= 1
            at = changed.find(mark, at + 4)
    return bytes(changed)


def _docx(body: str, begin: str = "") -> bytes:
    document = (
        f'<?xml version="1.0"?>{begin}<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f"<w:body>{body}</w:body></w:document>"
    )
    return _changed(made.docx("x"), "word/document.xml", document)


# ---------------------------------------------------------------------- PDF

FAMILY.read("owned.pdf", _owned_pdf, "One.")
FAMILY.read("junk-before.pdf", lambda: b"junk\n" * 9 + made.pdf("One."), "One.")
FAMILY.read("junk-behind.pdf", lambda: made.pdf("One.") + bytes(500), "One.")
FAMILY.read("half-blank.pdf", lambda: made.pdf("One.", ""), "One.")
FAMILY.refused("pictures.pdf", lambda: made.pdf("", ""), "no text, only pictures")
FAMILY.refused("locked.pdf", lambda: made.pdf("One.", key="secret"), "protected by a password")
FAMILY.refused("cut.pdf", lambda: made.pdf("One.")[:60], "could not be opened")
FAMILY.refused("page.pdf", lambda: "<!doctype html><p>Log in first.</p>", "could not be opened")
FAMILY.refused(
    "no-table.pdf", lambda: made.pdf("One.").partition(b"xref")[0], "could not be opened"
)
FAMILY.refused("head.pdf", lambda: b"%PDF-1.7\n", "could not be opened")
FAMILY.refused("zeros.pdf", lambda: bytes(5_000), "could not be opened")
FAMILY.refused("no-pages.pdf", made.pdf, "no text")
FAMILY.refused("round.pdf", _round_pdf, "could not be opened")
FAMILY.refused("no-catalog.pdf", lambda: _pdf(b"<< /Type /Catalog >>"), "could not be opened")
FAMILY.refused(
    "spoiled-page.pdf", lambda: _pdf_of_stream(b"nonsense" * 9, b"/FlateDecode"), "has no text"
)
FAMILY.refused(
    "bomb.pdf", lambda: _pdf_of_stream(zlib.compress(bytes(100_000_000)), b"/FlateDecode"),
    "1 of 1 pages",
)  # fmt: skip
FAMILY.refused(
    "double-bomb.pdf",
    lambda: _pdf_of_stream(zlib.compress(zlib.compress(bytes(100_000_000))), b"[/FlateDecode /FlateDecode]"),
    "1 of 1 pages",
)  # fmt: skip

# ---------------------------------------------------------------------- Word

FAMILY.read("really-word.docx", lambda: made.docx("One.", "Two."), "One.\nTwo.")
FAMILY.refused(
    "no-properties.docx",
    lambda: _changed(made.docx("One."), "docProps/core.xml", None),
    "could not be read",
)
FAMILY.read(
    "control.docx", lambda: _docx("<w:p><w:r><w:t>One.</w:t><w:tab/><w:br/></w:r></w:p>"), "One."
)
FAMILY.refused("cut.docx", lambda: made.docx("One.")[:500], "damaged")
FAMILY.refused("empty.docx", made.docx, "holds no text")
FAMILY.refused("other.docx", lambda: made.zipped({"a.txt": "x"}), "could not be read")
FAMILY.refused("text.docx", lambda: "Not Word.", "damaged")
FAMILY.refused(
    "old.docx",
    lambda: _OFFICE + bytes(600),
    "of an old version, or one that is protected by a password",
)
FAMILY.refused("locked.docx", lambda: _locked(made.docx("One.")), "protected by a password")
FAMILY.refused(
    "no-body.docx", lambda: _changed(made.docx("x"), "word/document.xml", None), "could not be read"
)
FAMILY.refused(
    "cut-inside.docx",
    lambda: _changed(made.docx("x"), "word/document.xml", "<w:doc"),
    "could not be read",
)
FAMILY.refused(
    "other-inside.docx",
    lambda: _changed(made.docx("x"), "word/document.xml", "<a/>"),
    "could not be read",
)
FAMILY.refused(
    "laughs.docx", lambda: _docx("<w:p><w:r><w:t>&j;</w:t></w:r></w:p>", _LAUGHS.replace("DOCTYPE x", "DOCTYPE d")),
    "could not be read",
)  # fmt: skip
FAMILY.refused(
    "bomb.docx", lambda: _changed(made.docx("x"), "word/media/a.png", bytes(6_000_000)),
    "Unpacked, this document would have",
)  # fmt: skip

# ---------------------------------------------------------------------- EPUB

FAMILY.read("crossed.epub", lambda: made.epub("<p>One<b>.</p></b><br>"), "One.")
FAMILY.named("missing.epub", lambda: made.epub("<p>One.</p>", listed=3), "One.", says="2 chapters")
FAMILY.read(
    "outside.epub",
    lambda: _changed(
        made.epub("<p>One.</p>"), "OPS/book.opf",
        '<package><manifest><item id="a" href="../../../etc/passwd"/><item id="b" href="text/c%200.xhtml"/></manifest>'
        '<spine><itemref idref="b"/></spine></package>',
    ),
    "One.",
)  # fmt: skip
FAMILY.refused("cut.epub", lambda: made.epub("<p>x</p>")[:100], "damaged")
FAMILY.refused("empty.epub", made.epub, "holds no text")
FAMILY.refused("locked.epub", lambda: _locked(made.epub("<p>x</p>")), "protected by a password")
FAMILY.refused(
    "copied.epub",
    lambda: made.epub("<p>x</p>", **{"META-INF/encryption.xml": '<e xmlns="http://www.w3.org/2001/04/xmlenc#"/>'}),
    "DRM",
)  # fmt: skip
FAMILY.refused("no-container.epub", lambda: made.zipped({"a.xhtml": "x"}), "could not be read")
FAMILY.refused(
    "no-package.epub",
    lambda: _changed(made.epub("<p>x</p>"), "OPS/book.opf", None),
    "could not be read",
)
FAMILY.refused(
    "spoiled-package.epub",
    lambda: _changed(made.epub("<p>x</p>"), "OPS/book.opf", "\0\0"),
    "could not be read",
)
FAMILY.refused(
    "spoiled-container.epub", lambda: _changed(made.epub("<p>x</p>"), "META-INF/container.xml", ""),
    "could not be read",
)  # fmt: skip
FAMILY.refused(
    "pictures.epub", lambda: made.epub("<img src='a.png'/>", "<img src='b.png'/>"), "holds no text"
)


def _spoiled_chapter() -> bytes:
    """A book as it is stored, a chapter of which has other bytes than its sum says."""
    buffer = io.BytesIO()
    whole = io.BytesIO(made.epub("<p>One.</p>", "<p>Two.</p>"))
    with zipfile.ZipFile(whole) as book, zipfile.ZipFile(buffer, "w") as file:
        for name in book.namelist():
            file.writestr(name, book.read(name))
    return buffer.getvalue().replace(b"<p>Two.</p>", b"<p>Twx.</p>")


FAMILY.named(
    "spoiled-chapter.epub",
    _spoiled_chapter, "One.", says="1 chapters",
)  # fmt: skip
