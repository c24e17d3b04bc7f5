"""Eager attention with fewer passes over its weights, for a recording, on a processor.

Most decoders of transformers share one eager attention, which fills four arrays as large as the
weights, one after the other. Here it is one array, scaled, masked and normalised where it stands.
It is the forward pass itself that runs this way: the weights seen are the weights used.
"""

from __future__ import annotations

import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from memstudio.memory.backbone import eager_attention

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    from transformers import PreTrainedModel

_NAME = "eager_attention_forward"


@contextmanager
def recorded_attention(backbone: PreTrainedModel) -> Iterator[None]:
    """Run the backbone with attention that gives its weights, as every recording does."""
    with eager_attention(backbone), lean_eager(backbone):
        yield


@contextmanager
def lean_eager(backbone: PreTrainedModel) -> Iterator[None]:
    """Let a backbone whose eager attention is the common one run it with fewer passes.

    Where it is another one, where gradients or dropout are wanted, on other devices than the
    processor, and in half precision, the family's own is run as before.
    """
    modules = _modules(backbone)
    for module in modules:
        _begin(module)
    try:
        yield
    finally:
        for module in modules:
            _end(module)


@dataclass
class _Replaced:
    own: Callable[..., tuple[Tensor, Tensor]]
    users: int = 0


# Several threads may record at a time, models of one family among them.
_LOCK = threading.Lock()
_REPLACED: dict[ModuleType, _Replaced] = {}


def _begin(module: ModuleType) -> None:
    with _LOCK:
        if module not in _REPLACED:
            own = getattr(module, _NAME)
            _REPLACED[module] = _Replaced(own)
            setattr(module, _NAME, _lean(own))
        _REPLACED[module].users += 1


def _end(module: ModuleType) -> None:
    with _LOCK:
        replaced = _REPLACED[module]
        replaced.users -= 1
        if not replaced.users:
            setattr(module, _NAME, replaced.own)
            del _REPLACED[module]


def _modules(backbone: PreTrainedModel) -> list[ModuleType]:
    """The source files of the backbone's layers, those with the common eager attention."""
    names = {type(module).__module__ for module in backbone.modules()}
    modules = [sys.modules[name] for name in sorted(names) if name in sys.modules]
    return [module for module in modules if _is_common(_own(module))]


def _own(module: ModuleType) -> Any:
    """What the family itself came with."""
    with _LOCK:
        replaced = _REPLACED.get(module)
        return replaced.own if replaced else getattr(module, _NAME, None)


def _is_common(function: Any) -> bool:
    from transformers.models.llama import modeling_llama

    code, known = getattr(function, "__code__", None), _own(modeling_llama).__code__
    return code is not None and (
        (code.co_code, code.co_names, code.co_consts, code.co_varnames)
        == (known.co_code, known.co_names, known.co_consts, known.co_varnames)
    )


def _lean(own: Callable[..., tuple[Tensor, Tensor]]) -> Callable[..., tuple[Tensor, Tensor]]:
    repeat: Callable[[Tensor, int], Tensor] = own.__globals__["repeat_kv"]

    def attend(
        module: nn.Module,
        query: Tensor,
        key: Tensor,
        value: Tensor,
        attention_mask: Tensor | None,
        scaling: float,
        dropout: float = 0.0,
        **others: Any,
    ) -> tuple[Tensor, Tensor]:
        is_plain = query.device.type == "cpu" and query.dtype == torch.float32
        if not is_plain or attention_mask is None or torch.is_grad_enabled() or module.training:
            return own(module, query, key, value, attention_mask, scaling, dropout, **others)
        groups = int(module.num_key_value_groups)  # type: ignore[arg-type]
        key, value = repeat(key, groups), repeat(value, groups)
        rows = query.shape[:2]
        mask = attention_mask.expand(*rows, -1, -1).flatten(0, 1)
        scores = torch.baddbmm(
            mask, query.flatten(0, 1), key.flatten(0, 1).transpose(1, 2), alpha=scaling
        )
        weights = torch.softmax(scores, dim=-1, out=scores).unflatten(0, rows)  # type: ignore[no-untyped-call]
        return torch.matmul(weights, value).transpose(1, 2).contiguous(), weights

    attend.__wrapped__ = own  # type: ignore[attr-defined]
    return attend
