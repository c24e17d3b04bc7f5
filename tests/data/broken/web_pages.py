"""HTML: pages of scripts, unclosed and endlessly deep ones, and pages that lie of their encoding."""

from __future__ import annotations

from tests.data.broken.case import Family
from tests.data.conftest import CHINESE

FAMILY = Family("html")

FAMILY.read("unclosed.html", lambda: "<p>One.<p>Two <b>bold.<i>Three", "One.\n\nTwo bold.Three")
FAMILY.read("crossed.html", lambda: "<b><p>One.</b></p></div></span>Two.", "One.\n\nTwo.")
FAMILY.read("deep.html", lambda: "<div>" * 1_900 + "Deep." + "</div>" * 1_900, "Deep.")
FAMILY.named(
    "too-deep.html", lambda: "<p>One.</p>" + "<div>" * 30_000 + "Deep." + "</div>" * 30_000,
    "One.", says="nested too deeply",
)  # fmt: skip
FAMILY.read(
    "odd-names.html", lambda: "<p>One.</p><h\xff<b>Two.</h\xff><l)>Three.", "One.\n\nTwo.Three."
)
FAMILY.read("no-body.html", lambda: "<title>T</title>Text.", "Text.")
FAMILY.read("lies.html", lambda: b'<meta charset="gb18030"><p>' + CHINESE.encode(), CHINESE.strip())
FAMILY.read("plain.html", lambda: "No mark of any kind.", "No mark of any kind.")
FAMILY.read("attribute.html", lambda: f'<p title="{"x" * 2_000_000}">Text.</p>', "Text.")
FAMILY.read(
    "entities.html",
    lambda: "<p>a &amp; b &nosuch; &#x1F600; &#0;c</p>",
    "a & b &nosuch; 😀 \ufffdc",
)
FAMILY.named(
    "zeros.html", lambda: b"<p>One.</p>\x00<p>Two.</p>" + b"<p>x</p>" * 9,
    "One.\n\nTwo." + "\n\nx" * 9, says="1 characters are not valid",
)  # fmt: skip
FAMILY.named(
    "wrong-bytes.html", lambda: f"<p>{CHINESE * 20}</p>".encode() + b"<p>\xff</p>",
    "\n".join([CHINESE.strip()] * 20).replace("\n", " ") + "\n\n\ufffd", says="1 characters are not valid",
)  # fmt: skip
FAMILY.refused("script.html", lambda: "<script>document.write('x')</script>", "shows no text")
FAMILY.refused("open-script.html", lambda: "<script>var a = 1; <p>Text.</p>", "shows no text")
FAMILY.refused(
    "pictures.html", lambda: "<body><img src='a.png'><img src='b.png'></body>", "shows no text"
)
FAMILY.refused("frames.html", lambda: "<frameset><frame src='a.html'></frameset>", "shows no text")
FAMILY.refused("comment.html", lambda: "<!-- nothing but this", "shows no text")
FAMILY.refused("picture.html", lambda: b"\xff\xd8\xff\xe0" + bytes(99), "a JPEG file")
