"""One memory learning one task from nothing, and the controls that tell memory from luck.

Controls, each applied before every segment but the first: the state *reset* to what it was at the
beginning, and the states of the rows *swapped*. A memory that is used falls to chance under both.

Shapes: B rows, T tokens, S tokens of a segment, V vocabulary.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import torch
from transformers import AutoModelForCausalLM, AutoModelForSeq2SeqLM, BartConfig, LlamaConfig

from memstudio.bench.symbol_tasks import IGNORED
from memstudio.memory.attach import attach_memory
from memstudio.memory.kinds_registry import KIND_DESCRIPTIONS

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from memstudio.bench.symbol_tasks import Examples, SymbolTask
    from memstudio.memory.memory_model import MemoryModel
    from memstudio.memory.memory_state import MemoryState

Control = Literal["none", "reset", "swapped"]
_CHECK_EVERY = 100
_NUM_TESTED = 512
_TEST_SEED = 987_654_321


@dataclass(frozen=True)
class TrialSettings:
    """How one trial goes.

    Attributes:
        kind: of memory.
        num_slots: slots.
        width: d of the backbone.
        layers: of the backbone.
        batch_size: B.
        learning_rate: of all weights, after a warm-up of 100 steps.
        max_steps: steps at most.
        max_seconds: seconds at most; a trial that ends by them is not repeatable.
        bptt_depth: segments that the gradient flows back through; None for all.
        grows: whether examples begin small and grow as they are learnt.
        options: of the kind.
        seed: of weights and examples.
    """

    kind: str
    num_slots: int = 6
    width: int = 64
    layers: int = 2
    batch_size: int = 32
    learning_rate: float = 1e-3
    max_steps: int = 6000
    max_seconds: float = 600.0
    bptt_depth: int | None = None
    grows: bool = False
    options: dict[str, Any] | None = None
    seed: int = 0


@dataclass(frozen=True)
class TrialResult:
    """What came of a trial.

    Attributes:
        accuracy: share of right answers on examples never seen.
        reset: the same with the state reset before each segment.
        swapped: the same with the states of the rows swapped.
        steps: steps taken.
        seconds: they took.
        num_parameters: of the model.
    """

    accuracy: float
    reset: float
    swapped: float
    steps: int
    seconds: float
    num_parameters: int


def fresh_model(task: SymbolTask, settings: TrialSettings) -> MemoryModel:
    """A small model with a memory, initialised so that it leaves the plateau (wide, untied)."""
    torch.manual_seed(settings.seed)
    d = settings.width
    places = max(64, 4 * task.segment_length + 4 * settings.num_slots + 16)
    kind = next(each for each in KIND_DESCRIPTIONS if each.name == settings.kind)
    if kind.needs_encoder:
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
) -> tuple[TrialResult, MemoryModel]:
    """Train until the task is learnt, the steps are done, or the time is over.

    Args:
        task: what is to be learnt.
        settings: how.
        on_progress: takes step, loss and accuracy, now and then.
    """
    model = fresh_model(task, settings)
    started = time.monotonic()
    steps = _learn(model, task, settings, started, on_progress)
    seconds = time.monotonic() - started
    accuracy, reset, swapped = (
        accuracy_on(model, task, control=control) for control in ("none", "reset", "swapped")
    )
    count = sum(parameter.numel() for parameter in model.parameters())
    return TrialResult(accuracy, reset, swapped, steps, seconds, count), model


def _learn(
    model: MemoryModel,
    task: SymbolTask,
    settings: TrialSettings,
    started: float,
    on_progress: Callable[[int, float, float], None] | None,
) -> int:
    generator = torch.Generator().manual_seed(settings.seed)
    gates = [p for name, p in model.named_parameters() if name.endswith("gate")]
    of_gates = {id(parameter) for parameter in gates}
    others = [p for p in model.parameters() if id(p) not in of_gates]
    groups: list[dict[str, Any]] = [{"params": others, "lr": settings.learning_rate}]
    if gates:
        groups.append({"params": gates, "lr": 10 * settings.learning_rate})
    optimiser = torch.optim.AdamW(groups, betas=(0.9, 0.98), weight_decay=0.0)
    warm_up = torch.optim.lr_scheduler.LinearLR(optimiser, 0.01, total_iters=100)
    full = task.num_segments - 1
    size = 1 if settings.grows else full
    model.train()
    for step in range(1, settings.max_steps + 1):
        now = int(torch.randint(1, size + 1, (), generator=generator)) if settings.grows else None
        examples = task.make(settings.batch_size, generator, now)
        loss = model(examples.ids, labels=examples.labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        optimiser.zero_grad()
        warm_up.step()
        if step % _CHECK_EVERY == 0:
            accuracy = accuracy_on(model, task, num_rows=128, size=size if settings.grows else None)
            model.train()
            if on_progress is not None:
                on_progress(step, float(loss.detach()), accuracy)
            if accuracy >= (0.97 if size < full else 0.9999):
                if size >= full:
                    return step
                size = min(full, max(size + 1, size * 3 // 2))
            if time.monotonic() - started > settings.max_seconds:
                return step
    return settings.max_steps


def accuracy_on(
    model: MemoryModel,
    task: SymbolTask,
    *,
    control: Control = "none",
    num_rows: int = _NUM_TESTED,
    size: int | None = None,
    seed: int = _TEST_SEED,
) -> float:
    """The share of right answers on fresh examples.

    Args:
        model: what is tested.
        task: what is asked.
        control: what is done to the state between segments.
        num_rows: examples.
        size: as in `SymbolTask.make`.
        seed: of the examples; training never uses the default.
    """
    examples = task.make(num_rows, torch.Generator().manual_seed(seed), size)
    model.eval()
    with torch.no_grad():
        answers = torch.cat(
            [
                _answers(model, part, control, task.segment_length)
                for part in _parts(examples, max(2, 65_536 // examples.ids.shape[1]))
            ]
        )
    asked = examples.labels[:, 1:] != IGNORED
    right = (answers[:, :-1] == examples.labels[:, 1:]) & asked
    return float(right.sum() / asked.sum())


def _parts(examples: Examples, num_rows: int) -> list[Tensor]:
    return list(torch.split(examples.ids, num_rows))


def _answers(model: MemoryModel, ids: Tensor, control: Control, segment_length: int) -> Tensor:
    """`[B, T]`: the likeliest next token after each token."""
    state = model.initial_state(ids.shape[0])
    found = []
    for segment in torch.split(ids, segment_length, dim=1):
        output = model(segment, memory_state=state)
        found.append(output.logits.argmax(-1))
        state = _controlled(model, output.memory_state, control)
    return torch.cat(found, dim=1)


def _controlled(model: MemoryModel, state: MemoryState, control: Control) -> MemoryState:
    if control == "reset":
        fresh = model.initial_state(state.batch_size)
        return state.with_tensors(fresh.tensors)
    if control == "swapped":
        rows = torch.arange(state.batch_size).roll(1)
        return state.with_tensors(state.select(rows).tensors)
    return state
