"""`rmt` beside the authors' wrapper for Hugging Face models (booydar).

Their wrapper leaves the tokens of a memory block causal; the paper, and their first code, let them
see each other. With one memory token there is no difference. With more, theirs is given the mask
of the paper, which is held against that of their first code.
"""

from __future__ import annotations

import copy
import sys
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor, nn

from memstudio.memory.kinds.rmt import RecurrentMemory
from memstudio.memory.memory_kind import Segment
from memstudio.memory.memory_model import MemoryModel
from tests.parity.conftest import Compare
from tests.parity.models import SEGMENT, effect_of_memory, ids_of, model_of, read
from tests.parity.originals import repository, stand_in

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

_CASES = pytest.mark.parametrize(
    ("backbone", "num_slots"), [("gpt2", 1), ("llama", 1), ("gpt2", 3), ("llama", 3)]
)


@pytest.fixture
def rmt() -> ModuleType:
    return repository("recurrent-memory-transformer", "modeling_rmt/language_modeling.py")


def _mask_of_the_paper(m: int) -> Tensor:
    """`[Q, Q]` bool, True where a token may look."""
    allowed = torch.ones(2 * m + SEGMENT, 2 * m + SEGMENT).tril().bool()
    allowed[:m, :m] = True
    allowed[-m:, -m:] = True
    return allowed


def _theirs(rmt: ModuleType, model: MemoryModel, *, max_n_segments: int = 8, k2: int = -1) -> Any:
    m = model.config.num_slots
    cell = rmt.MemoryCell(copy.deepcopy(model.backbone), m).double()
    with torch.no_grad():
        cell.memory.copy_(model.memory.initial_slots)
    if m > 1:
        mask = torch.zeros(2 * m + SEGMENT, 2 * m + SEGMENT).double()
        mask = mask.masked_fill(~_mask_of_the_paper(m), torch.finfo(mask.dtype).min)

        def with_mask(_: nn.Module, args: Any, kwargs: dict[str, Any]) -> Any:
            rows = len(kwargs["inputs_embeds"])
            return args, kwargs | {"attention_mask": mask.expand(rows, 1, -1, -1)}

        cell.model.register_forward_pre_hook(with_mask, with_kwargs=True)
    return rmt.RecurrentWrapper(cell, segment_size=SEGMENT, max_n_segments=max_n_segments, k2=k2)


@_CASES
def test_logits_and_memory_are_equal_over_segments(
    rmt: ModuleType, compare: Compare, backbone: str, num_slots: int
) -> None:
    model, ids = model_of("rmt", backbone, num_slots=num_slots), ids_of(5)
    assert effect_of_memory(model, ids) > 0.1
    wrapper = _theirs(rmt, model)
    memory = None
    with torch.no_grad():
        logits, states = read(model, ids)
        compare("logits", logits, wrapper(ids)["logits"])
        for segment, state in zip(ids.split(SEGMENT, dim=1), states, strict=True):
            _, memory = wrapper.memory_cell(segment, memory_state=memory)
            compare("memory", state.tensors["slots"], memory)


@_CASES
def test_gradients_of_the_last_segments_loss_are_equal(
    rmt: ModuleType, compare: Compare, backbone: str, num_slots: int
) -> None:
    """They reach segment 0, which shares no word with the others, and the first memory."""
    model = model_of("rmt", backbone, num_slots=num_slots)
    ids = ids_of(4) % 50 + 40
    ids[:, :SEGMENT] -= 38
    ids[:, SEGMENT:].clamp_(min=60)
    first_words = ids[:, :SEGMENT].unique()
    is_asked = torch.zeros_like(ids, dtype=torch.bool)
    is_asked[:, -SEGMENT + 1 :] = True
    wrapper = _theirs(rmt, model)
    ours = model(ids, labels=ids.masked_fill(~is_asked, -100)).loss
    # They mask predictions, which stand one before what they predict.
    theirs = wrapper(ids, labels=ids, labels_mask=is_asked.roll(-1, 1))["loss"]
    compare("loss", ours, theirs)
    ours.backward()
    theirs.backward()
    their_backbone = dict(wrapper.memory_cell.model.named_parameters())
    for name, parameter in model.backbone.named_parameters():
        compare("gradients of the backbone", parameter.grad, their_backbone[name].grad)
    compare("of the first memory", model.memory.initial_slots.grad, wrapper.memory_cell.memory.grad)
    embeddings = [each.get_input_embeddings() for each in (model, wrapper.memory_cell.model)]
    rows = [each.weight.grad[first_words] for each in embeddings]
    if not model.backbone.config.tie_word_embeddings:
        assert rows[1].abs().max() > 1e-4
        compare("of the words of segment 0", *rows)


