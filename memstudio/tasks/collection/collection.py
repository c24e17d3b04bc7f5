"""A collection: documents in a folder of the user's, their passages, vectors and past queries."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from memstudio.atomic import write_text, writing
from memstudio.data.corpus import read_corpus
from memstudio.data.documents import shown
from memstudio.data.read_settings import ReadSettings
from memstudio.deleted import delete_for_now
from memstudio.errors import DataError, MemStudioError, marked
from memstudio.folder_lock import locked
from memstudio.parsing import json_in
from memstudio.tasks.clock import now
from memstudio.tasks.collection.names import memory_name
from memstudio.tasks.collection.query_log import QueryLog
from memstudio.tasks.collection.source_files import (
    Said,
    Source,
    UnusedSourceError,
    aside,
    digest_of,
    read_source,
    set_aside,
    source_id,
    write_source,
    written_later,
)
from memstudio.tasks.collection.vector_files import read_vectors, write_vectors
from memstudio.tasks.states.state_library import StateLibrary

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from memstudio.data.documents import Document, Problem
    from memstudio.deleted import Deleted
    from memstudio.progress import Control
    from memstudio.tasks.collection.passages import Passage
    from memstudio.tasks.collection.text_vectors import TextVectors

_ABOUT = "collection.json"
_FORMAT = 1
_LARGEST = 20_000_000
"""Characters of one source: its passages are held in working memory while it is searched."""
_AT_ONCE = 256


@dataclass(frozen=True)
class Added:
    """What adding files did, by their names, and what was wrong with some."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class Contents:
    """All that is in a collection, and what was set aside as damaged."""

    sources: tuple[Source, ...]
    problems: tuple[MemStudioError, ...] = ()


