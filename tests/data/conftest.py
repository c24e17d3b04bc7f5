"""A reading of files in one line, and real text in the languages of several encodings."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from memstudio.data.corpus import Corpus, read_corpus
from memstudio.data.read_settings import ReadSettings
from memstudio.progress import Control

# The first sentences of Dream of the Red Chamber, I Am a Cat, and The Red and the Black.
CHINESE = "此开卷第一回也。作者自云：因曾历过一番梦幻之后，故将真事隐去，而借通灵之说撰此《石头记》一书也。\n"
TRADITIONAL = "此開卷第一回也。作者自云：因曾歷過一番夢幻之後，故將真事隱去，而借通靈之說撰此《石頭記》一書也。\n"
JAPANESE = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。何でも薄暗いじめじめした所でニャーニャー泣いていた事だけは記憶している。\n"
FRENCH = "La petite ville de Verrières peut passer pour l'une des plus jolies de la Franche-Comté. Ses maisons blanches s'étendent sur la pente d'une colline.\n"


@pytest.fixture(autouse=True)
def home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("MEMSTUDIO_HOME", str(folder))
    return folder


@pytest.fixture
def read() -> Callable[..., Corpus]:
    def read(*paths: Path, text_field: str | None = None, **rows: Any) -> Corpus:
        if text_field is not None:
            rows = {"kind": "text", "columns": {"text": text_field}}
        return read_corpus(paths, control=Control(), asked=ReadSettings(**rows))

    return read


@pytest.fixture
def make(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    def make(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return make
