"""What there is to say about an open model, as plain data. Imports neither torch nor Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from memstudio.models.adapter_files import is_of_adapter
from memstudio.models.device_id import device_id
from memstudio.models.noted_backbones import noted_backbones
from memstudio.models.source import MEMORY_MODEL
from memstudio.models.tokenizer_identity import reading_key
from memstudio.models.window import window_of

if TYPE_CHECKING:
    from memstudio.models.load import LoadedModel


@dataclass(frozen=True, slots=True)
class ModelSummary:
    """An open model in figures.

    Attributes:
        reference: how it was opened.
        name: what to show.
        architecture: of the backbone, as transformers names it.
        max_positions: the most that the backbone sees at once; None when it says none.
        memory_kind: None for a model without a memory of ours.
        has_encoder: whether an encoder stands before the decoder, as in BART and T5.
        trained_on: what it was trained on here; None when it was not.
        reading_key: what tells it from models by whose tokens or window a text counts as something else.
        notes_backbone: whether anything says what its backbone was before it had a memory.
        from_scratch: what it was made of, when its backbone too was made here from nothing.
    """

    reference: str
    name: str
    path: str
    architecture: str
    num_parameters: int
    num_memory_parameters: int
    hidden_size: int
    num_layers: int
    vocab_size: int
    max_positions: int | None
    dtype: str
    device: str
    memory_kind: str | None
    num_slots: int
    segment_length: int | None
    trained_on: dict[str, Any] | None = None
    has_encoder: bool = False
    from_scratch: dict[str, Any] | None = None
    notes_backbone: bool = False
    reading_key: str = ""

    @property
    def is_untrained(self) -> bool:
        """Whether no part of it has learnt anything yet."""
        return self.from_scratch is not None and self.trained_on is None

    @property
    def reads_turns(self) -> bool:
        """Whether it last learnt to answer what somebody says, rather than to go on with a text."""
        return self.trained_on is not None and self.trained_on.get("reads_turns") is True

    @property
    def is_wholly_trained(self) -> bool:
        """Whether a run changed its backbone, too; False where nobody noted it."""
        return self.trained_on is not None and self.trained_on.get("trains") == "everything"

    @property
    def has_memory(self) -> bool:
        """Whether a memory is attached (the kind `none` is none)."""
        return self.memory_kind not in {None, "none"}


def summarise(loaded: LoadedModel) -> ModelSummary:
    """The figures of an open model."""
    model = loaded.model
    config = model.config
    is_memory_model = config.model_type == MEMORY_MODEL
    text = config.get_text_config(decoder=True)
    backbone = model.backbone if is_memory_model else model
    first = next(model.parameters())
    memory = model.memory.parameters() if is_memory_model else ()
    window = window_of(backbone)
    return ModelSummary(
        reference=loaded.source.reference,
        name=loaded.source.name,
        path=str(loaded.source.path),
        architecture=type(backbone).__name__,
        # While a run is on adapters may be on it, which become a part of the weights.
        num_parameters=sum(
            p.numel() for name, p in model.named_parameters() if not is_of_adapter(name)
        ),
        num_memory_parameters=sum(p.numel() for p in memory),
        hidden_size=int(text.hidden_size),
        num_layers=int(text.num_hidden_layers),
        vocab_size=int(text.vocab_size),
        max_positions=window,
        dtype=str(first.dtype).removeprefix("torch."),
        device=device_id(first.device),
        memory_kind=config.memory_kind if is_memory_model else None,
        num_slots=int(config.num_slots) if is_memory_model else 0,
        segment_length=int(config.segment_length) if is_memory_model else None,
        trained_on=config.trained_on if is_memory_model else None,
        has_encoder=bool(backbone.config.is_encoder_decoder),
        from_scratch=config.from_scratch if is_memory_model else None,
        notes_backbone=is_memory_model and bool(noted_backbones(loaded)),
        reading_key=reading_key(loaded.tokenizer, window),
    )
