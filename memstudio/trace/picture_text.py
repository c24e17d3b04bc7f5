"""Text on pictures: fonts found on this computer, CJK text drawn in a font that has it."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw, ImageFont

if TYPE_CHECKING:
    from memstudio.look.tints import Rgb

Font = ImageFont.FreeTypeFont | ImageFont.ImageFont

# Asked of fontconfig first; where there is none (Windows, most Macs) these places are tried.
_PATTERNS = {"plain": "sans", "bold": "sans:bold", "cjk": "sans:lang=zh-cn"}
_PLACES = {
    "plain": (
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        "/System/Library/Fonts/Helvetica.ttc",
        "/System/Library/Fonts/Supplemental/Arial.ttf",
        "C:/Windows/Fonts/segoeui.ttf",
        "C:/Windows/Fonts/arial.ttf",
    ),
    "bold": (
        "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
        "/System/Library/Fonts/Supplemental/Arial Bold.ttf",
        "C:/Windows/Fonts/segoeuib.ttf",
        "C:/Windows/Fonts/arialbd.ttf",
    ),
    "cjk": (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
        "/System/Library/Fonts/PingFang.ttc",
        "/System/Library/Fonts/Hiragino Sans GB.ttc",
        "/System/Library/Fonts/STHeiti Light.ttc",
        "C:/Windows/Fonts/msyh.ttc",
        "C:/Windows/Fonts/simsun.ttc",
    ),
}
_ABSENT = "\U0010fffe"
_STAND_IN = "\u25a1"


@cache
def font_files(use: str) -> tuple[str, ...]:
    """Files that may serve as "plain", "bold" or "cjk" on this computer, best first."""
    found = []
    program = shutil.which("fc-match")
    if program:
        command = [program, "--format=%{file}", _PATTERNS[use]]
        try:
            answer = subprocess.run(command, capture_output=True, text=True, timeout=10, check=True)  # noqa: S603 - a fixed command
            found.append(answer.stdout.strip())
        except (OSError, subprocess.SubprocessError):
            pass
    found.extend(_PLACES[use])
    return tuple(path for path in dict.fromkeys(found) if Path(path).is_file())


@cache
def _fonts(use: str, size: int) -> tuple[Font, ...]:
    """The fonts to look in for a character, in order."""
    fonts: list[Font] = []
    files = [font_files(use)[:1], font_files("plain")[:1], font_files("cjk")]
    for path in dict.fromkeys(file for group in files for file in group):
        try:
            fonts.append(ImageFont.truetype(path, size))
        except OSError:
            continue
    fonts.append(ImageFont.load_default(size))
    return tuple(fonts)


@cache
def _has(font: Font, character: str) -> bool:
    if not isinstance(font, ImageFont.FreeTypeFont):
        return character.isascii()
    return bytes(font.getmask(character)) != bytes(font.getmask(_ABSENT)) or character.isspace()


@cache
def _font_for(use: str, size: int, character: str) -> Font | None:
    return next((font for font in _fonts(use, size) if _has(font, character)), None)


@dataclass
class Pen:
    """Writes on an image, and remembers the characters that no font here has."""

    image: Image.Image
    missing: set[str] = field(default_factory=set)

    @cached_property
    def draw(self) -> ImageDraw.ImageDraw:
        """For boxes and lines."""
        return ImageDraw.Draw(self.image)

    def width(self, text: str, size: int, use: str = "plain") -> float:
        """How wide `text` will be, in pixels."""
        return sum(font.getlength(part) for font, part in self._runs(text, size, use))

    def write(
        self,
        at: tuple[float, float],
        text: str,
        colour: Rgb,
        size: int = 15,
        use: str = "plain",
        anchor: str = "l",
    ) -> float:
        """Write one line.

        Args:
            at: x, and y of the baseline.
            text: what to write.
            colour: of the letters.
            size: in pixels.
            use: "plain" or "bold".
            anchor: "l", "m" or "r": what of the text is at x.

        Returns:
            x after the text.
        """
        x, y = at
        runs = self._runs(text, size, use)
        total = sum(font.getlength(part) for font, part in runs)
        x -= {"l": 0.0, "m": total / 2, "r": total}[anchor]
        for font, part in runs:
            if isinstance(font, ImageFont.FreeTypeFont):
                self.draw.text((x, y), part, fill=colour, font=font, anchor="ls")
            else:
                self.draw.text((x, y - 10), part, fill=colour, font=font)
            x += font.getlength(part)
        return x

    def shortened(self, text: str, width: float, size: int, use: str = "plain") -> str:
        """As much of `text` as fits, with an ellipsis when something is left out."""
        if self.width(text, size, use) <= width:
            return text
        while text and self.width(text + "…", size, use) > width:
            text = text[:-1]
        return text + "…"

    def _runs(self, text: str, size: int, use: str) -> list[tuple[Font, str]]:
        runs: list[tuple[Font, str]] = []
        stand_in = _font_for(use, size, "?") or _fonts(use, size)[-1]
        for character in text:
            font = _font_for(use, size, character)
            if font is None:
                self.missing.add(character)
                font = _font_for(use, size, _STAND_IN) or stand_in
                character = _STAND_IN if _has(font, _STAND_IN) else "?"  # noqa: PLW2901
            runs.append((font, character))
        return [
            (font, "".join(character for _, character in group))
            for font, group in groupby(runs, key=lambda run: run[0])
        ]
