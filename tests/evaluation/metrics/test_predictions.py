"""What a loss means."""

from __future__ import annotations

import math

import pytest

from memstudio.evaluation.metrics.predictions import bits_per_byte, perplexity


def test_the_loss_of_a_blind_guess_is_a_perplexity_of_all_tokens() -> None:
    assert perplexity(math.log(320)) == pytest.approx(320)
    assert perplexity(0) == 1


def test_a_loss_that_is_no_number_has_no_perplexity() -> None:
    assert perplexity(math.nan) is perplexity(math.inf) is perplexity(1e9) is None


def test_a_byte_guessed_blindly_costs_eight_bits() -> None:
    assert bits_per_byte(math.log(256), 100, 100) == pytest.approx(8)
    assert bits_per_byte(math.log(256), 25, 100) == pytest.approx(2)
    assert bits_per_byte(1.0, 0, 0) is None
    assert bits_per_byte(math.nan, 1, 1) is None
