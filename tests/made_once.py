"""Tiny models that many tests begin with: made once, and copied for each test."""

from __future__ import annotations

import copy
import functools
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

_P = ParamSpec("_P")
_T = TypeVar("_T")


def made_once(make: Callable[_P, _T]) -> Callable[_P, _T]:
    """Give a copy of what `make` gave for the same arguments: a quarter of the time.

    Random numbers go on as if it had just been made. Not for tests of how a model is made: these have
    to make it.
    """
    known: dict[str, tuple[Any, torch.Tensor]] = {}

    @functools.wraps(make)
    def copied(*given: _P.args, **named: _P.kwargs) -> _T:
        key = repr((given, sorted(named.items())))
        if key not in known:
            made = make(*given, **named)
            known[key] = copy.deepcopy(made), torch.get_rng_state()
            return made
        made, randomness = known[key]
        torch.set_rng_state(randomness)
        return copy.deepcopy(made)

    return copied
