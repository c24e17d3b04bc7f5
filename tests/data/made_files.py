"""Files of every format, made on the spot."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

CONTAINER = (
    '<?xml version="1.0"?><container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OPS/book.opf"/></rootfiles></container>'
)


def pdf(*pages: str, key: str = "") -> bytes:
    """Pages with a line of text each; a page without text is blank."""
    writer = PdfWriter()
    for text in pages:
        page = writer.add_blank_page(300, 200)
        if not text:
            continue
        font = DictionaryObject({
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        })  # fmt: skip
        fonts = DictionaryObject({NameObject("/F1"): writer._add_object(font)})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        stream = DecodedStreamObject()
        lines = "".join(f"({line}) Tj 0 -14 Td " for line in text.split("\n"))
        stream.set_data(f"BT /F1 12 Tf 20 150 Td {lines} ET".encode())
        page[NameObject("/Contents")] = writer._add_object(stream)
    if key:
        writer.encrypt(key, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def docx(*paragraphs: str, table: list[list[str]] | None = None) -> bytes:
    """A Word document of paragraphs, then a table, then a last paragraph."""
    document = Document()
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
        document.add_paragraph("After the table.")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def edited_docx() -> bytes:
    """A Word document with changes that are followed, controls, fields, and merged cells."""
    document = Document()
    paragraph = document.add_paragraph("A\tfirst")
    paragraph.paragraph_format.tab_stops.add_tab_stop(Pt(50))
    run = "<w:r><w:t>{}</w:t></w:r>"
    for begin, text, end in (
        ('<w:ins {} w:id="1" w:author="x">', " put in,", "</w:ins>"),
        ('<w:del {} w:id="2" w:author="x">', " deleted", "</w:del>"),
        ('<w:moveFrom {} w:id="3" w:author="x">', " moved", "</w:moveFrom>"),
        ("<w:sdt {}><w:sdtPr/><w:sdtContent>", " in a control,", "</w:sdtContent></w:sdt>"),
        ('<w:fldSimple {} w:instr="REF x">', " of a field.", "</w:fldSimple>"),
        ("<w:r {}><w:pict><w:txbxContent><w:p>", " in a box", "</w:p></w:txbxContent></w:pict></w:r>"),
    ):  # fmt: skip
        content = run.format(text).replace("<w:t>", '<w:t xml:space="preserve">')
        paragraph._p.append(parse_xml(begin.format(nsdecls("w")) + content + end))
    block = f"<w:sdt {nsdecls('w')}><w:sdtContent><w:p>{run.format('In a block.')}</w:p></w:sdtContent></w:sdt>"
    document.element.body.insert(1, parse_xml(block))
    table = document.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Wide"
    table.cell(0, 2).text = "right"
    table.cell(1, 0).merge(table.cell(2, 1)).text = "Tall"
    table.cell(1, 2).text, table.cell(2, 2).text = "b1", "b2"
    table.cell(2, 2).add_table(1, 1).cell(0, 0).text = "In a table of a cell"
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def epub(*chapters: str, listed: int | None = None, encoding: str = "utf-8", **more: str) -> bytes:
    """A book; `listed` chapters stand in its index, further entries of the archive in `more`."""
    numbers = range(listed if listed is not None else len(chapters))
    items = "".join(f'<item id="c{n}" href="text/c%20{n}.xhtml"/>' for n in numbers)
    spine = "".join(f'<itemref idref="c{n}"/>' for n in reversed(numbers))
    package = f"<package><manifest>{items}</manifest><spine>{spine}</spine></package>"
    entries = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": CONTAINER,
        "OPS/book.opf": package,
        **{
            f"OPS/text/c {n}.xhtml": f"<?xml version='1.0' encoding='{encoding}'?><html><body>{text}</body></html>".encode(
                encoding, "surrogateescape"
            )
            for n, text in enumerate(chapters)
        },
        **more,
    }
    return zipped(entries)


def zipped(entries: dict[str, str | bytes]) -> bytes:
    """A ZIP file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(name, content)
    return buffer.getvalue()


def tarred(entries: dict[str, str | bytes], mode: str = "w:gz", link: str = "") -> bytes:
    """A tar file, with a link to `link` in it if one is named."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as file:  # type: ignore[call-overload]
        for name, content in entries.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            file.addfile(info, io.BytesIO(data))
        if link:
            info = tarfile.TarInfo("link.txt")
            info.type, info.linkname = tarfile.SYMTYPE, link
            file.addfile(info)
    return buffer.getvalue()


def compressed(content: str, kind: str) -> bytes:
    """A single file made smaller."""
    data = content.encode()
    if kind == "zst":
        return bytes(pa.Codec("zstd").compress(data, asbytes=True))
    return {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}[kind](data)


def parquet(rows: list[dict[str, Any]], features: dict[str, Any] | None = None) -> bytes:
    """A Parquet file, with what `datasets` notes of its columns."""
    buffer = io.BytesIO()
    table = pa.Table.from_pylist(rows)
    if features is not None:
        noted = json.dumps({"info": {"features": features}})
        table = table.replace_schema_metadata({"huggingface": noted})
    pq.write_table(table, buffer)
    return buffer.getvalue()


def arrow(rows: list[dict[str, Any]], *, is_stream: bool) -> bytes:
    """An Arrow file, or a stream as `datasets` writes it."""
    table = pa.Table.from_pylist(rows)
    sink = pa.BufferOutputStream()
    make = pa.ipc.new_stream if is_stream else pa.ipc.new_file
    with make(sink, table.schema) as writer:
        writer.write_table(table, max_chunksize=2)
    return bytes(sink.getvalue().to_pybytes())
