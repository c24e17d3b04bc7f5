"""Finding out what the rows of a table mean, from the names of its columns and what is in them."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from memstudio.data.languages import is_language
from memstudio.data.row_kinds import LABEL_ROLES, ROW_KINDS, TEXT, Holds, Role, RowKind, row_kind
from memstudio.data.turns import number_in_words
from memstudio.errors import MemStudioError, marked

Row = dict[str, Any]
_NO_NUMBERS = {"nan", "inf", "infinity"}
"""What programs write where a number is missing, or beyond all bounds."""

_AMBIGUOUS = frozenset({"id", "is", "no", "it", "he", "ms", "et", "sr"})
_MOST_LABELS = 60
_LONGEST_LABEL = 60
_NAMED_LABELS = ("label", "labels")
_MOST_COLUMNS = 6
"""Of a table of texts with numbers; in wider ones numbers mostly are notes beside the text."""
_MANY_NUMBERS = 20
_FEW_ROWS = 8
"""Below, columns may agree by chance."""


@dataclass(frozen=True, slots=True)
class RowPlan:
    """What the rows of a file mean.

    Attributes:
        kind: of rows.
        columns: by role; a path into nested cells is written with a dot.
        is_guess: whether no column had a usual name, so that the longest text was taken.
        is_whole: whether all of a row is its text.
    """

    kind: RowKind
    columns: Mapping[str, str] = field(default_factory=dict)
    is_guess: bool = False
    is_whole: bool = False

    def cells(self, row: Row) -> Row:
        """The cells of a row, by role."""
        return {role: cell_at(row, column) for role, column in self.columns.items()}


def cell_at(row: Row, column: str) -> Any:
    """The cell of a column, or within one; None when it is not there."""
    if column in row:
        return row[column]
    value: Any = row
    for part in column.split("."):
        if not isinstance(value, Mapping) or part not in value:
            return None
        value = value[part]
    return value


def plan_rows(
    rows: Sequence[Row], kind: str | None = None, columns: Mapping[str, str] | None = None
) -> RowPlan:
    """What rows mean.

    Args:
        rows: the first of them.
        kind: as the user says; None to find it.
        columns: by role, as the user says; what is missing is found.

    Raises:
        MemStudioError: there is no such kind or role, or a column that is needed is not found.
    """
    given = dict(columns or {})
    found = columns_of(rows)
    if kind is None:
        return _recognised(found, given)
    chosen = row_kind(kind)
    for role in given:
        if chosen.role(role) is None:
            raise MemStudioError(
                marked("errors", "Rows of the kind '{kind}' have no column for '{role}'. They have: {names}."),
                kind=kind, role=role, names=", ".join(each.name for each in chosen.roles),
            )  # fmt: skip
    assigned = _assigned(chosen, found, given)
    if chosen.name == "number":
        assigned = _with_any_number(chosen, found, assigned)
    missing = [role for role in chosen.roles if role.is_needed and role.name not in assigned]
    if chosen is TEXT and missing:
        return _longest(found)
    if missing:
        raise MemStudioError(
            marked("errors", "No column was found for '{role}' ({kind}). The columns are: {names}. Name the one that is meant."),
            role=missing[0].name, kind=kind, names=", ".join(found) or "–",
        )  # fmt: skip
    return RowPlan(chosen, assigned)


def columns_of(rows: Sequence[Row]) -> dict[str, list[Any]]:
    """What stands in each column, without empty cells; two levels deep."""
    found: dict[str, list[Any]] = {}
    for row in rows:
        for name, value in row.items():
            if value in (None, "", []):
                found.setdefault(name, [])
                continue
            found.setdefault(name, []).append(value)
            if isinstance(value, Mapping):
                for inner, cell in value.items():
                    if isinstance(cell, str) and cell:
                        found.setdefault(f"{name}.{inner}", []).append(cell)
    return found


def _recognised(found: dict[str, list[Any]], given: dict[str, str]) -> RowPlan:
    known = {role.name for kind in ROW_KINDS for role in kind.roles}
    unknown = [role for role in given if role not in known]
    if unknown:
        raise MemStudioError(
            marked("errors", "There is no role '{role}' that a column could have. There are: {names}."),
            role=unknown[0], names=", ".join(sorted(known)),
        )  # fmt: skip
    missing = [column for role, column in given.items() if role != "text" and column not in found]
    if missing:
        raise MemStudioError(
            marked("errors", "There is no column '{name}'. There are: {names}."),
            name=missing[0], names=", ".join(found) or "–",
        )  # fmt: skip
    for kind in ROW_KINDS:
        if any(kind.role(role) is None for role in given):
            continue
        if kind.name == "number" and len(found) > _MOST_COLUMNS and "number" not in given:
            continue
        assigned = _CONTENTS[kind.name](found) if kind.name in _CONTENTS else {}
        assigned = {**assigned, **_assigned(kind, found, given)}
        if kind.name == "number" and "number" in given:
            assigned = _with_any_number(kind, found, assigned)
        if all(role.name in assigned for role in kind.roles if role.is_needed):
            return RowPlan(kind, assigned)
    return _longest(found)


def _longest(found: dict[str, list[Any]]) -> RowPlan:
    """The column with the most text, where none has a usual name."""
    sizes = {
        name: sum(len(value) for value in values if isinstance(value, str))
        for name, values in found.items()
    }
    # Names of things and addresses are no texts, as long as there is something else.
    texts = [name for name in sizes if _are_sentences(found[name])] or list(sizes)
    best = max(texts, key=lambda name: sizes[name], default=None)
    if best is None or not sizes[best]:
        return RowPlan(TEXT, {}, is_guess=True)
    return RowPlan(TEXT, {"text": best}, is_guess=True)


def _assigned(kind: RowKind, found: dict[str, list[Any]], given: dict[str, str]) -> dict[str, str]:
    """Columns by role: those given, then those of usual names that hold what they should."""
    assigned = {role: column for role, column in given.items() if kind.role(role)}
    taken = set(assigned.values())
    names = {name.lower(): name for name in found}
    # Who names columns of labels means no others.
    passed_over = LABEL_ROLES if any(role in given for role in LABEL_ROLES) else ()
    for role in kind.roles:
        if role.name in assigned or role.name in passed_over:
            continue
        column = _column_for(role, found, names, taken)
        if column is not None and not _says_the_same(column, role, found, assigned):
            assigned[role.name] = column
            taken.add(column)
    return assigned


def _column_for(
    role: Role, found: dict[str, list[Any]], names: dict[str, str], taken: set[str]
) -> str | None:
    for usual in role.columns:
        name = names.get(usual)
        if name is None or name in taken:
            continue
        is_sure = role.holds == "label" and usual in _NAMED_LABELS
        if _fits(found[name], role.holds) or (is_sure and _are_labels(found[name])):
            return name
    return None


def _says_the_same(
    column: str, role: Role, found: dict[str, list[Any]], assigned: Mapping[str, str]
) -> bool:
    """Whether a column of labels is another one in other words, such as numbers beside names."""
    if role.holds != "label":
        return False
    own = [str(value) for value in found[column]]
    for name, other in assigned.items():
        values = [str(value) for value in found.get(other, [])]
        if name not in LABEL_ROLES or len(values) != len(own) or len(own) < _FEW_ROWS:
            continue
        if len(set(zip(own, values, strict=True))) == len(set(own)) == len(set(values)):
            return True
    return False


def _fits(values: list[Any], holds: Holds) -> bool:
    """Whether most cells hold what a role asks for; rows that do not are named later."""
    if not values:
        return False
    if holds == "label":
        # Of several at once, each counts for itself.
        names = {
            str(label)
            for each in values
            for label in (each if isinstance(each, list | tuple) else (each,))
        }
        most = min(_MOST_LABELS, max(2, len(values) // 2 + 1))
        # Many datasets are sorted by it, so that the first rows have all the same.
        least = 1 if all(isinstance(each, int) or _says_a_number(each) for each in values) else 2
        return least <= len(names) <= most and all(len(n) <= _LONGEST_LABEL for n in names)
    if holds == "measure":
        return _are_measures(values)
    return 2 * sum(_holds(each, holds) for each in values) > len(values)


def _are_labels(values: list[Any]) -> bool:
    """Whether cells of a column that is called so may be labels.

    There may be many of them, and only one in the first rows of a dataset that is sorted; but some
    come again, and all are short.
    """
    names = [
        str(n) for each in values for n in (each if isinstance(each, list | tuple) else (each,))
    ]
    if len(names) < _FEW_ROWS or any(len(name) > _LONGEST_LABEL for name in names):
        return False
    return 10 * len(set(names)) <= 9 * len(names)


def _are_measures(values: list[Any]) -> bool:
    """Whether nearly all cells are numbers on a scale, and not numbers that name classes."""
    numbers = [number for each in values if (number := number_of(each)) is not None]
    if 10 * len(numbers) < 9 * len(values):
        return False
    return any(not each.is_integer() for each in numbers) or len(set(numbers)) > _MANY_NUMBERS


def number_of(value: object) -> float | None:
    """A cell as a number; None when it is none, or one that is not finite."""
    if isinstance(value, str):
        return number_in_words(value)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _says_a_number(value: object) -> bool:
    if not isinstance(value, str):
        return False
    # A column of numbers stays one where some are missing and written so.
    return number_in_words(value) is not None or value.strip().lower().lstrip("+-") in _NO_NUMBERS


def _holds(value: object, holds: Holds) -> bool:
    if holds == "messages" or (holds == "asked" and not isinstance(value, str)):
        if not isinstance(value, list) or not value:
            return False
        are_texts = len(value) > 1 and all(isinstance(each, str) for each in value)
        return are_texts or all(isinstance(each, Mapping) for each in value)
    if holds == "sentences" and isinstance(value, list):
        return bool(value) and all(isinstance(each, str) for each in value)
    if holds == "passages":
        return isinstance(value, str | list | Mapping | int)
    if holds == "number":
        return isinstance(value, int | float) or _says_a_number(value)
    return isinstance(value, str) or (holds == "texts" and not isinstance(value, float))


def _languages(found: dict[str, list[Any]]) -> dict[str, str]:
    """Source and target of a table whose columns are two languages."""
    pairs = []
    for name, values in found.items():
        code = name.rsplit(".", 1)[-1]
        if not is_language(code) or not all(isinstance(value, str) for value in values):
            continue
        has_words = any(character.isalpha() for value in values for character in value)
        # Columns of some names mostly are no language.
        if has_words and (code.lower() not in _AMBIGUOUS or _are_sentences(values)):
            pairs.append(name)
    return {"source": pairs[0], "target": pairs[1]} if len(pairs) >= 2 else {}


def _text_and_number(found: dict[str, list[Any]]) -> dict[str, str]:
    """Text and number of a table that has no more than these two, whatever they are called."""
    if len(found) != 2:
        return {}
    for text, number in (tuple(found), tuple(found)[::-1]):
        values = found[number]
        # Whole numbers may be names or places.
        has_parts = any((each := number_of(value)) and not each.is_integer() for value in values)
        if has_parts and _are_measures(values) and found[text] and _are_sentences(found[text]):
            return {"text": text, "number": number}
    return {}


def _with_any_number(
    kind: RowKind, found: dict[str, list[Any]], assigned: dict[str, str]
) -> dict[str, str]:
    """Columns by role, where somebody said that there is a number: whole ones serve as well."""
    assigned = dict(assigned)
    if "number" not in assigned:
        taken = set(assigned.values())
        numbers = [n for n, values in found.items() if n not in taken and _fits(values, "number")]
        usual = [name for name in kind.roles[-1].columns for n in numbers if n.lower() == name]
        if usual:
            numbers = [name for name in numbers if name.lower() == usual[0]]
        if len(numbers) == 1:
            assigned["number"] = numbers[0]
    if "text" not in assigned:
        rest = {name: v for name, v in found.items() if name not in assigned.values()}
        assigned |= _longest(rest).columns
    return assigned


_CONTENTS: dict[str, Callable[[dict[str, list[Any]]], dict[str, str]]] = {
    "translation": _languages,
    "number": _text_and_number,
}
"""Kinds that are known by what stands in the columns, whatever these are called."""


def _are_sentences(values: list[Any]) -> bool:
    """Whether a good part of some cells are more than a word."""
    texts = [value for value in values if isinstance(value, str)]
    long = sum(
        not text.isascii() or " " in text or text.endswith((".", "!", "?")) for text in texts
    )
    return len(texts) == len(values) and 3 * long >= len(values)
