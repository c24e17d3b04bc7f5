"""A program fed segment by segment says and remembers what its model does, for every memory."""

from __future__ import annotations

import json
import math
import re
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import torch
from tokenizers.processors import TemplateProcessing

from memstudio.errors import Cancelled, ExportError, StorageError
from memstudio.exporting import forms
from memstudio.exporting import program as programs
from memstudio.exporting.export import export_model
from memstudio.exporting.program import read_by_model
from memstudio.exporting.step import Step
from memstudio.memory import attention_places
from memstudio.memory.memory_model import MemoryModel
from memstudio.progress import Control, Progress
from tests.battery.cases import Case, every_case, stirred
from tests.tiny import tiny_loaded

TOLERANCE = 1e-5
HAS_ONNX = all(find_spec(name) for name in ("onnx", "onnxscript", "onnxruntime"))
needs_onnx = pytest.mark.skipif(not HAS_ONNX, reason="the extra [onnx] is not installed")


def followed(step: Step, run: Callable[..., Any], tolerance: float = TOLERANCE) -> None:
    """The program and the model read the same segments, the last of them short."""
    example = read_by_model(step, num_full=4)
    state = tuple(step.initial_state().values())
    for (ids, number), said in zip(example.segments, example.logits, strict=True):
        logits, *after = run(ids, torch.tensor([number]), *state)
        state = tuple(after)
        torch.testing.assert_close(logits[:, :number], said, atol=tolerance, rtol=tolerance)
    for one, other in zip(state, example.state, strict=True):
        torch.testing.assert_close(one, other, atol=tolerance, rtol=tolerance)


@every_case
@pytest.mark.one_in(8)
def test_a_program_does_what_its_model_does(case: Case) -> None:
    step = Step(stirred(case)).eval()
    with torch.no_grad():
        followed(step, programs._exported(step, "tiny").module())


@needs_onnx
@pytest.mark.slow
@every_case
def test_onnx_does_what_its_model_does(case: Case, tmp_path: Path) -> None:
    from memstudio.exporting.onnx_program import runner, write_onnx

    step = Step(stirred(case)).eval()
    with torch.no_grad():
        file = write_onnx(programs._exported(step, "tiny"), step, tmp_path, "tiny")
        run = runner(file, step)
        assert run is not None
        # ONNX Runtime adds in another order.
        followed(step, run, 1e-4)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "step"
    loaded = tiny_loaded("rmt")
    # As many do: what it begins a text with is not read here, nor is a text cut or filled up.
    raw = loaded.tokenizer.backend_tokenizer
    raw.post_processor = TemplateProcessing(single="a $A", special_tokens=[("a", 65)])
    raw.enable_truncation(40)
    raw.enable_padding(length=2000)
    return export_model(loaded, "program", folder, control=Control())


@pytest.mark.slow
def test_what_goes_in_and_out_is_described(written: Path) -> None:
    told = json.loads((written / "step.json").read_text(encoding="utf-8"))
    assert [each["name"] for each in told["inputs"]] == ["tokens", "length", "state.slots"]
    assert [each["name"] for each in told["outputs"]] == ["logits", "next.state.slots"]
    assert told["inputs"][2]["shape"] == [1, 3, 32]
    assert told["inputs"][2]["dtype"] == "float32"
    assert told["outputs"][0]["shape"][1] == told["segment_length"] == 16
    assert told["largest_difference_from_the_model"] < 1e-4
    for name in (told["program"], told["initial_state"]["file"], told["tokenizer"]):
        assert (written / name).is_file()


