from __future__ import annotations

import pytest

from memstudio.look.theme import load_theme
from memstudio.look.tints import contrast, mixed, rgb, strongest_tint


def test_contrast_is_that_of_wcag() -> None:
    assert contrast((0, 0, 0), (255, 255, 255)) == pytest.approx(21)
    assert contrast((255, 255, 255), (118, 118, 118)) == pytest.approx(4.54, abs=0.01)
    assert contrast((7, 8, 9), (7, 8, 9)) == 1


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("ground", ["surface", "selection"])
def test_tinted_words_are_legible_and_the_tint_is_seen(name: str, ground: str) -> None:
    theme = load_theme(name)
    under = getattr(theme, ground)
    for hue in (*theme.slots, *theme.series[:2], theme.warning, theme.accent):
        most = strongest_tint(under, hue, theme.text)
        tinted = mixed(rgb(under), rgb(hue), most)
        assert contrast(tinted, rgb(theme.text)) >= 4.5
        assert most >= 0.3


def test_a_hue_that_hides_letters_at_once_is_not_used() -> None:
    assert strongest_tint("#000000", "#ffffff", "#000000") > 0.4
    assert strongest_tint("#ffffff", "#000000", "#777777") == 0.0
