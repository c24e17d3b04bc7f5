"""The labels that texts have, of one set or of several: of columns, or of lists in a column."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.data.row_kinds import LABEL_ROLES
from memstudio.data.text_samples import answer_of
from memstudio.errors import DataError, marked
from memstudio.tasks.labels import LabelSet, parted_set, parts_of, set_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.documents import Document, FileReport

MOST_CLASSES = 1000
"""Labels of a set that a head chooses between; more are texts of their own."""
_LONGEST_SHOWN = 60


@dataclass(frozen=True, slots=True)
class LabelColumns:
    """Columns of labels, in the order in which they are said; one of rows of any other kind."""

    names: tuple[str, ...]

    @classmethod
    def of(cls, reports: Sequence[FileReport]) -> LabelColumns:
        """Those of some files.

        Raises:
            DataError: the files have not the same.
        """
        found: dict[tuple[str, ...], FileReport] = {}
        for report in reports:
            if report.num_documents and report.understood is not None:
                own = report.understood.columns
                names = tuple(own[role] for role in LABEL_ROLES if role in own)
                found.setdefault(names or ("label",), report)
        if len(found) > 1:
            (one, first), (other, second), *_ = found.items()
            raise DataError(
                marked("errors", "{first} has labels in the columns {one}, and {second} in {other}. Texts that are learnt together need the same columns."),
                first=first.path.name, one=", ".join(one), second=second.path.name, other=", ".join(other),
            )  # fmt: skip
        return cls(next(iter(found), ("label",)))

    @property
    def are_many(self) -> bool:
        """Whether there is more than one."""
        return len(self.names) > 1

    def place_of(self, name: str) -> int | None:
        """Where a column stands; None when there is none of that name."""
        names = [each.strip().casefold() for each in self.names]
        name = name.strip().casefold()
        return names.index(name) if name in names else None


def labels_in_words(document: Document, number: int) -> tuple[str, ...]:
    """The labels of a document, of which there are to be so many.

    Raises:
        DataError: there are more or fewer, or none.
    """
    answer = answer_of(document)
    if answer is None:
        raise DataError(
            marked("errors", "{name} has no label to be learnt. The objective 'classification' needs a table with a column of text and one or more columns of labels; say which they are if they were not found."),
            name=document.name,
        )  # fmt: skip
    found = parts_of(answer) if number > 1 else (answer,)
    if len(found) != number:
        raise DataError(
            marked("errors", "The labels of {name}, '{answer}', are {count} and not {number}. Labels that are more than one have to stand without a comma in them."),
            name=document.name, answer=answer[:_LONGEST_SHOWN], count=len(found), number=number,
        )  # fmt: skip
    return found


def sets_of(documents: Sequence[Document], columns: LabelColumns) -> tuple[LabelSet, ...]:
    """The sets of labels, of each of which a document gets one.

    Raises:
        DataError: a document has none, a set has a single label or far too many, or two have one
            name.
    """
    rows = [labels_in_words(each, len(columns.names)) for each in documents]
    # Of more than one column, each is found again by its name.
    found = tuple(
        LabelSet(name.strip(), tuple(sorted(set(own))))
        for name, own in zip(columns.names, zip(*rows, strict=True), strict=True)
    )
    if not columns.are_many:
        alone = set_of(columns.names[0], found[0].labels)
        parted = parted_set(alone)
        found = (alone,) if parted is None else parted.sets
    for each in found:
        if len(each.labels) == 1:
            raise DataError(
                marked("errors", "All {count} texts to learn from have the label '{label}' of '{name}', so there is nothing to learn. Name another column, or add texts with other labels."),
                count=len(documents), label=each.labels[0][:_LONGEST_SHOWN], name=each.name,
            )  # fmt: skip
        if len(each.labels) > MOST_CLASSES:
            raise DataError(
                marked("errors", "'{name}' has {count} labels, and a head chooses between {most} at most. Name a column whose labels come again and again."),
                name=each.name, count=len(each.labels), most=MOST_CLASSES,
            )  # fmt: skip
    names = [each.name for each in found]
    for name in names:
        if names.count(name) > 1:
            raise DataError(
                marked("errors", "Two columns of labels are called '{name}'. Name each column once."),
                name=name,
            )  # fmt: skip
    return found
