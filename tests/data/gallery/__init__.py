"""A small real file of every format and of every kind of rows, made on the spot."""

from __future__ import annotations

from tests.data.gallery.formats import FORMATS
from tests.data.gallery.row_kinds import ROWS

GALLERY = (*FORMATS, *ROWS)
