"""What went wrong with files that were to be taken in, in the user's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.gui.translation import filled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.data.documents import Problem

_MOST_NAMED = 3


def with_problems(text: str, problems: Sequence[Problem]) -> str:
    """A text with the {names} of the first files, and the {reason} of the first of all."""
    names = ", ".join(problem.path.name for problem in problems[:_MOST_NAMED])
    return text.format(names=names, reason=filled(problems[0].text, problems[0].values))
