"""Users and their memories in folders of their own, and some titles."""

from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.tasks.recommending.user_library import UserLibrary
from memstudio.tasks.states.state_library import StateLibrary

TOUCHED = ("The joy of chess", "Letters on chess", "My life with trains")
OFFERED = ("All about stars", "A short history of chess", "The secret of castles", "Horses")


@pytest.fixture
def library(tmp_path: Path) -> UserLibrary:
    return UserLibrary(tmp_path / "users", StateLibrary(tmp_path / "states"))