class Collection:
    """One that is there; `CollectionLibrary` makes them.

    Args:
        folder: of it.

    Raises:
        DataError: the folder is no collection, or is of a later version.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        about = _read_about(folder)
        self.name = str(about["name"])
        self.encoder = str(about.get("encoder", ""))
        self.queries = QueryLog(folder / "queries.jsonl")

    @property
    def memory_name(self) -> str:
        """What the memory state is called into which its queries are read."""
        return memory_name("Search", self.name)

    # ------------------------------------------------------------------ looking

    def contents(self) -> Contents:
        """All sources, the earliest first; what is damaged is set aside, and told until it is added."""
        found: list[Source] = []
        problems: list[MemStudioError] = []
        for path in sorted((self.folder / "sources").glob("[!.]*.json")):
            try:
                found.append(read_source(path))
            except UnusedSourceError as error:
                if path.exists():  # or another program has just taken it out
                    problems.append(error)
            except DataError:
                if path.exists():
                    set_aside(path)
        problems += aside(self.folder, (source.id for source in found))
        found.sort(key=lambda source: (source.added, source.path))
        return Contents(tuple(found), tuple(problems))

    # ------------------------------------------------------------------ changing

    def use_encoder(self, reference: str) -> None:
        """Say whose vectors are compared, beside words.

        Args:
            reference: the folder of a sentence encoder; `OPEN_MODEL`; empty for words alone.

        Raises:
            StorageError: it cannot be written.
        """
        about = _read_about(self.folder) | {"encoder": reference}
        write_text(self.folder / _ABOUT, json.dumps(about, ensure_ascii=False))
        self.encoder = reference

    def add(self, paths: Sequence[Path | str], control: Control) -> Added:
        """Read files and folders; those that did not change since are left as they are.

        Raises:
            DataError: one of them has too much text for a collection.
            StorageError: they cannot be kept.
            Cancelled: through `control`; files that were read are kept.
        """
        corpus = read_corpus(paths, control=control, asked=ReadSettings(whole_rows=True))
        kinds = {each.path: each.understood.row_kind for each in corpus.files if each.understood}
        by_path: dict[str, list[Said]] = {}
        for document in corpus.documents:
            text = _text_of(document, kinds.get(document.path, ""))
            if text.strip():
                by_path.setdefault(shown(document.path.absolute()), []).append(
                    Said(document.name, text)
                )
        done: dict[str, list[str]] = {"new": [], "changed": [], "unchanged": []}
        with locked(self.folder):
            known = {each.id: each for each in self.contents().sources}
            for path, documents in by_path.items():
                control.checkpoint()
                source = _new_source(path, _each_once(documents))
                before = known.get(source.id)
                if before is not None and before.digest == source.digest:
                    done["unchanged"].append(source.name)
                    continue
                write_source(self._place(source.id), source)
                done["new" if before is None else "changed"].append(source.name)
        return Added(
            **{way: tuple(names) for way, names in done.items()}, problems=corpus.all_problems
        )

    def remove(self, source: str) -> Source:
        """Take out a source: its id, its path, or its name where only one is called so.

        Raises:
            DataError: there is none, or there are several.
            StorageError: it cannot be removed.
        """
        with locked(self.folder):
            found = self._one(source)
            with writing(self.folder):
                self._place(found.id).unlink()
                for left in self._vectors_of(found):
                    left.unlink(missing_ok=True)
        return found

    def set_aside(self, source: str) -> Deleted:
        """Take out a source as `remove` does; `bring_back` undoes it as long as this program goes on.

        Raises:
            DataError: there is none, or there are several.
            StorageError: it cannot be moved.
        """
        with locked(self.folder):
            found = self._one(source)
            # They go first: without them they are made again, without it they would be left over.
            vectors = tuple(delete_for_now(path) for path in self._vectors_of(found))
            return replace(delete_for_now(self._place(found.id)), name=found.name, beside=vectors)

    def forget_queries(self, states: StateLibrary | None = None) -> Deleted:
        """Forget past queries, and the memory of them; `bring_back` undoes it as `set_aside` says.

        Args:
            states: where the memory is; None for the user's own.

        Raises:
            StorageError: they cannot be moved.
        """
        # The memory first: whatever ends this half-way, it is read again from the log.
        memory = memory_set_aside(self.name, states or StateLibrary())
        if memory and not self.queries.path.exists():
            return memory[0]
        return replace(self.queries.set_aside(), beside=memory)

    def bring_back(self, deleted: Deleted) -> None:
        """Have a source again, or the past queries, that were set aside.

        Raises:
            StorageError: the source was added again since, or it cannot be moved.
        """
        with locked(self.folder):
            if deleted.original == self.queries.path:
                self.queries.bring_back(deleted)
            else:
                deleted.bring_back()

    # ------------------------------------------------------------------ vectors

    def vectors(
        self,
        sources: Sequence[Source],
        passages: Sequence[Passage],
        by: TextVectors,
        control: Control,
    ) -> NDArray[np.float32]:
        """The vectors of all passages, `[N, d]`: from the disk where they are, else made and kept.

        Args:
            sources: whose passages they are.
            passages: in the order of their sources.
            by: the model that makes them.
            control: takes progress; may cancel; of sources that are done it stays.

        Raises:
            StorageError: they cannot be kept.
            Cancelled: through `control`.
        """
        own: dict[str, list[str]] = {source.id: [] for source in sources}
        for passage in passages:
            own[passage.source].append(passage.text)
        found = []
        done = 0
        for source in sources:
            texts = own[source.id]
            path = self.folder / "vectors" / by.fingerprint / f"{source.id}.safetensors"
            known = read_vectors(path, source, len(texts))
            if known is None:
                parts = []
                for start in range(0, len(texts), _AT_ONCE):
                    control.report(
                        done + start, len(passages), marked("progress", "Reading passages"), "passages"
                    )  # fmt: skip
                    parts.append(by.of(texts[start : start + _AT_ONCE], control))
                known = np.concatenate(parts)
                write_vectors(path, source, by.name, known)
            done += len(texts)
            found.append(known)
        return np.concatenate(found) if found else np.zeros((0, 1), np.float32)

    # ------------------------------------------------------------------ inside

    def _one(self, source: str) -> Source:
        found = [s for s in self.contents().sources if source in {s.id, s.path, s.name}]
        if len(found) != 1:
            raise DataError(
                marked("errors", "{count} documents of the collection '{collection}' are called '{name}'. Name one by its path, as the list shows it."),
                count=len(found), collection=self.name, name=source,
            )  # fmt: skip
        return found[0]

    def _vectors_of(self, source: Source) -> list[Path]:
        return list((self.folder / "vectors").glob(f"*/{source.id}.safetensors"))

    def _place(self, name: str) -> Path:
        return self.folder / "sources" / f"{name}.json"


def make_collection(folder: Path, name: str) -> Collection:
    """An empty one in a new folder.

    Raises:
        StorageError: it cannot be made.
    """
    about = {"format": _FORMAT, "name": name, "created": now(), "encoder": ""}
    write_text(folder / _ABOUT, json.dumps(about, ensure_ascii=False))
    return Collection(folder)


def memory_set_aside(name: str, states: StateLibrary) -> tuple[Deleted, ...]:
    """Take out the memory of the past queries of the collection called `name`, if there is one.

    Raises:
        StorageError: it cannot be moved.
    """
    memory = memory_name("Search", name)
    found = states.delete(memory, may_return=True) if states.has(memory) else None
    return () if found is None else (found,)


def _read_about(folder: Path) -> dict[str, Any]:
    try:
        about: dict[str, Any] = json_in(folder / _ABOUT)
        is_later = about["format"] > _FORMAT
        about["name"].strip()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise DataError(
            marked("errors", "{path} is no collection, or is damaged: its {file} cannot be read. Make the collection again."),
            path=str(folder), file=_ABOUT,
        ) from error  # fmt: skip
    if is_later:
        raise written_later(_ABOUT)
    return about


def _new_source(path: str, documents: tuple[Said, ...]) -> Source:
    if sum(len(each.text) for each in documents) > _LARGEST:
        raise DataError(
            marked("errors", "{path} has more than {most} million characters, too many for one document of a collection. Split it."),
            path=path, most=_LARGEST // 1_000_000,
        )  # fmt: skip
    return Source(source_id(path), path, digest_of(documents), now(), documents)


def _text_of(document: Document, row_kind: str) -> str:
    """What is searched of a document: of pairs of a query and a document, the document."""
    if document.turns is None:
        return str(document.text)
    turns = document.turns[-1:] if row_kind == "retrieval" else document.turns
    return "\n".join(turn.text for turn in turns)


def _each_once(documents: list[Said]) -> tuple[Said, ...]:
    """Without texts that were there before, as where several queries found one document."""
    return tuple({each.text: each for each in reversed(documents)}.values())[::-1]
