"""Collections are kept whole, change by change, and survive what damages them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from memstudio.errors import DataError, StorageError
from memstudio.progress import Control
from memstudio.tasks.collection.collection import Collection
from memstudio.tasks.collection.library import CollectionLibrary
from memstudio.tasks.collection.query_log import PastQuery, QueryLog
from memstudio.tasks.states import state_names


def names(collection: Collection) -> set[str]:
    return {source.name for source in collection.contents().sources}


def test_what_did_not_change_is_left_as_it_is(collection: Collection, texts: list[Path]) -> None:
    texts[0].write_text("The bakery has moved to the market.")
    done = collection.add(texts, Control())
    assert done.changed == (texts[0].name,)
    assert set(done.unchanged) == {path.name for path in texts[1:]}
    said = {s.name: s.documents[0].text for s in collection.contents().sources}
    assert said[texts[0].name] == "The bakery has moved to the market."


def test_a_source_is_removed_by_its_name_with_all_that_was_made_of_it(
    collection: Collection, texts: list[Path]
) -> None:
    removed = collection.remove("harbour.txt")
    assert names(collection) == {path.name for path in texts} - {"harbour.txt"}
    assert not list(collection.folder.rglob(f"{removed.id}*"))
    with pytest.raises(DataError, match="are called"):
        collection.remove("harbour.txt")


def test_a_damaged_source_is_set_aside_and_the_rest_is_searched(
    collection: Collection, texts: list[Path]
) -> None:
    path = next((collection.folder / "sources").glob("*.json"))
    path.write_text(path.read_text()[:-20])
    contents = collection.contents()
    assert len(contents.sources) == 2
    assert len(contents.problems) == 1
    assert (collection.folder / "set-aside" / path.name).exists()
    # It is said until its document is there again, whoever looked first.
    again = collection.contents().problems
    assert [str(each) for each in again] == [str(contents.problems[0])]
    collection.add(texts, Control())
    collection.remove(path.stem)
    assert collection.contents().problems == ()


def test_a_source_whose_text_was_tampered_with_is_damaged(collection: Collection) -> None:
    path = next((collection.folder / "sources").glob("*.json"))
    content = json.loads(path.read_text())
    content["documents"][0]["text"] += "!"
    path.write_text(json.dumps(content))
    assert len(collection.contents().problems) == 1


def test_a_later_version_is_refused_and_left_alone(collection: Collection) -> None:
    path = next((collection.folder / "sources").glob("*.json"))
    path.write_text(json.dumps(json.loads(path.read_text()) | {"format": 9}))
    assert "later version" in str(collection.contents().problems[0])
    assert path.exists()


def test_of_pairs_of_queries_and_documents_each_document_is_searched_once(
    library: CollectionLibrary, tmp_path: Path
) -> None:
    rows = [
        {"query": "who waters roses", "document": "The gardener waters the roses at dawn."},
        {"query": "when are roses watered", "document": "The gardener waters the roses at dawn."},
        {"query": "what closes in winter", "document": "The harbour is closed in winter."},
    ]
    path = tmp_path / "pairs.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    made = library.open_or_make("Pairs")
    made.add([path], Control())
    texts = [each.text for source in made.contents().sources for each in source.documents]
    assert texts == [rows[0]["document"], rows[2]["document"]]


def test_what_cannot_be_read_is_said(library: CollectionLibrary, tmp_path: Path) -> None:
    (tmp_path / "nothing.txt").write_text("")
    done = library.open_or_make("Nothing").add([tmp_path / "nothing.txt"], Control())
    assert done.new == ()
    assert done.problems


@pytest.mark.parametrize("broken", ["use_encoder", "add", "contents"])
def test_a_new_one_that_nothing_came_into_is_not_left(
    library: CollectionLibrary, texts: list[Path], monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    library.open_or_make("Empty before")

    def fail(what: str) -> None:
        raise StorageError(what)

    with monkeypatch.context() as patched:
        patched.setattr(Collection, "add", lambda *_: fail("add"))
        patched.setattr(Collection, broken, lambda *_: fail(broken))
        for name in ("Town", "Empty before"):
            # What went wrong first is told, whatever goes wrong with taking it away.
            reason = "add" if broken == "contents" else broken
            with pytest.raises(StorageError, match=reason):
                library.add(name, texts, Control(), encoder="somewhere")
    assert ("Town" in library.names()) == (broken == "contents")
    assert "Empty before" in library.names()
    library.add("Town", texts, Control())
    assert len(library.open("Town").contents().sources) == len(texts)


@pytest.mark.parametrize("name", ["", "  ", "x" * 121, "a\x1bb"])
def test_names_that_nobody_can_read_are_refused(library: CollectionLibrary, name: str) -> None:
    with pytest.raises(DataError):
        library.open_or_make(name)
    assert not library.folder.exists()


@pytest.mark.parametrize("name", ["安娜", "../../etc", "a/b", "CON", "."])
def test_collections_are_found_by_any_name_and_deleted(
    library: CollectionLibrary, name: str
) -> None:
    library.open_or_make(name)
    assert library.names() == (name,)
    assert library.open(name).name == name
    library.delete(name)
    assert library.names() == ()
    with pytest.raises(DataError):
        library.open(name)


def test_collections_with_long_names_have_memories_of_their_own(
    library: CollectionLibrary,
) -> None:
    found = {library.open_or_make("x" * 119 + end).memory_name for end in "ab"}
    assert len(found) == 2
    assert {state_names.checked_name(name) for name in found} == found


def test_queries_last_and_half_a_line_spoils_nothing(tmp_path: Path) -> None:
    path = tmp_path / "queries.jsonl"
    log = QueryLog(path)
    assert log.entries() == ()
    log.add(PastQuery("1", "roses"))
    log.add(PastQuery("2", "winter"))
    log.add(PastQuery("1", "roses", "s:0", "The roses."))
    with path.open("a") as file:
        file.write('{"when": "3", "te')
    log.add(PastQuery("4", "bread"))
    kept = QueryLog(path).entries()
    assert [(each.when, each.chosen) for each in kept] == [("1", "s:0"), ("2", ""), ("4", "")]
    content = path.read_bytes()
    forgotten = log.set_aside()
    assert log.entries() == ()
    log.bring_back(forgotten)
    assert path.read_bytes() == content


def test_a_source_that_cannot_be_read_now_is_not_set_aside(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = next((collection.folder / "sources").glob("*.json"))
    open_it = Path.open

    def refuse(self: Path, *arguments: Any, **options: Any) -> Any:
        if self == path:
            raise PermissionError(13, "in use")
        return open_it(self, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)
    contents = collection.contents()
    assert len(contents.sources) == 2
    assert "in use" in str(contents.problems[0])
    monkeypatch.undo()
    assert len(collection.contents().sources) == 3


def test_forgotten_queries_come_back_before_those_that_were_asked_since(
    collection: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = collection.queries
    queries = [PastQuery(str(number), f"query {number}") for number in range(4)]
    for each in queries[:2]:
        log.add(each)
    forgotten = log.set_aside()
    for each in queries[2:]:
        log.add(each)
    monkeypatch.setattr(QueryLog, "add", lambda *_: pytest.fail("killed here, two would be lost"))
    collection.bring_back(forgotten)
    assert log.entries() == tuple(queries)
    assert not forgotten.kept.exists()


def test_a_source_that_was_taken_out_comes_back_with_its_vectors(
    collection: Collection, texts: list[Path]
) -> None:
    source = next(each for each in collection.contents().sources if each.name == "harbour.txt")
    vectors = collection.folder / "vectors" / "by" / f"{source.id}.safetensors"
    vectors.parent.mkdir(parents=True)
    vectors.write_bytes(b"some vectors")

    def on_disk() -> dict[Path, bytes]:
        return {p: p.read_bytes() for p in collection.folder.rglob("*") if p.is_file()}

    before = on_disk()
    deleted = collection.set_aside(source.path)
    assert not list(collection.folder.rglob(f"{source.id}*"))
    more = texts[0].with_name("more.txt")
    more.write_text("A fourth letter.")
    collection.add([more], Control())
    collection.bring_back(deleted)
    collection.remove("more.txt")
    assert on_disk() == before


def test_a_source_that_was_added_again_since_stays_as_it_is_now(
    collection: Collection, texts: list[Path]
) -> None:
    deleted = collection.set_aside("harbour.txt")
    path = next(each for each in texts if each.name == "harbour.txt")
    path.write_text("The harbour is open again.")
    collection.add([path], Control())
    with pytest.raises(StorageError, match=r"another harbour\.txt"):
        collection.bring_back(deleted)
    said = {each.name: each.documents[0].text for each in collection.contents().sources}
    assert said["harbour.txt"] == "The harbour is open again."


def test_a_log_of_queries_that_is_no_file_hinders_no_search(tmp_path: Path) -> None:
    (tmp_path / "queries.jsonl").mkdir()
    assert QueryLog(tmp_path / "queries.jsonl").entries() == ()


def test_a_table_without_a_column_of_text_is_searched_by_whole_rows(
    library: CollectionLibrary, tmp_path: Path
) -> None:
    machines = ("press 1", "press 2", "press 3")
    for number, place in enumerate(("Lyon", "Graz")):
        rows = [f"{machine},{place},{120 + number}" for machine in machines]
        (tmp_path / f"table{number}.csv").write_text("\n".join(["machine,place,hours", *rows]))
    nested = {
        "machine": "press 4",
        "at": {"place": "Oslo", "halls": [2, 3]},
        "picture": None,
        "ok": True,
        "cost": float("nan"),
    }
    (tmp_path / "more.jsonl").write_text(json.dumps(nested))
    (tmp_path / "no_head.csv").write_text("press 5,Rome\npress 5,Bari\npress 6,Rome")
    made = library.open_or_make("Machines")
    added = made.add([tmp_path], Control())
    said = {s.name: [each.text for each in s.documents] for s in made.contents().sources}
    assert said["table0.csv"][2] == "machine: press 3; place: Lyon; hours: 120"
    assert said["table1.csv"][2] == "machine: press 3; place: Graz; hours: 121"
    assert said["more.jsonl"] == ["machine: press 4; at: place Oslo, halls 2, 3; ok: true"]
    assert said["no_head.csv"][0] == "press 5; Rome"
    assert added.problems == ()  # nothing was left out, and nothing had to be guessed at
