"""Headings become anchors as the usual sites make them, and words are found where they stand."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from memstudio.guide.contents import page_at, page_names, page_path, page_title
from memstudio.guide.sections import anchor_of, find, parts_of


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("The folder of a run", "the-folder-of-a-run"),
        ("Recurrent memory (`rmt`)", "recurrent-memory-rmt"),
        ("Does it help?", "does-it-help"),
        ("看得懂吗？ 一定", "看得懂吗-一定"),
        ("run_started", "run_started"),
    ],
)
def test_anchors(heading: str, anchor: str) -> None:
    assert anchor_of(heading) == anchor


def test_words_are_found_with_what_stands_around_them() -> None:
    found = find("delta rule", "en")
    assert any(each.part.page.startswith("memories/") for each in found)
    for each in found:
        marked = each.snippet[each.begins : each.ends].lower()
        assert marked in {"delta", "rule", ""}
        both = f"{each.part.heading} {each.part.text}".lower()
        assert "delta" in both
        assert "rule" in both


def test_what_stands_in_a_heading_comes_first() -> None:
    found = find("architecture")
    assert "architecture" in found[0].part.heading.lower()


def test_nothing_is_found_by_nothing() -> None:
    assert find("") == []
    assert find("   ") == []
    assert find("xyzzyplugh") == []


@given(st.text(max_size=40))
def test_any_query_is_answered(query: str) -> None:
    for each in find(query, limit=3):
        assert 0 <= each.begins <= each.ends <= len(each.snippet)


def test_a_file_is_known_as_the_page_that_it_is() -> None:
    for name in page_names():
        assert page_at(page_path(name)) == ("en", name)
    assert page_at(page_path("index").parent / "nowhere.md") is None
    assert page_at(page_path("index").parents[2] / "benchmarks" / "ui.md") is None


def test_every_part_of_a_page_is_under_a_heading() -> None:
    parts = parts_of("formats")
    assert parts[0].heading == page_title("formats")
    assert {"traces", "memory-states"} <= {part.anchor for part in parts}
    assert "safetensors" in next(part.text for part in parts if part.anchor == "memory-states")
