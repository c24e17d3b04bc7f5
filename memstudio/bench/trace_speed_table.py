"""The figures of `memstudio bench trace` as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from memstudio.bench.trace_speed import TraceFigures


def as_markdown(found: TraceFigures) -> str:
    """Two tables: what a trace costs, and how fast it is looked through."""
    s, p = found.settings, found.probes
    detail = ", ".join(f"{name}: {finest}" for name, finest in found.detail.items())
    rows = [
        ("reading, recorder off", f"{found.plain_seconds:.1f} s", f"{found.plain_processor_seconds:.1f} s of processor"),
        ("the same, recorder on", f"{found.recorded_seconds:.1f} s", f"{found.recorded_processor_seconds:.1f} s of processor"),
        ("on / off", f"{found.ratio:.2f}", f"{found.processor_ratio:.2f} by processor; at most 1.5"),
        ("growth of memory after 10,000 tokens", f"{found.growth / 1e6:.0f} MB", "at most 100 MB"),
        ("size on disk", f"{found.size / 1e6:.0f} MB", f"at most 300 MB; kept of {detail}"),
        ("time to open", f"{found.opening.seconds:.2f} s", f"slowest {found.opening.slowest:.2f} s; at most 2 s"),
        (f"of training, a probe every {p.every} steps", f"{100 * p.share:.1f}%", f"demo: a probe {1000 * p.probe_seconds:.0f} ms, a step {1000 * p.step_seconds:.0f} ms of processor; at most 3%"),
    ]  # fmt: skip
    setting = (
        f"{s.tokens:,} tokens, {s.slots} slots ({s.kind}), segments of {s.segment_length}; "
        f"a model of {s.layers} layers, width {s.width}, {s.heads} heads, random weights "
        f"(seed {s.seed}); {s.threads} thread(s)."
    )
    lines = [
        setting,
        "",
        "| what | figure | |",
        "| --- | ---: | --- |",
        *(f"| {name} | {figure} | {note} |" for name, figure, note in rows),
        "",
        "A screenful of weights, 1,920 cells x all slots, at places that were not looked at before:",
        "",
        "| weights | tokens per cell | usual | slowest |",
        "| --- | ---: | ---: | ---: |",
        *(
            f"| {each.name} | {each.each:,} | {each.milliseconds:.1f} ms | {each.slowest:.1f} ms |"
            for each in found.fetches
        ),
    ]
    return "\n".join(lines)
