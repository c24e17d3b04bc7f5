"""Putting a memory on a model, and opening models with or without one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import torch

from memstudio.errors import MemoryAttachError, marked
from memstudio.memory.adapter_folder import open_adapter
from memstudio.memory.backbone import check_runs
from memstudio.memory.encoder_decoder import check_pair
from memstudio.memory.kind_options import options_of
from memstudio.memory.kinds_registry import memory_kinds, package_of
from memstudio.memory.memory_config import MemoryConfig
from memstudio.memory.memory_model import MemoryModel
from memstudio.models.catalog import resolve_model
from memstudio.models.load import LoadedModel, load_backbone
from memstudio.models.made_alone import made_alone
from memstudio.progress import Control

if TYPE_CHECKING:
    from transformers import PreTrainedModel

    from memstudio.models.source import ModelSource


def attach_memory(
    backbone: PreTrainedModel,
    *,
    kind: str = "rmt",
    num_slots: int = 8,
    segment_length: int = 128,
    bptt_depth: int | None = None,
    seed: int = 0,
    options: dict[str, Any] | None = None,
) -> MemoryModel:
    """Put a fresh memory on a Hugging Face model that writes.

    Args:
        backbone: a causal language model or, for the kinds that need an encoder, one with an encoder
            and a decoder; it is used as it is, not copied.
        kind: a name in the registry of memory kinds.
        num_slots: slots of memory; ignored by kinds without slots.
        segment_length: tokens that the backbone sees at once.
        bptt_depth: how many segments back the gradient flows in training; None for all.
        seed: of the memory's fresh parameters.
        options: what the kind can be told beyond this, as `kind_options` lists it.

    Raises:
        MemoryAttachError: the kind cannot be attached to this model with these numbers.
    """
    if isinstance(backbone, MemoryModel):
        raise MemoryAttachError(
            marked("errors", "This model has a memory already ('{kind}'). Open the model it was made from to attach another."),
            kind=backbone.config.memory_kind,
        )  # fmt: skip
    found = memory_kinds.get(kind)
    needs_encoder = found.needs_encoder
    if needs_encoder and not backbone.config.is_encoder_decoder:
        raise MemoryAttachError(
            marked("errors", "The memory '{kind}' stands between an encoder and a decoder, and {model} has no encoder. Take a model such as BART, T5 or Marian, or another memory."),
            model=type(backbone).__name__, kind=kind,
        )  # fmt: skip
    if backbone.get_output_embeddings() is None or (
        backbone.config.is_encoder_decoder and not needs_encoder
    ):
        raise MemoryAttachError(
            marked("errors", "{model} is not a causal language model (it has no output layer over words, or an encoder), so the memory '{kind}' cannot be attached."),
            model=type(backbone).__name__, kind=kind,
        )  # fmt: skip
    config = MemoryConfig(
        backbone_config=backbone.config,
        memory_kind=kind,
        num_slots=0 if kind == "none" else num_slots,
        segment_length=segment_length,
        bptt_depth=bptt_depth,
        kind_options=options_of(kind, {} if options is None else options).model_dump(),
        memory_package=package_of(kind),
    )
    config.check_numbers()
    if needs_encoder:
        found.check(config, backbone)
        check_pair(backbone, kind, segment_length)
    else:
        check_runs(backbone, kind)
    with made_alone(), torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = MemoryModel(config, backbone)
        # Some kinds know themselves how many slots they have.
        config.num_slots = model.memory.num_slots
        model.memory.initialise(backbone)
    model.to(device=backbone.device, dtype=backbone.dtype)
    return model


def open_model(
    reference: str, *, device: str = "auto", control: Control | None = None, online: bool = False
) -> LoadedModel:
    """Open a model by name: one with a memory, or a plain one that can be given a memory.

    Args:
        reference: `demo`, a folder of a model or an adapter, a `.gguf` file or a Hub id.
        device: "auto", "cpu", "cuda:0", ...
        control: takes progress, may cancel.
        online: whether a Hub id that is not in the cache may be downloaded.

    Raises:
        ModelLoadError: it cannot be opened; the message says why and what to do.
        DeviceError: the device is missing or too small.
        Cancelled: through `control`.
    """
    control = control or Control()
    source = resolve_model(reference, online=online, control=control)
    return open_source(source, device=device, control=control, online=online)


def open_source(
    source: ModelSource, *, device: str = "auto", control: Control, online: bool = False
) -> LoadedModel:
    """The same for a model that was found already."""
    if source.format == "adapter":
        return open_adapter(source, device=device, control=control, online=online)
    return load_backbone(source, device=device, control=control)
