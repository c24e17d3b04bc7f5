"""Events of a run and their lines."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from memstudio import events
from memstudio.events import EVENT_TYPES, RunEvent, parse_event, parse_events

_VALUES: dict[str, Any] = {
    "run": "/runs/1", "total_steps": 10, "num_parameters": 3, "num_trainable": 2, "device": "cpu",
    "train_tokens": 5, "validation_tokens": 1, "step": 4, "loss": 1.5, "learning_rate": 0.1,
    "grad_norm": 2.0, "tokens": 9, "tokens_per_second": 3.0, "elapsed": 1.0, "eta": 2.0,
    "process_bytes": 100, "trace": "traces/step-4.zarr", "path": "checkpoints/checkpoint-4",
    "reason": "stopped", "loss_before": 2.0, "loss_after": 1.0, "model": "/runs/1/model",
    "text": "{path} is full", "values": {"path": "/x"}, "when": "before", "cause": "disk",
    "before": {"batch_size": 4}, "after": {"batch_size": 2}, "of": "/runs/0", "tracker": "Trackio",
    "metrics": {"question/exact_match": {"value": 0.5, "memory_reset": None, "count": 4}},
    "memory_share": 0.2, "memory_rms": 1e-3, "other_rms": 2e-3,
}  # fmt: skip


def an(kind: type[Any]) -> RunEvent:
    values = _VALUES | ({"values": {"churn": 0.5}} if kind is events.MemoryHealth else {})
    return kind(**{name: values[name] for name in kind.model_fields if name in values})


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_an_event_survives_its_line(kind: type[Any]) -> None:
    event = an(kind)
    line = event.to_line()
    assert "\n" not in line
    assert parse_event(line) == event
    assert json.loads(line)["event"] == event.event


@pytest.mark.parametrize("kind", EVENT_TYPES)
def test_an_event_cannot_be_changed(kind: type[Any]) -> None:
    with pytest.raises(ValidationError):
        an(kind).time = 0.0


@given(
    loss=st.floats(), rate=st.floats(allow_nan=False), text=st.text(), step=st.integers(0, 2**60)
)
def test_any_number_and_any_text_survive_their_line(
    loss: float, rate: float, text: str, step: int
) -> None:
    values = _VALUES | {"loss": loss, "learning_rate": rate, "step": step}
    fields = {n: values[n] for n in events.StepFinished.model_fields if n in values}
    read = parse_event(events.StepFinished(**fields).to_line())
    assert isinstance(read, events.StepFinished)
    assert read.loss == loss or (math.isnan(read.loss) and math.isnan(loss))
    assert (read.learning_rate, read.step) == (rate, step)
    if text.isprintable():
        failed = events.RunFailed(step=step, text=text, values={"a": text})
        assert parse_event(failed.to_line()) == failed


def test_lines_that_are_torn_or_unknown_are_passed_over() -> None:
    good = an(events.Validated)
    lines = [
        good.to_line(),
        '{"event":"from_the_future","step":1}',
        "",
        good.to_line()[:-5],
        an(events.RunPaused).to_line() + "\n",
        "\x00\x00",
    ]
    assert [event.event for event in parse_events(lines)] == ["validated", "run_paused"]


def test_a_field_of_a_newer_version_is_passed_over() -> None:
    line = json.dumps(json.loads(an(events.RunPaused).to_line()) | {"future": 1})
    assert isinstance(parse_event(line), events.RunPaused)


def test_an_unknown_line_is_refused_when_asked_for_alone() -> None:
    with pytest.raises(ValueError, match="from_the_future"):
        parse_event('{"event":"from_the_future"}')
