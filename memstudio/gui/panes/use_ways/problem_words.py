"""What went wrong with files that were to be taken in, in the user's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.gui.translation import filled, with_colon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.documents import Problem

_MOST_NAMED = 3


def with_problems(text: str, problems: Sequence[Problem]) -> str:
    """A text with the {names} of the files, each once, and the {reason} of the first of all."""
    files = list(dict.fromkeys(problem.path for problem in problems))
    names = ", ".join(path.name for path in files[:_MOST_NAMED])
    if len(files) > _MOST_NAMED:
        num_more = len(files) - _MOST_NAMED
        names = QCoreApplication.translate(
            "ProblemWords", "{names} and %n more", "", num_more
        ).format(names=names)
    reason = filled(problems[0].text, problems[0].values)
    if len(files) > 1:
        reason = with_colon(files[0].name, reason)
    return text.format(names=names, reason=reason)
