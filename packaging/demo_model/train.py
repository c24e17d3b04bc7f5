"""Trains the bundled model `demo` from nothing: tokenizer, backbone and memory.

    python packaging/demo_model/train.py --out resources/models/demo

One thread, a fixed seed, no network; see README.md beside this file for what it does and why.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import torch
from beginning import build_model, build_tokenizer
from recipe import STAGES
from story_batches import Stories
from trainer import Trainer
from transformers import PreTrainedTokenizerFast

from memstudio.evaluation.story_recall import evaluate_story_recall
from memstudio.memory.memory_model import MemoryModel
from memstudio.progress import Control

if TYPE_CHECKING:
    from torch import Tensor

SEED = 0
EVALUATION_SEED = 1
EVALUATION_STORIES = 200


def check_agreement(trainer: Trainer, model: MemoryModel, ids: Tensor) -> None:
    """Make sure that the model, as MemStudio runs it, is what was trained.

    Raises:
        RuntimeError: it is not.
    """
    model.eval()
    with torch.no_grad():
        hidden, _, memory = trainer.read(ids, 0.0)
        output = model(ids)
        logits = model.backbone.lm_head(hidden)
    slots = output.memory_state.tensors["slots"]
    same = torch.allclose(logits, output.logits, atol=1e-3)
    if not same or not torch.allclose(slots, memory[:, -1], atol=1e-3):
        raise RuntimeError("training and MemStudio read a story differently")


def evaluate(folder: Path) -> None:
    """Measure the model in `folder` and store the figures there, with the model card."""
    model = MemoryModel.from_pretrained(folder)
    tokenizer = PreTrainedTokenizerFast.from_pretrained(folder)
    report = evaluate_story_recall(
        model, tokenizer, num_stories=EVALUATION_STORIES, seed=EVALUATION_SEED, control=Control()
    )
    weights = (folder / "model.safetensors").read_bytes()
    stored = {"model_sha256": hashlib.sha256(weights).hexdigest(), **report.to_json()}
    (folder / "evaluation.json").write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
    card = Path(__file__).with_name("MODEL_CARD.md").read_text(encoding="utf-8")
    figures = {
        name: f"{rate.accuracy:.1%} of {rate.asked:,} ({rate.low:.1%} to {rate.high:.1%})"
        for name, rate in [
            ("at_length", report.at_length),
            ("far", report.far),
            ("reset", report.reset),
            ("seen_pairs", report.seen_pairs),
        ]
    }
    table = "\n".join(
        f"| {row.distance} | {row.rate.accuracy:.1%} | {row.rate.asked:,} |"
        for row in report.by_distance
    )
    numbers = {
        "parameters": f"{model.num_parameters():,}",
        "segments": str(report.trained_segments),
        "chance": f"{report.chance:.1%}",
        "seed": str(report.seed),
        "stories": str(report.num_stories),
        "table": table,
    }
    for name, value in {**figures, **numbers}.items():
        card = card.replace(f"@{name}@", value)
    (folder / "README.md").write_text(card, encoding="utf-8")
    print("\n".join(f"{name}: {value}" for name, value in figures.items()))
    print(table)


def main() -> int:
    """Train, save and evaluate."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=Path, required=True, help="folder to write the model to")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--share", type=float, default=1.0, help="share of all steps, to try it")
    parser.add_argument("--evaluate-only", action="store_true", help="measure the model in --out")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    if not arguments.evaluate_only:
        train(arguments.out, arguments.seed, arguments.share)
    evaluate(arguments.out)
    return 0


def train(folder: Path, seed: int, share: float) -> None:
    """Train a model and write it to `folder`."""
    start = time.monotonic()
    stages = tuple(replace(s, steps=max(1, round(s.steps * share))) for s in STAGES)
    tokenizer = build_tokenizer(seed)
    model = build_model(seed, len(tokenizer))
    print(f"{model.num_parameters():,} parameters", flush=True)
    stories = Stories(tokenizer, random.Random(seed))  # noqa: S311 - no secret
    trainer = Trainer(model.train(), stories, seed)
    model.config.trained_on = {
        "recipe": "packaging/demo_model/train.py",
        "seed": seed,
        "segments": max(stage.segments for stage in stages),
        "text": "pride-and-prejudice.txt, chapters 1 to 49, with generated facts and questions",
    }
    tokenizer.save_pretrained(folder)
    trainer.run(stages, lambda: model.save_pretrained(folder))
    check_agreement(trainer, model, stories.batch(2, STAGES[-1], 3).ids)
    print(f"written to {folder} after {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
