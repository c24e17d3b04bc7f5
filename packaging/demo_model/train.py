"""Trains the bundled model `demo` from nothing: tokenizer, backbone and memory.

    python packaging/demo_model/train.py --out resources/models/demo

One thread, a fixed seed, no network; see README.md beside this file for what it does and why.

Shapes: B stories, N segments, S tokens of a segment, m slots, d width, P people.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from torch import Tensor, nn
from torch.nn import functional
from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

from memstudio.evaluation.story_recall import evaluate_story_recall
from memstudio.memory.attach import attach_memory
from memstudio.memory.memory_model import MemoryModel
from memstudio.progress import Control
from memstudio.tasks.stories import (
    DEMO_WORLD,
    StoryPlan,
    generate_story,
    training_prose,
)
from memstudio.tasks.story_encoding import StoryEncoder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from memstudio.tasks.stories import Split
    from memstudio.tasks.story_encoding import EncodedStory

SEED = 0
EVALUATION_SEED = 1
EVALUATION_STORIES = 200
BATCH = 32
SEGMENT = 48
SLOTS = 8
WIDTH = 64
LAYERS = 3
VOCABULARY = 2048
PEOPLE = len(DEMO_WORLD.people)
CAST = len(DEMO_WORLD.cast)
UNDERSTUDIES = 0.4
IGNORED = -100
END = "<|endoftext|>"
# The name of whoever was spoken of last goes to the first slot that no person has.
TOPIC_SLOT = PEOPLE


@dataclass(frozen=True)
class Stage:
    """A part of the curriculum.

    Attributes:
        segments: the longest stories, in segments.
        prose: share of prose among the sentences, at most.
        steps: how many steps it lasts at most.
        until: accuracy at which it ends early; None to use all steps.
        language: weight of the loss on ordinary tokens.
        gaps: share of stories with a long stretch of nothing but prose.
        noise: standard deviation of noise on the memory between segments, so that what is
            remembered becomes a stable point and lasts beyond the trained length.
    """

    segments: int
    prose: float
    steps: int
    until: float | None = None
    language: float = 0.0
    gaps: float = 0.3
    noise: float = 0.0


STAGES = (
    Stage(1, 0.0, 3000, until=0.90),
    Stage(2, 0.2, 1500, until=0.88),
    Stage(4, 0.3, 1500, until=0.88),
    Stage(8, 0.5, 900, language=0.3, noise=0.1),
    Stage(20, 0.6, 300, language=0.3, gaps=0.5, noise=0.1),
    Stage(40, 0.7, 250, language=0.3, gaps=0.6, noise=0.1),
)
PEAK_RATE, LAST_RATE = 2e-3, 5e-5


def build_tokenizer(seed: int) -> PreTrainedTokenizerFast:
    """A byte-level BPE in which every name and place is one token."""
    tokenizer = Tokenizer(models.BPE())
    # Words begin with a space in the vocabulary, also at the start of a text and of a line.
    tokenizer.normalizer = normalizers.Replace("\n", "\n ")
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.Sequence([decoders.ByteLevel(), decoders.Replace("\n ", "\n")])
    rng = random.Random(seed)  # noqa: S311 - no secret
    plan = StoryPlan(length=20_000, num_people=PEOPLE, prose=0.0, understudies=0.5)
    stories = [generate_story(rng, plan=plan).text for _ in range(20)]
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY,
        special_tokens=[END],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator([training_prose(), *stories], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token=END,
        eos_token=END,
        pad_token=END,
        clean_up_tokenization_spaces=False,
    )


def build_model(seed: int, vocabulary: int) -> MemoryModel:
    """A fresh Llama with a fresh recurrent memory."""
    torch.manual_seed(seed)
    config = LlamaConfig(
        vocab_size=vocabulary,
        hidden_size=WIDTH,
        intermediate_size=2 * WIDTH,
        num_hidden_layers=LAYERS,
        num_attention_heads=4,
        max_position_embeddings=256,
        # transformers' default of 0.02 leaves so small a model on the plateau for good.
        initializer_range=WIDTH**-0.5,
        tie_word_embeddings=False,
        bos_token_id=0,
        eos_token_id=0,
        pad_token_id=0,
    )
    return attach_memory(
        LlamaForCausalLM(config), kind="rmt", num_slots=SLOTS, segment_length=SEGMENT, seed=seed
    )


@dataclass(frozen=True)
class Batch:
    """Stories as tensors; A answers and F facts in all of them together.

    Attributes:
        ids: `[B, N*S]`.
        person_at: `[B, N*S]`, the person whose place the token at that position names, else -1.
        answer_rows: `[A]`.
        answer_at: `[A]`, the position of the answer's token.
        answer_person: `[A]`.
        answer_id: `[A]`.
        far: `[A]` bool, whether only the memory knows the answer.
        players: `[B, P]`, who of the cast plays each part.
        place_ids: `[B, N, P]`, the token of everyone's place after each segment, or -100.
        topic_ids: `[B, N]`, the name of whoever was spoken of last, or -100.
    """

    ids: Tensor
    person_at: Tensor
    answer_rows: Tensor
    answer_at: Tensor
    answer_person: Tensor
    answer_id: Tensor
    far: Tensor
    players: Tensor
    place_ids: Tensor
    topic_ids: Tensor


class Stories:
    """Draws training stories.

    Args:
        tokenizer: the model's.
        rng: what everything is drawn from.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerFast, rng: random.Random) -> None:
        self._rng = rng
        backend = tokenizer.backend_tokenizer
        self._encoder = StoryEncoder(lambda text: backend.encode(text).ids)
        self._name_ids = [self._single(backend, name) for name in DEMO_WORLD.cast]
        self.place_ids = [self._single(backend, place) for place in DEMO_WORLD.places]

    @contextmanager
    def drawn_from(self, rng: random.Random) -> Iterator[None]:
        """Draw from another generator for a while."""
        before, self._rng = self._rng, rng
        try:
            yield
        finally:
            self._rng = before

    @staticmethod
    def _single(backend: Tokenizer, word: str) -> int:
        ids = backend.encode(word).ids
        if len(ids) != 1:
            raise ValueError(f"{word!r} is {len(ids)} tokens")
        return int(ids[0])

    def batch(
        self, num_stories: int, stage: Stage, num_segments: int, split: Split = "train"
    ) -> Batch:
        """Some stories of one length."""
        stories = [self._story(stage, num_segments, split) for _ in range(num_stories)]
        length = num_segments * SEGMENT
        person_at = np.full((num_stories, length), -1)
        place_ids = np.full((num_stories, num_segments, PEOPLE), IGNORED)
        topic_ids = np.full((num_stories, num_segments), IGNORED)
        players = np.tile(np.arange(PEOPLE), (num_stories, 1))
        answers = []
        for row, story in enumerate(stories):
            for position, person, place in story.facts:
                part = person % PEOPLE
                place_ids[row, position // SEGMENT :, part] = self.place_ids[place]
                players[row, part] = person
                person_at[row, position] = person
            for answer in story.answers:
                person_at[row, answer.position] = answer.person
                answers.append(
                    (row, answer.position, answer.person, answer.token_id, answer.distance > 0)
                )
            self._mark_topics(story, topic_ids[row])
        columns = np.array(answers or np.zeros((0, 5)), dtype=np.int64).T
        return Batch(
            torch.from_numpy(np.stack([story.ids for story in stories])),
            torch.from_numpy(person_at),
            *(torch.from_numpy(column) for column in columns[:4]),
            torch.from_numpy(columns[4].astype(bool)),
            torch.from_numpy(players),
            torch.from_numpy(place_ids),
            torch.from_numpy(topic_ids),
        )

    def _mark_topics(self, story: EncodedStory, topic_ids: np.ndarray) -> None:
        for name_id in self._name_ids:
            for position in np.flatnonzero(story.ids == name_id):
                topic_ids[position // SEGMENT] = max(topic_ids[position // SEGMENT], position)
        last = IGNORED
        for index, position in enumerate(topic_ids):
            last = story.ids[position] if position >= 0 else last
            topic_ids[index] = last

    def _story(self, stage: Stage, num_segments: int, split: Split) -> EncodedStory:
        rng = self._rng
        length = num_segments * SEGMENT
        gap = None
        if num_segments > 2 and rng.random() < stage.gaps:
            gap = (rng.randrange(SEGMENT // 2, 2 * SEGMENT), rng.randrange(SEGMENT, length - 24))
        plan = StoryPlan(
            length=length,
            num_people=PEOPLE if rng.random() < 0.7 else rng.randint(1, PEOPLE),
            prose=stage.prose * rng.choice((0.0, 0.5, 1.0, 1.0)),
            questions=0.5,
            gap=gap,
            understudies=UNDERSTUDIES,
        )
        story = generate_story(rng, split=split, plan=plan, measure=self._encoder.length)
        return self._encoder.encode(story, SEGMENT, length)


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
                hidden, _, _ = self._read(batch.ids, 0.0)
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
        hidden, first_layer, memory = self._read(batch.ids, stage.noise)

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

    def _read(self, ids: Tensor, noise: float) -> tuple[Tensor, Tensor, Tensor]:
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
        hidden, _, _ = self._read(batch.ids[:, start : start + SEGMENT], 0.0)
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


def check_agreement(trainer: Trainer, model: MemoryModel, ids: Tensor) -> None:
    """Make sure that the model, as MemStudio runs it, is what was trained.

    Raises:
        RuntimeError: it is not.
    """
    model.eval()
    with torch.no_grad():
        hidden, _, memory = trainer._read(ids, 0.0)  # noqa: SLF001
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
