"""The head of a page that a plug-in brings with its kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.memory.kind_head import read_page

_HEAD = 'title = "Fading"\nsummary = "Averages that fade."'


@pytest.mark.parametrize(("before", "after"), [("+++", "+++"), ("+++ ", "+++"), ("+++", "+++  ")])
def test_blanks_behind_a_mark_do_not_hide_the_head(before: str, after: str, tmp_path: Path) -> None:
    page = tmp_path / "fading.md"
    page.write_text(f"{before}\n{_HEAD}\n{after}\n\n# Fading\n+++\n", encoding="utf-8")
    head, text = read_page(page)
    assert (head.title, head.summary) == ("Fading", "Averages that fade.")
    assert text == "# Fading\n+++"


@pytest.mark.parametrize("text", ["", "# Fading\n+++\n+++\n", f"+++\n{_HEAD}\n"])
def test_a_page_without_a_head_is_told_so(text: str, tmp_path: Path) -> None:
    page = tmp_path / "fading.md"
    page.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError, match=r"fading\.md does not begin with a head"):
        read_page(page)
