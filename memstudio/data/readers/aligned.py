"""Files that say the same in two languages or more, line by line."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from memstudio.data.decoding import lines_of
from memstudio.data.documents import Problem, shown_name
from memstudio.data.encodings import detect, sample_of
from memstudio.data.row_problems import too_long
from memstudio.data.table_rows import read_table
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions
    from memstudio.data.table_rows import Rows

_LONGEST = 1 << 20
_LOOK_EVERY = 1_000
"""Lines of others behind the end of the first."""


def read_aligned(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """A row for each line, a column for each language; empty lines of a pair are passed over."""
    text = marked("errors", "There is no line in this file.")
    return read_table(path, _rows(path, options), options, Problem(path, None, text))


def _rows(path: Path, options: ReadOptions) -> Rows:
    names = (options.language, *(language for language, _ in options.partners))
    paths = (path, *(other for _, other in options.partners))
    lines = [lines_of(path, options, _LONGEST)]
    for other in paths[1:]:
        theirs = options.for_another_file(options.asked.encoding or detect(sample_of(other)))
        lines.append(lines_of(other, theirs, _LONGEST))
    size = path.stat().st_size
    lengths = [0] * len(paths)
    for number, these in enumerate(zip_longest(*lines, fillvalue=""), 1):
        if options.limit is not None and options.limit.cut_at is not None:
            return  # No more of the first is read, so no more of the others.
        if not these[0] and number % _LOOK_EVERY == 0:
            options.at(size)  # The others go on.
        if None in these:
            yield number, too_long(path, number, _LONGEST)
            continue
        cells = [(line or "").strip("\ufeff \t\r\n") for line in these]
        for place, line in enumerate(these):
            lengths[place] += line != ""
        if all(cells) or (len(cells) > 2 and any(cells)):
            yield number, dict(zip(names, cells, strict=True))
    for other, length in zip(paths[1:], lengths[1:], strict=True):
        if length != lengths[0]:
            yield _unlike(path, lengths[0], other, length)


def _unlike(path: Path, count: int, other: Path, others: int) -> tuple[int, Problem]:
    text = marked("errors", "{name} has {count} lines and {other} has {others}: they may not say the same line by line. Look at the preview.")  # fmt: skip
    place = min(count, others) + 1
    values = {
        "name": shown_name(path), "count": count, "other": shown_name(other), "others": others,
    }  # fmt: skip
    return place, Problem(path, place, text, dict(values))
