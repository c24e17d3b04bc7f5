"""Letting transformers read a model's own weights, and no adapter that lies beside them."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from transformers.integrations import peft
from transformers.models.auto import auto_factory

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def own_weights_only() -> Iterator[None]:
    """Inside, `from_pretrained` finds no adapter.

    It would wrap one round the model's own weights, whatever model it was made for, and has no
    setting against that.
    """
    # Where it is looked for depends on the version.
    modules = [each for each in (auto_factory, peft) if hasattr(each, "find_adapter_config_file")]
    finders = [module.find_adapter_config_file for module in modules]
    for module in modules:
        module.find_adapter_config_file = lambda *_, **__: None
    try:
        yield
    finally:
        for module, finder in zip(modules, finders, strict=True):
            module.find_adapter_config_file = finder
