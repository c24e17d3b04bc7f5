from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QLocale, QObject, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QIcon, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QSlider,
    QStyle,
    QStyleOptionSlider,
    QWidget,
)

from memstudio.gui.theme import theme as themes
from memstudio.gui.theme.style_sheet import style_sheet
from memstudio.gui.widgets.icons import icon
from memstudio.look.theme import load_theme
from memstudio.resources import resource


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


PAIRS = [
    *[
        (text, ground)
        for text in ("text", "muted_text", "faint_text")
        for ground in ("window", "surface", "raised")
    ],
    *[("text", ground) for ground in ("hover", "selection", "pressed", "highlight")],
    *[(tone, "surface") for tone in ("accent", "danger", "warning", "success")],
    *[("accent_text", ground) for ground in ("accent", "accent_hover", "accent_pressed")],
    *[("text", f"{tone}_surface") for tone in ("danger", "warning", "success")],
]


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS)
def test_text_meets_the_contrast_of_wcag_aa(name: str, text: str, ground: str) -> None:
    theme = load_theme(name)
    assert contrast(getattr(theme, text), getattr(theme, ground)) >= 4.5


@pytest.mark.parametrize("name", ["light", "dark"])
def test_every_hue_of_a_curve_or_slot_stands_out_from_the_plot(name: str) -> None:
    theme = load_theme(name)
    for colour in theme.series:
        assert contrast(colour, theme.plot_background) >= 3
    assert len(set(theme.slots)) == 10
    assert theme.slot_colour(10) == theme.slot_colour(0)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_the_style_sheet_has_every_value_filled_in(name: str, qapp: QApplication) -> None:
    sheet = style_sheet(load_theme(name))
    assert "$" not in sheet
    for path in re.findall(r"url\(([^)]*)\)", sheet):
        assert "currentColor" not in Path(path).read_text(encoding="utf-8")


def test_switching_the_theme_changes_palette_and_tells(qapp: QApplication, qtbot) -> None:
    with qtbot.waitSignal(themes.notifier().theme_changed) as signal:
        themes.apply(qapp, "dark")
    assert signal.args[0].name == "dark"
    assert themes.current().name == "dark"
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == themes.current().window
    themes.apply(qapp, "light")
    assert themes.current().name == "light"


def test_an_unknown_system_scheme_is_light(qapp: QApplication) -> None:
    themes.apply(qapp, "system")
    assert themes.current().name == "light"


def opaque_colours(picture: QIcon, mode: QIcon.Mode = QIcon.Mode.Normal) -> set[str]:
    image = picture.pixmap(QSize(32, 32), 1.0, mode).toImage()
    colours = (image.pixelColor(x, y) for x in range(32) for y in range(32))
    return {colour.name() for colour in colours if colour.alpha() == 255}


def test_an_icon_takes_the_colour_of_the_theme_in_use(qapp: QApplication) -> None:
    picture = icon("stop")
    assert opaque_colours(picture) == {load_theme("light").text}
    themes.apply(qapp, "dark")
    assert opaque_colours(picture) == {load_theme("dark").text}
    assert opaque_colours(picture, QIcon.Mode.Disabled) == {load_theme("dark").strong_border}
    assert opaque_colours(icon("stop", "accent")) == {load_theme("dark").accent}


def test_every_icon_can_be_drawn_and_is_one_colour(qapp: QApplication) -> None:
    for path in resource("icons").glob("*.svg"):
        if path.stem != "application":
            assert "currentColor" in path.read_text(encoding="utf-8"), path.name
            assert opaque_colours(icon(path.stem)) <= {load_theme("light").text}, path.name
            assert icon(path.stem).pixmap(24, 24).toImage().allGray() is not None


def test_an_icon_of_no_size_is_no_picture(qapp: QApplication, qtlog) -> None:
    assert icon("warning", "warning").pixmap(QSize(16, 0)).isNull()
    assert icon("warning", "warning").pixmap(QSize(0, 0)).isNull()
    assert not qtlog.records


@pytest.mark.parametrize("scale", [1.0, 1.5, 2.0])
def test_an_icon_has_every_pixel_of_a_fine_screen(scale: float, qapp: QApplication) -> None:
    drawn = icon("model").pixmap(QSize(16, 16), scale)
    assert drawn.size() == QSize(16, 16) * scale
    assert drawn.deviceIndependentSize().toSize() == QSize(16, 16)


def test_a_slider_is_as_high_as_its_handle(qapp: QApplication, qtbot) -> None:
    slider = QSlider(Qt.Orientation.Horizontal)
    qtbot.addWidget(slider)
    slider.show()
    handle = QStyleOptionSlider()
    slider.initStyleOption(handle)
    place = slider.style().subControlRect(
        QStyle.ComplexControl.CC_Slider, handle, QStyle.SubControl.SC_SliderHandle, slider
    )
    assert slider.sizeHint().height() >= place.height() >= 16
    assert slider.minimumSizeHint().height() >= place.height()


class _Restyled(QObject):
    """How often each widget was given a style."""

    def __init__(self) -> None:
        super().__init__()
        self.times: Counter[int] = Counter()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.StyleChange:
            self.times[id(watched)] += 1
        return False


def test_another_look_is_put_on_a_nested_widget_no_more_often_than_on_others(
    qapp: QApplication, qtbot
) -> None:
    themes.apply(qapp, "light")
    outermost = widget = QWidget()
    qtbot.addWidget(outermost)
    for _ in range(12):
        within = QLabel("a", widget)
        widget = within
    outermost.show()
    restyled = _Restyled()
    qapp.installEventFilter(restyled)
    themes.apply(qapp, "dark")
    qapp.removeEventFilter(restyled)
    assert restyled.times[id(widget)] == restyled.times[id(outermost)] <= 3
    restyled.times.clear()
    qapp.installEventFilter(restyled)
    themes.apply(qapp, "dark")
    qapp.removeEventFilter(restyled)
    assert not restyled.times, "a look that is there is not put on again"
    themes.apply(qapp, "light")


def test_an_icon_that_does_not_exist_is_refused_at_once(qapp: QApplication) -> None:
    with pytest.raises(FileNotFoundError):
        icon("no-such-icon")


def test_quotation_marks_are_narrow_except_in_chinese(qapp: QApplication) -> None:
    font = themes._body_font(load_theme("light"))
    assert QFontMetricsF(font).horizontalAdvance("“") < 0.9 * font.pixelSize()
    before = QLocale()
    QLocale.setDefault(QLocale("zh_CN"))
    try:
        assert not themes._body_font(load_theme("light")).featureTags()
    finally:
        QLocale.setDefault(before)
