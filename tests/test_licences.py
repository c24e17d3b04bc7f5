"""What MemStudio is made with is known, and its licences go with ours."""

from __future__ import annotations

import pytest

from memstudio.licences import packages, spelt, verdict_on


@pytest.mark.parametrize(
    "licence",
    [
        "MIT", "Apache 2.0 License", "Apache Software License", "3-Clause BSD License", "BSD License",
        "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0", "MPL-2.0 AND MIT", "PSF-2.0",
        "Apache-2.0 AND Apache-2.0 WITH LLVM-exception AND BSL-1.0",
        "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only", "(MIT OR Apache-2.0)", "MIT-CMU",
    ],
)  # fmt: skip
def test_licences_that_go_with_ours(licence: str) -> None:
    assert verdict_on(licence) == "compatible"


@pytest.mark.parametrize(
    "licence",
    ["GPL-3.0-only", "AGPL-3.0-or-later", "MIT AND GPL-2.0-only", "SSPL-1.0", "CC-BY-NC-4.0"],
)
def test_licences_that_do_not_go_with_ours(licence: str) -> None:
    assert verdict_on(licence) == "incompatible"


@pytest.mark.parametrize("licence", ["", "Proprietary", "See LICENSE", "MIT AND Proprietary"])
def test_what_is_not_known_is_not_taken_for_permitted(licence: str) -> None:
    assert verdict_on(licence) == "unclear"


def test_libraries_of_hardware_makers_have_terms_of_their_own() -> None:
    assert verdict_on("NVIDIA Proprietary Software", "nvidia-cublas") == "own terms"


def test_words_of_their_own_are_known() -> None:
    assert spelt("Apache License, Version 2.0") == "Apache-2.0"
    assert spelt("The  MIT License") == "MIT"
    assert spelt("Something else") == "Something else"


def test_all_that_is_installed_goes_with_ours() -> None:
    found = {each.name.lower(): each for each in packages()}
    assert {"torch", "transformers", "pydantic", "jinja2"} <= set(found)
    assert "memstudio" not in found
    assert "pytest" not in found, "what only tests need is not a part"
    assert all(each.version for each in found.values())
    wrong = {each.name: each.licence for each in found.values() if each.verdict in {"incompatible", "unclear"}}  # fmt: skip
    assert not wrong
