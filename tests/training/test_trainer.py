"""Runs from beginning to end, on a tiny model."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
import transformers as tf

from memstudio.errors import Cancelled, DataError, MemStudioError, TrainingError
from memstudio.events import (
    CheckpointSaved,
    ProbeRecorded,
    RunFinished,
    RunStarted,
    StepFinished,
    Validated,
)
from memstudio.memory.attach import open_model
from memstudio.memory.memory_model import MemoryModel
from memstudio.models.load import LoadedModel
from memstudio.models.summary import summarise
from memstudio.progress import Control
from memstudio.trace.reader import TraceReader
from memstudio.training.checkpoints import Standing
from memstudio.training.held_out import HeldOutReading
from memstudio.training.run_config import RunConfig
from memstudio.training.run_folder import RunFolder
from memstudio.training.run_index import list_runs
from memstudio.training.trainer import train
from tests.training.conftest import Events, byte_tokenizer

MakeConfig = Callable[..., RunConfig]


def weights(model: torch.nn.Module) -> dict[str, torch.Tensor]:
    return {name: tensor.detach().clone() for name, tensor in model.state_dict().items()}


def differing(one: dict[str, torch.Tensor], other: dict[str, torch.Tensor]) -> list[str]:
    assert one.keys() == other.keys()
    return [name for name in one if not torch.equal(one[name], other[name])]


def test_the_loss_falls_on_repeated_text(make_config: MakeConfig, events: Events) -> None:
    config = make_config(
        steps=40, learning_rate=5e-3, validate_every=20, checkpoint_every=100, batch_size=4
    )
    result = train(config, control=Control(), on_event=events)
    assert result.reason == "completed"
    assert result.step == 40
    assert result.loss_before is not None
    assert result.loss_after is not None
    assert result.loss_before > 5.0
    assert result.loss_after < 3.5
    steps = [
        event for event in RunFolder(result.folder).events() if isinstance(event, StepFinished)
    ]
    assert [event.step for event in steps] == list(range(1, 41))
    assert steps[-1].loss < 3.6
    assert 39 * 4 * 32 < steps[-1].tokens <= 40 * 4 * 32
    assert all(event.tokens_per_second > 0 for event in steps)


def test_a_run_folder_holds_what_it_promises(make_config: MakeConfig, events: Events) -> None:
    config = make_config(probe={"every": 3, "max_segments": 2})
    result = train(config, control=Control(), on_event=events)
    folder = RunFolder.open(result.folder)
    names = {path.name for path in folder.path.iterdir() if not path.name.startswith(".")}
    assert names == {
        "run.toml", "data.json", "metrics.jsonl", "tensorboard", "checkpoints", "traces", "model",
        "log.txt",
    }  # fmt: skip
    assert [event.event for event in folder.events()] == [
        "run_started",
        "validated", "evaluated", "probe_recorded", "memory_health",
        "step_finished", "gradient_measured", "step_finished", "checkpoint_saved",
        "step_finished", "validated", "probe_recorded", "memory_health", "checkpoint_saved",
        "step_finished", "checkpoint_saved",
        "step_finished",
        "step_finished", "validated", "probe_recorded", "memory_health", "checkpoint_saved",
        "evaluated", "run_finished",
    ]  # fmt: skip
    traces = [event.trace for event in events.of(ProbeRecorded)]
    assert traces == ["traces/step-0.zarr", "traces/step-3.zarr", "traces/step-6.zarr"]
    for trace in traces:
        reader = TraceReader(folder.path / trace)
        # Opened by what the run leaves, and called as the window calls that.
        assert reader.model == folder.name
        assert reader.attrs["model_reference"] == str(folder.model.resolve())
    data = json.loads(folder.data.read_text(encoding="utf-8"))
    assert data["files"][0]["path"] == config.data[0]
    assert len(data["files"][0]["sha256"]) == 64
    started = events.of(RunStarted)[0]
    assert data["split"]["train_tokens"] == started.train_tokens > 1000
    assert folder.config().changed(threads=1, versions={}) == config.changed(versions={})
    assert folder.config().versions["torch"] == torch.__version__
    assert any(path.stat().st_size > 500 for path in folder.tensorboard.iterdir())
    assert "run_finished" in folder.log.read_text(encoding="utf-8")
    summary = folder.summary()
    assert (summary.state, summary.step, summary.loss_after) == ("completed", 6, result.loss_after)
    assert not list(folder.checkpoints.glob(".*"))


def test_the_kept_model_loads_here_and_in_transformers(
    make_config: MakeConfig, events: Events
) -> None:
    result = train(make_config(), control=Control(), on_event=events)
    kept = result.folder / "model"
    there = tf.AutoModelForCausalLM.from_pretrained(kept)
    here = open_model(str(kept), device="cpu")
    assert not differing(weights(result.loaded.model), weights(there))
    assert not differing(weights(result.loaded.model), weights(here.model))
    assert here.tokenizer("Mary")["input_ids"] == result.loaded.tokenizer("Mary")["input_ids"]
    assert here.model.config.trained_on["steps"] == 6
    assert here.model.config.trained_on["data"] == ["story.txt"]
    assert here.model.config.trained_on["reads_turns"] is False
    assert summarise(here).is_wholly_trained
    assert "| Steps | 6 |" in (kept / "README.md").read_text(encoding="utf-8")
    assert result.loaded.source.path == kept
    assert not hasattr(here.model.config, "use_cache") or here.model.config.use_cache is not False


def test_training_the_memory_leaves_the_backbone_as_it_was(
    make_config: MakeConfig, tiny: LoadedModel, events: Events
) -> None:
    before = weights(tiny.model)
    flags = [p.requires_grad for p in tiny.model.parameters()]
    result = train(
        make_config(trains="memory", memory_learning_rate=0.1),
        control=Control(),
        on_event=events,
        loaded=tiny,
    )
    model = result.loaded.model
    assert model.backbone is tiny.model
    assert not differing(before, weights(tiny.model))
    assert [p.requires_grad for p in tiny.model.parameters()] == flags
    assert all(p.grad is None for p in model.parameters())
    started = events.of(RunStarted)[0]
    assert started.num_trainable == sum(p.numel() for p in model.memory.parameters())
    fresh = train(
        make_config(trains="memory", steps=1, memory_learning_rate=1e-9),
        control=Control(),
        on_event=events,
    )
    moved = differing(weights(model.memory), weights(fresh.loaded.model.memory))
    assert moved
    assert events.of(StepFinished)[0].learning_rate == 0.1


def test_everything_is_trained_when_asked(
    make_config: MakeConfig, tiny: LoadedModel, events: Events
) -> None:
    before = weights(tiny.model)
    train(make_config(), control=Control(), on_event=events, loaded=tiny)
    moved = set(differing(before, weights(tiny.model)))
    assert {name for name, _ in tiny.model.named_parameters()} <= moved


def test_the_best_model_is_kept_not_the_last(
    make_config: MakeConfig, events: Events, monkeypatch: pytest.MonkeyPatch
) -> None:
    losses = iter([9.0, 1.0, 2.0, 3.0, 1.0])
    monkeypatch.setattr(
        "memstudio.training.run_measures.read_held_out",
        lambda *_, resets_memory, **__: HeldOutReading(
            7.0 if resets_memory else next(losses), 0.5, 10
        ),
    )
    config = make_config(steps=9, validate_every=3)
    result = train(config, control=Control(), on_event=events)
    assert [(event.step, event.loss) for event in events.of(Validated)] == [
        (0, 9.0), (3, 1.0), (6, 2.0), (9, 3.0),
    ]  # fmt: skip
    best = result.folder / "checkpoints" / "checkpoint-3"
    assert not differing(
        weights(result.loaded.model), weights(tf.AutoModelForCausalLM.from_pretrained(best))
    )
    last = result.folder / "checkpoints" / "checkpoint-9"
    assert differing(
        weights(result.loaded.model), weights(tf.AutoModelForCausalLM.from_pretrained(last))
    )
    assert RunFolder(result.folder).checkpoint_steps() == [3, 8, 9]
    assert events.of(RunFinished)[0].loss_after == 1.0
    assert events.of(Validated)[-1].loss_memory_reset == 7.0


@pytest.mark.parametrize("nan_at", [6, 9])
@pytest.mark.one_in(2)
def test_a_held_out_loss_that_is_no_number_is_never_the_best(
    make_config: MakeConfig, events: Events, monkeypatch: pytest.MonkeyPatch, nan_at: int
) -> None:
    losses = {0: 9.0, 3: 1.0, 6: 2.0, 9: 3.0} | {nan_at: float("nan")}
    monkeypatch.setattr(
        "memstudio.training.run_measures.read_held_out",
        lambda *_, **__: HeldOutReading(losses[len(events.of(Validated)) * 3 % 12], 0.5, 10),
    )
    config = make_config(steps=9, validate_every=3, checkpoints_kept=1, checkpoint_every=100)
    result = train(config, control=Control(), on_event=events)
    assert RunFolder(result.folder).checkpoint_steps() == [3, 9]
    best = tf.AutoModelForCausalLM.from_pretrained(result.folder / "checkpoints" / "checkpoint-3")
    assert not differing(weights(result.loaded.model), weights(best))
    assert result.loss_after == 1.0


def test_a_best_loss_that_is_no_number_is_forgotten(tmp_path: Path) -> None:
    Standing(best_loss=float("nan"), best_step=4, num_worse=1).save(tmp_path)
    written = tmp_path / "run_state.json"
    # What a newer version wrote beside is passed over.
    written.write_text(json.dumps(json.loads(written.read_bytes()) | {"newer": 1}))
    standing = Standing.load(tmp_path)
    assert (standing.best_loss, standing.best_step) == (None, None)
    assert standing.validated(6, 2.0)
    assert not standing.validated(8, float("inf"))
    assert (standing.best_step, standing.num_worse) == (6, 1)


def test_a_run_is_the_same_whenever_it_is_run(make_config: MakeConfig, events: Events) -> None:
    one = train(make_config(), control=Control(), on_event=events)
    torch.rand(100)
    other = train(make_config(), control=Control(), on_event=events)
    assert one.folder != other.folder
    assert not differing(weights(one.loaded.model), weights(other.loaded.model))
    seeded = train(make_config(seed=1), control=Control(), on_event=events)
    assert differing(weights(one.loaded.model), weights(seeded.loaded.model))
    assert [run.name for run in list_runs(one.folder.parent)] == sorted(
        (run.name for run in list_runs(one.folder.parent)), reverse=True
    )


def test_a_model_with_a_memory_is_trained_on(make_config: MakeConfig, events: Events) -> None:
    first = train(make_config(), control=Control(), on_event=events)
    before = weights(first.loaded.model)
    config = make_config(model=str(first.folder / "model"))
    second = train(config, control=Control(), on_event=events, loaded=first.loaded)
    assert second.loaded.model is first.loaded.model
    assert differing(before, weights(second.loaded.model))
    with pytest.raises(TrainingError, match="has a memory already, with num_slots 3"):
        train(
            make_config(memory={"num_slots": 4}),
            control=Control(), on_event=events, loaded=second.loaded,
        )  # fmt: skip
    sparse = RunConfig.of(**(config.model_dump() | {"memory": {}}))
    third = train(sparse, control=Control(), on_event=events, loaded=second.loaded)
    assert RunFolder(third.folder).config().memory.num_slots == 3


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"data": ()}, "There is no text to train on"),
        ({"memory": {"kind": "none", "segment_length": 16}, "trains": "memory"}, "no memory whose"),
        ({"memory": {"kind": "rmt", "segment_length": 60, "num_slots": 8}}, "window of 64"),
        ({"memory": {"kind": "rnt"}}, "Did you mean 'rmt'"),
        ({"model": "/nowhere/model"}, "nowhere"),
        ({"device": "cuda:9"}, "cuda:9"),
    ],
)
@pytest.mark.one_in(3)
def test_what_cannot_be_trained_is_refused_in_a_sentence(
    make_config: MakeConfig, events: Events, values: dict[str, Any], message: str
) -> None:
    with pytest.raises(MemStudioError, match=message):
        train(make_config(**values), control=Control(), on_event=events)


def test_text_that_cannot_be_read_leaves_no_run(
    make_config: MakeConfig, events: Events, tmp_path: Path
) -> None:
    empty = tmp_path / "empty.txt"
    empty.write_text("", encoding="utf-8")
    with pytest.raises(DataError, match="The file is empty"):
        train(make_config(data=(str(empty),)), control=Control(), on_event=events)
    assert not events
    assert list_runs(tmp_path / "runs") == []


def test_a_token_that_the_model_has_no_weights_for_is_named_and_leaves_no_run(
    make_config: MakeConfig, model_folder: Path, text: Path, events: Events, tmp_path: Path
) -> None:
    folder = shutil.copytree(model_folder, tmp_path / "short")
    tokenizer = byte_tokenizer()
    tokenizer.add_special_tokens({"additional_special_tokens": ["<turn>"]})
    tokenizer.save_pretrained(folder)
    asked = {"model": str(folder), "steps": 1, "validate_every": 0}
    # One that is never read does no harm.
    train(make_config(**asked), control=Control(), on_event=lambda _: None)
    text.write_text(f"{text.read_text('utf-8')}<turn>", encoding="utf-8")
    with pytest.raises(TrainingError, match=r"no weights for the token '<turn>'.* has 257"):
        train(make_config(**asked), control=Control(), on_event=events)
    assert not events
    assert len(list_runs(tmp_path / "runs")) == 1


def test_without_held_out_text_the_last_model_is_kept(
    make_config: MakeConfig, events: Events
) -> None:
    result = train(make_config(validation_fraction=0), control=Control(), on_event=events)
    assert (result.loss_before, result.loss_after) == (None, None)
    assert not events.of(Validated)
    assert open_model(str(result.folder / "model"), device="cpu")


def test_a_cancelled_run_leaves_nothing_and_gives_the_weights_back(
    make_config: MakeConfig, tiny: LoadedModel, tmp_path: Path, events: Events
) -> None:
    before = weights(tiny.model)
    control = Control()

    def cancel_at_4(event: Any) -> None:
        if isinstance(event, CheckpointSaved) and event.step == 4:
            control.cancel()

    with pytest.raises(Cancelled):
        train(make_config(), control=control, on_event=cancel_at_4, loaded=tiny)
    assert list((tmp_path / "runs").iterdir()) == []
    assert not differing(before, weights(tiny.model))


def test_a_cancelled_run_is_kept_when_the_configuration_says_so(
    make_config: MakeConfig, events: Events
) -> None:
    control = Control()

    def cancel_at_2(event: Any) -> None:
        if isinstance(event, CheckpointSaved):
            control.cancel()

    with pytest.raises(Cancelled):
        train(make_config(keep_cancelled=True), control=control, on_event=cancel_at_2)
    out = make_config().out
    assert out is not None
    assert [run.state for run in list_runs(Path(out))] == ["interrupted"]


@pytest.mark.slow
def test_nothing_is_printed(
    make_config: MakeConfig, events: Events, capfd: pytest.CaptureFixture[str]
) -> None:
    train(make_config(probe={"every": 3}), control=Control(), on_event=events)
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_the_model_is_announced_before_the_first_step(
    make_config: MakeConfig, events: Events
) -> None:
    seen: list[tuple[LoadedModel, int]] = []
    train(
        make_config(),
        control=Control(),
        on_event=events,
        on_ready=lambda loaded: seen.append((loaded, len(events.of(StepFinished)))),
    )
    assert [(type(loaded.model), steps) for loaded, steps in seen] == [(MemoryModel, 0)]


@pytest.mark.slow
def test_bptt_depth_reaches_the_model(make_config: MakeConfig, events: Events) -> None:
    deep = train(make_config(), control=Control(), on_event=events)
    cut = train(make_config(bptt_depth=0), control=Control(), on_event=events)
    assert cut.loaded.model.config.bptt_depth == 0
    assert differing(weights(deep.loaded.model), weights(cut.loaded.model))


def test_accumulated_small_batches_give_the_gradient_of_the_large_one(
    make_config: MakeConfig, model_folder: Path, tmp_path: Path, events: Events
) -> None:
    """On text whose samples differ in length, so that a mean of means would be another one."""
    quiet = tmp_path / "quiet"
    model = tf.AutoModelForCausalLM.from_pretrained(
        model_folder, attn_pdrop=0.0, embd_pdrop=0.0, resid_pdrop=0.0
    )
    model.save_pretrained(quiet)
    tf.AutoTokenizer.from_pretrained(model_folder).save_pretrained(quiet)
    rows = tmp_path / "rows.jsonl"
    rows.write_text(
        "".join(json.dumps({"text": "ab" * (1 + 7 * i % 15)}) + "\n" for i in range(40)),
        encoding="utf-8",
    )
    common: dict[str, Any] = {
        "model": str(quiet), "data": (str(rows),), "steps": 3, "warmup_fraction": 0.0,
        "validation_fraction": 0, "max_grad_norm": 1e9,
    }  # fmt: skip
    norms = []
    for batch, accumulation in ((4, 1), (2, 2), (1, 4)):
        heard = Events()
        config = make_config(**common, batch_size=batch, gradient_accumulation=accumulation)
        result = train(config, control=Control(), on_event=heard)
        steps = [e for e in RunFolder(result.folder).events() if isinstance(e, StepFinished)]
        norms.append([(step.loss, step.grad_norm) for step in steps])
    assert norms[1] == [pytest.approx(pair, rel=1e-4) for pair in norms[0]]
    assert norms[2] == [pytest.approx(pair, rel=1e-4) for pair in norms[0]]
