"""The user's collections, by their names."""

from __future__ import annotations

import difflib
import logging
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

from memstudio.atomic import writing
from memstudio.deleted import Deleted, delete_for_now
from memstudio.errors import DataError, MemStudioError, marked
from memstudio.leftovers import remove
from memstudio.paths import collections_dir
from memstudio.tasks.collection.collection import Collection, make_collection, memory_set_aside
from memstudio.tasks.collection.names import base_name, checked_name
from memstudio.tasks.states.state_library import StateLibrary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from memstudio.progress import Control
    from memstudio.tasks.collection.collection import Added

_log = logging.getLogger(__name__)


class CollectionLibrary:
    """Collections in a folder.

    Args:
        folder: None for the user's own.
        states: where the memories of past queries are; None for the user's own.
    """

    def __init__(self, folder: Path | None = None, states: StateLibrary | None = None) -> None:
        self.folder = folder if folder is not None else collections_dir()
        self._states = states if states is not None else StateLibrary()

    def names(self) -> tuple[str, ...]:
        """Of all that can be opened, in the order of the alphabet."""
        return self._looked()[0]

    def problems(self) -> tuple[DataError, ...]:
        """Why some are not among `names`."""
        return self._looked()[1]

    def _looked(self) -> tuple[tuple[str, ...], tuple[DataError, ...]]:
        found, problems = [], []
        for path in self.folder.glob("*/collection.json"):
            try:
                name = Collection(path.parent).name
            except DataError as error:
                if path.exists():  # or it was deleted meanwhile
                    _log.warning("%s is not listed: %s", path.parent, error)
                    problems.append(error)
                continue
            if base_name(name) == path.parent.name:
                found.append(name)
        return tuple(sorted(found, key=str.casefold)), tuple(problems)

    def has(self, name: str) -> bool:
        """Whether there is one of that name."""
        try:
            return self._path(checked_name(name)).is_dir()
        except DataError:
            return False

    def open(self, name: str) -> Collection:
        """The one of that name.

        Raises:
            DataError: there is none, or it is damaged.
        """
        return Collection(self._found(name))

    def open_or_make(self, name: str) -> Collection:
        """The one of that name, made when there is none.

        Raises:
            DataError: that can be no name, or it is damaged.
            StorageError: it cannot be made.
        """
        kept = checked_name(name)
        path = self._path(kept)
        return (
            Collection(path) if (path / "collection.json").exists() else make_collection(path, kept)
        )

    def add(
        self,
        name: str,
        paths: Sequence[Path | str],
        control: Control,
        *,
        encoder: str | None = None,
    ) -> Added:
        """Read files and folders into the one of that name; no new one is left when nothing came in.

        Args:
            name: of the collection, which is made when there is none.
            paths: what is read.
            control: takes progress; may cancel.
            encoder: what `Collection.use_encoder` takes; None to leave it as it is.

        Raises:
            DataError: that can be no name, it is damaged, or a file has too much text.
            StorageError: it cannot be made, or what was read cannot be kept.
            Cancelled: through `control`; files that were read are kept.
        """
        is_new = not self.has(name)
        collection = self.open_or_make(name)
        try:
            if encoder is not None:
                collection.use_encoder(encoder)
            return collection.add(paths, control)
        finally:
            if is_new:
                self._delete_if_empty(collection)

    def _delete_if_empty(self, collection: Collection) -> None:
        try:
            if not collection.contents().sources:
                self.delete(collection.name)
        except (MemStudioError, OSError) as error:
            # Why nothing came in matters more.
            _log.warning("%s stays, though it is empty: %s", collection.folder, error)

    def delete(self, name: str, *, may_return: bool = False) -> Deleted | None:
        """Remove one for good, with its past queries and the memory of them.

        Args:
            name: of the collection.
            may_return: whether it is only set aside, to be brought back as long as this program goes on.

        Raises:
            DataError: there is none.
            StorageError: it cannot be removed.
        """
        path = self._found(name)
        # The memory first: whatever ends this half-way, it is read again from the log.
        memory = memory_set_aside(checked_name(name), self._states)
        if may_return:
            return replace(delete_for_now(path), beside=memory)
        for each in memory:
            remove(each.kept)
        with writing(path):
            shutil.rmtree(path)
        return None

    def _found(self, name: str) -> Path:
        """The folder of the one of that name.

        Raises:
            DataError: there is none.
        """
        if self.has(name):
            return self._path(checked_name(name))
        close = difflib.get_close_matches(name, self.names(), n=1)
        if close:
            raise DataError(
                marked("errors", "There is no collection called '{name}'. Did you mean '{close}'?"),
                name=name, close=close[0],
            )  # fmt: skip
        raise DataError(marked("errors", "There is no collection called '{name}'."), name=name)

    def _path(self, name: str) -> Path:
        return self.folder / base_name(name)
