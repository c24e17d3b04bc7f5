"""A program fed segment by segment says and remembers what its model does, for every memory."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import torch
import transformers as tf
from safetensors.torch import load_file

from memstudio.errors import Cancelled, ExportError
from memstudio.exporting import program as programs
from memstudio.exporting.export import export_model
from memstudio.exporting.program import read_by_model, write_program
from memstudio.exporting.step import Step
from memstudio.memory.attach import attach_memory
from memstudio.memory.kinds_registry import memory_kinds
from memstudio.memory.memory_model import MemoryModel
from memstudio.models.load import LoadedModel
from memstudio.progress import Control, Progress
from tests.battery.cases import CASES, Case, stirred
from tests.tiny import tiny_loaded

TOLERANCE = 1e-5


def followed(step: Step, run: object) -> None:
    """The program and the model read the same segments, the last of them short."""
    example = read_by_model(step, num_full=4)
    state = tuple(step.initial_state().values())
    for (ids, number), said in zip(example.segments, example.logits, strict=True):
        logits, *after = run(ids, torch.tensor([number]), *state)  # type: ignore[operator]
        state = tuple(after)
        torch.testing.assert_close(logits[:, :number], said, atol=TOLERANCE, rtol=TOLERANCE)
    for one, other in zip(state, example.state, strict=True):
        torch.testing.assert_close(one, other, atol=TOLERANCE, rtol=TOLERANCE)


def of_tiny(kind: str) -> LoadedModel:
    """A tiny model with a small memory of any kind, its gates open."""
    case = next(each for each in CASES if each.kind == kind)
    loaded = tiny_loaded(None)
    loaded.model = stirred(case)
    return loaded


@pytest.mark.parametrize("kind", sorted(memory_kinds.names()))
def test_a_program_does_what_its_model_does(kind: str) -> None:
    step = Step(of_tiny(kind).model).eval()
    with torch.no_grad():
        followed(step, programs._exported(step, "tiny").module())
