"""CSV and TSV: ragged rows, open quotations, odd heads, and cells of the wrong type."""

from __future__ import annotations

from pathlib import Path

from tests.data.broken.case import Family, written
from tests.data.broken.text_files import ARABIC, EMOJI

FAMILY = Family("tables")


def _turns(read: str, learnt: str) -> str:
    return f"User: {read}\n\nAssistant: {learnt}"


FAMILY.read("mark.csv", lambda: "\ufefftext,n\nOne.,1\n", "One.")
FAMILY.read("excel-unicode.csv", lambda: "text\tn\r\nUn café.\t1\r\n".encode("utf-16"), "Un café.")
FAMILY.read("right-to-left.csv", lambda: f'text,n\n"{ARABIC.strip()}",1\n', ARABIC.strip())
FAMILY.read("emoji.csv", lambda: f'😀,text\n1,"{EMOJI.strip()}"\n', EMOJI.strip())
FAMILY.read("blank-rows.csv", lambda: "text,n\n\n,\nOne.,1\n\n\n,,\n", "One.")
FAMILY.read("same-names.csv", lambda: "text,n,n,,\nOne.,1,2,3,4\n", "One.")
FAMILY.read("blanks-in-head.csv", lambda: " Text , n \nOne.,1\n", "One.")
FAMILY.read("no-end.csv", lambda: "text,n\nOne.,1", "One.")
FAMILY.read("quotes-inside.csv", lambda: 'text,n\nHe said "no" once.,1\n', 'He said "no" once.')
FAMILY.read(
    "wide.csv",
    lambda: "text" + "," * 60_000 + "\n" + "One." + ",1" * 60_000 + "\n", "One.",
)  # fmt: skip
FAMILY.named(
    "ragged.csv", lambda: "id,text\n1,One.\n2,Two, and more.\n3\n4,Four.\n",
    "One.", "Four.", says=("3 cells where the head has 2", "no text in the field"), lines=(3, 4),
)  # fmt: skip
FAMILY.named(
    "ragged.tsv", lambda: "text\tn\nOne.\t1\nTwo.\t2\t3\t4\nThree.\n",
    "One.", "Three.", says="4 cells where the head has 2", lines=(3,),
)  # fmt: skip
FAMILY.named(
    "open-quotation.csv", lambda: 'id,text\n1,One.\n2,"Two.\n' + "3,Three.\n" * 12_000,
    "One.", says="closed 12000 lines later", lines=(3,),
)  # fmt: skip
FAMILY.named(
    "zeros.csv",
    lambda: "text,n\nOne.,1\nT\x00wo.,2\n",
    "One.",
    "Two.",
    says="1 characters",
    lines=(3,),
)
FAMILY.named(
    "mixed.csv", lambda: ("text,n\n" + "Un café.,1\n" * 9).encode() + "Un thé.,2\n".encode("latin-1"),
    "Un café.", "Un th\ufffd.", says=("not valid utf-8", "same as"), lines=(11,),
)  # fmt: skip
FAMILY.named(
    "empty-labels.csv", lambda: "text,label\nGood.,pos\nBad.,neg\nNone.,\nWell.,pos\n",
    _turns("Good.", "pos"), _turns("Bad.", "neg"), _turns("Well.", "pos"),
    says="nothing in the column for 'label'", lines=(4,),
)  # fmt: skip
FAMILY.named(
    "relevance.csv", lambda: "query,document,relevance\nq1,d1,1\nq2,d2,much\nq3,d3,0\nq4,d4,2\n",
    _turns("q1", "d1"), _turns("q4", "d4"),
    says=("is no number", "1 rows were passed over, as their documents do not fit their queries; the first of them is 4."), lines=(3,),
)  # fmt: skip
FAMILY.named(
    "unusual.csv", lambda: "a,b\nThe first sentence.,1\nThe second sentence.,2\n",
    "The first sentence.", "The second sentence.", says="'a' is read",
)  # fmt: skip
FAMILY.named(
    "same-rows.csv", lambda: "text,n\n" + "One.,1\n" * 5, "One.", says="4 documents are the same"
)
FAMILY.named(
    "wrong-bytes-in-head.csv",
    lambda: "Ä ö ü,Straße ".encode() + b"\xff" + ",Größe\nEin längerer Satz.,1\n,2\n".encode(),
    "Ein längerer Satz.", says=("'Ä ö ü' is read", "in the field 'Ä ö ü'"), lines=(3,),
)  # fmt: skip
FAMILY.refused("empty.csv", lambda: "", "The file is empty")
FAMILY.refused("head.csv", lambda: "id,text\n", "no row below the head")
FAMILY.refused("blanks.csv", lambda: "\n\n\n", "no row below the head")
FAMILY.refused("commas.csv", lambda: ",,,\n,,,\n", "no row below the head")
FAMILY.named("numbers.csv", lambda: "a,b\n1,2\n3,4\n", "1", "3", says="'a' is read")
FAMILY.refused("picture.csv", lambda: b"\x89PNG\r\n\x1a\n" + bytes(99), "a PNG file")
FAMILY.refused(
    "old.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "a Microsoft Office file"
)
FAMILY.refused(
    "pointer.csv",
    lambda: f"version https://git-lfs.github.com/spec/v1\noid sha256:{'0' * 64}\nsize 12\n",
    "Git LFS has not fetched",
)


@FAMILY.made("long-line.csv", "One.", "Three.", says="longer than 1 million", lines=(3,))
def _long_line(folder: Path) -> Path:
    return written(folder / "long-line.csv", f"text,n\nOne.,1\n{'x' * 2_500_000},2\nThree.,3\n")
