"""A model learning a task step by step, which can be kept at any step and go on from there."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import torch

from memstudio.bench.controls import score

if TYPE_CHECKING:
    from torch import Tensor

    from memstudio.bench.tasks.symbol_task import SymbolTask
    from memstudio.bench.trial_settings import TrialSettings
    from memstudio.memory.memory_model import MemoryModel

_CHECK_EVERY = 100
_ENOUGH_TO_GROW = 0.97


class Learning:
    """The model, the optimiser, and how far they are.

    Args:
        model: with fresh weights; it is trained in place.
        task: what is to be learnt.
        settings: how.

    Attributes:
        step: the last that was taken.
        seconds: of all steps and checks.
        is_over: whether the task is learnt, or the steps are done.
    """

    def __init__(self, model: MemoryModel, task: SymbolTask, settings: TrialSettings) -> None:
        self._model, self._task, self._settings = model, task, settings
        self._generator = torch.Generator().manual_seed(settings.seed)
        self._optimiser = torch.optim.AdamW(
            _groups(model, settings), betas=(0.9, 0.98), weight_decay=0.0
        )
        self._schedule = torch.optim.lr_scheduler.LambdaLR(
            self._optimiser, lambda step: _pace(step, settings)
        )
        self._grows = settings.grows and task.full_size > 1
        self._size = 1 if self._grows else task.full_size
        self.step = 0
        self.seconds = 0.0
        self.is_over = settings.max_steps == 0

    def go_on(self) -> tuple[int, float, float]:
        """Take steps up to the next check.

        Returns:
            the step, its loss, and what is right of a few fresh examples. The first step is
            checked, too, so that nobody waits without a sign.
        """
        started = time.monotonic()
        loss = self._take_step()
        while self.step > 1 and self.step % _CHECK_EVERY and self.step < self._settings.max_steps:
            loss = self._take_step()
        right = self._check()
        self.seconds += time.monotonic() - started
        return self.step, float(loss.detach()), right

    def state(self) -> dict[str, Any]:
        """All that going on needs, as tensors and plain values."""
        return {
            "model": self._model.state_dict(),
            "optimiser": self._optimiser.state_dict(),
            "schedule": self._schedule.state_dict(),
            "examples": self._generator.get_state(),
            "random": torch.get_rng_state(),
            "size": self._size,
            "step": self.step,
            "seconds": self.seconds,
            "is_over": self.is_over,
        }

    def load_state(self, state: dict[str, Any]) -> None:
        """Stand where `state` was taken.

        Raises:
            KeyError, ValueError, RuntimeError: it is of another model.
        """
        self._model.load_state_dict(state["model"])
        self._optimiser.load_state_dict(state["optimiser"])
        self._schedule.load_state_dict(state["schedule"])
        self._generator.set_state(state["examples"])
        torch.set_rng_state(state["random"])
        self._size, self.step = state["size"], state["step"]
        self.seconds, self.is_over = state["seconds"], state["is_over"]

    def _take_step(self) -> Tensor:
        model, settings = self._model, self._settings
        model.train()
        now = _drawn(self._size, self._generator) if self._grows else None
        examples = self._task.make(settings.batch_size, self._generator, now)
        ids, labels = examples.ids.to(model.device), examples.training_labels.to(model.device)
        loss = _loss(model, ids, labels, settings, self._task.segment_length)
        torch.autograd.backward(loss)
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        self._optimiser.step()
        self._optimiser.zero_grad()
        self._schedule.step()
        self.step += 1
        return loss

    def _check(self) -> float:
        full, settings = self._task.full_size, self._settings
        asked = self._size if self._grows else None
        right = score(self._model, self._task, num_rows=128, size=asked, seed=self.step).answers
        if self._size >= full and right >= settings.enough:
            self.is_over = True
        elif self._size < full and right >= _ENOUGH_TO_GROW:
            self._size = min(full, max(self._size + 1, self._size * 3 // 2))
        self.is_over = self.is_over or self.step >= settings.max_steps
        return right


def _drawn(size: int, generator: torch.Generator) -> int:
    """The size of the next examples: half of the time the largest reached, else any up to it."""
    drawn = torch.randint(1, 2 * size + 1, (), generator=generator)
    return min(int(drawn), size)


def _groups(model: MemoryModel, settings: TrialSettings) -> list[dict[str, Any]]:
    gates = {id(parameter) for parameter in model.gate_parameters()}
    groups = [
        {"params": [p for p in model.parameters() if id(p) not in gates],
         "lr": settings.learning_rate, "weight_decay": settings.weight_decay},
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
