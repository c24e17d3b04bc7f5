"""A decoder's attention weights, looked at in the moment in which they were used.

transformers keeps the weights of all layers until the whole model has run, which is a lot where a
small part is wanted: here each layer's are seen, and let go, one after the other.
"""

from __future__ import annotations

import weakref
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn

from memstudio.memory.decoder_layers import decoder_layers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from transformers import PreTrainedModel

_FOUND: weakref.WeakKeyDictionary[nn.Module, list[weakref.ref[nn.Module]]] = (
    weakref.WeakKeyDictionary()
)


def attention_modules(backbone: PreTrainedModel) -> list[nn.Module]:
    """The modules whose second output is what transformers itself gives as `attentions`.

    Returns:
        One for each decoder layer, in their order; none at all where that is not plain.
    """
    if backbone not in _FOUND:
        _FOUND[backbone] = [weakref.ref(module) for module in _find(backbone)]
    modules = [reference() for reference in _FOUND[backbone]]
    return [module for module in modules if module is not None]


def _find(backbone: PreTrainedModel) -> list[nn.Module]:
    for owner in backbone.modules():
        recorded = (getattr(owner, "_can_record_outputs", None) or {}).get("attentions")
        if isinstance(recorded, type):
            layers = decoder_layers(backbone)
            found = [
                [module for module in layer.modules() if type(module) is recorded]
                for layer in layers
            ]
            return [modules[0] for modules in found] if all(len(m) == 1 for m in found) else []
    return []


@contextmanager
def used_weights(modules: list[nn.Module], cut: Callable[[Tensor], Any]) -> Iterator[list[Any]]:
    """What `cut` gives of the weights of each of `modules`, in the order in which they run.

    A module that gives none, as none does but in eager attention, adds nothing to the list.
    """
    seen: list[Any] = []

    def look(_: nn.Module, __: Any, output: Any) -> None:
        weights = output[1] if isinstance(output, tuple) and len(output) > 1 else None
        if isinstance(weights, Tensor):
            seen.append(cut(weights))

    handles = [module.register_forward_hook(look) for module in modules]
    try:
        yield seen
    finally:
        for handle in handles:
            handle.remove()
