"""The offline page of a trace around its data: words, colours, style and script."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

from memstudio.look.colour_maps import sequential
from memstudio.look.theme import load_theme
from memstudio.look.tints import LOSS_FULL, strongest_tint
from memstudio.resources import resource
from memstudio.trace.export_table import about_trace
from memstudio.trace.html_words import PAGE_WORDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.look.theme import Theme
    from memstudio.trace.html_words import PageLanguage
    from memstudio.trace.reader import TraceReader

_THEMES = ("light", "dark")
_COLOURS = ("window", "surface", "sunken", "border", "text", "muted_text", "accent", "selection")


def page_frame(
    reader: TraceReader, glance: Sequence[str], language: PageLanguage
) -> tuple[str, str]:
    """The page before its data and after them.

    Args:
        reader: of the trace.
        glance: sentences to stand above all.
        language: of the page's own words.
    """
    about = {
        "about": about_trace(reader),
        "glance": list(glance),
        "language": language.code,
        "words": {text: said for text in PAGE_WORDS if (said := language.said(text)) != text},
        "colours": sequential("viridis").tobytes().hex(),
        "tints": {name: _tints(load_theme(name)) for name in _THEMES},
        "loss_full": LOSS_FULL,
    }
    # "</" would end the script that these stand in.
    content = json.dumps(about, ensure_ascii=False).replace("</", "<\\/")
    fields = {
        "TITLE": html.escape(f"{reader.document} – {reader.model}"),
        "LANGUAGE": html.escape(language.code),
        "PAGE": content.replace("<!--", "<\\u0021--"),
        "SCRIPT": resource("html", "trace.js").read_text(encoding="utf-8"),
    }
    for name in _THEMES:
        theme = load_theme(name)
        fields[name.upper()] = "".join(f"--{each}:{getattr(theme, each)};" for each in _COLOURS)

    def filled(field: re.Match[str]) -> str:
        return html.escape(language.said(field["said"])) if field["said"] else fields[field["name"]]

    template = resource("html", "trace.html").read_text(encoding="utf-8")
    # What is put in is not looked at again: a document may be called anything.
    before, after = (
        re.sub(r"@(?:(?P<name>[A-Z]+)@|\{(?P<said>[^}]+)\})", filled, half)
        for half in template.split("@DATA@")
    )
    return before, after


def _tints(theme: Theme) -> dict[str, Any]:
    """Hues, each with the largest part of it that leaves words legible."""

    def tint(hue: str) -> tuple[str, float]:
        return hue, strongest_tint(theme.selection, hue, theme.text)

    return {"slots": [tint(hue) for hue in theme.slots], "loss": tint(theme.warning)}
