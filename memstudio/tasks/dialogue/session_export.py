"""A session as a document for people, as JSON, and its memory as one file. Imports no torch."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from memstudio.atomic import exists_already, write_text
from memstudio.memory.state_file import read_header, write_copy
from memstudio.tasks.dialogue.session_record import SessionEntry, read_turns

if TYPE_CHECKING:
    from pathlib import Path

    from memstudio.tasks.dialogue.session_record import SessionRecord
    from memstudio.tasks.dialogue.turn import Turn

MARKDOWN, JSON = "session.md", "session.json"
MEMORY = "memory.safetensors"


def export_session(entry: SessionEntry, target: Path, *, replaces: bool = False) -> list[Path]:
    """Write a session to a `.md` or a `.json` file, or both and its memory into a folder.

    Args:
        entry: the session.
        target: the file, or a folder, which is made.
        replaces: whether files that are there may be replaced.

    Returns:
        The files that were written.

    Raises:
        DataError: the session is damaged.
        StorageError: there is a file already, or it cannot be written.
    """
    record, turns = entry.record, read_turns(entry)
    texts = {".md": as_markdown(record, turns), ".json": as_json_text(record, turns)}
    if target.suffix.lower() in texts:
        written = {target: texts[target.suffix.lower()]}
        memory = None
    else:
        written = {target / MARKDOWN: texts[".md"], target / JSON: texts[".json"]}
        memory = target / MEMORY if record.memory else None
    paths = [*written, *([memory] if memory is not None else [])]
    for path in paths:
        if path.exists() and not replaces:
            raise exists_already(path)
    for path, text in written.items():
        write_text(path, text)
    if memory is not None:
        kept = entry.folder / record.memory
        provenance = read_header(kept).provenance
        if not provenance.name:
            provenance = provenance.called(record.name)
        write_copy(kept, memory, provenance.for_others())
    return paths


def as_markdown(record: SessionRecord, turns: tuple[Turn, ...]) -> str:
    """The whole session, to be read."""
    lines = [f"# {record.name}", "", f"Held with {record.model}; last changed {record.saved}."]
    if record.branched_from:
        origin = record.branched_from[0]
        lines.append(f"Branched from '{origin.name}' after turn {origin.num_turns}.")
    for number, turn in enumerate(turns, start=1):
        if number == record.since + 1 and record.since:
            lines += ["", "*The memory was emptied or exchanged here.*"]
        origin_text = f", from '{turn.origin}'" if turn.origin else ""
        lines += ["", f"## Turn {number}{origin_text}"]
        if turn.is_document:
            lines += ["", f"Read into the memory: {turn.source}"]
        if turn.prompt.strip():
            lines += ["", *(f"> {line}".rstrip() for line in turn.prompt.strip().splitlines())]
        if turn.answer.strip():
            lines += ["", turn.answer.strip()]
    return "\n".join(lines) + "\n"


def as_json_text(record: SessionRecord, turns: tuple[Turn, ...]) -> str:
    """The same for programs."""
    return json.dumps(as_json(record, turns), ensure_ascii=False, indent=1) + "\n"


def as_json(record: SessionRecord, turns: tuple[Turn, ...]) -> dict[str, Any]:
    """The same as plain values."""
    return {
        "name": record.name,
        "model": record.model,
        "memory_kind": record.kind,
        "created": record.created,
        "saved": record.saved,
        "branched_from": [origin.model_dump() for origin in record.branched_from],
        "merged": list(record.merged),
        "turns": [
            {
                "number": number,
                "said": turn.prompt,
                "wrote": turn.answer,
                "document": turn.source,
                "when": turn.when,
                "from": turn.origin,
                "edited": turn.is_edited,
                "remembered": number > record.since,
                "tokens": len(turn.ids),
            }
            for number, turn in enumerate(turns, start=1)
        ],
    }
