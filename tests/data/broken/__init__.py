"""Broken and odd files, made on the spot: a module a family, and what is to come of each."""

from __future__ import annotations

from tests.data.broken import (
    aligned_files,
    archives,
    columnar_files,
    compressed_files,
    documents,
    json_files,
    links,
    names,
    tables,
    text_files,
    web_pages,
)

FAMILIES = (
    text_files.FAMILY, web_pages.FAMILY, tables.FAMILY, json_files.FAMILY, columnar_files.FAMILY,
    archives.FAMILY, compressed_files.FAMILY, documents.FAMILY, aligned_files.FAMILY, links.FAMILY,
    names.FAMILY,
)  # fmt: skip
BROKEN = tuple(each for family in FAMILIES for each in family.files)
