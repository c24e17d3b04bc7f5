"""The configuration of a memory model."""

from __future__ import annotations

from typing import Any

from transformers import AutoConfig, PretrainedConfig
from typing_extensions import override


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
        if backbone_config is not None:
            # `generate` and the Trainer look for these on the outer configuration.
            for name in ("vocab_size", "bos_token_id", "eos_token_id", "pad_token_id"):
                kwargs.setdefault(name, getattr(backbone_config, name, None))
        kwargs.setdefault("tie_word_embeddings", False)
        super().__init__(**kwargs)

    @override
    def get_text_config(self, *args: Any, **kwargs: Any) -> PretrainedConfig:
        """The backbone's text configuration, where transformers looks for sizes."""
        if not isinstance(self.backbone_config, PretrainedConfig):
            return self
        config: PretrainedConfig = self.backbone_config.get_text_config(*args, **kwargs)
        return config


AutoConfig.register("memstudio", MemoryConfig, exist_ok=True)
