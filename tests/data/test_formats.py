"""Every format that can be dropped is read, and what is broken is named."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from memstudio.data.corpus import Corpus
from memstudio.data.documents import Problem
from memstudio.data.formats import Packing, format_of, is_readable_name, packing_of, recognised
from memstudio.data.readers.reader import ReadingLimit, ReadOptions
from memstudio.data.readers.separated import read_separated
from tests.data import made_files as made
from tests.data.conftest import CHINESE

ROWS = [{"text": "First row."}, {"text": "Second row."}, {"text": "Third row."}]
_SENT = {"sent": datetime(2026, 1, 1, tzinfo=UTC), "shown": [{"bytes": b"x", "path": "a.png"}]}
TIMED_CHAT = {
    "hash": "0" * 40,
    "messages": [
        {"role": "user", "content": "Hi?", **_SENT},
        {"role": "assistant", "content": "Yes.", **_SENT},
    ],
}

GOOD: list[tuple[str, bytes | str, list[str]]] = [
    ("a.rst", "Title\n=====\n\nText.\n", ["Title\n=====\n\nText.\n"]),
    ("a.py", "def f() -> None:\n    pass\n", ["def f() -> None:\n    pass\n"]),
    ("a.html", "<p>One</p><p>Two &amp; three</p>", ["One\n\nTwo & three"]),
    ("a.pdf", made.pdf("Page one.", "Page two."), ["Page one.\n\nPage two."]),
    (
        "a.docx",
        made.docx("First.", "Second.", table=[["a", "b"], ["c", "d"]]),
        ["First.\nSecond.\na\tb\nc\td\nAfter the table."],
    ),
    ("a.epub", made.epub("<p>Last.</p>", "<h1>One</h1><p>First.</p>"), ["One\n\nFirst.\n\nLast."]),
    ("a.json", '[{"text": "One."}, "Two."]', ["One.", "Two."]),
    ("b.json", '{"version": 2, "data": [{"text": "One."}]}', ["One."]),
    ("c.json", '{"text": ["One.", "Two."], "n": [1, 2]}', ["One.", "Two."]),
    ("d.json", '{"text": {"0": "One.", "1": "Two."}}', ["One.", "Two."]),
    ("e.json", '{"text": "Only one."}', ["Only one."]),
    ("f.json", '{"text": "One."}\n{"text": "Two."}\n', ["One.", "Two."]),
    ("a.csv", 'id,text\n1,"One, two."\n2,"Line\nand line."\n', ["One, two.", "Line\nand line."]),
    ("b.csv", "id;text\n1;One, two\n2;Three, four\n", ["One, two", "Three, four"]),
    ("c.csv", "One sentence.,1\nAnother sentence.,2\n", ["One sentence.", "Another sentence."]),
    ("pandas.csv", ",text,n\n0,One.,1\n1,Two.,2\n", ["One.", "Two."]),
    ("twice.csv", "text,n,n\nOne.,1,2\n", ["One."]),
    ("excel.csv", "sep=;\ntext;n\nOne.;1\n", ["One."]),
    ("headless.csv", "".join(f'"I think that film {n} is fine, and long",{n}\n' for n in range(3)),
     [f"I think that film {n} is fine, and long" for n in range(3)]),
    # A label that columns are called, too, and a head that comes again.
    ("labels.csv", "A fine film.,positive\nA dull one.,negative\nI like it.,positive\n",
     ["A fine film.", "A dull one.", "I like it."]),
    ("joined.csv", "text,n\nOne.,1\ntext,n\nTwo.,2\n", ["One.", "text", "Two."]),
    ("mac.csv", "text,n\rOne.,1\rTwo.,2\r", ["One.", "Two."]),
    ("stray.csv", "text,n\nOne\rand more.,1\nTwo.,2\n", ["One and more.", "Two."]),
    ("speech.tsv", 'text\tn\n"Yes, he said.\t1\nNo.\t2\n"Well.\t3\n', ['"Yes, he said.', "No.", '"Well.']),
    ("ditto.tsv", 'text\tn\nOne.\t"\nTwo.\t"\n', ["One.", "Two."]),
    ("lines.tsv", 'n\ttext\n1\t"One\nand ""two""."\n' + "".join(f"2\tX{n}.\n" for n in range(46)) + '3\t"Cut\nhere."\n',
     ['One\nand "two".', *(f"X{n}." for n in range(46)), "Cut\nhere."]),
    ("quoted.tsv", 'text\tn\n"One\tand two."\t1\n', ["One\tand two."]),
    ("index.json", '{"0": {"text": "One.", "n": 1}, "1": {"text": "Two.", "n": 2}}', ["One.", "Two."]),
    ("chat.json", '{"id": 1, "messages": [{"role": "user", "content": "Hi?"}, {"role": "assistant", "content": "Yes."}]}',
     ["User: Hi?\n\nAssistant: Yes."]),
    ("times.parquet", made.parquet([{"text": "One.", "at": datetime(2026, 1, 1, tzinfo=UTC)}]), ["One."]),
    ("chats.parquet", made.parquet([TIMED_CHAT]), ["User: Hi?\n\nAssistant: Yes."]),
    ("chats.arrow", made.arrow([TIMED_CHAT], is_stream=True), ["User: Hi?\n\nAssistant: Yes."]),
    ("deep.html", "<p>start</p>" + "<div>" * 400 + "<p>deep</p>" + "</div>" * 400 + "<p>after</p>",
     ["start\n\ndeep\n\nafter"]),
    ("a.tsv", "text\tn\nOne, two\t1\n", ["One, two"]),
    (
        "a.tmx",
        '<?xml version="1.0"?><tmx version="1.4"><body><tu><tuv xml:lang="en-GB"><seg>A <bpt i="1">&lt;b&gt;</bpt>big<ept i="1">&lt;/b&gt;</ept> dog.</seg></tuv><tuv xml:lang="zh"><seg>一只<hi>大</hi>狗。</seg></tuv></tu></body></tmx>',
        ["User: A big dog.\n\nAssistant: 一只大狗。"],
    ),
    ("a.parquet", made.parquet(ROWS), [row["text"] for row in ROWS]),
    ("a.arrow", made.arrow(ROWS, is_stream=True), [row["text"] for row in ROWS]),
    ("b.arrow", made.arrow(ROWS, is_stream=False), [row["text"] for row in ROWS]),
    ("a.zip", made.zipped({"x/a.txt": "One.", "x/b.csv": "text,n\nTwo.,1\n"}), ["One.", "Two."]),
    ("a.tar.gz", made.tarred({"a.txt": "One.", "b.md": "Two."}), ["One.", "Two."]),
    ("a.tgz", made.tarred({"a.txt": "One."}), ["One."]),
    ("a.tar", made.tarred({"a.txt": "One."}, "w"), ["One."]),
    ("a.tar.xz", made.tarred({"a.txt": "One."}, "w:xz"), ["One."]),
    *((f"a.txt.{kind}", made.compressed("One.", kind), ["One."]) for kind in ("gz", "bz2", "xz", "zst")),
    ("b.jsonl.gz", made.compressed('{"text": "One."}\n', "gz"), ["One."]),
    # Files under the wrong name.
    ("pdf.txt", made.pdf("Page one."), ["Page one."]),
    ("zip.txt", made.zipped({"a.txt": "One."}), ["One."]),
    ("table.txt", made.parquet(ROWS), [row["text"] for row in ROWS]),
    ("unknown", made.compressed("One.", "gz"), ["One."]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "texts"), GOOD, ids=[case[0] for case in GOOD])
def test_it_is_read(
    name: str,
    content: bytes | str,
    texts: list[str],
    make: Callable[..., Path],
    read: Callable[..., Corpus],
) -> None:
    corpus = read(make(name, content))
    assert [document.text for document in corpus.documents] == texts
    assert [p.sentence() for p in corpus.all_problems if "usual names" not in p.text] == []
    # Once more: from the cache, where there is one.
    assert read(make(name, content)).documents == corpus.documents


ONE, TWO, THREE = ({"text": f"{word}."} for word in ("One", "Two", "Three"))


@pytest.mark.parametrize(
    ("value", "texts", "left_out"),
    [
        # Lists of the same columns are one.
        ({"first": [ONE], "second": [TWO, THREE]}, ["One.", "Two.", "Three."], ""),
        ({"data": [ONE, TWO], "people": [{"name": "Ann"}]}, ["One.", "Two."], "1 rows in other lists of this file (people)"),
        # What is to be held out is not learnt.
        ({"train": [ONE], "dev": [TWO], "test": [TWO, THREE]}, ["One."], "3 rows in other lists of this file (dev, test)"),
        # A text with a list beside it is a row.
        ({"text": "A longer text.", "authors": [{"name": "Ann"}, {"name": "Bo"}]}, ["A longer text."], ""),
        ({"text": "Two texts.", "rows": [ONE, THREE, {"text": "Four."}]}, ["One.", "Three.", "Four."], ""),
    ],
)  # fmt: skip
def test_lists_of_an_object_are_rows_or_said_to_be_left_out(
    value: dict[str, object],
    texts: list[str],
    left_out: str,
    make: Callable[..., Path],
    read: Callable[..., Corpus],
) -> None:
    corpus = read(make("a.json", json.dumps(value)))
    assert [document.text for document in corpus.documents] == texts
    said = [problem.sentence() for problem in corpus.all_problems]
    assert len(said) == bool(left_out)
    assert left_out in "".join(said)


def test_the_text_of_a_word_document_is_what_is_printed(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    (document,) = read(make("a.docx", made.edited_docx())).documents
    assert document.text.split("\n") == [
        "A\tfirst put in, in a control, of a field.",
        "In a block.",
        "Wide\tright",
        "Tall\tb1",
        "\tb2",
        "In a table of a cell",
    ]


def test_chapters_of_a_book_are_read_in_their_encoding_with_all_their_characters(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    code = "<pre><![CDATA[if a < b && c]]></pre><p>Été.</p><p><![CDATA[open"
    corpus = read(make("a.epub", made.epub(code, encoding="iso-8859-1")))
    assert corpus.documents[0].text == "if a < b && c\n\nÉté."
    assert not corpus.all_problems
    corpus = read(make("b.epub", made.epub("<p>\udce9t\udce9</p>")))
    assert corpus.documents[0].text == "\ufffdt\ufffd"
    assert "2 characters of the book" in corpus.all_problems[0].sentence()


def test_private_characters_of_a_page_stay(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    page = "<p>x\ue000y\ue001z&#xe002;w&#1;</p><pre>\ue003 \ue000</pre>"
    assert read(make("a.html", page)).documents[0].text == "x\ue000y\ue001z\ue002w\n\n\ue003 \ue000"


def test_the_text_of_a_page_is_what_a_browser_shows(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    page = """<!doctype html><html><head><title>T</title><style>p {}</style></head><body>
    <h1>Head<span>ing</span></h1><script>var a = "no";</script><!-- no -->
    <p>One   line,<br>then\nanother&nbsp;<b>bold</b>.</p>
    <ul><li>first<li>second</ul>
    <table><tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table>
    <pre>kept
      as it  is</pre><noscript>no</noscript></body></html>"""
    (document,) = read(make("a.html", page)).documents
    assert document.text == (
        "Heading\n\nOne line,\nthen another bold.\n\n- first\n- second\n\na\tb\nc\td\n\nkept\n      as it  is"
    )


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-16"])
def test_a_page_is_read_in_the_encoding_that_it_says_it_has(
    encoding: str, make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    page = f'<html><head><meta charset="{encoding}"></head><body><p>{CHINESE}</p></body></html>'
    corpus = read(make("a.html", page.encode(encoding)))
    assert corpus.documents[0].text == CHINESE.strip()
    # Saved anew as UTF-8, it still says what it was.
    corpus = read(make("b.html", page.encode().replace(b"</p>", b"</p> ")))
    assert corpus.documents[0].text == CHINESE.strip()


def test_a_declared_encoding_that_is_none_does_no_harm(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    # Scripts that fill in the name leave "undefined" where they have none.
    for name in ("rot13", "nonsense", "hex", "undefined", "idna", "unicode_escape"):
        page = f'<meta charset="{name}"><p>Text of {name}.</p>'
        assert read(make("a.html", page)).documents[0].text == f"Text of {name}."


BAD: list[tuple[str, bytes | str, str]] = [
    ("pictures.pdf", made.pdf("", ""), "no text, only pictures"),
    ("cut.pdf", made.pdf("Page one.")[:60], "could not be opened"),
    ("locked.pdf", made.pdf("Page one.", key="secret"), "protected by a password"),
    ("cut.docx", made.docx("Text.")[:500], "damaged"),
    ("empty.docx", made.docx(), "holds no text"),
    ("other.docx", made.zipped({"a.txt": "Text."}), "could not be read"),
    ("cut.epub", made.epub("<p>Text.</p>")[:100], "damaged"),
    ("empty.epub", made.epub(), "holds no text"),
    ("index.epub", made.zipped({"META-INF/container.xml": "<container/>"}), "could not be read"),
    (
        "copied.epub",
        made.epub("<p>x</p>", **{"META-INF/encryption.xml": '<e xmlns="http://www.w3.org/2001/04/xmlenc#"/>'}),
        "DRM",
    ),
    ("script.html", "<html><script>show()</script></html>", "shows no text"),
    ("cut.json", '[{"text": "One."}, {"te', "not valid JSON"),
    ("deep.json", "[" * 100_000, "not valid JSON"),
    ("number.json", "12", "no rows"),
    ("empty.json", "[]", "no rows"),
    ("head.csv", "id,text\n", "no row below the head"),
    ("numbers.csv", "a,b\n1,2\n", "usual names"),
    ("empty.tmx", "<tmx><body/></tmx>", "no translation unit"),
    ("cut.tmx", "<tmx><body><tu><tuv xml:lang='en'><seg>A", "The file is damaged ("),
    ("cut.parquet", made.parquet(ROWS)[:80], "The file is damaged ("),
    ("cut.arrow", made.arrow(ROWS, is_stream=False)[:100], "The file is damaged ("),
    ("none.parquet", made.parquet([])[:], "no row"),
    ("cut.zip", made.zipped({"a.txt": "Text."})[:40], "damaged"),
    ("none.zip", made.zipped({"a.png": "x"}), "nothing in this archive"),
    ("cut.txt.gz", made.compressed("One. " * 9_000, "gz")[:60], "is not whole"),
    ("cut.tar.gz", made.tarred({"a.txt": "One. " * 9_000})[:60], "damaged"),
    ("no.tar", "not a tar file", "damaged"),
    ("no.gz", "not a gzip file", "damaged"),
    ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(900), "a Microsoft Office file"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "sentence"), BAD, ids=[case[0] for case in BAD])
def test_what_is_broken_is_named_and_the_rest_is_read(
    name: str,
    content: bytes | str,
    sentence: str,
    make: Callable[..., Path],
    read: Callable[..., Corpus],
) -> None:
    path = make(name, content)
    corpus = read(path, make("good.txt", "Good."))
    assert corpus.documents[-1].text == "Good."
    assert sentence in " ".join(problem.sentence() for problem in corpus.all_problems)
    assert all(problem.path in {path, path / name.removesuffix(".gz")} for problem in corpus.all_problems)  # fmt: skip


def test_entities_are_not_put_in_place(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    """They can stand for gigabytes, or for a file of this computer."""
    entities = '<!DOCTYPE t [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hosts">]>'
    unit = (
        '<tu><tuv xml:lang="en"><seg>&b;&f;x</seg></tuv><tuv xml:lang="de"><seg>x</seg></tuv></tu>'
    )
    corpus = read(make("a.tmx", f"{entities}<tmx><body>{unit}</body></tmx>"))
    assert [document.text for document in corpus.documents] == ["User: x\n\nAssistant: x"]
    book = made.epub(
        "<p>x</p>", **{"META-INF/container.xml": entities + made.CONTAINER.split("?>")[1]}
    )
    assert [document.text for document in read(make("a.epub", book)).documents] == ["x"]


def test_a_missing_chapter_is_named_and_the_others_are_read(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    corpus = read(make("a.epub", made.epub("<p>One.</p>", listed=3)))
    assert corpus.documents[0].text == "One."
    assert "2 chapters" in corpus.all_problems[0].sentence()


def test_rows_with_too_many_cells_are_named_by_their_line(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    corpus = read(make("a.csv", 'id,text\n1,"One\nline."\n2,Two, three.\n3\n4,Four.\n'))
    assert [document.text for document in corpus.documents] == ["One\nline.", "Four."]
    problems = {problem.line: problem.sentence() for problem in corpus.all_problems}
    assert "3 cells where the head has 2" in problems[4]
    assert "no text" in problems[5]


def test_a_quotation_that_nothing_closes_is_named(
    make: Callable[..., Path], read: Callable[..., Corpus], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("memstudio.data.readers.separated._MOST_LINES_OF_A_ROW", 5)
    corpus = read(make("a.csv", 'id,text\n1,One.\n2,"Two.\n' + "3,Three.\n" * 9))
    assert [document.text for document in corpus.documents] == ["One."]
    assert "9 lines later" in corpus.all_problems[0].sentence()
    assert corpus.all_problems[0].line == 3


def test_a_quotation_that_is_open_at_the_end_takes_no_rows(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    table = 'id,text\n0,"Two\nlines."\n1,"One ""it"" is.\n2,Two.\n3,Three, four.\n4,Four.'
    corpus = read(make("a.csv", table))
    assert [document.text for document in corpus.documents] == [
        "Two\nlines.", '"One ""it"" is.', "Two.", "Four.",
    ]  # fmt: skip
    said = {problem.line: problem.sentence() for problem in corpus.all_problems}
    assert "never closed" in said[4]
    assert said.keys() == {4, 6}
    # Where reading was to end is no end of the file.
    path = make("b.csv", "id,text\n" + "0,One.\n" * 2000 + '1,"' + "A line.\n" * 2000 + '"\n')
    readings = list(read_separated(path, ReadOptions("utf-8", limit=ReadingLimit(20_000))))
    assert not [each for each in readings if isinstance(each, Problem)]
    assert len(readings) == 2002


def test_names_of_classes_stand_for_their_numbers(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    features = {"label": {"names": ["bad", "good"], "_type": "ClassLabel"}}
    rows = [
        {"text": "Fine.", "label": 1},
        {"text": "Dull.", "label": 0},
        {"text": "So so.", "label": -1},
    ]
    corpus = read(make("a.parquet", made.parquet(rows, features=features)))
    assert [document.text for document in corpus.documents] == [
        "User: Fine.\n\nAssistant: good", "User: Dull.\n\nAssistant: bad",
    ]  # fmt: skip
    assert "'label'" in corpus.all_problems[0].sentence()


def test_columns_of_pictures_are_not_read(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    rows = [{"image": {"bytes": b"\x89PNG", "path": "a"}, "raw": b"x", "caption": "A cat."}]
    for name, content in (
        ("a.parquet", made.parquet(rows)),
        ("a.arrow", made.arrow(rows, is_stream=True)),
    ):
        assert [document.text for document in read(make(name, content)).documents] == ["A cat."]


def test_a_folder_that_datasets_wrote_is_read_without_what_it_keeps_for_itself(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    stream = made.arrow(ROWS, is_stream=True)
    make("set/dataset_dict.json", '{"splits": ["train"]}')
    make("set/train/data-00000-of-00001.arrow", stream)
    make("set/train/state.json", "{}")
    make("set/train/dataset_info.json", "{}")
    folder = make("set/train/cache-0123456789abcdef.arrow", stream).parents[1]
    corpus = read(folder)
    assert [document.text for document in corpus.documents] == [row["text"] for row in ROWS]
    assert corpus.all_problems == ()
    assert corpus.num_skipped == 4


def test_what_a_file_is() -> None:
    assert packing_of(Path("a.tar.zst")) is Packing.TAR
    assert packing_of(Path("a.TGZ")) is Packing.TAR
    assert packing_of(Path("a.txt")) is None
    assert is_readable_name("deep/a.TXT.gz")
    assert not is_readable_name("a.png")
    text = format_of(Path("a.txt"))
    for begun in (b"PKZIP is a program", b"BZh91 is a name", b"PAR100 metres", b"%PDF is a format"):
        assert recognised(Path("a.txt"), begun) is text
