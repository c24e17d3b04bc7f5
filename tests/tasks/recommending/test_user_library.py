"""Users are kept in files that are complete, and deleted for good with their memories."""

from __future__ import annotations

import pytest

from memstudio.errors import DataError
from memstudio.progress import Control
from memstudio.tasks.recommending.items import items_of
from memstudio.tasks.recommending.user_library import UserLibrary
from memstudio.tasks.recommending.user_memory import UserMemory
from tests.tasks.recommending.conftest import TOUCHED
from tests.tiny import tiny_loaded


def test_what_is_touched_stays_in_its_order(library: UserLibrary) -> None:
    library.touch("Ada", items_of(TOUCHED[:2], "list.txt"))
    library.touch(" Ada ", items_of(TOUCHED[2:]))
    again = UserLibrary(library.folder, library.states).open("Ada")
    assert [each.item.text for each in again.touched] == list(TOUCHED)
    assert [each.item.source for each in again.touched] == ["list.txt", "list.txt", ""]
    assert library.names() == ("Ada",)


def test_an_unknown_user_is_told_with_the_closest_name(library: UserLibrary) -> None:
    library.touch("Grace", ())
    with pytest.raises(DataError, match="Did you mean 'Grace'"):
        library.open("Grase")
    with pytest.raises(DataError, match="no user called"):
        library.delete("Linus")


def test_an_item_that_is_taken_back_is_no_longer_remembered(library: UserLibrary) -> None:
    user = library.touch("Ada", items_of(TOUCHED))
    loaded = tiny_loaded()
    UserMemory(loaded, user, Control(), library.states)
    assert library.take_back("Ada", 1)[1].item.text == TOUCHED[1]
    assert not library.states.has(user.memory_name)
    rest = UserMemory(loaded, library.open("Ada"), Control(), library.states)
    other = library.touch("Bob", items_of([TOUCHED[0], TOUCHED[2]]))
    never = UserMemory(loaded, other, Control(), library.states)
    assert rest.state.equals(never.state)
    with pytest.raises(DataError, match="no number 9"):
        library.take_back("Ada", 8)


def test_the_item_that_was_meant_is_taken_back_whatever_its_number_is_by_now(
    library: UserLibrary,
) -> None:
    touched = library.touch("Ada", items_of(TOUCHED)).touched
    library.take_back("Ada", 0)
    assert library.take_back("Ada", 1, touched[1]) == (0, touched[1])
    with pytest.raises(DataError, match="no longer"):
        library.take_back("Ada", 1, touched[1])
    assert library.open("Ada").touched == touched[2:]


def test_an_item_that_was_taken_back_is_put_back_where_it_was(library: UserLibrary) -> None:
    before = library.touch("Ada", items_of(TOUCHED))
    loaded = tiny_loaded()
    memory = UserMemory(loaded, before, Control(), library.states)
    _, taken = library.take_back("Ada", 1)
    library.touch("Ada", items_of(["since"]))
    UserMemory(loaded, library.open("Ada"), Control(), library.states)
    after = library.put_back("Ada", 1, taken)
    assert after.touched[:-1] == before.touched
    assert library.open("Ada") == after
    library.take_back("Ada", len(TOUCHED))
    again = UserMemory(loaded, library.open("Ada"), Control(), library.states)
    assert again.state.equals(memory.state)


def test_nothing_is_left_of_a_deleted_user(library: UserLibrary) -> None:
    user = library.touch("Ada", items_of(TOUCHED))
    UserMemory(tiny_loaded(), user, Control(), library.states)
    assert library.states.has(user.memory_name)
    library.delete("Ada")
    assert library.names() == ()
    assert library.states.entries().entries == ()
    left = [path for path in library.folder.rglob("*") if path.name != ".lock"]
    assert left == []


def test_a_damaged_file_is_not_listed_and_says_so(library: UserLibrary) -> None:
    library.touch("Ada", items_of(TOUCHED))
    (path,) = library.folder.glob("*.json")
    path.write_text('{"format": 1, "name": "Ada"', encoding="utf-8")
    assert library.names() == ()
    with pytest.raises(DataError, match="is damaged"):
        library.open("Ada")
    library.delete("Ada")
    assert not library.has("Ada")


def test_a_file_of_a_later_version_is_left_alone(library: UserLibrary) -> None:
    library.touch("Ada", ())
    (path,) = library.folder.glob("*.json")
    path.write_text('{"format": 2, "name": "Ada"}', encoding="utf-8")
    with pytest.raises(DataError, match="later version"):
        library.touch("Ada", items_of(TOUCHED))
    assert "2" in path.read_text(encoding="utf-8")


def test_names_that_differ_only_at_their_ends_have_memories_of_their_own() -> None:
    from memstudio.tasks.recommending.user_library import User

    one, other = User("a" * 119 + "b"), User("a" * 119 + "c")
    assert one.memory_name != other.memory_name
    assert len(one.memory_name) <= 120
