"""What the window says of a drop of broken files: each problem, at its file, to the letter."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from memstudio.data.corpus import read_corpus
from memstudio.data.documents import shown_name
from memstudio.data.preview import preview_corpus
from memstudio.gui.dataset.dataset_card import DatasetCard
from memstudio.gui.dataset.file_list import FileList
from memstudio.gui.drops import plan_drop
from memstudio.progress import Control
from tests.data.broken import FAMILIES
from tests.data.broken.case import Family
from tests.data.broken.limits import lower_limits


@pytest.fixture(autouse=True)
def low_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    lower_limits(monkeypatch)


def drop(family: Family, folder: Path) -> list[Path]:
    """Every file of a family, each in a folder of its own, and a good one."""
    good = folder / "good.txt"
    good.write_text("This file is whole.", encoding="utf-8")
    paths = [good]
    for number, broken in enumerate(family.files):
        place = folder / str(number)
        place.mkdir()
        paths.append(broken.make(place))
    return paths


@pytest.mark.parametrize("family", FAMILIES, ids=lambda family: family.name)
@pytest.mark.one_in(9)
def test_a_drop_of_broken_files_is_reported(family: Family, tmp_path: Path, qtbot) -> None:
    paths = drop(family, tmp_path)
    plan = plan_drop(map(str, paths))
    assert plan.kind == "data"
    corpus = read_corpus([Path(path) for path in plan.paths], control=Control())
    card = DatasetCard()
    qtbot.addWidget(card)
    card.resize(420, 900)
    card.show_corpus(preview_corpus(corpus, paths=plan.paths))
    card.show()
    qtbot.waitExposed(card)
    assert "good.txt" in card.summary.text()
    assert card.files.sizeHint().height() > 0
    said = card.files.texts()
    for problem in corpus.all_problems:
        sentence = problem.sentence()
        assert any(line.endswith(sentence) for line in said), sentence
        assert any(shown_name(problem.path) in line for line in said)
    assert card.trouble.isVisibleTo(card) or not corpus.all_problems
    for label in card.findChildren(QLabel):
        # No name of a file is taken for HTML.
        assert "<b>" not in label.text() or label.textFormat() == label.textFormat().PlainText


def test_sentences_take_the_lines_that_they_need_and_names_that_are_alike_are_told_apart(
    tmp_path: Path, qtbot
) -> None:
    for part in ("train", "test"):
        (tmp_path / part).mkdir()
        (tmp_path / part / "rows.csv").write_text("text,n\nA row.,1\nOne, and more.,1,2\n")
    corpus = read_corpus([tmp_path], control=Control())
    files = FileList()
    qtbot.addWidget(files)
    files.show_files(preview_corpus(corpus))
    files.expandAll()
    files.show()
    heights = []
    for width in (320, 900):
        files.resize(width, 400)
        qtbot.wait(50)
        item = files.topLevelItem(0)
        assert item is not None
        child = item.child(0)
        assert child is not None
        heights.append(files.visualItemRect(child).height())
    assert heights[0] >= 2 * files.fontMetrics().height()
    assert heights[1] < heights[0]
    names = [line for line in files.texts() if line.endswith("rows.csv")]
    assert sorted(names) == ["test/rows.csv", "train/rows.csv"]
