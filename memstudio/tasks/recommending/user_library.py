"""The users whose interests are known: a file each with what they touched. Imports no torch.

Every file is complete or absent. Whatever changes one does so under a lock; looking needs none.
"""

from __future__ import annotations

import difflib
import json
import logging
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from memstudio.atomic import write_text, writing
from memstudio.deleted import Deleted, delete_for_now
from memstudio.errors import DataError, marked
from memstudio.folder_lock import locked
from memstudio.parsing import json_in
from memstudio.paths import recommendations_dir
from memstudio.tasks.clock import now
from memstudio.tasks.collection.names import base_name, checked_name, memory_name
from memstudio.tasks.recommending.items import Item
from memstudio.tasks.states.state_library import StateLibrary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_log = logging.getLogger(__name__)
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Touched:
    """An item that a user touched, and when: ISO 8601 in UTC."""

    item: Item
    when: str


@dataclass(frozen=True, slots=True)
class User:
    """A user: the name, and all items that were touched, the earliest first."""

    name: str
    touched: tuple[Touched, ...] = ()

    @property
    def memory_name(self) -> str:
        """What the memory state is called into which the items are read."""
        return memory_name("Recommend", self.name)

    @property
    def keys(self) -> frozenset[str]:
        """Of all items that were touched."""
        return frozenset(each.item.key for each in self.touched)


class UserLibrary:
    """Users in a folder.

    Args:
        folder: None for this computer's own.
        states: where their memories are; None for this computer's own.
    """

    def __init__(self, folder: Path | None = None, states: StateLibrary | None = None) -> None:
        self.folder = folder if folder is not None else recommendations_dir()
        self.states = states if states is not None else StateLibrary()

    def names(self) -> tuple[str, ...]:
        """Of all whose files can be read, in the order of the alphabet."""
        return self._looked()[0]

    def problems(self) -> tuple[DataError, ...]:
        """Why some are not among `names`."""
        return self._looked()[1]

    def _looked(self) -> tuple[tuple[str, ...], tuple[DataError, ...]]:
        found, problems = [], []
        for path in self.folder.glob("[!.]*.json"):
            try:
                name = _read(path).name
            except DataError as error:
                if path.exists():  # or it was deleted meanwhile
                    _log.warning("%s is not listed: %s", path, error)
                    problems.append(error)
                continue
            if base_name(name) == path.stem:
                found.append(name)
        return tuple(sorted(found, key=str.casefold)), tuple(problems)

    def has(self, name: str) -> bool:
        """Whether there is one of that name."""
        try:
            return self._path(name).exists()
        except (DataError, OSError):
            return False

    def open(self, name: str) -> User:
        """The one of that name.

        Raises:
            DataError: there is none, or the file is damaged.
        """
        return _read(self._found(name))

    def touch(self, name: str, items: Sequence[Item]) -> User:
        """Note that a user touched items; one that is not there is made.

        Raises:
            DataError: that can be no name, or the file is damaged.
            StorageError: it cannot be written.
        """
        when = now()
        more = tuple(Touched(item, when) for item in items)
        kept = checked_name(name)
        with locked(self.folder):
            user = self.open(kept) if self.has(kept) else User(kept)
            return self._write(replace(user, touched=(*user.touched, *more)))

    def take_back(
        self, name: str, number: int, touched: Touched | None = None
    ) -> tuple[int, Touched]:
        """Take out the touched item with this number, from 0, and what was remembered of it.

        Args:
            name: of the user.
            number: of the item.
            touched: the item that is meant; what was taken out or put in since may have given it
                another number.

        Returns:
            The number that the item had, and the item.

        Raises:
            DataError: there is no such user or item.
            StorageError: it cannot be written.
        """
        with locked(self.folder):
            user = self.open(name)
            if touched is not None:
                same = [n for n, each in enumerate(user.touched) if each == touched]
                if not same:
                    raise DataError(
                        marked("errors", "This is no longer among what {name} touched."),
                        name=user.name,
                    )  # fmt: skip
                number = min(same, key=lambda n: abs(n - number))
            if not 0 <= number < len(user.touched):
                raise DataError(
                    marked("errors", "{name} has touched {count} items; there is no number {number}."),
                    name=user.name, count=len(user.touched), number=number + 1,
                )  # fmt: skip
            # The memory first: whatever ends this half-way, it is read again from what is noted.
            self._forget(user)
            rest = user.touched[:number] + user.touched[number + 1 :]
            self._write(replace(user, touched=rest))
        return number, user.touched[number]

    def put_back(self, name: str, number: int, touched: Touched) -> User:
        """Have an item that was taken back where it was; the memory is made again with it.

        Raises:
            DataError: there is no such user.
            StorageError: it cannot be written.
        """
        with locked(self.folder):
            user = self.open(name)
            self._forget(user)
            now_there = (*user.touched[:number], touched, *user.touched[number:])
            return self._write(replace(user, touched=now_there))

    def delete(self, name: str, *, may_return: bool = False) -> Deleted | None:
        """Remove a user for good, with the memory; states that were forked from it stay.

        Args:
            name: of the user.
            may_return: whether what was touched is only set aside, to be brought back as long as
                this program goes on; it is read into a new memory then.

        Raises:
            DataError: there is none.
            StorageError: it cannot be removed.
        """
        path = self._found(name)
        with locked(self.folder):
            self._forget(User(checked_name(name)))
            if may_return:
                return delete_for_now(path)
            with writing(path):
                path.unlink()
        return None

    # ------------------------------------------------------------------ inside

    def _path(self, name: str) -> Path:
        return self.folder / f"{base_name(checked_name(name))}.json"

    def _found(self, name: str) -> Path:
        """The file of the one of that name.

        Raises:
            DataError: there is none.
        """
        if self.has(name):
            return self._path(name)
        close = difflib.get_close_matches(name, self.names(), n=1)
        if close:
            raise DataError(
                marked("errors", "There is no user called '{name}'. Did you mean '{close}'?"),
                name=name, close=close[0],
            )  # fmt: skip
        raise DataError(marked("errors", "There is no user called '{name}'."), name=name)

    def _write(self, user: User) -> User:
        touched = [
            {"when": each.when, "text": each.item.text, "source": each.item.source}
            for each in user.touched
        ]
        content = {"format": _FORMAT, "name": user.name, "touched": touched}
        # Text of files may hold what UTF-8 cannot write.
        text = json.dumps(content, ensure_ascii=False).encode("utf-8", "replace").decode()
        write_text(self._path(user.name), text)
        return user

    def _forget(self, user: User) -> None:
        if self.states.has(user.memory_name):
            self.states.delete(user.memory_name)


def _read(path: Path) -> User:
    try:
        content: Any = json_in(path)
        if content["format"] > _FORMAT:
            raise DataError(
                marked("errors", "What is known of this user was written by a later version of MemStudio ({path}). Update MemStudio to use it."),
                path=str(path),
            )  # fmt: skip
        touched = tuple(
            Touched(Item(str(each["text"]), str(each["source"])), str(each["when"]))
            for each in content["touched"]
        )
        return User(str(content["name"]), touched)
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DataError(
            marked("errors", "What is known of this user cannot be read: {path} is damaged. Delete the user, and add the items again."),
            path=str(path),
        ) from error  # fmt: skip
