"""HTML: what a browser shows, as text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from lxml import etree
from lxml import html as lxml_html

from memstudio.data.decoding import blocks_of, cleaned
from memstudio.data.documents import Document, Problem, shown_name
from memstudio.errors import marked

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from memstudio.data.documents import Reading
    from memstudio.data.readers.reader import ReadOptions

_UNSEEN = frozenset({
    "script", "style", "head", "template", "noscript", "iframe", "object", "svg", "math", "select",
    "textarea", "audio", "video", "canvas",
})  # fmt: skip
_PARAGRAPHS = frozenset({
    "p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "table",
    "section", "article", "hr", "figure", "header", "footer", "main", "aside", "nav", "body",
})  # fmt: skip
_LINES = frozenset({"div", "li", "dt", "dd", "tr", "caption", "figcaption", "br", "option"})
_CELLS = frozenset({"td", "th"})
_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_BLANKS = re.compile(r"[ \t\n\r\f]+")
_CHARSET = re.compile(r"<meta[^>]*charset[^>]*>", re.IGNORECASE)
_DEEPEST = 2048
"""Levels that libxml2 goes into a page."""
_LINE, _PARAGRAPH, _KEPT_LINE, _KEPT_BLANK = "\x01", "\x02", "\x03", "\x04"
"""Stand for the beginning of a line and of a paragraph, and for what is to stay as it is; no page
has them, whose control characters are left out."""
# Begins with a break: a pattern that begins with blanks is tried at each of them.
_BREAKS = re.compile(f"[{_LINE}{_PARAGRAPH}][ \t{_LINE}{_PARAGRAPH}]*")


def read_html(path: Path, options: ReadOptions) -> Iterator[Reading]:
    """The text of a page, paragraphs apart; scripts, styles and pictures are left out."""
    source, replaced, controls = cleaned("".join(blocks_of(path, options)))
    if replaced or controls:
        text = marked("errors", "{count} characters are not valid {encoding} or cannot be shown; they were replaced or left out.")  # fmt: skip
        values = {"count": replaced + controls, "encoding": options.encoding}
        yield Problem(path, None, text, values)
    text, is_whole = text_and_whether_whole(source)
    if not is_whole:
        sentence = marked("errors", "The page is nested too deeply: what lies {count} levels deep, and all behind it, is not read. Save it from a browser as text.")  # fmt: skip
        yield Problem(path, None, sentence, {"count": _DEEPEST})
    if text:
        yield Document(text, shown_name(path), path)
    else:
        text = marked("errors", "The page shows no text, so it was left out. A page that is put together by a script has to be saved from a browser.")  # fmt: skip
        yield Problem(path, None, text)


def text_of(source: str) -> str:
    """The text of an HTML page; "" when there is none."""
    return text_and_whether_whole(source)[0]


def text_and_whether_whole(source: str) -> tuple[str, bool]:
    """The text of an HTML page, and whether all of it could be taken apart."""
    # What it says of its encoding was true of its bytes.
    source = _CHARSET.sub("", _DECLARATION.sub("", source.removeprefix("\ufeff")))
    if not source.strip():
        return "", True
    # Nothing is fetched, and entities are those of HTML. Old pages close nothing, and so are deep.
    parser = lxml_html.HTMLParser(no_network=True, huge_tree=True, remove_comments=True)
    try:
        root = lxml_html.document_fromstring(source, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return "", True
    is_whole = all(each.type != etree.ErrorTypes.ERR_RESOURCE_LIMIT for each in parser.error_log)
    return text_of_element(root), is_whole


def text_of_element(root: Any) -> str:
    """The text of a parsed page."""
    parts: list[str] = []
    unseen = fixed = 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        # Taken apart here: lxml does not do so with names that no page should have.
        name = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if event == "start":
            unseen += name in _UNSEEN
            fixed += name == "pre"
            if not unseen:
                parts.append("\n" if name == "br" else _before(name))
                parts.append(_shown(element.text, fixed))
            continue
        if not unseen and name in _PARAGRAPHS | _LINES and name != "br":
            parts.append(_PARAGRAPH if name in _PARAGRAPHS else _LINE)
        unseen -= name in _UNSEEN
        fixed -= name == "pre"
        if not unseen:
            parts.append(_shown(element.tail, fixed))
    text = "".join(parts).replace("\N{NO-BREAK SPACE}", " ")
    text = _BREAKS.sub(lambda found: "\n\n" if _PARAGRAPH in found[0] else "\n", text)
    text = "\n".join(line.strip(" \t") for line in text.split("\n"))
    return text.replace(_KEPT_LINE, "\n").replace(_KEPT_BLANK, " ").strip()


def _before(name: str) -> str:
    if name in _PARAGRAPHS:
        return _PARAGRAPH
    if name in _LINES:
        return f"{_LINE}- " if name == "li" else _LINE
    return "\t" if name in _CELLS else ""


def _shown(text: str | None, fixed: int) -> str:
    if not text:
        return ""
    if fixed:
        return text.replace("\r", "").replace("\n", _KEPT_LINE).replace(" ", _KEPT_BLANK)
    return _BLANKS.sub(" ", text)
