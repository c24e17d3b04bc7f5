"""Memory states as commands name and show them: a name of the user's, or a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from memstudio.cli.terminal import size
from memstudio.errors import MemoryStateError

if TYPE_CHECKING:
    from memstudio.memory.state_file import StateHeader
    from memstudio.memory.state_provenance import Reading
    from memstudio.tasks.conversation import Conversation
    from memstudio.tasks.memory_snapshot import SlotContents
    from memstudio.tasks.states.state_difference import SlotDifference, StateDifference

LIST_HEADING = ("NAME", "MODEL", "KIND", "SEGMENTS", "SIZE", "SAVED", "FORKED FROM")
DIFF_HEADING = ("SLOT", "DISTANCE", "OF LENGTH", "COSINE")


def is_file(text: str) -> bool:
    """Whether `text` says a file, and not the name of a state that is kept.

    What looks like a path is a file, unless there is none and a state is called so; a word alone
    is one only where no state is called so and there is such a file.
    """
    from memstudio.tasks.states.state_library import StateLibrary

    try:
        is_there = Path(text).is_file()
    except OSError:  # no file can be called so
        is_there = False
    looks_so = _looks_like_file(text)
    return (looks_so and is_there) or ((looks_so or is_there) and not StateLibrary().has(text))


def _looks_like_file(text: str) -> bool:
    path = Path(text)
    return path.name != text or path.suffix == ".safetensors"


def place_of(text: str) -> tuple[str, Path]:
    """The name and the file of a state that is named, or is a file itself.

    Raises:
        MemoryStateError: there is none of that name.
    """
    from memstudio.tasks.states.state_library import StateLibrary

    if is_file(text):
        return Path(text).stem, Path(text)
    entry = StateLibrary().find(text)
    return entry.name, entry.path


def place_to_save(text: str, memory: str | None, *, replaces: bool) -> str | Path:
    """The name or the file that a memory can be saved to, before anything is read.

    What `text` says is what it would say to `place_of`, but that a word alone is no file, which
    may be the user's own, unless it is `memory` itself.

    Args:
        text: the name or the file.
        memory: the state that is gone on from, and may be kept again.
        replaces: whether another state may be replaced; no file is that is none.

    Raises:
        MemoryStateError: the name is taken, or cannot be one; or there is no `memory`.
        StorageError: there is such a file already.
    """
    from memstudio.atomic import exists_already, writing
    from memstudio.tasks.states.state_library import StateLibrary
    from memstudio.tasks.states.state_names import checked_name, file_name

    own = None if memory is None else place_of(memory)
    if is_file(text) and (text == memory or _looks_like_file(text)):
        path = Path(text)
        with writing(path):
            is_own = own is not None and own[1].resolve() == path.resolve()
            if path.exists() and not is_own and not (replaces and _is_state(path)):
                raise exists_already(path)
        return path
    library, name = StateLibrary(), checked_name(text)
    if not replaces and own != (name, library.folder / file_name(name)):
        library.refuse_taken(name)
    return name


def _is_state(path: Path) -> bool:
    from memstudio.memory.state_file import read_header

    try:
        read_header(path)
    except MemoryStateError:
        return False
    return True


def save_memory(conversation: Conversation, place: str | Path) -> None:
    """Write the memory to a file, or keep it under a name, as `place_to_save` has allowed.

    Raises:
        StorageError: it cannot be written.
    """
    from memstudio.tasks.states.state_library import StateLibrary

    if isinstance(place, Path):
        conversation.save(place)
    else:
        StateLibrary().keep(place, conversation.save, replaces=True)


def header_as_json(name: str, path: Path, header: StateHeader) -> dict[str, Any]:
    """A state, with all that its file says of it."""
    provenance = header.provenance.model_dump(mode="json")
    return {
        **provenance,
        "name": name,
        "path": str(path),
        "kind": header.kind,
        "fingerprint": header.fingerprint,
        "segments": header.num_segments,
        "bytes": header.num_bytes,
    }


def list_cells(name: str, header: StateHeader) -> tuple[str, ...]:
    """A state as a row of a table."""
    known = header.provenance
    return (
        name, known.model, header.kind, str(header.num_segments), size(header.num_bytes),
        minute(known.saved), known.forked_from[0].name if known.forked_from else "",
    )  # fmt: skip


def minute(when: str) -> str:
    """A time of a state's file, as far as a person cares."""
    return when[:16].replace("T", " ")


def reading_line(reading: Reading) -> str:
    """A text that was read, on a line."""
    ways = {"document": "read", "said": "was told", "written": "wrote"}
    source = f" {reading.source}:" if reading.source else ":"
    return (
        f"{minute(reading.when)}  {ways[reading.way]}{source} {reading.opening}"
        f" ({reading.num_tokens} tokens)"
    )


def slots_as_json(contents: tuple[SlotContents, ...]) -> list[list[str]]:
    """The words of each slot."""
    return [list(slot.words) for slot in contents]


def difference_as_json(found: StateDifference) -> dict[str, Any]:
    """Two states, compared."""
    return {
        "one": found.one,
        "other": found.other,
        "equal": found.is_equal,
        "segments": list(found.segments),
        "pending": list(found.pending),
        "equal_slots": found.num_equal,
        "slots": [
            {
                "slot": each.slot,
                "equal": each.is_equal,
                "distance": each.distance,
                "relative": each.relative,
                "cosine": each.cosine,
                "one": list(each.one.words),
                "other": list(each.other.words),
            }
            for each in found.slots
        ],
    }


def difference_cells(each: SlotDifference, *, has_words: bool) -> tuple[str, ...]:
    """A slot in both states as a row of a table."""
    figures = ("equal", "", "")
    if not each.is_equal:
        cosine = "" if each.cosine is None else f"{each.cosine:.3f}"
        figures = (f"{each.distance:.3g}", f"{each.relative:.0%}", cosine)
    words = (joined(each.one), joined(each.other)) if has_words else ()
    return (str(each.slot), *figures, *words)


def joined(contents: SlotContents) -> str:
    """The words of a slot on a line."""
    return " ".join(word.strip() for word in contents.words)
