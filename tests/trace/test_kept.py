"""How much of a slot a write left, as kinds tell it, against what float64 carries through every write."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from memstudio.memory.associative_layer import AssociativeLayer
from memstudio.memory.kinds import infini
from memstudio.progress import Control
from memstudio.trace.reader import TraceReader
from memstudio.trace.recorder import record_trace
from memstudio.trace.slot_parts import carried_on
from memstudio.trace.slot_sources import history_sources
from memstudio.trace.slot_weights import Place, written_anew
from tests.battery.cases import Case
from tests.trace.every_kind import SEGMENTS, a_model, a_text

Carried = list[list[Tensor]]
"""After each segment: `[m, d]` of each slot that came from before everything, and from each segment."""


def record(memory: Any, loaded: Any, out: Path) -> TraceReader:
    assert memory is loaded.model.memory
    return record_trace(loaded, a_text(), document="d", out=out / "t.zarr", control=Control())


def outputs(module: nn.Module) -> list[Tensor]:
    found: list[Tensor] = []
    module.register_forward_hook(lambda _, __, output: found.append(output[0].double()))
    return found


def of_armt(loaded: Any, out: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[TraceReader, Carried]:
    """The delta rule takes of every row what stands under the written keys."""
    memory: Any = loaded.model.memory
    calls: list[Any] = []
    write = AssociativeLayer.write

    def watched(self: Any, before: Any, tokens: Tensor) -> Any:
        written = write(self, before, tokens)
        calls.append((before, written))
        return written

    monkeypatch.setattr(AssociativeLayer, "write", watched)
    trace = record(memory, loaded, out)
    num_layers = len(memory.layers)
    slot_of = memory._slot_of_features({"matrix": torch.zeros(1)}).double()
    parts: list[list[Tensor]] = [[] for _ in range(num_layers)]
    carried: Carried = []
    for segment in range(SEGMENTS):
        for layer in range(num_layers):
            before, written = calls[segment * num_layers + layer]
            keys, strengths = written.features[0].double(), written.strengths[0].double()
            under = keys @ before.normaliser[0].double() + 1e-5
            parts[layer] = [a - strengths.T @ (keys @ a / under[:, None]) for a in parts[layer]]
            matrix = written.after.matrix[0].double()
            parts[layer].append(matrix - sum(parts[layer], torch.zeros(()).double()))
        views = [[slot_of.T @ each for each in layer] for layer in parts]
        nothing = torch.zeros_like(views[0][0])
        carried.append([nothing, *(sum(each[1:], each[0]) for each in zip(*views, strict=True))])
    return trace, carried


def of_infini(
    loaded: Any, out: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[TraceReader, Carried]:
    """The delta rule, in every layer and group of heads a slot of its own."""
    memory: Any = loaded.model.memory
    asked: list[tuple[Tensor, Tensor]] = []
    states: list[dict[str, Tensor]] = [memory.initial_state(1)]
    recall, read = infini._recall, memory.read_segment

    def watched(features: Tensor, matrix: Tensor, normaliser: Tensor) -> Tensor:
        asked.append((features[0].double(), normaliser[0].double()))
        return recall(features, matrix, normaliser)

    def reading(*given: Any) -> Any:
        found = read(*given)
        states.append(found.state)
        return found

    monkeypatch.setattr(infini, "_recall", watched)
    monkeypatch.setattr(memory, "read_segment", reading)
    trace = record(memory, loaded, out)
    num_layers = states[0]["matrix"].shape[1]
    parts: list[Tensor] = [torch.zeros_like(states[0]["matrix"]).double()]
    carried: Carried = []
    for segment in range(SEGMENTS):
        start, stop = trace.segment_tokens(segment)
        for part in parts:
            for layer in range(num_layers):
                features, normaliser = asked[segment * num_layers + layer]
                keys = features[:, start - stop :]
                under = (keys @ normaliser[..., None]).clamp(min=1e-20)
                part[0, layer] -= keys.transpose(1, 2) @ (keys @ part[0, layer] / under)
        after = states[segment + 1]
        parts.append(after["matrix"].double() - sum(parts[1:], parts[0]))
        views = [memory.slot_view(after | {"matrix": part.float()}) for part in parts]
        carried.append([view[0].double() for view in views])
    return trace, carried


def of_gates(
    loaded: Any, out: Path, kept: Callable[[int], Tensor], fresh: Callable[[int], Tensor]
) -> tuple[TraceReader, Carried]:
    """Gates take a part of every unit; the norm that follows makes all parts shorter alike."""
    trace = record(loaded.model.memory, loaded, out)
    parts = [loaded.model.memory.initial_state(1)["slots"][0].double()]
    carried: Carried = []
    for segment in range(SEGMENTS):
        parts = [kept(segment) * part for part in parts]
        parts.append(fresh(segment))
        whole = sum(parts[1:], parts[0])
        length = whole.square().mean(-1, keepdim=True).add(1e-6).sqrt()
        parts = [part / length for part in parts]
        carried.append(parts)
    return trace, carried


def of_m2m(loaded: Any, out: Path, _: pytest.MonkeyPatch) -> tuple[TraceReader, Carried]:
    memory = loaded.model.memory
    found, before = outputs(memory.gates_of_found), outputs(memory.gates_of_slot)
    # This norm is used twice in a segment.
    mixed = outputs(memory.mlp_norm)

    def gates(segment: int) -> tuple[Tensor, ...]:
        return (found[segment] + before[segment]).sigmoid().chunk(2, dim=-1)

    return of_gates(loaded, out, lambda t: gates(t)[1], lambda t: gates(t)[0] * mixed[t].tanh())


def of_nlm(loaded: Any, out: Path, _: pytest.MonkeyPatch) -> tuple[TraceReader, Carried]:
    memory = loaded.model.memory
    gates, fresh = outputs(memory.write_gate), outputs(memory.candidate)
    return of_gates(
        loaded,
        out,
        lambda t: 1 - gates[t].sigmoid(),
        lambda t: gates[t].sigmoid() * fresh[t].tanh(),
    )


def shares(parts: list[Tensor]) -> np.ndarray:
    """`[t + 2, m]`, what each part gives along the slot that they make."""
    whole = sum(parts[1:], parts[0])
    size = whole.square().sum(-1)
    return torch.stack([(part * whole).sum(-1) / size for part in parts]).detach().numpy()


@pytest.mark.parametrize(
    ("kind", "carry", "apart"),
    [
        ("armt", of_armt, None),
        ("infini", of_infini, None),
        ("m2m", of_m2m, 0.2),
        ("nlm", of_nlm, 0.1),
    ],
)
def test_what_is_told_is_what_float64_carries_through_every_write(
    kind: str, carry: Any, apart: float | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trace, carried = carry(a_model(Case(kind)), tmp_path, monkeypatch)
    last = SEGMENTS - 1
    for slot in range(trace.num_slots):
        whole = sum(carried[-1][1:], carried[-1][0])[slot].detach().numpy()
        np.testing.assert_allclose(trace.states(SEGMENTS)[slot], whole, rtol=0.01, atol=2e-3)
        anew = written_anew(trace, slot, 0, SEGMENTS)
        exact = [shares(parts)[-1, slot] for parts in carried]
        np.testing.assert_allclose(anew, np.clip(exact, 0, 1), atol=1e-3)
        # What of older segments is left is told as if a write took of all of them alike.
        told = carried_on(anew)[-1]
        if apart is not None:
            np.testing.assert_allclose(told, shares(carried[-1])[:, slot], atol=apart)
        held = history_sources(trace, Place(slot), last)
        written = np.clip(exact[-1], 0, 1)
        if not trace.writes_are_parts:
            written *= trace.write(last)[slot].sum()
        start = trace.segment_tokens(last)[0]
        assert sum(s.weight for s in held.spans if s.start >= start) == pytest.approx(
            written, abs=2e-3
        )
