"""Names that clash are told apart by as little as does it; others stay as they are."""

from __future__ import annotations

from pathlib import PurePosixPath as Folder

from memstudio.told_apart import told_apart


def test_only_names_that_clash_have_more_and_folders_only_their_ends() -> None:
    hints = [(Folder("/x/one"),), (Folder("/x/two"),), (Folder("/x/one"),)]
    assert told_apart(["a", "a", "b"], hints) == ["a · one", "a · two", "b"]
    deeper = [(Folder("/x/one/s"),), (Folder("/x/two/s"),)]
    assert told_apart(["a", "a"], deeper) == ["a · one/s", "a · two/s"]


def test_what_comes_next_tells_apart_what_the_first_could_not() -> None:
    same = Folder("/x")
    hints = [(same, "b"), (same, "c"), (Folder("/y"), "b")]
    assert told_apart(["a", "a", "a"], hints) == ["a · x · b", "a · x · c", "a · y"]
    assert told_apart(["demo", "demo"], [(Folder("/x/one"),), ("",)]) == ["demo · one", "demo"]
    assert told_apart(["a", "a"], [("",), ("",)]) == ["a", "a"]
