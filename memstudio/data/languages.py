"""Codes of languages, by which columns and files of parallel text are called."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, TypeVar

from memstudio.data.formats import COMPRESSED, packing_of

if TYPE_CHECKING:
    from collections.abc import Iterable

PathT = TypeVar("PathT", bound=PurePath)

_CODE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
# Endings of source code as well; files with nothing but these say nothing of languages.
_ALSO_CODE = frozenset({"cs", "pl", "hr", "sl", "sk"})
_LANGUAGES = frozenset({
    "ar", "bg", "bn", "cs", "da", "de", "el", "en", "es", "et", "fa", "fi", "fr", "he", "hi", "hr",
    "hu", "id", "is", "it", "ja", "ka", "ko", "lt", "lv", "ms", "nb", "nl", "no", "pl", "pt", "ro",
    "ru", "sk", "sl", "sr", "sv", "sw", "ta", "th", "tl", "tr", "uk", "ur", "vi", "zh", "eng",
    "zho", "cmn", "deu", "fra", "spa", "rus", "jpn", "kor", "ara", "por", "ita",
})  # fmt: skip


def is_language(name: str) -> bool:
    """Whether a name is the code of a language, such as `en`, `zh_CN` or `pt-BR`."""
    return bool(_CODE.fullmatch(name)) and re.split("[-_]", name)[0].lower() in _LANGUAGES


def language_of(path: PurePath) -> str:
    """The language that a file is named for, compressed or not; "" when it is none."""
    ending = _without_packing(path).suffix.removeprefix(".")
    return ending if is_language(ending) else ""


def aligned_files(paths: Iterable[Path]) -> dict[Path, tuple[Path, ...]]:
    """Files that say the same in several languages, such as `train.en` and `train.zh`.

    Returns:
        The first of each group, in the order given, and the others, each in another language.
    """
    groups: dict[Path, dict[str, Path]] = defaultdict(dict)
    for path in paths:
        if language := language_of(path):
            groups[_name_of(path)].setdefault(language, path)
    found = {}
    for group in groups.values():
        if len(group) > 1 and not group.keys() <= _ALSO_CODE:
            first, *others = group.values()
            found[first] = tuple(others)
    return found


def twins(paths: Iterable[Path], aligned: dict[Path, tuple[Path, ...]]) -> dict[Path, Path]:
    """Files that stand beside one of a group, of its name and in its language, such as its `.gz`."""
    known = {
        (_name_of(path), language_of(path)): path
        for first, others in aligned.items()
        for path in (first, *others)
    }
    found = {}
    for path in paths:
        other = known.get((_name_of(path), language_of(path)))
        if other is not None and other != path:
            found[path] = other
    return found


def _name_of(path: Path) -> Path:
    return _without_packing(path).with_suffix("")


def _without_packing(path: PathT) -> PathT:
    return path.with_suffix("") if packing_of(path) in COMPRESSED else path
