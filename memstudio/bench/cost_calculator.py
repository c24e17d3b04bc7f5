"""What the cost calculator says beside what real steps take: memory, arithmetic and seconds.

Memory is what torch allocates for a whole step with the optimiser's; arithmetic is counted while the
model computes; seconds are the process's own on the processor, of which other work takes nothing away
but speed.
"""

from __future__ import annotations

import itertools
import json
import statistics
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch

from memstudio.costs.counting import Counted
from memstudio.costs.measured_machine import measured_machine
from memstudio.costs.run_cost import run_cost
from memstudio.costs.shapes import shape_of
from memstudio.costs.traced_step import traced_step
from memstudio.errors import marked
from memstudio.memory.memory_model import MemoryModel
from memstudio.training.run_config import RunConfig
from memstudio.training.step_memory import allocated
from memstudio.training.trained_model import checkpointed, only_trained, threads

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from memstudio.progress import Control

_ROUNDS = 3
_VOCABULARY = 2048


@dataclass(frozen=True)
class CostTrial:
    """One step, as it was said to be and as it was.

    Attributes:
        kind: of memory.
        slots: m.
        segments: of a sample.
        depth: of BPTT; None for all.
        replay: whether segments are read again on the way back.
        bytes_said, bytes_found: that a step allocates at most, optimiser and gradients included.
        flops_said, flops_found: of a step.
        seconds_said, seconds_found: of a step.
    """

    kind: str
    slots: int
    segments: int
    depth: int | None
    replay: bool
    bytes_said: int
    bytes_found: int
    flops_said: float
    flops_found: float
    seconds_said: float
    seconds_found: float


def backbone_files(folder: Path) -> dict[bool, Path]:
    """Configurations of a small decoder, and of a pair of encoder and decoder (True)."""
    sizes: dict[str, Any] = {"vocab_size": _VOCABULARY, "max_position_embeddings": 512}
    found = {
        False: sizes | {
            "model_type": "llama", "hidden_size": 256, "intermediate_size": 704,
            "num_hidden_layers": 4, "num_attention_heads": 4, "tie_word_embeddings": True,
        },
        True: sizes | {
            "model_type": "bart", "d_model": 256, "encoder_layers": 2, "decoder_layers": 2,
            "encoder_attention_heads": 4, "decoder_attention_heads": 4, "encoder_ffn_dim": 1024,
            "decoder_ffn_dim": 1024, "dropout": 0.0,
        },
    }  # fmt: skip
    paths = {}
    for is_pair, values in found.items():
        paths[is_pair] = folder / f"{values['model_type']}.json"
        paths[is_pair].write_text(json.dumps(values), encoding="utf-8")
    return paths


def cost_trials(
    kinds: Sequence[str],
    slots: Sequence[int],
    segments: Sequence[int],
    folder: Path,
    control: Control,
) -> list[CostTrial]:
    """Try every kind with every number of slots and segments, plain, with BPTT cut, and with replay.

    Args:
        kinds: of memory.
        slots: m.
        segments: of a sample.
        folder: for configurations.
        control: takes progress; may cancel.
    """
    files = backbone_files(folder)
    machine = measured_machine("cpu", num_threads=1, control=control)
    found = []
    ways: list[tuple[int | None, bool]] = [(None, False), (1, False), (None, True)]
    grid = list(itertools.product(kinds, slots, segments, ways))
    with threads(1):
        for place, (kind, num_slots, num_segments, (depth, replay)) in enumerate(grid):
            control.report(place, len(grid), marked("progress", "Measuring"))
            control.checkpoint()
            config = RunConfig.of(
                model=str(files[kind == "nlm"]), trains="everything", batch_size=2, device="cpu",
                memory={"kind": kind, "num_slots": num_slots, "segment_length": 64},
                segments_per_sample=num_segments, bptt_depth=depth, memory_replay=replay,
            )  # fmt: skip
            cost = run_cost(config, traced_step(config, control), machine)
            parts = {part.name: part.num_bytes for part in cost.parts}
            real = _real(config)
            found.append(
                CostTrial(
                    kind, num_slots, num_segments, depth, replay,
                    cost.peak - parts["weights"] - parts.get("program", 0), real[0],
                    cost.flops, real[1], cost.seconds, real[2],
                )
            )  # fmt: skip
    return found


def _real(config: RunConfig) -> tuple[int, float, float]:
    """Bytes, arithmetic and seconds of a step that is taken."""
    torch.manual_seed(0)
    model = MemoryModel(shape_of(config)).train()
    with only_trained(model, config.trains), checkpointed(model, config):
        trained = [p for p in model.parameters() if p.requires_grad]
        optimizer = torch.optim.AdamW(trained, lr=1e-5)
        length = config.segments_per_sample * model.config.segment_length
        ids = torch.randint(4, _VOCABULARY, (config.batch_size, length))

        def learn() -> None:
            model(ids, labels=ids).loss.backward()

        def step() -> None:
            learn()
            torch.nn.utils.clip_grad_norm_(trained, 1.0)
            optimizer.step()
            optimizer.zero_grad()

        with Counted(real=True) as counted:
            learn()
        optimizer.step()
        optimizer.zero_grad()
        kept = sum(
            value.numel() * value.element_size()
            for state in optimizer.state.values()
            for value in state.values()
        )
        _, most = allocated(step, model.device)
        found = []
        for _ in range(_ROUNDS):
            began = time.process_time()
            step()
            found.append(time.process_time() - began)
    return most + kept, float(sum(counted.flops)), statistics.median(found)


def as_markdown(trials: Sequence[CostTrial]) -> str:
    """A table with the ratio of what was said to what was found, and how far off they are in all."""
    lines = [
        "| memory | slots | segments | BPTT | memory found, MB | said / found | GFLOP found | said / found | seconds found | said / found |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for each in trials:
        way = "replay" if each.replay else "all" if each.depth is None else str(each.depth)
        lines.append(
            f"| {each.kind} | {each.slots} | {each.segments} | {way} "
            f"| {each.bytes_found / 1e6:.0f} | {each.bytes_said / each.bytes_found:.2f} "
            f"| {each.flops_found / 1e9:.1f} | {each.flops_said / each.flops_found:.2f} "
            f"| {each.seconds_found:.2f} | {each.seconds_said / each.seconds_found:.2f} |"
        )
    lines += [
        "",
        "| of all | least | median | most | within 25% |",
        "| --- | --- | --- | --- | --- |",
    ]
    for what in ("bytes", "flops", "seconds"):
        ratios = sorted(getattr(t, f"{what}_said") / getattr(t, f"{what}_found") for t in trials)
        near = sum(0.75 <= ratio <= 1.25 for ratio in ratios) / len(ratios)
        lines.append(
            f"| {what} | {ratios[0]:.2f} | {statistics.median(ratios):.2f} | {ratios[-1]:.2f} | {near:.0%} |"
        )
    return "\n".join(lines)
