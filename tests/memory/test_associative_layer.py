"""The associative memory of one layer: what a key stores, and the bounds of a step."""

from __future__ import annotations

import torch
from torch import Tensor

from memstudio.memory.associative_layer import Association, AssociativeLayer, dpfp

WIDTH = 128
SCALE = WIDTH / 32
D_MEM = 12


def plain_dpfp(x: Tensor) -> list[float]:
    """DPFP-3 of one vector, a product at a time."""
    r = [max(value, 0.0) for value in x.tolist()] + [max(-value, 0.0) for value in x.tolist()]
    products = [r[j] * r[j - n] for n in (1, 2, 3) for j in range(len(r))]
    length = sum(p * p for p in products) ** 0.5
    return [p / length for p in products]


def _layer() -> AssociativeLayer:
    torch.manual_seed(0)
    layer = AssociativeLayer(WIDTH, D_MEM, is_corrected=True)
    layer.initialise(value_spread=0.1)
    torch.nn.init.normal_(layer.to_strength.weight, std=2.0)
    return layer


def _empty() -> Association:
    return Association(torch.zeros(1, 6 * D_MEM, WIDTH), torch.zeros(1, 6 * D_MEM))


def test_dpfp_is_the_products_of_neighbours() -> None:
    x = torch.randn(7, D_MEM, dtype=torch.float64)
    expected = torch.tensor([plain_dpfp(row) for row in x], dtype=torch.float64)
    torch.testing.assert_close(dpfp(x), expected)
    assert dpfp(torch.zeros(D_MEM)).eq(0).all()


def test_what_is_written_under_a_known_key_replaces_what_was_there() -> None:
    layer = _layer()
    torch.nn.init.zeros_(layer.to_strength.weight)
    torch.nn.init.constant_(layer.to_strength.bias, 30.0)  # strength 1
    with torch.no_grad():
        first = torch.randn(1, 1, WIDTH)
        # The same key with another value: they differ only in what the key does not see.
        second = first + 3 * torch.linalg.svd(layer.to_key.weight)[2][-1]
        key = dpfp(layer.to_key(first))
        empty = _empty()
        assert empty.recall(key).eq(0).all()
        once = layer.write(empty, first).after
        twice = layer.write(once, second).after
        close = {"atol": 1e-4, "rtol": 1e-4}
        torch.testing.assert_close(once.recall(key), layer.to_value(first) / SCALE, **close)
        torch.testing.assert_close(twice.recall(key), layer.to_value(second) / SCALE, **close)
        assert not torch.allclose(once.recall(key), twice.recall(key), **close)
        torch.testing.assert_close(twice.normaliser, once.normaliser, **close)


def test_many_tokens_that_write_under_one_key_do_not_overshoot() -> None:
    """Each of eight equal writes goes as far as asked; all at once would go eight times as far."""
    layer = _layer()
    torch.nn.init.zeros_(layer.to_strength.weight)
    token = torch.randn(1, 1, WIDTH)
    with torch.no_grad():
        key = dpfp(layer.to_key(token))
        value = layer.to_value(token) / SCALE
        torch.nn.init.constant_(layer.to_strength.bias, 30.0)  # strength 1
        # What one write of nothing left there: a known key that counts once.
        state = Association(torch.zeros(1, 6 * D_MEM, WIDTH), key[:, 0])
        for _ in range(20):
            state = layer.write(state, token.expand(1, 8, -1)).after
        torch.testing.assert_close(state.recall(key), value, atol=1e-4, rtol=1e-3)
        # Two tokens of strength a half are within what is asked, and are not held back.
        torch.nn.init.zeros_(layer.to_strength.bias)
        strengths = layer.write(state, token.expand(1, 2, -1)).strengths
        torch.testing.assert_close(strengths, 0.5 * key.expand(1, 2, -1))


def test_a_read_is_never_far_longer_than_what_it_is_added_to() -> None:
    layer = _layer()
    hidden = torch.randn(1, 4, WIDTH, requires_grad=True)
    plain = torch.randn(1, 6 * D_MEM, WIDTH)
    ones = torch.ones(1, 6 * D_MEM)
    lengths = hidden.norm(dim=-1)
    short = layer.read(Association(plain, ones), hidden)
    assert (short.values.norm(dim=-1) < 32 * lengths).all()
    assert torch.equal(short.values, Association(plain, ones).recall(short.features))
    long = layer.read(Association(1e4 * plain, ones), hidden).values
    torch.testing.assert_close(long.norm(dim=-1), 32 * lengths, atol=1e-4, rtol=1e-4)
    long.sum().backward()
    layer.read(_empty(), hidden).values.sum().backward()
    assert hidden.grad.isfinite().all()
