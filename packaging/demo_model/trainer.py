"""Runs the curriculum.

Shapes: B stories, N segments, S tokens of a segment, m slots, d width.
"""

from __future__ import annotations

import random
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import torch
from recipe import BATCH, CAST, LAST_RATE, PEAK_RATE, PEOPLE, SEGMENT, SLOTS, TOPIC_SLOT, WIDTH
from torch import Tensor, nn
from torch.nn import functional

from memstudio.tasks.stories import DEMO_WORLD

if TYPE_CHECKING:
    from collections.abc import Callable

    from recipe import Stage
    from story_batches import Batch, Stories

    from memstudio.memory.memory_model import MemoryModel


class Trainer:
    """Runs the curriculum.

    Args:
        model: the model to train.
        stories: where its text comes from.
        seed: of the noise and of the tokens drawn for the language loss.
    """

    def __init__(self, model: MemoryModel, stories: Stories, seed: int) -> None:
        self._model = model
        self._stories = stories
        self._rng = random.Random(seed + 1)  # noqa: S311 - no secret
        self._torch_rng = torch.Generator().manual_seed(seed + 2)
        self._core = model.backbone.model
        self._head = model.backbone.lm_head
        self._mask, self._positions = _layout()
        self._first_layer: list[Tensor] = []
        self._core.layers[0].register_forward_hook(
            lambda _module, _inputs, output: self._first_layer.append(output)
        )
        # Only for training: says from the first layer whom a place or a question is about.
        self._name_head = nn.Linear(WIDTH, CAST)
        # What the loss of person p may not compare with: the places held out for p. Without it
        # the model learns that those pairs never occur, and fails on them afterwards.
        self._held_out = torch.zeros(CAST + 1, model.config.vocab_size)
        for person, name in enumerate(DEMO_WORLD.people):
            for place_id, place in zip(stories.place_ids, DEMO_WORLD.places, strict=True):
                if (name, place) in DEMO_WORLD.held_out:
                    self._held_out[person, place_id] = -1e9
        self._places = torch.tensor(stories.place_ids)
        self._parameters = [*model.parameters(), *self._name_head.parameters()]
        self._optimizer = torch.optim.AdamW(
            self._parameters, lr=PEAK_RATE, betas=(0.9, 0.98), weight_decay=0.01, fused=True
        )

    def run(self, stages: tuple[Stage, ...], save: Callable[[], None]) -> None:
        """Train through all stages, and save after each."""
        start = time.monotonic()
        decay_steps = sum(stage.steps for stage in stages if stage.until is None)
        step = decay_step = 0
        for stage in stages:
            recent: list[tuple[float, float, float]] = []
            for at in range(stage.steps):
                step += 1
                decay_step += stage.until is None
                self._set_rate(step, decay_step / max(1, decay_steps))
                is_full = self._rng.random() < 0.5
                num_segments = stage.segments if is_full else self._rng.randint(1, stage.segments)
                measured = self._step(stage, num_segments, num_stage=stages.index(stage))
                if num_segments == stage.segments:
                    recent = [*recent[-14:], measured]
                means = [float(np.mean(values)) for values in zip(*recent, strict=True)]
                if step % 50 == 0 and means:
                    print(
                        f"{time.monotonic() - start:5.0f} s  step {step}  {stage.segments} segments"
                        f"  answers {means[0]:.3f}  slots {means[1]:.3f}  language {means[2]:.2f}",
                        flush=True,
                    )
                if step % 250 == 0:
                    self._watch(stage)
                if stage.until is not None and len(recent) == 15 and means[0] > stage.until:
                    print(f"  passed {stage} after {at + 1} steps", flush=True)
                    break
            save()

    def _watch(self, stage: Stage) -> None:
        """Say how held-out stories go; nothing is decided by it."""
        rates = []
        for gaps in (0.0, 1.0):
            # Drawn apart, so that watching does not change what is trained on.
            with self._stories.drawn_from(random.Random(0)):  # noqa: S311 - no secret
                plan = replace(stage, gaps=gaps)
                batch = self._stories.batch(BATCH, plan, stage.segments, "held_out")
            with torch.no_grad():
                hidden, _, _ = self.read(batch.ids, 0.0)
                said = self._head(hidden[batch.answer_rows, batch.answer_at - 1]).argmax(-1)
            rates.append((said == batch.answer_id).float().mean().item())
        print(f"  held out: answers {rates[0]:.3f}  after a gap {rates[1]:.3f}", flush=True)

    def _set_rate(self, step: int, decayed: float) -> None:
        warm = min(1.0, step / 100)
        rate = LAST_RATE + (PEAK_RATE - LAST_RATE) * 0.5 * (1 + np.cos(np.pi * decayed))
        for group in self._optimizer.param_groups:
            group["lr"] = float(rate * warm)

    def _step(self, stage: Stage, num_segments: int, num_stage: int) -> tuple[float, float, float]:
        """One step.

        Returns:
            The share of right answers, of slots that say the right place, and the language loss.
        """
        batch = self._stories.batch(BATCH, stage, num_segments)
        hidden, first_layer, memory = self.read(batch.ids, stage.noise)

        asked = hidden[batch.answer_rows, batch.answer_at - 1]
        logits = self._head(asked)
        right = (logits.argmax(-1) == batch.answer_id).float().mean()
        loss = functional.cross_entropy(
            logits + self._held_out[batch.answer_person], batch.answer_id
        )

        slot_loss, slots_right = self._slot_loss(memory, batch)
        loss = loss + slot_loss
        if num_stage < 2:
            loss = loss + 0.3 * self._name_loss(first_layer, batch)
        language = 0.0
        if stage.language:
            language_loss = self._language_loss(hidden, batch)
            loss = loss + stage.language * language_loss
            loss = loss + 0.2 * self._ignorance_loss(batch, num_segments)
            language = language_loss.item()

        self._optimizer.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self._parameters, 1.0)
        self._optimizer.step()
        return right.item(), slots_right, language

    def read(self, ids: Tensor, noise: float) -> tuple[Tensor, Tensor, Tensor]:
        """Read stories segment by segment, as the memory kind `rmt` does.

        Written out here because training wants hidden states, not logits, at single positions.

        Returns:
            Last hidden states `[B, N*S, d]`, those after the first layer, and the memory after
            each segment `[B, N, m, d]`.
        """
        slots = self._model.memory.initial_state(ids.shape[0])["slots"]
        hidden, first_layer, memory = [], [], []
        for segment in ids.split(SEGMENT, dim=1):
            words = self._core.embed_tokens(segment)
            self._first_layer.clear()
            output = self._core(
                inputs_embeds=torch.cat([slots, words, slots], dim=1),
                attention_mask=self._mask,
                position_ids=self._positions,
                use_cache=False,
            ).last_hidden_state
            _, tokens, slots = output.split([SLOTS, SEGMENT, SLOTS], dim=1)
            hidden.append(tokens)
            first_layer.append(self._first_layer[0][:, SLOTS : SLOTS + SEGMENT])
            memory.append(slots)
            if noise:
                slots = slots + noise * torch.randn(slots.shape, generator=self._torch_rng)
        return torch.cat(hidden, 1), torch.cat(first_layer, 1), torch.stack(memory, 1)

    def _slot_loss(self, memory: Tensor, batch: Batch) -> tuple[Tensor, float]:
        """Slot p, through the output head, should name the place of person p."""
        known = batch.place_ids >= 0
        person = batch.players[:, None].expand(known.shape)[known]
        logits = self._head(memory[:, :, :PEOPLE][known])
        target = batch.place_ids[known]
        right = (logits.argmax(-1) == target).float().mean().item()
        loss = functional.cross_entropy(logits + self._held_out[person], target)
        spoken = batch.topic_ids >= 0
        topic = self._head(memory[:, :, TOPIC_SLOT][spoken])
        return loss + 0.3 * functional.cross_entropy(topic, batch.topic_ids[spoken]), right

    def _name_loss(self, first_layer: Tensor, batch: Batch) -> Tensor:
        """After one layer a place, and the word before an answer, should know their person."""
        rows, at = torch.nonzero(batch.person_at >= 0, as_tuple=True)
        places = first_layer[rows, at]
        queries = first_layer[batch.answer_rows, batch.answer_at - 1]
        vectors = functional.layer_norm(torch.cat([places, queries]), (WIDTH,))
        people = torch.cat([batch.person_at[rows, at], batch.answer_person])
        return functional.cross_entropy(self._name_head(vectors), people)

    def _ignorance_loss(self, batch: Batch, num_segments: int) -> Tensor:
        """Without its memory, the model should find all places alike.

        What the loss of an answer leaves out, nothing else would teach it: it would guess the
        places that were held out for a person more often than others, or less.
        """
        if num_segments < 2:
            return torch.zeros(())
        segment = self._rng.randrange(1, num_segments)
        asked_at = batch.answer_at - 1
        unknown = batch.far & (asked_at // SEGMENT == segment)
        if not unknown.any():
            return torch.zeros(())
        start = segment * SEGMENT
        hidden, _, _ = self.read(batch.ids[:, start : start + SEGMENT], 0.0)
        logits = self._head(hidden[batch.answer_rows[unknown], asked_at[unknown] - start])
        return -logits.log_softmax(-1)[:, self._places].mean()

    def _language_loss(self, hidden: Tensor, batch: Batch) -> Tensor:
        """The next token, at one position in twenty."""
        num_rows, length = batch.ids.shape
        count = num_rows * length // 20
        rows = torch.randint(0, num_rows, (count,), generator=self._torch_rng)
        at = torch.randint(0, length - 1, (count,), generator=self._torch_rng)
        # Index -1, for tokens that are no place, is the last row: nothing held out.
        logits = self._head(hidden[rows, at]) + self._held_out[batch.person_at[rows, at + 1]]
        return functional.cross_entropy(logits, batch.ids[rows, at + 1])


def _layout() -> tuple[Tensor, Tensor]:
    """Who sees whom among [read memory, segment, write memory], and the positions."""
    length = 2 * SLOTS + SEGMENT
    allowed = torch.zeros(length, length, dtype=torch.bool)
    segment = slice(SLOTS, SLOTS + SEGMENT)
    allowed[: SLOTS + SEGMENT, :SLOTS] = True
    allowed[segment, segment] = torch.ones(SEGMENT, SEGMENT, dtype=torch.bool).tril()
    allowed[SLOTS + SEGMENT :] = True
    mask = torch.zeros(length, length).masked_fill(~allowed, torch.finfo(torch.float32).min)
    return mask[None, None], torch.arange(length)[None]
