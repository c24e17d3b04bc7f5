"""One memory learning one task from nothing, and what it then gets right."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM, BartConfig, LlamaConfig

from memstudio.bench.controls import interventions_for, score
from memstudio.memory.attach import attach_memory
from memstudio.memory.kinds_registry import memory_kinds

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from memstudio.bench.records import Scores
    from memstudio.bench.tasks.symbol_task import SymbolTask
    from memstudio.bench.trial_settings import TrialSettings
    from memstudio.memory.memory_model import MemoryModel

_CHECK_EVERY = 100
_ENOUGH_TO_GROW = 0.97


@dataclass(frozen=True)
class TrialResult:
    """What came of a trial.

    Attributes:
        scores: at full size, by intervention.
        sizes: at each other size that was tested, by intervention.
        steps: steps taken.
        seconds: they took.
        num_parameters: of the model.
    """

    scores: Scores
    sizes: dict[int, Scores]
    steps: int
    seconds: float
    num_parameters: int


def fresh_model(task: SymbolTask, settings: TrialSettings) -> MemoryModel:
    """A small model with a memory, initialised so that it leaves the plateau (wide, untied)."""
    torch.manual_seed(settings.seed)
    d = settings.width
    places = max(64, 4 * task.segment_length + 4 * settings.num_slots + 16)
    if memory_kinds.get(settings.kind).needs_encoder:
        backbone = AutoModelForSeq2SeqLM.from_config(
            BartConfig(
                vocab_size=task.vocab_size, d_model=d, encoder_layers=settings.layers,
                decoder_layers=settings.layers, encoder_attention_heads=4,
                decoder_attention_heads=4, encoder_ffn_dim=2 * d, decoder_ffn_dim=2 * d,
                max_position_embeddings=places, dropout=0.0, init_std=d**-0.5, pad_token_id=0,
                bos_token_id=0, eos_token_id=3, decoder_start_token_id=0,
                forced_eos_token_id=None,
            )
        )  # fmt: skip
    else:
        backbone = AutoModelForCausalLM.from_config(
            LlamaConfig(
                vocab_size=task.vocab_size, hidden_size=d, num_hidden_layers=settings.layers,
                num_attention_heads=4, intermediate_size=2 * d, max_position_embeddings=places,
                initializer_range=d**-0.5, tie_word_embeddings=False, pad_token_id=0,
                bos_token_id=0, eos_token_id=3,
            )
        )  # fmt: skip
    return attach_memory(
        backbone,
        kind=settings.kind,
        num_slots=settings.num_slots,
        segment_length=task.segment_length,
        bptt_depth=settings.bptt_depth,
        seed=settings.seed,
        options=settings.options,
    )


def run_trial(
    task: SymbolTask,
    settings: TrialSettings,
    on_progress: Callable[[int, float, float], None] | None = None,
    *,
    device: str = "cpu",
) -> tuple[TrialResult, MemoryModel]:
    """Train until the task is learnt or the steps are done, then test with every intervention.

    Args:
        task: what is to be learnt.
        settings: how.
        on_progress: takes step, loss and accuracy, now and then; what it raises ends the trial.
        device: where the model works.
    """
    model = fresh_model(task, settings).to(device)
    started = time.monotonic()
    steps = _learn(model, task, settings, on_progress)
    seconds = time.monotonic() - started
    return (
        TrialResult(
            scores=_scores(model, task, None),
            sizes={size: _scores(model, task, size) for size in settings.tested_sizes},
            steps=steps,
            seconds=seconds,
            num_parameters=sum(parameter.numel() for parameter in model.parameters()),
        ),
        model,
    )


def _scores(model: MemoryModel, task: SymbolTask, size: int | None) -> Scores:
    return {
        intervention: score(model, task, intervention=intervention, size=size)
        for intervention in interventions_for(model)
    }


def _learn(
    model: MemoryModel,
    task: SymbolTask,
    settings: TrialSettings,
    on_progress: Callable[[int, float, float], None] | None,
) -> int:
    generator = torch.Generator().manual_seed(settings.seed)
    optimiser = torch.optim.AdamW(_groups(model, settings), betas=(0.9, 0.98), weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _pace(step, settings))
    full = task.full_size
    grows = settings.grows and full > 1
    size = 1 if grows else full
    for step in range(1, settings.max_steps + 1):
        model.train()
        now = _drawn(size, generator) if grows else None
        examples = task.make(settings.batch_size, generator, now)
        ids, labels = examples.ids.to(model.device), examples.training_labels.to(model.device)
        loss = _loss(model, ids, labels, settings, task.segment_length)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        schedule.step()
        # The first step is told, too, so that nobody waits without a sign.
        if step == 1 or step % _CHECK_EVERY == 0:
            right = score(model, task, num_rows=128, size=size if grows else None, seed=step)
            if on_progress is not None:
                on_progress(step, float(loss.detach()), right.answers)
            if size >= full and right.answers >= settings.enough:
                return step
            if size < full and right.answers >= _ENOUGH_TO_GROW:
                size = min(full, max(size + 1, size * 3 // 2))
    return settings.max_steps


def _drawn(size: int, generator: torch.Generator) -> int:
    """The size of the next examples: half of the time the largest reached, else any up to it."""
    drawn = torch.randint(1, 2 * size + 1, (), generator=generator)
    return min(int(drawn), size)


def _groups(model: MemoryModel, settings: TrialSettings) -> list[dict[str, Any]]:
    gates = {id(parameter) for parameter in model.gate_parameters()}
    groups = [
        {"params": [p for p in model.parameters() if id(p) not in gates],
         "lr": settings.learning_rate},
        {"params": [p for p in model.parameters() if id(p) in gates],
         "lr": settings.gate_learning_rate},
    ]  # fmt: skip
    return [group for group in groups if group["params"]]


def _pace(step: int, settings: TrialSettings) -> float:
    """The part of the learning rate at a step."""
    warm = min(1.0, (step + 1) / 100)
    return warm * (1 - 0.9 * step / settings.max_steps) if settings.cools else warm


def _loss(
    model: MemoryModel, ids: Tensor, labels: Tensor, settings: TrialSettings, segment_length: int
) -> Tensor:
    if not settings.carries:
        # Every segment is a text of its own.
        ids, labels = (each.reshape(-1, segment_length) for each in (ids, labels))
    loss: Tensor = model(ids, labels=labels).loss
    return loss
