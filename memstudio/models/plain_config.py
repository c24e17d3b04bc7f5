"""A model's configuration without what it wishes of how its numbers are computed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from transformers import AutoConfig, PretrainedConfig

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# All others need a package that may not be here, or are code from the Hub.
_ATTENTION = {None, "eager", "sdpa"}
_EXPERTS = {None, "eager", "grouped_mm", "batched_mm"}


def plain_config(folder: Path) -> PretrainedConfig:
    """The configuration of a model's folder, as `plain` has it."""
    return plain(AutoConfig.from_pretrained(folder, local_files_only=True, trust_remote_code=False))


def plain(config: PretrainedConfig) -> PretrainedConfig:
    """`config`, changed: attention and experts are computed by transformers itself, as it likes.

    A wish for another way would have its code fetched and run, where the package for that is
    installed. That outputs have names is not left to a configuration either.
    """
    for part in _parts(config):
        if _text(part, "_attn_implementation") not in _ATTENTION:
            part._attn_implementation = None  # noqa: SLF001 - no public name
        if _text(part, "_experts_implementation") not in _EXPERTS:
            part._experts_implementation = None  # noqa: SLF001 - no public name
        part.return_dict = True
    return config


def _text(config: PretrainedConfig, name: str) -> Any:
    value = getattr(config, name, None)
    return value if value is None or isinstance(value, str) else ""


def _parts(config: PretrainedConfig) -> Iterator[PretrainedConfig]:
    yield config
    for value in vars(config).copy().values():
        if isinstance(value, PretrainedConfig):
            yield from _parts(value)
