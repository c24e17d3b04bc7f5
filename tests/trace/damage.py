"""Ways in which a part of a trace on disk comes to harm."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path


def chunks_of(array: Path) -> list[Path]:
    return sorted(file for file in (array / "c").rglob("*") if file.is_file())


def lose(array: Path) -> None:
    shutil.rmtree(array)


def lose_description(array: Path) -> None:
    (array / "zarr.json").unlink()


def cut_description(array: Path) -> None:
    description = array / "zarr.json"
    description.write_text(description.read_text()[:60])


def falsify_shape(array: Path) -> None:
    description = array / "zarr.json"
    content = json.loads(description.read_text())
    content["shape"][0] = max(1, content["shape"][0] // 2)
    description.write_text(json.dumps(content))


def lose_chunk(array: Path) -> None:
    chunks_of(array)[-1].unlink()


def cut_chunk(array: Path) -> None:
    chunk = chunks_of(array)[-1]
    chunk.write_bytes(chunk.read_bytes()[:-5])


def empty_chunk(array: Path) -> None:
    chunks_of(array)[-1].write_bytes(b"")


def garble_chunk(array: Path) -> None:
    chunk = chunks_of(array)[-1]
    content = bytearray(chunk.read_bytes())
    content[len(content) // 2] ^= 1
    chunk.write_bytes(content)


HARM: dict[str, Callable[[Path], None]] = {
    harm.__name__: harm
    for harm in (
        lose, lose_description, cut_description, falsify_shape, lose_chunk, cut_chunk, empty_chunk,
        garble_chunk,
    )
}  # fmt: skip
