from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, QObject, QTranslator
from typing_extensions import override

import memstudio
from memstudio.gui import translation
from memstudio.gui.panes.memory.lane_words import _with
from memstudio.gui.widgets.number_format import duration
from memstudio.resources import resource
from tests.gui.languages import as_written_again

if TYPE_CHECKING:
    from collections.abc import Iterator

UPDATE = Path(memstudio.__file__).parents[1] / "packaging" / "update_translations.py"


@pytest.fixture(autouse=True)
def english_again(qapp):
    with as_written_again(qapp):
        yield


def test_the_catalogs_hold_every_text_and_all_are_finished() -> None:
    found = subprocess.run(
        [sys.executable, str(UPDATE), "--check"], capture_output=True, text=True, check=False
    )
    assert found.returncode == 0, (
        f"{found.stdout}{found.stderr}\nRun: python {UPDATE.name}, and translate what it lists."
    )


def _translating_calls(tree: ast.AST) -> Iterator[ast.Call]:
    for call in ast.walk(tree):
        if isinstance(call, ast.Call):
            name = getattr(call.func, "attr", None) or getattr(call.func, "id", None)
            if name in {"tr", "translate", "marked"}:
                yield call


def test_no_text_stands_where_the_catalogs_cannot_be_filled_from() -> None:
    """What makes the catalogs looks at no call within an f-string."""
    in_braces = re.compile(r"\{[^}]*\b(?:tr|translate|marked)\(")
    found = []
    for path in Path(memstudio.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        # Few are worth the seconds that it takes to understand them all.
        if not in_braces.search(text):
            continue
        for string in ast.walk(ast.parse(text)):
            if isinstance(string, ast.JoinedStr):
                found += [
                    f"{path.name}: {ast.unparse(call)}"
                    for call in _translating_calls(string)
                    if any(isinstance(e, ast.Constant) and " " in str(e.value) for e in call.args)
                ]
    assert found == []


def test_no_text_names_a_key_that_is_another_on_a_mac() -> None:
    """`keys_text` says what Ctrl is here."""
    found = []
    for path in (Path(memstudio.__file__).parent / "gui").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "Ctrl" not in text:
            continue
        for call in _translating_calls(ast.parse(text)):
            said = [each.value for each in call.args if isinstance(each, ast.Constant)]
            if "Ctrl" in str(said):
                found.append(f"{path.name}: {said}")
    assert found == []


def test_the_fields_of_a_translation_are_those_of_its_text() -> None:
    import xml.etree.ElementTree as ET

    field = re.compile(r"\{[^}]*\}|%\d|%n")
    for path in resource("translations").glob("*.ts"):
        for message in ET.parse(path).getroot().iter("message"):  # noqa: S314 - our own
            source = message.findtext("source") or ""
            forms = message.findall("translation/numerusform")
            for form in forms or [message.find("translation")]:
                assert form is not None
                assert sorted(field.findall(form.text or "")) == sorted(field.findall(source))


def test_values_stand_in_their_places_whatever_they_hold() -> None:
    assert translation.numbered("“%1”, token %2 of %2", "%2 or %1", 7) == "“%2 or %1”, token 7 of 7"
    assert translation.numbered("%2 of 100 %", "left out", 3) == "3 of 100 %"


def test_the_window_speaks_chinese_when_asked(qapp) -> None:
    assert len(translation.install(qapp, "zh_CN")) == 2
    assert QCoreApplication.translate("MainWindow", "Memory") == "记忆"
    assert translation.filled("{path} is empty. Fetch the file again.", {"path": "/a.gguf"}) == (
        "/a.gguf 是空的。请重新获取文件。"
    )
    assert duration(200) == "3 分 20 秒"
    assert QLocale().name() == "zh_CN"
    translation.install(qapp, "en")
    assert QCoreApplication.translate("MainWindow", "Memory") == "Memory"


def test_english_counts_one_and_many(qapp) -> None:
    translation.install(qapp, "en")

    class DropTarget(QObject):
        pass

    one = QCoreApplication.translate("DropTarget", "%n file(s)", None, 1)
    many = QCoreApplication.translate("DropTarget", "%n file(s)", None, 3)
    assert (one, many) == ("1 file", "3 files")


def test_a_catalog_is_compiled_into_the_users_cache_once(home: Path) -> None:
    made = translation.compiled_catalog("zh_CN")
    assert made is not None
    assert made.stat().st_size > 1000
    if made.is_relative_to(home):
        before = made.stat().st_mtime_ns
        assert translation.compiled_catalog("zh_CN") == made
        assert made.stat().st_mtime_ns == before


def test_without_a_way_to_compile_the_window_stays_english(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp
) -> None:
    folder = tmp_path / "translations"
    folder.mkdir()
    shutil.copy(resource("translations", "memstudio_zh_CN.ts"), folder)
    monkeypatch.setattr(translation, "resource", lambda *parts: folder / parts[-1])
    monkeypatch.setattr(translation.PySide6, "__file__", str(tmp_path / "nowhere" / "x.py"))
    assert translation.compiled_catalog("zh_CN") is None
    translation.install(qapp, "zh_CN")
    assert QCoreApplication.translate("MainWindow", "Memory") == "Memory"


@pytest.mark.parametrize(
    ("sentences", "shown"),
    [
        (("One.", "", "Two."), "One. Two."),
        (("第 11 段。", "概率为 9%（损失 0）。", "It helps."), "第 11 段。概率为 9%（损失 0）。It helps."),
        ((), ""),
    ],
)  # fmt: skip
def test_a_space_parts_sentences_but_not_chinese_ones(
    sentences: tuple[str, ...], shown: str
) -> None:
    assert translation.in_a_row(*sentences) == shown


class _WideMarks(QTranslator):
    @override
    def translate(
        self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        return {"%1: %2": "%1\uff1a%2", "; ": "\uff1b"}.get(sourceText, "")


def test_what_joins_texts_is_of_the_users_language(qapp) -> None:
    marks = _WideMarks()
    qapp.installTranslator(marks)
    try:
        assert translation.with_colon("a%2", "b") == "a%2\uff1ab"
        assert _with("meaning.", "", "reduced") == "meaning\uff1breduced"
    finally:
        qapp.removeTranslator(marks)
    assert _with("meaning", "reduced") == "meaning; reduced"


def test_an_unknown_language_is_english() -> None:
    assert translation.locale_for("tlh") in translation.LANGUAGES


def test_words_that_a_module_translates_by_a_function_of_its_own_can_be_found() -> None:
    for path in Path(memstudio.__file__).parent.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if "def _tr(" in text:
            assert not re.search(r"_tr\(\s*\"", text), f"{path}: an unmarked text stays English"
