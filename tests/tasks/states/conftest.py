"""A model that has read something, and a library of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.models.load import LoadedModel
from memstudio.progress import Control
from memstudio.tasks.conversation import Conversation
from memstudio.tasks.states.state_library import StateLibrary
from tests.tiny import SENTENCES, tiny_loaded


@pytest.fixture(scope="session")
def loaded() -> LoadedModel:
    return tiny_loaded("rmt")


@pytest.fixture
def library(tmp_path: Path) -> StateLibrary:
    return StateLibrary(tmp_path / "memories")


@pytest.fixture
def conversation(loaded: LoadedModel) -> Conversation:
    conversation = Conversation(loaded)
    conversation.read(SENTENCES[0], control=Control(), source="night.txt")
    return conversation
