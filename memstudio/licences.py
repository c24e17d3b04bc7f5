"""The packages that MemStudio is installed with, under which licences, and whether these go with ours.

Read from what is installed, so that it is true of this computer. MemStudio itself is under the Apache
License 2.0; nothing of these packages is copied into it, they are installed beside it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from typing import TYPE_CHECKING, Literal

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import canonicalize_name

if TYPE_CHECKING:
    from collections.abc import Iterator

OURS = "memstudio"

Verdict = Literal["compatible", "own terms", "unclear", "incompatible"]

_PERMITTED = frozenset({
    "0BSD", "APACHE", "APACHE-2.0", "BSD", "BSD-2-CLAUSE", "BSD-3-CLAUSE", "BSL-1.0", "CC0-1.0",
    "CNRI-PYTHON", "HPND", "ISC", "MIT", "MIT-0", "MIT-CMU", "PSF-2.0", "PYTHON-2.0", "UNLICENSE",
    "ZLIB", "ZPL-2.1",
    # Of a library that stays a library of its own, which can be replaced.
    "LGPL-2.1-ONLY", "LGPL-2.1-OR-LATER", "LGPL-3.0-ONLY", "LGPL-3.0-OR-LATER", "MPL-2.0",
})  # fmt: skip
_FORBIDDEN = re.compile(r"\bA?GPL|SSPL|BUSL|NONCOMMERCIAL|CC-BY-NC", re.IGNORECASE)
# Makers of hardware, whose libraries torch is installed with and which may be passed on with it.
_OWN_TERMS = re.compile(r"nvidia-|cuda-|intel-|mkl|triton-xpu", re.IGNORECASE)

# What packages write in their own words.
_SPELT = (
    (re.compile(r"apache( software)?( license)?([, ]+(version )?2(\.0)?)?( license)?", re.IGNORECASE), "Apache-2.0"),
    (re.compile(r"(the )?mit( license)?", re.IGNORECASE), "MIT"),
    (re.compile(r"3-clause bsd license|bsd[ -]3[ -]clause( license)?|new bsd( license)?", re.IGNORECASE), "BSD-3-Clause"),
    (re.compile(r"2-clause bsd license|bsd[ -]2[ -]clause( license)?", re.IGNORECASE), "BSD-2-Clause"),
    (re.compile(r"bsd( license)?", re.IGNORECASE), "BSD"),
    (re.compile(r"isc license( \(iscl\))?", re.IGNORECASE), "ISC"),
    (re.compile(r"mozilla public license 2\.0( \(mpl 2\.0\))?", re.IGNORECASE), "MPL-2.0"),
    (re.compile(r"python software foundation license", re.IGNORECASE), "PSF-2.0"),
)  # fmt: skip
_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Package:
    """A package that is installed.

    Attributes:
        name: as its makers write it.
        version: of it.
        licence: an SPDX expression where the package gives one; else its own words; empty when it
            says nothing.
        verdict: whether it goes with ours; "own terms" of a hardware maker, which hold for whoever
            installs it.
        url: where it comes from; empty when it does not say.
        needs: the names of the packages that it is installed with.
    """

    name: str
    version: str
    licence: str
    verdict: Verdict
    url: str = ""
    needs: tuple[str, ...] = ()


def packages(root: str = OURS) -> tuple[Package, ...]:
    """The packages that `root` is installed with, and theirs, by name; `root` itself is not among them."""
    found: dict[str, Package] = {}
    waiting: list[str] = [canonicalize_name(root)]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            own = distribution(name)
        except PackageNotFoundError:
            continue  # of another system, or an extra that is not there
        needs = needs_of(own)
        found[name] = _package(own, needs)
        waiting += needs
    found.pop(str(canonicalize_name(root)), None)
    return tuple(sorted(found.values(), key=lambda each: each.name.lower()))


def verdict_on(licence: str, name: str = "") -> Verdict:
    """Whether a package under `licence` may be used by one under the Apache License 2.0.

    Of several that may be chosen from, one has to go; of several that all hold, each.
    """
    if _OWN_TERMS.match(name):
        return "own terms"
    choices = [part for part in re.split(r"\s+OR\s+|/", licence.strip(" ()")) if part]
    verdicts = [_of_all(choice) for choice in choices]
    best: tuple[Verdict, ...] = ("compatible", "unclear")
    for verdict in best:
        if verdict in verdicts:
            return verdict
    return "incompatible" if verdicts else "unclear"


def _of_all(choice: str) -> Verdict:
    parts = [part.strip(" ()") for part in re.split(r"\s+AND\s+|,\s*(?=[A-Z])", choice)]
    # An exception only permits more.
    names = [re.split(r"\s+WITH\s+", part)[0] for part in parts]
    if all(spelt(name).upper() in _PERMITTED for name in names):
        return "compatible"
    return "incompatible" if any(map(_is_forbidden, names)) else "unclear"


def _is_forbidden(name: str) -> bool:
    return bool(_FORBIDDEN.search(name)) and "LGPL" not in name.upper()


def spelt(licence: str) -> str:
    """A licence's short name, where it is written in a known way; else as it is."""
    text = " ".join(licence.split())
    return next((name for pattern, name in _SPELT if pattern.fullmatch(text)), text)


def _package(own: Distribution, needs: tuple[str, ...]) -> Package:
    name = str(own.metadata["Name"])
    licence = _licence_of(own)
    return Package(name, own.version, licence, verdict_on(licence, name), _url_of(own), needs)


def _licence_of(own: Distribution) -> str:
    told = _said(own, "License-Expression")
    if not told:
        # Some put the whole text here, which begins with a name or a copyright.
        text = _said(own, "License").strip()
        told = text if len(text) <= _LONGEST and "\n" not in text else ""
    kinds = [
        each.rpartition(" :: ")[2]
        for each in own.metadata.get_all("Classifier") or ()
        if each.startswith("License :: OSI Approved :: ")
    ]
    if not told or (told.upper() in {"BSD", "APACHE"} and not kinds):
        told = told or " AND ".join(map(spelt, kinds))
    return spelt(told)


def _said(own: Distribution, field: str) -> str:
    is_said = field in own.metadata
    return own.metadata[field] if is_said else ""


def _url_of(own: Distribution) -> str:
    home = _said(own, "Home-page")
    named = [each.partition(",") for each in own.metadata.get_all("Project-URL") or ()]
    return home or next((url.strip() for _, _, url in named), "")


def needs_of(own: Distribution) -> tuple[str, ...]:
    """The names of the packages that a package is installed with, in their usual form."""
    return tuple(sorted(set(_needs(own))))


def _needs(own: Distribution) -> Iterator[str]:
    for text in own.requires or ():
        try:
            needed = Requirement(text)
        except InvalidRequirement:
            continue
        # What an extra needs is not there unless it was asked for.
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            yield canonicalize_name(needed.name)
