"""Files that say the same in two languages are one table, read line by line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from memstudio.data.corpus import Corpus
from memstudio.data.documents import Problem
from memstudio.data.readers.aligned import read_aligned
from memstudio.data.readers.reader import ReadingLimit, ReadOptions
from tests.data import made_files as made


def test_two_files_that_say_the_same_are_one_table(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    english = make("set/train.en", "A dog.\nA cat.\n\nA cow.\n")
    chinese = make("set/train.zh", "一只狗。\n一只猫。\n\n一头牛。\n".encode("gb18030"))
    for named in ([english, chinese], [english.parent]):
        corpus = read(*named)
        assert [document.text for document in corpus.documents] == [
            "User: A dog.\n\nAssistant: 一只狗。",
            "User: A cat.\n\nAssistant: 一只猫。",
            "User: A cow.\n\nAssistant: 一头牛。",
        ]
        (report,) = corpus.files
        assert (report.format, report.partners) == ("aligned", (chinese,))
        assert report.size_bytes == english.stat().st_size + chinese.stat().st_size
    # The one that is named first is what is read.
    assert read(chinese, english).documents[0].text.startswith("User: 一只狗。")
    zipped = make("both.zip", made.zipped({"a.en": "A dog.\n", "a.de": "Ein Hund.\n"}))
    assert read(zipped).documents[0].text == "User: Ein Hund.\n\nAssistant: A dog."


def test_of_files_in_two_languages_no_more_is_read_than_of_the_first(
    make: Callable[..., Path],
) -> None:
    english = make("set/train.en", "A dog.\n" * 4_000)
    german = make("set/train.de", "Ein Hund.\n" * 9_000)
    partners = (("de", german),)
    options = ReadOptions("utf-8", partners=partners, language="en", limit=ReadingLimit(9_000))
    readings = list(read_aligned(english, options))
    assert not [each for each in readings if isinstance(each, Problem)]
    assert 1_000 < len(readings) < 4_000
    # When it is read whole, the rest of the other can be ended.
    places: list[int] = []
    options = ReadOptions("utf-8", partners=partners, language="en", at=places.append)
    assert "4000 lines" in list(read_aligned(english, options))[-1].sentence()
    assert places.count(english.stat().st_size) >= 5


def test_pairs_that_differ_in_length_are_named(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    corpus = read(make("a.en", "One.\nTwo.\n"), make("a.de", "Eins.\n"))
    assert len(corpus.documents) == 1
    assert "a.en has 2 lines and a.de has 1" in corpus.all_problems[0].sentence()


def test_source_code_is_no_pair_of_languages(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    make("code/sort.pl", "print 1;\n")
    folder = make("code/sort.cs", "int a;\n").parent
    assert [document.text for document in read(folder).documents] == ["int a;\n", "print 1;\n"]


def test_a_language_alone_is_a_text_when_it_is_named(
    make: Callable[..., Path], read: Callable[..., Corpus]
) -> None:
    path = make("set/a.en", "A dog.\n")
    assert read(path).documents[0].text == "A dog.\n"
    assert read(path.parent).documents == ()