def test_words_are_generated_as_their_training_predicts_them(
    rmt: ModuleType, compare: Compare
) -> None:
    """Their own `generate` puts the write block between a prompt and its answer."""
    model, ids = model_of("rmt", "llama", num_slots=1), ids_of(3, rows=1)[:, :-3]
    wrapper = _theirs(rmt, model)
    written = model.generate(ids, max_new_tokens=12, do_sample=False, eos_token_id=None)
    expected = ids
    with torch.no_grad():
        while expected.shape[1] < written.shape[1]:
            word = wrapper(expected)["logits"][:, -1:].argmax(-1)
            expected = torch.cat([expected, word], dim=1)
    compare("words", written.double(), expected.double())


@pytest.mark.parametrize("depth", [0, 1, 2])
def test_gradients_stop_where_those_of_their_truncated_training_do(
    compare: Compare, depth: int
) -> None:
    """In a later branch, where `k2` is two more than the segments that are reached.

    In the released one `k2` changes nothing.
    """
    released = repository("recurrent-memory-transformer", "modeling_rmt/language_modeling.py")
    branch = repository(
        "recurrent-memory-transformer-babilong-release", "modeling_rmt/language_modeling.py"
    )
    model, ids = model_of("rmt", "llama", num_slots=1), ids_of(5)
    is_asked = torch.zeros_like(ids, dtype=torch.bool)
    is_asked[:, -SEGMENT + 1 :] = True
    grads = []
    for module, k2 in ((branch, depth + 2), (released, 1), (released, -1)):
        wrapper = _theirs(module, model, max_n_segments=5, k2=k2)
        wrapper(ids, labels=ids, labels_mask=is_asked.roll(-1, 1))["loss"].backward()
        grads.append(wrapper.memory_cell.model.get_input_embeddings().weight.grad)
    labels = ids.masked_fill(~is_asked, -100)
    ours = []
    for each in (depth, None):
        model.zero_grad()
        model(ids, labels=labels, bptt_depth=each).loss.backward()
        ours.append(model.get_input_embeddings().weight.grad.clone())
    compare("of the words", ours[0], grads[0])
    assert (ours[0] - ours[1]).abs().max() > 1e-4
    assert torch.equal(grads[1], grads[2])  # their released truncation
    compare("of the words, not truncated", ours[1], grads[2])


@pytest.mark.parametrize("num_slots", [1, 2, 5])
def test_the_mask_is_that_of_their_first_code(
    compare: Compare, monkeypatch: pytest.MonkeyPatch, num_slots: int
) -> None:
    """LM-RMT, the code of the paper, whose model is a Transformer-XL of its own."""
    # One asks for CUDA while it is imported; none has to do with the mask.
    stand_in(monkeypatch, {
        "proj_adaptive_softmax": "ProjectedAdaptiveLogSoftmax",
        "log_uniform_sampler": "LogUniformSampler sample_logits",
    })  # fmt: skip
    monkeypatch.setattr(sys, "path", list(sys.path))
    lm_rmt = repository("LM-RMT", "pytorch/mem_transformer.py")
    monkeypatch.setattr(lm_rmt, "ProjectedAdaptiveLogSoftmax", _Anything)
    theirs = lm_rmt.MemTransformerLM(
        97, 1, 2, 8, 4, 8, 0.0, 0.0, tgt_len=SEGMENT, ext_len=0, mem_len=0,
        num_mem_tokens=num_slots,
    )  # fmt: skip
    layer = _Looking()
    theirs.layers = nn.ModuleList([layer])
    theirs._forward(torch.zeros(SEGMENT, 1, dtype=torch.long), mem_tokens=theirs.mem_tokens)

    memory = model_of("rmt", "gpt2", num_slots=num_slots).memory
    assert isinstance(memory, RecurrentMemory)
    segment = Segment(torch.zeros(1, SEGMENT, dtype=torch.long))
    _, allowed = memory._layout(segment, num_slots, torch.device("cpu"))
    compare("mask", allowed[0].double(), (layer.mask[..., 0] == 0).double())
    compare("mask given to theirs", _mask_of_the_paper(num_slots).double(), allowed[0].double())


class _Anything(nn.Module):
    """In place of their output layer."""

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__()
        self.out_layers = nn.ModuleList([nn.Linear(1, 1)])
        self.out_projs = [None]


class _Looking(nn.Module):
    """In place of their layer, to see the mask."""

    def forward(self, hidden: Tensor, *_: Any, dec_attn_mask: Tensor, mems: Any = None) -> Tensor:
        self.mask = dec_attn_mask
        return hidden
