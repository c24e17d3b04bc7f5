"""What transformers has to say goes to our log, and nothing of that stays afterwards."""

from __future__ import annotations

import logging

import pytest
import transformers

from memstudio.models.quiet import quiet


def test_notices_go_to_our_log_and_not_to_the_handlers_of_transformers(
    caplog: pytest.LogCaptureFixture,
) -> None:
    terminal: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: terminal.append(record.getMessage())  # type: ignore[method-assign]
    transformers.logging.add_handler(handler)
    logger = transformers.logging.get_logger("transformers.somewhere")
    level = transformers.logging.get_verbosity()
    had_bars = transformers.utils.logging.is_progress_bar_enabled()
    try:
        with caplog.at_level(logging.INFO, logger="memstudio"), quiet():
            with quiet():
                logger.warning("inner")
            logger.warning("outer")
            assert not transformers.utils.logging.is_progress_bar_enabled()
        logger.error("after")
    finally:
        transformers.logging.remove_handler(handler)
    assert terminal == ["after"]
    assert "transformers.somewhere: inner" in caplog.text
    assert "transformers.somewhere: outer" in caplog.text
    assert transformers.logging.get_verbosity() == level
    assert transformers.utils.logging.is_progress_bar_enabled() == had_bars


def test_everything_is_put_back_after_a_failure_and_by_threads_that_overlap() -> None:
    library = logging.getLogger("transformers")
    transformers.logging.get_verbosity()
    before = library.handlers[:]
    with pytest.raises(ValueError, match="x"), quiet():
        raise ValueError("x")
    assert library.handlers == before
    one, other = quiet(), quiet()
    one.__enter__()
    other.__enter__()
    one.__exit__(None, None, None)
    assert library.handlers != before
    other.__exit__(None, None, None)
    assert library.handlers == before
