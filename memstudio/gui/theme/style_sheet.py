"""Fills the style sheet's template with a theme's tokens and with icons in its colours."""

from __future__ import annotations

import dataclasses
import hashlib
import logging
import string
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.atomic import write_text
from memstudio.errors import StorageError
from memstudio.paths import cache_dir
from memstudio.resources import resource

if TYPE_CHECKING:
    from memstudio.look.theme import Theme

_log = logging.getLogger(__name__)

# A style sheet can only name image files, so these icons are written out in the theme's colours.
_IMAGES = {
    "check_image": ("check", "accent_text"),
    "dash_image": ("minus", "accent_text"),
    "arrow_down_image": ("chevron-down", "muted_text"),
    "arrow_up_image": ("chevron-up", "muted_text"),
    "arrow_right_image": ("chevron-right", "muted_text"),
    "arrow_down_faint_image": ("chevron-down", "strong_border"),
    "arrow_up_faint_image": ("chevron-up", "strong_border"),
    "menu_check_image": ("check", "accent"),
}


def style_sheet(theme: Theme) -> str:
    """The whole application's style sheet in this theme."""
    values: dict[str, object] = {
        field.name: getattr(theme, field.name)
        for field in dataclasses.fields(theme)
        if isinstance(getattr(theme, field.name), str)
    }
    values |= dataclasses.asdict(theme.sizes)
    for name, (icon_name, colour) in _IMAGES.items():
        values[name] = _tinted_file(icon_name, getattr(theme, colour)).as_posix()
    template = resource("themes", "base.qss").read_text(encoding="utf-8")
    return string.Template(template).substitute(values)


def _tinted_file(icon_name: str, colour: str) -> Path:
    """The icon with `currentColor` replaced, as a file in the user's cache."""
    svg = resource("icons", f"{icon_name}.svg").read_text(encoding="utf-8")
    svg = svg.replace("currentColor", colour)
    name = f"{icon_name}-{hashlib.sha256(svg.encode()).hexdigest()[:12]}.svg"
    for folder in (cache_dir() / "theme", Path(tempfile.gettempdir()) / "memstudio-theme"):
        path = folder / name
        try:
            if not path.is_file():
                write_text(path, svg)
        except StorageError as error:
            _log.warning("no place for the theme's images: %s", error)
            continue
        return path
    return resource("icons", f"{icon_name}.svg")
