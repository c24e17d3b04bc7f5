from __future__ import annotations

from pathlib import Path

import pytest

from memstudio.bench import trace_speed
from memstudio.bench.probe_cost import ProbeFigures, measure_probes, seconds_of
from memstudio.bench.trace_speed import TraceSettings, measure_trace
from memstudio.bench.trace_speed_table import as_markdown
from memstudio.cli.app import run
from memstudio.progress import Control
from memstudio.trace.reader import TraceReader


@pytest.mark.slow
def test_a_text_is_read_and_recorded_to_the_token(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    probes = ProbeFigures(steps=60, every=50, step_seconds=0.1, probe_seconds=0.05)
    assert probes.share == pytest.approx(0.01)
    monkeypatch.setattr(trace_speed, "measure_probes", lambda _: probes)
    settings = TraceSettings(tokens=12_500, slots=4, segment_length=32, width=16, layers=1, heads=2)
    found = measure_trace(settings, control=Control(), out=tmp_path / "t.zarr")
    trace = TraceReader(tmp_path / "t.zarr")
    assert trace.num_tokens == 12_500
    assert trace.num_slots == 4
    assert found.detail == {"read": "heads", "write": "heads", "between": "heads"}
    assert found.size == sum(
        file.stat().st_size for file in trace.path.rglob("*") if file.is_file()
    )
    assert found.growth >= 0
    assert {each.each for each in found.fetches} >= {1, 4}
    table = as_markdown(found)
    assert "12,500 tokens, 4 slots (rmt)" in table
    assert f"| on / off | {found.ratio:.2f} |" in table
    assert "1.0%" in table


@pytest.mark.parametrize(
    ("words", "status", "reason"),
    [
        (("--width", "9"), 2, "no multiple of twice --heads 4"),
        (("--width", "30", "--heads", "7"), 2, "no multiple of twice --heads 7"),
        (("--memory", "none"), 2, "has no slots"),
        (("--memory", "rnt"), 1, "no memory kind"),
        (("--keep", "{kept}"), 1, "exists already"),
    ],
)
def test_what_cannot_be_measured_is_said_at_once_and_nothing_is_lost(
    words: tuple[str, ...], status: int, reason: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    def measured(*_: object, **__: object) -> None:
        raise AssertionError("measured")

    monkeypatch.setattr(trace_speed, "measure_trace", measured)
    kept = tmp_path / "mine.zarr"
    kept.mkdir()
    (kept / "zarr.json").write_text("{}")
    filled = [word.format(kept=kept) for word in words]
    assert run(["bench", "trace", "--tokens", "1000", *filled]) == status
    printed = capsys.readouterr()
    assert printed.out == ""
    assert reason in " ".join(printed.err.replace("│", " ").split())
    assert (kept / "zarr.json").read_text() == "{}"


@pytest.mark.parametrize("told", [(1, 2, 3, 4, 5, 6, 7, 8), (1, 2, 4, 6, 8), (1, 3, 5, 7)])
def test_steps_and_probes_are_told_apart_however_steps_are_told_of(told: tuple[int, ...]) -> None:
    seen, clock = [], 0.0
    for step in range(1, 9):
        clock += 0.03
        if step in told:
            seen.append(("step_finished", step, clock))
        if step % 4 == 0:
            clock += 0.5
            if step not in told:
                seen.append(("step_finished", step, clock))
            seen += [("probe_recorded", step, clock), ("memory_health", step, clock)]
    assert seconds_of(seen) == pytest.approx((0.03, 0.5))


@pytest.mark.slow
def test_probes_are_timed_in_a_run_of_their_own() -> None:
    found = measure_probes(Control(), steps=21)
    assert found.step_seconds > 0
    assert found.probe_seconds > 0
