"""The network behind `titans` beside titans-pytorch (lucidrains).

The authors published no code. Theirs is a layer of another model, whose surroundings differ from
ours (and from the paper) in many ways; what is compared is the learning: surprise, momentum and
forgetting by the same weights, keys, values and rates. Its options are set to what the paper says:
a plain network, one order of momentum, rates of every token, gradients at the weights before the
chunk. Ours on purpose: where keys crowd, each learns less; theirs is given the rates that ours used.
"""

from __future__ import annotations

from itertools import pairwise
from types import ModuleType
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from memstudio.memory.deep_memory import Network, Rates, answers, learn
from tests.parity.conftest import Compare
from tests.parity.originals import package

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore")]

_ROWS, _WIDTH, _CHUNK, _TOKENS = 2, 8, 4, 24


@pytest.fixture
def titans() -> ModuleType:
    return package("titans_pytorch")


class _Plain(nn.Module):
    """The network that the memory is, in their way of writing one."""

    def __init__(self, sizes: list[int]) -> None:
        super().__init__()
        self.weights = nn.ParameterList(
            nn.Parameter(torch.randn(n, m) * m**-0.5) for n, m in pairwise(sizes)
        )

    def forward(self, x: Tensor) -> Tensor:
        for index, weight in enumerate(self.weights):
            if index:
                units = x.shape[-1]
                x = functional.silu(x * units**0.5) / units**0.5
            x = x @ weight
        return x


def _theirs(titans: ModuleType, depth: int, momentum: bool) -> Any:
    torch.manual_seed(depth)
    network = _Plain([_WIDTH, *[12] * (depth - 1), _WIDTH])
    memory = titans.NeuralMemory(
        dim=_WIDTH,
        chunk_size=1,  # of rates: each token has its own
        batch_size=_CHUNK,  # of gradients: all at the weights before it
        model=network,
        store_memory_loss_fn=lambda answer, value: (answer - value).square().sum(-1),
        momentum=momentum,
        pre_rmsnorm=False,
        mem_model_norm_add_residual=False,
    ).double()
    with torch.no_grad():
        memory.to_adaptive_step[0].bias.fill_(-2.0)
        memory.to_decay_factor[0].bias.fill_(-5.0)
    return memory


def _ours(memory: Any) -> Network:
    weights = [w.detach().expand(_ROWS, -1, -1) for w in memory.memory_model_parameters]
    momentum = [torch.zeros_like(w) for w in weights] if memory.to_momentum is not None else []
    return Network(weights, momentum)


def _rates(memory: Any, tokens: Tensor, most: float) -> Rates:
    learning = memory.to_adaptive_step[0](tokens)[..., 0].sigmoid() * most
    forgetting = memory.to_decay_factor[0](tokens)[..., 0].sigmoid()
    momentum = None
    if memory.to_momentum is not None:
        momentum = memory.to_momentum[0](tokens)[..., 0].sigmoid()
    return Rates(learning, forgetting, momentum)


@pytest.mark.parametrize("most", [0.02, 0.5])
@pytest.mark.parametrize("momentum", [True, False])
@pytest.mark.parametrize("depth", [1, 2, 3])
def test_weights_momentum_and_answers_are_equal_over_segments(
    titans: ModuleType, compare: Compare, depth: int, momentum: bool, most: float
) -> None:
    """With small rates nothing crowds, and the rates are the same without help."""
    memory = _theirs(titans, depth, momentum)
    network, state, crowds = _ours(memory), None, False
    untaught = network
    for segment in torch.randn(_ROWS, 4 * _TOKENS, _WIDTH).double().split(_TOKENS, dim=1):
        with torch.no_grad():
            keys, values = memory.to_keys(segment), memory.to_values(segment)
            rates = _rates(memory, segment, most)
            network, lesson = learn(
                network, keys, values, rates,
                mask=torch.ones(_ROWS, _TOKENS, dtype=torch.bool), chunk_length=_CHUNK,
            )  # fmt: skip
            crowds |= not torch.allclose(lesson.learning, rates.learning, rtol=1e-12)
            given = rates.learning if most < 0.1 else lesson.learning
            chunks = iter(given.split(_CHUNK, dim=1))
            memory.adaptive_step_transform = lambda _, chunks=chunks: next(chunks)
            _, state = memory(segment, state=state)
            last_weights, last_momentum = state.states
            for name, ours in zip(
                memory.memory_model_parameter_names, network.weights, strict=True
            ):
                compare("weights", ours, last_weights[name])
            for name, ours in zip(
                memory.memory_model_parameter_names, network.momentum, strict=False
            ):
                compare("momentum", ours, last_momentum[name][0])
            queries = torch.randn(_ROWS, 1, _WIDTH).double()
            one = {
                name: last_weights[name][:, None] for name in memory.memory_model_parameter_names
            }
            compare(
                "answers",
                answers(network.weights, memory.to_queries(queries)),
                memory.retrieve_memories(queries, one),
            )
    assert crowds is (most > 0.1)
    learnt = [(a - b).abs().max() for a, b in zip(network.weights, untaught.weights, strict=True)]
    assert min(learnt) > 0.1, learnt


@pytest.mark.parametrize("momentum", [True, False])
@pytest.mark.parametrize("depth", [1, 2])
def test_gradients_through_what_was_learnt_are_equal(
    titans: ModuleType, compare: Compare, depth: int, momentum: bool
) -> None:
    """Of answers after two segments, with respect to what was read and to the first weights."""
    memory = _theirs(titans, depth, momentum)
    memory.adaptive_step_transform = lambda step: step.sigmoid() * 0.02
    tokens = torch.randn(_ROWS, 2 * _TOKENS, _WIDTH).double().requires_grad_()
    asked = torch.randn(_ROWS, 1, _WIDTH).double()
    wanted = [
        tokens,
        *memory.memory_model_parameters,
        memory.to_keys.weight,
        memory.to_values.weight,
    ]
    wanted += [memory.to_adaptive_step[0].weight, memory.to_decay_factor[0].weight]

    weights = [weight.expand(_ROWS, -1, -1) for weight in memory.memory_model_parameters]
    network = Network(weights, [torch.zeros_like(w) for w in weights] if momentum else [])
    state = None
    for segment in tokens.split(_TOKENS, dim=1):
        network, _ = learn(
            network, memory.to_keys(segment), memory.to_values(segment),
            _rates(memory, segment, 0.02),
            mask=torch.ones(_ROWS, _TOKENS, dtype=torch.bool), chunk_length=_CHUNK,
        )  # fmt: skip
        _, state = memory(segment, state=state)
    assert state is not None
    last = {name: weight[:, None] for name, weight in state.states[0].items()}
    ours = answers(network.weights, memory.to_queries(asked))
    theirs = memory.retrieve_memories(asked, last)
    gradients = [torch.autograd.grad(each.square().sum(), wanted) for each in (ours, theirs)]
    for one, other in zip(*gradients, strict=True):
        assert other.abs().max() > 1e-4
        compare("gradients", one, other)
