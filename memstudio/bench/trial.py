"""One memory learning one task from nothing, and what it then gets right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM, BartConfig, LlamaConfig

from memstudio.bench.controls import interventions_for, score
from memstudio.bench.learning import Learning
from memstudio.memory.attach import attach_memory
from memstudio.memory.kinds_registry import memory_kinds

if TYPE_CHECKING:
    from collections.abc import Callable

    from memstudio.bench.tasks.symbol_task import SymbolTask
    from memstudio.bench.trial_records import Scores
    from memstudio.bench.trial_settings import TrialSettings
    from memstudio.bench.unfinished import Unfinished
    from memstudio.memory.memory_model import MemoryModel


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
    unfinished: Unfinished | None = None,
) -> tuple[TrialResult, MemoryModel]:
    """Train until the task is learnt or the steps are done, then test with every intervention.

    Args:
        task: what is to be learnt.
        settings: how.
        on_progress: takes step, loss and accuracy, now and then; what it raises ends the trial.
        device: where the model works.
        unfinished: where learning is kept now and then, and goes on from.

    Raises:
        StorageError: what is unfinished cannot be kept.
    """
    model = fresh_model(task, settings).to(device)
    learning = Learning(model, task, settings)
    if unfinished is not None:
        unfinished.into(learning)
    while not learning.is_over:
        told = learning.go_on()
        if unfinished is not None:
            unfinished.keep(learning)
        if on_progress is not None:
            on_progress(*told)
    return (
        TrialResult(
            scores=_scores(model, task, None),
            sizes={size: _scores(model, task, size) for size in settings.tested_sizes},
            steps=learning.step,
            seconds=learning.seconds,
            num_parameters=sum(parameter.numel() for parameter in model.parameters()),
        ),
        model,
    )


def _scores(model: MemoryModel, task: SymbolTask, size: int | None) -> Scores:
    return {
        intervention: score(model, task, intervention=intervention, size=size)
        for intervention in interventions_for(model)
    }
