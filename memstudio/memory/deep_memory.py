"""A small network whose weights are the memory: asked with keys, taught by gradient descent.

The network has layers W_1 ... W_D without biases, and one of its own for every row of the batch:

    a_1 = k,   a_{l+1} = act(a_l W_l),   M(k) = a_D W_D,   act(z) = silu(sqrt(n) z) / sqrt(n)

with n units in z, so that lengths stay near 1 through the layers. It is taught to answer v_t to k_t
(Behrouz, Zhong, Mirrokni: Titans, 2024, arXiv 2501.00663; their equations 8 to 18):

    loss_t = |M(k_t) - v_t|^2
    S_t = eta_t S_{t-1} - theta_t grad loss_t,      W_t = (1 - alpha_t) W_{t-1} + S_t

In the parallel form all gradients of a chunk are taken at the weights before it. Then S and W at
the end of the chunk are linear in the gradients, each an outer product of what goes into a layer
and the error behind it; they are summed by one product of matrices per layer, with the weight

    w_i = sum_{t >= i} (1 - alpha_{t+1}) ... (1 - alpha_C) eta_{i+1} ... eta_t

of token i in W, and eta_{i+1} ... eta_C in S. The gradients are written out, so that training
differentiates through the update as through any other expression.

Ours, against divergence:
- theta_i is divided by max(1, sum_j 2 w_j theta_j sum_l |a_li . a_lj|). Where keys are alike and
  their gradients would add up, each gets its part; with D = 1 no step then overshoots the values.
  A single token with theta <= 1/2 and D = 1 is left as it is.
- Weights and S are kept in a ball (length at most `_RADIUS` sqrt(rows)), whatever is read.

Shapes: B rows, S tokens, C tokens of a chunk, n units, e width of keys and values.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

_RADIUS = 4.0
_LEAST = 1e-6


@dataclass(frozen=True)
class Rates:
    """How fast is learnt and forgotten, for each token.

    Attributes:
        learning: theta, `[B, S]`, 0 to 1/2.
        forgetting: alpha, `[B, S]`, between 0 and 1.
        momentum: eta, `[B, S]`, between 0 and 1; None without momentum.
    """

    learning: Tensor
    forgetting: Tensor
    momentum: Tensor | None

    def in_chunks(self, length: int) -> Rates:
        """The rates of each chunk in a row of its own; see `_in_chunks`."""
        momentum = None if self.momentum is None else _in_chunks(self.momentum, length)
        learning, forgetting = (_in_chunks(r, length) for r in (self.learning, self.forgetting))
        return Rates(
            learning.flatten(0, 1),
            forgetting.flatten(0, 1),
            None if momentum is None else momentum.flatten(0, 1),
        )


@dataclass(frozen=True)
class Network:
    """Weights and momentum of all rows.

    Attributes:
        weights: `[B, n_in, n_out]` for each layer.
        momentum: the same shapes; empty without momentum.
    """

    weights: list[Tensor]
    momentum: list[Tensor]


@dataclass(frozen=True)
class Influence:
    """What a stretch of tokens does, before gradients enter.

    Attributes:
        kept: `[B]`, the part of the old weights in the new.
        carried: `[B]`, the part of the old momentum in the new weights.
        slowed: `[B]`, the part of the old momentum in the new.
        in_weights: `[B, S]`, the part of each token's step in the new weights.
        in_momentum: `[B, S]`, and in the new momentum.
    """

    kept: Tensor
    carried: Tensor
    slowed: Tensor
    in_weights: Tensor
    in_momentum: Tensor

    def by_chunk(self, num_rows: int) -> list[Influence]:
        """What each chunk does, where the chunks of a row follow one another as rows."""
        every = (self.kept, self.carried, self.slowed, self.in_weights, self.in_momentum)
        parts = [torch.unflatten(part, 0, (num_rows, -1)).unbind(1) for part in every]
        return [Influence(*each) for each in zip(*parts, strict=True)]


@dataclass(frozen=True)
class Lesson:
    """What was learnt from tokens, as needed to say who wrote what.

    Attributes:
        inputs: `[B, S, n_in]` for each layer.
        errors: `[B, S, n_out]` for each layer: the gradient of a token is inputs x errors.
        learning: `[B, S]`, theta as it was used.
    """

    inputs: list[Tensor]
    errors: list[Tensor]
    learning: Tensor


def layer_inputs(weights: list[Tensor], keys: Tensor) -> list[Tensor]:
    """What goes into each layer, `[B, S, n_in]`, for keys `[B, S, e]`."""
    return _forward(weights, keys)[0]


def _forward(weights: list[Tensor], keys: Tensor) -> tuple[list[Tensor], list[Tensor]]:
    """What goes into each layer, and into the activation behind each but the last."""
    inputs, before = [keys], []
    for weight in weights[:-1]:
        scale = weight.shape[-1] ** 0.5
        before.append(inputs[-1] @ weight * scale)
        inputs.append(functional.silu(before[-1]) / scale)
    return inputs, before


def answers(weights: list[Tensor], keys: Tensor) -> Tensor:
    """M(k), `[B, S, e]`, for keys `[B, S, e]`."""
    return layer_inputs(weights, keys)[-1] @ weights[-1]


def gradients(
    weights: list[Tensor], keys: Tensor, values: Tensor
) -> tuple[list[Tensor], list[Tensor]]:
    """The gradients of |M(k) - v|^2 at every token, in two factors per layer.

    Args:
        weights: of the network.
        keys: `[B, S, e]`.
        values: `[B, S, e]`.

    Returns:
        inputs `[B, S, n_in]` and errors `[B, S, n_out]` of each layer.
    """
    inputs, inactive = _forward(weights, keys)
    errors = [2 * (inputs[-1] @ weights[-1] - values)]
    for before, weight in zip(reversed(inactive), reversed(weights), strict=False):
        on = torch.sigmoid(before)
        slope = on * (1 + before * (1 - on))
        errors.insert(0, errors[0] @ weight.transpose(1, 2) * slope)
    return inputs, errors


def influence(rates: Rates, mask: Tensor) -> Influence:
    """What tokens do to weights and momentum; those where `mask` `[B, S]` is False do nothing."""
    real = mask.to(rates.forgetting.dtype)
    log_kept = torch.where(mask, torch.log((1 - rates.forgetting).clamp(min=_LEAST)), 0).cumsum(1)
    # What is left at the end of what stands in the weights after token t.
    left = torch.exp(log_kept[:, -1:] - log_kept) * real
    if rates.momentum is None:
        nothing = torch.zeros_like(left)
        return Influence(torch.exp(log_kept[:, -1]), nothing[:, 0], nothing[:, 0], left, nothing)
    log_slowed = torch.where(mask, torch.log(rates.momentum.clamp(min=_LEAST)), 0).cumsum(1)
    # [B, t, i]: what is left of the step of token i in the momentum after token t.
    between = log_slowed[:, :, None] - log_slowed[:, None, :]
    later = torch.ones_like(between, dtype=torch.bool).tril()
    steps = torch.exp(between.masked_fill(~later, -torch.inf)) * real[:, None, :]
    return Influence(
        kept=torch.exp(log_kept[:, -1]),
        carried=(left * torch.exp(log_slowed)).sum(1),
        slowed=torch.exp(log_slowed[:, -1]),
        in_weights=(left[:, None] @ steps)[:, 0],
        in_momentum=steps[:, -1],
    )


def learn(
    network: Network,
    keys: Tensor,
    values: Tensor,
    rates: Rates,
    *,
    mask: Tensor,
    chunk_length: int,
) -> tuple[Network, list[Lesson]]:
    """Teach the network to answer `values` to `keys`.

    Args:
        network: before.
        keys: `[B, S, e]`, each of length 1 at most.
        values: `[B, S, e]`.
        rates: of the tokens.
        mask: `[B, S]` bool, False at tokens that are not there.
        chunk_length: tokens whose gradients are taken at the same weights.

    Returns:
        The network after the last token, and what was learnt from each chunk.
    """
    length = min(chunk_length, keys.shape[1])
    rates = rates.in_chunks(length)
    # What does not depend on the weights is done for all chunks at once.
    doing = influence(rates, _in_chunks(mask, length).flatten(0, 1)).by_chunk(len(keys))
    learning = torch.unflatten(rates.learning, 0, (len(keys), -1)).unbind(1)
    key_chunks, value_chunks = (_in_chunks(each, length).unbind(1) for each in (keys, values))
    lessons = []
    for chunk in zip(key_chunks, value_chunks, learning, doing, strict=True):
        network, lesson = _learn_chunk(network, *chunk)
        lessons.append(lesson)
    return network, lessons


def joined(lessons: list[Lesson], num_tokens: int) -> Lesson:
    """What was learnt from all of `num_tokens` tokens, chunk after chunk."""
    return Lesson(
        [torch.cat(p, 1)[:, :num_tokens] for p in zip(*(e.inputs for e in lessons), strict=True)],
        [torch.cat(p, 1)[:, :num_tokens] for p in zip(*(e.errors for e in lessons), strict=True)],
        torch.cat([each.learning for each in lessons], 1)[:, :num_tokens],
    )


def _in_chunks(tensor: Tensor, length: int) -> Tensor:
    """`[B, S, ...]` as `[B, n, length, ...]`; zeros (and False) fill up the last chunk."""
    missing = -tensor.shape[1] % length
    if missing:
        rest = tensor.new_zeros(len(tensor), missing, *tensor.shape[2:])
        tensor = torch.cat([tensor, rest], dim=1)
    return torch.unflatten(tensor, 1, (-1, length))


def _learn_chunk(
    network: Network, keys: Tensor, values: Tensor, learning: Tensor, doing: Influence
) -> tuple[Network, Lesson]:
    inputs, errors = gradients(network.weights, keys, values)
    strength = 2 * doing.in_weights * learning
    alike = torch.stack([(part @ part.transpose(1, 2)).abs() for part in inputs]).sum(0)
    crowding = (alike @ strength[..., None])[..., 0].clamp(min=1)
    learning = learning / crowding
    kept, carried, slowed = (
        part[:, None, None] for part in (doing.kept, doing.carried, doing.slowed)
    )
    weights, momentum = [], []
    for index, weight in enumerate(network.weights):
        taught = inputs[index].transpose(1, 2)
        step = taught @ (errors[index] * (doing.in_weights * learning)[..., None])
        new = kept * weight - step
        if network.momentum:
            before = network.momentum[index]
            new = new + carried * before
            step = taught @ (errors[index] * (doing.in_momentum * learning)[..., None])
            momentum.append(_in_ball(slowed * before - step))
        weights.append(_in_ball(new))
    return Network(weights, momentum), Lesson(inputs, errors, learning)


def _in_ball(weight: Tensor) -> Tensor:
    """`weight` `[B, n_in, n_out]`, made shorter where it is too long."""
    longest = _RADIUS * weight.shape[1] ** 0.5
    # Under the root, because the root of 0 has no gradient.
    squares = weight.square().sum((1, 2), keepdim=True).clamp(min=longest**2)
    scale: Tensor = longest * squares.rsqrt()
    return weight * scale
