"""A page of the guide as the HTML that Qt's text browser draws, in the theme's colours."""

from __future__ import annotations

from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageReader

from memstudio.guide.sections import anchor_of, markdown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from markdown_it.token import Token

    from memstudio.look.theme import Theme

_NARROWEST = 160
_SCALE = 1.5
"""Pixels of a picture of the window for each of the window's own."""


def page_html(page: Path, theme: Theme, width: int) -> str:
    """The whole page.

    Args:
        page: its file, Markdown.
        theme: whose colours and sizes are used.
        width: in pixels, that pictures may take.
    """
    reader = markdown()
    reader.add_render_rule("heading_open", _heading)
    for kind in ("fence", "code_block"):
        reader.add_render_rule(kind, _code)
    tokens = reader.parse(page.read_text(encoding="utf-8"))
    for before, token in pairwise(tokens):
        if token.type == "table_open":
            token.attrSet("cellspacing", "0")
            token.attrSet("cellpadding", "6")
        elif token.type == "inline":
            _fit_pictures(token.children or (), page.parent, width)
            if any(child.type == "image" for child in token.children or ()):
                # The room between lines is a share of the line's height, here of the picture's.
                before.attrSet("style", "line-height: 100%")
    return _document(reader.renderer.render(tokens, reader.options, {}), theme)


def _document(body: str, theme: Theme) -> str:
    return f"<html><head><style>{_sheet(theme)}</style></head><body>{body}</body></html>"


def _heading(
    _renderer: object, tokens: Sequence[Token], index: int, _options: object, _env: object
) -> str:
    """Qt goes to an anchor by the name of an <a>, not by the id of a heading."""
    heading = "".join(child.content for child in tokens[index + 1].children or ())
    return f'<{tokens[index].tag}><a name="{anchor_of(heading)}"></a>'


def _fit_pictures(children: Sequence[Token], folder: Path, width: int) -> None:
    for child in children:
        if child.type != "image":
            continue
        path = folder / str(child.attrGet("src") or "")
        child.attrSet("width", str(_fitting(QImageReader(str(path)).size().width(), width)))


def _fitting(pixels: int, width: int) -> int:
    # Pictures of the window have more pixels than it has of its own, so that they are sharp anywhere.
    wanted = round(pixels / _SCALE) if pixels > _SCALE * _NARROWEST else pixels
    return max(_NARROWEST, min(width, wanted))


def fitted_picture(path: Path, width: int, ratio: float) -> QImage:
    """A picture as wide as the page has it, drawn smaller smoothly, which Qt's browser does not do.

    Args:
        path: of the picture.
        width: in pixels, that pictures may take.
        ratio: screen pixels for each of these.
    """
    image = QImage(str(path))
    if image.isNull():
        return image
    wanted = round(_fitting(image.width(), width) * ratio)
    image = image.scaledToWidth(wanted, Qt.TransformationMode.SmoothTransformation)
    image.setDevicePixelRatio(ratio)
    return image


def _code(
    _renderer: object, tokens: Sequence[Token], index: int, _options: object, _env: object
) -> str:
    """In one box: Qt would paint behind each line alone."""
    code = escape(tokens[index].content.rstrip("\n"), quote=False)
    return f'<table class="code" width="100%" cellpadding="8"><tr><td class="code"><pre style="white-space: pre-wrap">{code}</pre></td></tr></table>'


def _sheet(theme: Theme) -> str:
    sizes = theme.sizes
    return f"""
    body {{ color: {theme.text}; font-size: {sizes.font_body + 1}px; line-height: 145%; }}
    h1 {{ font-size: {sizes.font_display - 2}px; font-weight: 600; margin-top: 4px; margin-bottom: 12px; }}
    h2 {{ font-size: {sizes.font_title + 2}px; font-weight: 600; margin-top: 24px; margin-bottom: 8px; }}
    h3 {{ font-size: {sizes.font_body + 2}px; font-weight: 600; margin-top: 16px; margin-bottom: 6px; }}
    p, li {{ margin-bottom: 8px; }}
    a {{ color: {theme.accent}; text-decoration: none; }}
    code {{ background-color: {theme.sunken}; font-size: {sizes.font_body}px; }}
    pre {{ margin: 0px; line-height: 120%; font-size: {sizes.font_small}px; }}
    td.code {{ background-color: {theme.sunken}; border: none; }}
    table {{ margin: 8px 0px 12px 0px; border-collapse: collapse; }}
    th, td {{ font-size: {sizes.font_body}px; line-height: 125%; }}
    th {{ background-color: {theme.sunken}; border: 1px solid {theme.border}; font-weight: 600; }}
    td {{ border: 1px solid {theme.border}; }}
    """


def list_html(rows: Sequence[tuple[str, str, str]], theme: Theme) -> str:
    """Links under each other, each with a few words below it.

    Args:
        rows: address, text, and what stands below, which is HTML.
        theme: whose colours are used.
    """
    body = "".join(
        f'<p><a href="{escape(address, quote=True)}"><b>{escape(text)}</b></a><br>{below}</p>'
        for address, text, below in rows
    )
    return _document(body, theme)
