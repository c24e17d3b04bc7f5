"""Two files that say the same in two languages, line by line."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from memstudio.data.decoding import lines_of
from memstudio.data.documents import Problem, shown_name
from memstudio.data.encodings import detect, sample_of
from memstudio.data.readers.json_lines import too_long
from memstudio.data.table_rows import read_table
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions
    from memstudio.data.table_rows import Rows

_LONGEST = 1 << 20


def read_aligned(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """A row for each line; lines that are empty in one file are passed over."""
    text = marked("errors", "There is no line in this file.")
    return read_table(path, _rows(path, options), options, Problem(path, None, text))


def _rows(path: Path, options: ReadOptions) -> Rows:
    other = options.partner
    assert other is not None  # noqa: S101 - such files are only read in pairs
    names = (path.suffix.removeprefix("."), other.suffix.removeprefix("."))
    theirs = options.for_another_file(options.asked.encoding or detect(sample_of(other)))
    both = zip_longest(
        lines_of(path, options, _LONGEST), lines_of(other, theirs, _LONGEST), fillvalue=""
    )
    lengths = [0, 0]
    for number, pair in enumerate(both, 1):
        if None in pair:
            yield number, too_long(path, number, _LONGEST)
            continue
        cells = [(line or "").strip("\ufeff \t\r\n") for line in pair]
        for place, line in enumerate(pair):
            lengths[place] += line != ""
        if all(cells):
            yield number, dict(zip(names, cells, strict=True))
    if lengths[0] != lengths[1]:
        text = marked("errors", "{name} has {count} lines and {other} has {others}: they may not say the same line by line. Look at the preview.")  # fmt: skip
        values = {
            "name": shown_name(path), "count": lengths[0],
            "other": shown_name(other), "others": lengths[1],
        }  # fmt: skip
        yield min(lengths) + 1, Problem(path, min(lengths) + 1, text, dict(values))
