"""A training step of the demo model from every format and every kind of rows."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from memstudio.data.corpus import read_corpus
from memstudio.data.formats import FORMATS
from memstudio.data.row_kinds import ROW_KINDS
from memstudio.data.tokenised import tokenise
from memstudio.events import StepFinished
from memstudio.memory.attach import open_model
from memstudio.progress import Control
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.trainer import train
from tests.data.gallery import GALLERY
from tests.data.gallery.entry import Entry

_QUICK = {"story.txt", "rows.parquet", "aligned", "messages.jsonl", "clicks.jsonl"}
_ENTRIES = [
    pytest.param(entry, id=str(entry), marks=[] if entry.name in _QUICK else pytest.mark.slow)
    for entry in GALLERY
]


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return open_model("demo", device="cpu").tokenizer


def test_every_format_and_every_kind_of_rows_is_there() -> None:
    readers = {each.name for each in FORMATS} | {"aligned"}
    assert {entry.format for entry in GALLERY} == readers
    assert {entry.row_kind for entry in GALLERY} - {""} == {kind.name for kind in ROW_KINDS}


@pytest.mark.parametrize("entry", GALLERY, ids=str)
@pytest.mark.one_in(4)
def test_only_what_is_to_be_learnt_counts(entry: Entry, tmp_path: Path, tokenizer: Any) -> None:
    corpus = read_corpus([entry.make(tmp_path)], control=Control())
    reports = [report for report in corpus.files if report.num_documents]
    assert reports[0].format == entry.format
    if entry.row_kind:
        assert {r.understood.row_kind for r in reports if r.understood} == {entry.row_kind}
    assert len(corpus.documents) == len(entry.learnt)
    tokens = tokenise(corpus.documents, tokenizer)
    for document, learnt, start, end in zip(
        corpus.documents, entry.learnt, tokens.offsets[:-1], tokens.offsets[1:], strict=True
    ):
        ids = np.asarray(tokens.tokens[start:end])
        counts = tokens.counts
        counted = ids if counts is None else ids[np.asarray(counts[start:end], bool)]
        assert len(counted)
        said = tokenizer.decode(counted, skip_special_tokens=True)
        assert " ".join(said.split()) == " ".join(learnt.split())
        assert (document.turns is None) == (not entry.read)
        for words in entry.read:
            assert words not in said
    everything = tokenizer.decode(np.asarray(tokens.tokens))
    for words in entry.read:
        assert words in everything


@pytest.mark.parametrize("entry", _ENTRIES)
def test_a_step_is_trained(entry: Entry, tmp_path: Path) -> None:
    config = RunConfig.of(
        data=(str(entry.make(tmp_path)),), steps=1, batch_size=1, segments_per_sample=1,
        validation_fraction=0.0, validate_every=0, probe={"every": 0}, evaluation={"rows": 0},
        trains="everything", device="cpu", threads=1, out=str(tmp_path / "runs"),
    )  # fmt: skip
    result = train(config, control=Control(), on_event=lambda _: None)
    assert result.reason == "completed"
    (step,) = [e for e in RunFolder(result.folder).events() if isinstance(e, StepFinished)]
    assert math.isfinite(step.loss)
    assert step.loss > 0
    assert step.tokens > 0
    assert step.grad_norm is not None
    assert step.grad_norm > 0
