"""Codes of languages, as columns and files of parallel text are called by."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_CODE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
# Endings of source code as well; two of them are no pair of texts.
_CODE_TOO = frozenset({"cs", "pl", "hr", "sl", "sk"})
_LANGUAGES = frozenset(
    [
        "ar",
        "bg",
        "bn",
        "cs",
        "da",
        "de",
        "el",
        "en",
        "es",
        "et",
        "fa",
        "fi",
        "fr",
        "he",
        "hi",
        "hr",
        "hu",
        "id",
        "is",
        "it",
        "ja",
        "ka",
        "ko",
        "lt",
        "lv",
        "ms",
        "nb",
        "nl",
        "no",
        "pl",
        "pt",
        "ro",
        "ru",
        "sk",
        "sl",
        "sr",
        "sv",
        "sw",
        "ta",
        "th",
        "tl",
        "tr",
        "uk",
        "ur",
        "vi",
        "zh",
        "eng",
        "zho",
        "cmn",
        "deu",
        "fra",
        "spa",
        "rus",
        "jpn",
        "kor",
        "ara",
        "por",
        "ita",
    ]
)


def is_language(name: str) -> bool:
    """Whether a name is the code of a language, such as `en`, `zh_CN` or `pt-BR`."""
    return bool(_CODE.fullmatch(name)) and re.split("[-_]", name)[0].lower() in _LANGUAGES


def aligned_pairs(paths: Iterable[Path]) -> dict[Path, Path]:
    """Files that say the same in two languages, such as `train.en` and `train.zh`.

    Returns:
        The first of each pair, in the order given, and the other. Three of a name are no pair.
    """
    return {group[0]: group[1] for group in _in_languages(paths) if len(group) == 2}


def many_aligned(paths: Iterable[Path]) -> list[list[Path]]:
    """Files that say the same in three languages or more, those of one name together."""
    return [group for group in _in_languages(paths) if len(group) > 2]


def _in_languages(paths: Iterable[Path]) -> list[list[Path]]:
    """Files of one name in several languages."""
    groups: dict[Path, list[Path]] = defaultdict(list)
    for path in paths:
        if is_language(path.suffix.removeprefix(".")):
            groups[path.with_suffix("")].append(path)
    return [
        group
        for group in groups.values()
        if not all(path.suffix[1:] in _CODE_TOO for path in group)
    ]