@pytest.mark.slow
def test_the_program_on_its_card_runs_without_memstudio_and_transformers(written: Path) -> None:
    card = (written / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```python\n(.*?)```", card, re.DOTALL)
    assert found
    program = (
        found[1]
        + "import sys; assert not {'memstudio', 'transformers', 'PySide6', 'peft'} & {*sys.modules}"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=written, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [int(number) for number, _ in lines[:-1]] == [16] * (len(lines) - 1)
    loaded = tiny_loaded("rmt")
    ids = loaded.tokenizer("Once upon a time. " * 50, return_tensors="pt").input_ids
    with torch.no_grad():
        words = loaded.model(ids).logits[0].argmax(-1)
    assert [int(word) for _, word in lines[:-1]] == words[15::16].tolist()[: len(lines) - 1]


def test_a_plain_model_is_refused_before_any_work(tmp_path: Path) -> None:
    for form in ("program", "onnx", "adapter"):
        with pytest.raises(ExportError, match="has no memory"):
            export_model(tiny_loaded(None), form, tmp_path / "out", control=Control())
    assert not (tmp_path / "out").exists()


def test_onnx_says_which_packages_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "find_spec", lambda name: None if name == "onnxscript" else name)
    with pytest.raises(ExportError, match=r"\(onnxscript\).*pip install onnxscript"):
        export_model(tiny_loaded("rmt"), "onnx", tmp_path / "out", control=Control())


def test_what_cannot_be_followed_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = tiny_loaded("rmt")
    read = loaded.model.memory.read_segment

    def by_the_data(backbone: Any, segment: Any, state: Any) -> Any:
        reading = read(backbone, segment, state)
        assert bool(reading.logits.sum() > 0) in {True, False}
        return reading

    monkeypatch.setattr(loaded.model.memory, "read_segment", by_the_data)
    with pytest.raises(ExportError, match="LlamaForCausalLM with the memory 'rmt'"):
        export_model(loaded, "program", tmp_path / "out", control=Control())
    assert not list(tmp_path.iterdir())


def test_a_program_that_does_something_else_is_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = programs._exported

    def other(step: Step, name: str) -> Any:
        program = made(step, name)
        with torch.no_grad():
            step.model.memory.initial_slots.mul_(-3.0)
        return program

    monkeypatch.setattr(programs, "_exported", other)
    monkeypatch.setattr(
        Step, "initial_state", lambda step: step.fixed({"slots": torch.ones(1, 3, 32)})
    )
    with pytest.raises(ExportError, match="does not do what tiny does"):
        export_model(tiny_loaded("rmt"), "program", tmp_path / "out", control=Control())
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["infini", "knn"])
def test_places_in_attention_are_found_before_a_program_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    """Of a model just opened they are not known, and finding them cannot be followed."""
    loaded = tiny_loaded(kind)
    loaded.model.save_pretrained(tmp_path / "model")
    loaded.model = MemoryModel.from_pretrained(tmp_path / "model").eval()

    def followed_only(step: Step, _name: str) -> None:
        monkeypatch.setattr(attention_places, "find_attention", None)
        read_by_model(step, num_full=1)
        raise Cancelled

    monkeypatch.setattr(programs, "_exported", followed_only)
    with pytest.raises(Cancelled):
        export_model(loaded, "program", tmp_path / "out", control=Control())


def test_what_is_no_number_is_no_small_difference() -> None:
    step = Step(tiny_loaded("rmt").model).eval()
    with torch.no_grad():
        example = read_by_model(step, num_full=1)
        logits = iter([example.logits[0], example.logits[1] * torch.nan])
        difference = programs._difference(
            step, lambda *_: (next(logits), *example.state), example, Control()
        )
    assert difference is not None
    assert math.isnan(difference)


@pytest.mark.slow
def test_nothing_is_overwritten_and_a_cancelled_export_leaves_nothing(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "mine.txt").write_text("mine")
    with pytest.raises(StorageError, match="exists already"):
        export_model(tiny_loaded("rmt"), "program", taken, control=Control())

    def cancel(progress: Progress) -> None:
        if progress.done == 2:
            control.cancel()

    control = Control(on_progress=cancel)
    with pytest.raises(Cancelled):
        export_model(tiny_loaded("rmt"), "program", tmp_path / "out", control=control)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
