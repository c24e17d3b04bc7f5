"""Opening a model, training, tracing, writing with it and closing it, again and again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from memstudio.gui.session import Session
from memstudio.models.save import save_model
from memstudio.paths import sessions_dir
from memstudio.tasks.generation_settings import GenerationSettings
from memstudio.training.run_config import RunConfig
from tests.soak.held import Held, count
from tests.soak.patience import until
from tests.tiny import SENTENCES, tiny_loaded

if TYPE_CHECKING:
    from collections.abc import Callable


def soak_engine(folder: Path, cycles: int, keep: Callable[[Held], None]) -> None:
    """Do all of it through the session and the real engine, and count after each cycle.

    Args:
        folder: for the model, the text and the runs; a run is removed when it was made.
        cycles: how often.
        keep: takes what was counted.

    Raises:
        RuntimeError: the engine said that something failed.
    """
    loaded = tiny_loaded("rmt")
    model = folder / "model"
    save_model(loaded.model, loaded.tokenizer, model, card="tiny")
    book = folder / "book.txt"
    book.write_text((SENTENCES[0] + "\n\n") * 60, encoding="utf-8")
    del loaded
    session = Session()
    failures: list[str] = []
    session.failed.connect(lambda failure: failures.append(failure.text.format(**failure.values)))
    session.start_engine()
    try:
        until(lambda: bool(session.devices), "the engine")
        for cycle in range(1, cycles + 1):
            _cycle(session, model, book, folder / "runs")
            if failures:
                raise RuntimeError("; ".join(failures))
            keep(count(cycle))
    finally:
        session.close()


def _cycle(session: Session, model: Path, book: Path, runs: Path) -> None:
    session.load_model(str(model))
    until(lambda: session.model is not None and session.task is None, "the model")
    session.start_training(_run(model, book, runs))
    until(lambda: not session.run.is_active and session.task is None, "the end of the run")
    assert session.run is not None
    assert session.run.state == "completed"
    before = session.traces.document
    session.record_trace(SENTENCES[0] * 4, "story")
    until(lambda: session.traces.document is not before and session.task is None, "the trace")
    texts: list[str] = []
    session.text_generated.connect(lambda piece: texts.append(piece.text))
    session.generate("Daniel", GenerationSettings(max_new_tokens=6))
    until(lambda: bool(texts) and session.task is None, "the text")
    session.text_generated.disconnect()
    session.unload_model()
    until(lambda: session.model is None, "the end of the model")
    # What is kept for the user may grow, and is listed; it is no leak.
    shutil.rmtree(runs)
    shutil.rmtree(sessions_dir(), ignore_errors=True)
    for trace in session._scratch.iterdir():
        if str(trace) != session.traces.document.path:
            shutil.rmtree(trace)


def _run(model: Path, book: Path, runs: Path) -> RunConfig:
    return RunConfig.of(
        model=str(model),
        data=(str(book),),
        out=str(runs),
        device="cpu",
        trains="everything",
        steps=3,
        batch_size=2,
        segments_per_sample=2,
        memory={"segment_length": 16},
        probe={"every": 2, "max_segments": 2},
        validation_tokens=64,
        checkpoint_every=2,
    )
