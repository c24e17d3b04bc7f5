"""What a user says of how files are to be read; all else is found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from memstudio.data.decoding import text_encoding
from memstudio.errors import DataError, marked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from memstudio.data.row_kinds import RowKindName

ENCODINGS = (
    "utf-8", "utf-16", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr", "cp1252", "latin-1",
    "cp1251", "koi8-r", "iso8859-2", "iso8859-15",
)  # fmt: skip
"""Those that are offered; any other that Python knows may be named."""


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How files are to be read.

    Attributes:
        kind: what the rows of tables mean; None to find it.
        columns: by role; those that are not named are found.
        encoding: of files of text; None to find it for each.
        whole_rows: whether all of a row is its text where no column is known by its name, rather
            than the longest column alone.
    """

    kind: RowKindName | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None
    whole_rows: bool = False


FOUND = ReadSettings()
"""Nothing is said; all is found."""


def checked_encoding(name: str) -> str:
    """The name of an encoding as Python spells it.

    Raises:
        DataError: there is none of that name.
    """
    found = text_encoding(name)
    if found is None:
        raise DataError(
            marked("errors", "There is no encoding '{name}'. Some that there are: {names}."),
            name=name, names=", ".join(ENCODINGS),
        )  # fmt: skip
    return found
