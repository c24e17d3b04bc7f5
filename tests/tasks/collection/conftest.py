"""A small collection of letters, in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.progress import Control
from memstudio.tasks.collection.collection import Collection
from memstudio.tasks.collection.library import CollectionLibrary

TEXTS = {
    "garden.txt": "The gardener planted roses along the southern wall.\n\nHe waters them at dawn.",
    "harbour.txt": "The harbour is closed in winter, because ice blocks the narrow channel.",
    "bakery.txt": "The bakery on the corner sells bread with caraway seeds on Fridays.",
}


@pytest.fixture
def library(tmp_path: Path) -> CollectionLibrary:
    return CollectionLibrary(tmp_path / "collections")


@pytest.fixture
def texts(tmp_path: Path) -> list[Path]:
    folder = tmp_path / "texts"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    return sorted(folder.iterdir())


@pytest.fixture
def collection(library: CollectionLibrary, texts: list[Path]) -> Collection:
    made = library.open_or_make("Town")
    made.add(texts, Control())
    return made
