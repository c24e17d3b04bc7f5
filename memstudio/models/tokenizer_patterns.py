"""The patterns by which a tokenizer cuts text: some would never be done with it.

A pattern that repeats what is itself repeated, such as `(a+)+`, can be tried in more ways than there
is time for. The library behind tokenizers gives up each match after ten million tries, a second or
two, and ends with a panic; with as many matches as a text has characters that is as good as never.
Nothing here imports torch or transformers.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from memstudio.errors import ModelLoadError, UnsafeModelError, marked
from memstudio.parsing import json_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOKENIZER = "tokenizer.json"
_LARGEST = 256_000_000
_WITH_PATTERNS = ("normalizer", "pre_tokenizer", "post_processor", "decoder")
_LONGEST = 20_000
"""Characters of a pattern; the longest that is known has some hundred."""

# Characters that stand for themselves, classes, groups, and what repeats.
_PART = re.compile(
    r"\\(?:[pPxou]\{[^}]*\}|.)|\[\^?\]?(?:\\.|\[:[^\]]*:\]|[^\]\\])*\]|\(|\)|[*+?](?:[?+])?|\{\d*,?\d*\}[?+]?|.",
    re.DOTALL,
)
_COUNT = re.compile(r"\{(\d*)(,?)(\d*)\}")
_WITHOUT_END = 1 << 30


def check_patterns(folder: Path) -> None:
    """Make sure that no pattern of a folder's tokenizer repeats what is itself repeated.

    Raises:
        ModelLoadError: the file is damaged.
        UnsafeModelError: one does.
        OSError: the file cannot be read.
    """
    path = folder / TOKENIZER
    if not path.is_file():
        return
    try:
        content = json_in(path, _LARGEST)
        if not isinstance(content, dict):
            raise ValueError("it holds no object")  # noqa: TRY004, TRY301 - as what is no JSON
    except ValueError as error:
        raise ModelLoadError(
            marked("errors", "{path} is damaged: it is not valid JSON ({reason}). Fetch the model again."),
            path=str(path), reason=str(error),
        ) from error  # fmt: skip
    for pattern in _patterns([content.get(name) for name in _WITH_PATTERNS]):
        if len(pattern) > _LONGEST or repeats_repeated(pattern):
            raise UnsafeModelError(
                marked("errors", "The tokenizer {path} cuts text by a pattern that may never be done with it ('{pattern}'), so it is not opened. Fetch the model from where it was first published."),
                path=str(path), pattern=pattern[:80],
            )  # fmt: skip


def repeats_repeated(pattern: str) -> bool:
    """Whether a group with something without end in it is repeated itself."""
    # For each open group, whether something in it goes on without end.
    endless = [False]
    last = False
    for match in _PART.finditer(pattern):
        part = match[0]
        if part == "(":
            endless.append(False)
            last = False
        elif part == ")":
            last = endless.pop() if len(endless) > 1 else False
            endless[-1] |= last
        elif (most := _most(part)) is not None:
            if last and most > 1:
                return True
            endless[-1] |= most == _WITHOUT_END
            last = False
        else:
            last = False
    return False


def _most(part: str) -> int | None:
    """How often what stands before may come; None when a part of a pattern is no such number."""
    if part[0] in "*+":
        return _WITHOUT_END
    if part[0] == "?":
        return 1
    if (count := _COUNT.match(part)) is None or not (count[1] or count[3]):
        return None
    if count[2] and not count[3]:
        return _WITHOUT_END
    return min(int((count[3] or count[1])[:9]), _WITHOUT_END)


def _patterns(values: list[Any]) -> Iterator[str]:
    """The patterns in parts of a tokenizer, however deep."""
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            pattern = value.get("Regex")
            if isinstance(pattern, str):
                yield pattern
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value
