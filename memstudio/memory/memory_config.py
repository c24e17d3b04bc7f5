"""The configuration of a memory model."""

from __future__ import annotations

from typing import Any

from transformers import AutoConfig, PretrainedConfig
from typing_extensions import override

from memstudio.errors import MemoryAttachError, marked

_MOST_SLOTS = 65_536
_LONGEST = 1_000_000


class MemoryConfig(PretrainedConfig):
    """A backbone's configuration and what is attached to it.

    Attributes:
        backbone_config: the backbone's own configuration (a `PretrainedConfig`, or its dict with
            `model_type`).
        memory_kind: a name in `memstudio.memory.kinds_registry.memory_kinds`.
        num_slots: slots of memory.
        segment_length: tokens that the backbone sees at once, memory not counted.
        bptt_depth: how many segments back the gradient flows in training; None for all.
        memory_replay: whether training reads each segment again on the way back instead of keeping
            what it computed, so that memory does not grow with the number of segments.
        kind_options: what a kind needs beyond these.
        trained_on: what the model was trained on, for its card; None when not trained here.
        from_scratch: what it was made of, when it was made from nothing, backbone and all; None
            when the backbone came from elsewhere.
        value_scale: mean and scale of the numbers that its value head says; None without one.
        label_heads: what each of its heads for labels chooses between, as `HeadLabels.to_dict` has
            it; None without some.
        backbone_source: what opens the backbone as it was before it was given the memory; None
            where nobody noted it.
        memory_package: the package whose plug-in brought the kind; None for MemStudio's own.
    """

    model_type = "memstudio"

    def __init__(
        self,
        backbone_config: PretrainedConfig | dict[str, Any] | None = None,
        memory_kind: str = "none",
        num_slots: int = 0,
        segment_length: int = 128,
        bptt_depth: int | None = None,
        memory_replay: bool = False,
        kind_options: dict[str, Any] | None = None,
        trained_on: dict[str, Any] | None = None,
        from_scratch: dict[str, Any] | None = None,
        value_scale: dict[str, float] | None = None,
        label_heads: list[dict[str, Any]] | None = None,
        backbone_source: str | None = None,
        memory_package: str | None = None,
        **kwargs: Any,
    ) -> None:
        if isinstance(backbone_config, dict):
            backbone_config = AutoConfig.for_model(**backbone_config)
        self.backbone_config = backbone_config
        self.memory_kind = memory_kind
        self.num_slots = num_slots
        self.segment_length = segment_length
        self.bptt_depth = bptt_depth
        self.memory_replay = memory_replay
        self.kind_options = dict(kind_options or {})
        self.trained_on = trained_on
        self.from_scratch = from_scratch
        self.value_scale = value_scale
        self.label_heads = label_heads
        self.backbone_source = backbone_source
        self.memory_package = memory_package
        if backbone_config is not None:
            # `generate` and the Trainer look for these on the outer configuration.
            for name in ("vocab_size", "bos_token_id", "eos_token_id", "pad_token_id"):
                kwargs.setdefault(name, getattr(backbone_config, name, None))
        kwargs.setdefault("tie_word_embeddings", False)
        super().__init__(**kwargs)

    def check_numbers(self) -> None:
        """Make sure that the numbers are whole, and of a size that something can be done with.

        What a kind or a backbone asks of them besides is checked where it is known.

        Raises:
            MemoryAttachError: one is not; the message says which, and what it may be.
        """
        slots, length = self.num_slots, self.segment_length
        if self.memory_kind != "none" and _is_whole(slots) and slots < 1:
            raise MemoryAttachError(
                marked("errors", "The memory '{kind}' needs at least one slot; {slots} were asked for."),
                kind=self.memory_kind, slots=slots,
            )  # fmt: skip
        if _is_whole(length) and length < 2:
            raise MemoryAttachError(
                marked("errors", "A segment of {length} tokens is too short; take at least 2."),
                length=length,
            )  # fmt: skip
        _check_whole("num_slots", slots, 0, _MOST_SLOTS)
        _check_whole("segment_length", length, 2, _LONGEST)
        if self.bptt_depth is not None:
            check_depth(self.bptt_depth)

    @override
    def get_text_config(self, *args: Any, **kwargs: Any) -> PretrainedConfig:
        """The backbone's text configuration, where transformers looks for sizes."""
        if not isinstance(self.backbone_config, PretrainedConfig):
            return self
        config: PretrainedConfig = self.backbone_config.get_text_config(*args, **kwargs)
        return config


def check_depth(depth: int) -> None:
    """Make sure that gradients can flow back through so many segments.

    Raises:
        MemoryAttachError: it is no whole number, or below zero.
    """
    _check_whole("bptt_depth", depth, 0, _LONGEST)


def _is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _check_whole(name: str, value: int, least: int, most: int) -> None:
    if not (_is_whole(value) and least <= value <= most):
        raise MemoryAttachError(
            marked("errors", "'{name}' is {value}; it must be a whole number from {least} to {most}."),
            name=name, value=repr(value), least=least, most=most,
        )  # fmt: skip


AutoConfig.register("memstudio", MemoryConfig, exist_ok=True)
