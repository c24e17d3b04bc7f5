"""The readers, by the name of the format. A new one is one file here and one line, or a plug-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.data.formats import check_brought
from memstudio.registry import Registry

if TYPE_CHECKING:
    from memstudio.data.readers.reader import Reader

readers: Registry[Reader] = Registry("format", "memstudio.formats", check_brought)
readers.add("text", "memstudio.data.readers.text:read_text")
readers.add("html", "memstudio.data.readers.html:read_html")
readers.add("pdf", "memstudio.data.readers.pdf:read_pdf")
readers.add("word", "memstudio.data.readers.word:read_docx")
readers.add("epub", "memstudio.data.readers.epub:read_epub")
readers.add("json-lines", "memstudio.data.readers.json_lines:read_json_lines")
readers.add("json", "memstudio.data.readers.json_document:read_json")
readers.add("separated", "memstudio.data.readers.separated:read_separated")
readers.add("aligned", "memstudio.data.readers.aligned:read_aligned")
readers.add("translation-memory", "memstudio.data.readers.translation_memory:read_tmx")
readers.add("parquet", "memstudio.data.readers.columnar:read_parquet")
readers.add("arrow", "memstudio.data.readers.columnar:read_arrow")
