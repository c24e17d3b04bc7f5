"""The model of a run: given a memory, made ready to be trained, and left as it was."""

from __future__ import annotations

import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch

from memstudio.errors import TrainingError, marked
from memstudio.memory.attach import attach_memory, open_source
from memstudio.memory.kind_options import options_of
from memstudio.memory.kinds_registry import description_of
from memstudio.memory.memory_model import MemoryModel
from memstudio.models.adapter_files import is_of_adapter
from memstudio.progress import Control
from memstudio.training.run_config import AT_THE_END

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from memstudio.models.load import LoadedModel
    from memstudio.training.run_config import MemorySettings, RunConfig

_log = logging.getLogger(__name__)


def with_memory(loaded: LoadedModel, config: RunConfig) -> tuple[MemoryModel, RunConfig]:
    """The model with a memory, and the configuration with that memory's numbers."""
    asked = config.memory
    model = loaded.model
    if not isinstance(model, MemoryModel):
        model = attach_memory(
            model,
            kind=asked.kind,
            num_slots=asked.num_slots,
            segment_length=asked.segment_length,
            seed=config.seed,
            options=asked.options,
        )
        model.config.backbone_source = loaded.source.lasting_reference
    has = {
        "kind": model.config.memory_kind,
        "num_slots": model.config.num_slots,
        "segment_length": model.config.segment_length,
        "options": model.config.kind_options,
    }
    if isinstance(loaded.model, MemoryModel):
        _check_agrees(loaded, asked, has)
    gets_heads = config.objective in AT_THE_END
    if config.trains == "memory" and not (model.memory_parameters() or gets_heads):
        raise TrainingError(
            marked("errors", "This model has no memory whose weights could be trained. Train everything, or attach a memory."),
        )  # fmt: skip
    model.config.bptt_depth = config.bptt_depth
    model.config.memory_replay = config.memory_replay
    return model, config.changed(memory=has)


def _check_agrees(loaded: LoadedModel, asked: MemorySettings, has: dict[str, Any]) -> None:
    """Make sure that what a run says of a memory is true of the one that the model has.

    Raises:
        TrainingError: it is not.
    """
    for name in sorted(asked.model_fields_set):
        if name == "num_slots" and not _has_chosen_slots(has["kind"]):
            continue
        if name == "options" and _agree(has["kind"], asked.options, has["options"]):
            continue
        if getattr(asked, name) != has[name]:
            raise TrainingError(
                marked("errors", "{model} has a memory already, with {name} {has}; the run asks for {asked}. Leave it out, or open the model without its memory."),
                model=loaded.source.name, name=name, has=has[name], asked=getattr(asked, name),
            )  # fmt: skip


def _has_chosen_slots(kind: str) -> bool:
    """Whether the number of slots is somebody's choice, and not the kind's own."""
    described = description_of(kind)
    return described.has_slots and described.usual_slots is not None


def _agree(kind: str, asked: dict[str, Any], has: dict[str, Any]) -> bool:
    """Whether options that are asked for are those that a memory has; others may be anything."""
    return options_of(kind, has | asked) == options_of(kind, has)


def needs_precise(model: MemoryModel, config: RunConfig) -> bool:
    """Whether the weights have to be made wider before they are trained."""
    return config.trains == "everything" and model.dtype not in {torch.float32, torch.float64}


@contextmanager
def precise(model: MemoryModel, config: RunConfig) -> Iterator[None]:
    """Train all of a model in float32: in half precision small changes of weights are lost."""
    before = model.dtype
    if not needs_precise(model, config):
        yield
        return
    model.float()
    try:
        yield
    finally:
        model.to(before)


def can_checkpoint(model: MemoryModel) -> bool:
    """Whether layers can be computed again on the way back."""
    can_backbone: bool = model.backbone.supports_gradient_checkpointing
    return model.memory.layers_can_be_repeated and can_backbone


def check_checkpointing(model: MemoryModel, config: RunConfig) -> None:
    """Make sure that layers can be computed again on the way back, when a run asks for it.

    Raises:
        TrainingError: they cannot.
    """
    if config.gradient_checkpointing and not can_checkpoint(model):
        raise TrainingError(
            marked("errors", "Gradient checkpointing does not go with the memory '{kind}' on this model. Take memory_replay, which reads whole segments again and needs as little memory."),
            kind=model.config.memory_kind,
        )  # fmt: skip


@contextmanager
def checkpointed(model: MemoryModel, config: RunConfig, **more: Any) -> Iterator[None]:
    """Compute the backbone's layers again on the way back while the block lasts, if asked for.

    Chen et al. 2016, arXiv 1604.06174.

    Args:
        model: whose layers they are.
        config: of the run.
        **more: that torch's `checkpoint` is told.
    """
    if not config.gradient_checkpointing:
        yield
        return
    backbone = model.backbone
    # Both were renamed in transformers 5; the old names warn.
    enable = _either(backbone, "activation_checkpointing_enable", "gradient_checkpointing_enable")
    disable = _either(
        backbone, "activation_checkpointing_disable", "gradient_checkpointing_disable"
    )
    enable({"use_reentrant": False} | more)
    try:
        yield
    finally:
        disable()


def _either(owner: Any, name: str, old_name: str) -> Callable[..., None]:
    found: Callable[..., None] = getattr(owner, name, None) or getattr(owner, old_name)
    return found


@contextmanager
def only_trained(model: MemoryModel, trains: str) -> Iterator[int]:
    """Let gradients flow to what is trained only; give the number of trained values."""
    before = [(parameter, parameter.requires_grad) for parameter in model.parameters()]
    of_memory = {id(parameter) for parameter in model.memory_parameters()}
    was_training = model.training
    try:
        for name, parameter in model.named_parameters():
            is_trained = trains == "everything" or id(parameter) in of_memory
            is_trained = is_trained or (trains == "adapters" and is_of_adapter(name))
            parameter.requires_grad_(is_trained)
        num_trained = sum(p.numel() for p, _ in before if p.requires_grad)
        yield num_trained
    finally:
        for parameter, requires_grad in before:
            parameter.grad = None
            parameter.requires_grad_(requires_grad)
        model.train(was_training)


@contextmanager
def threads(number: int) -> Iterator[None]:
    """Let torch use so many threads in the block."""
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)


class Noted:
    """What a model that is open says of itself and training changes, to be given back.

    Args:
        model: as it is now; of one without a memory of its own there is nothing.
    """

    def __init__(self, model: Any) -> None:
        self._model = model if isinstance(model, MemoryModel) else None
        if self._model is not None:
            config = self._model.config
            self._heads = self._model.head_names
            self._noted = config.trained_on, config.bptt_depth, config.memory_replay

    def give_back(self) -> None:
        """Let the model have the heads, and say of itself, what it did."""
        if self._model is not None:
            config = self._model.config
            self._model.keep_heads(self._heads)
            config.trained_on, config.bptt_depth, config.memory_replay = self._noted


@contextmanager
def undone_on_failure(given: LoadedModel | None, config: RunConfig) -> Iterator[None]:
    """Give a model that the caller keeps the weights it was opened with, if the run fails."""
    if given is None:
        yield
        return
    noted = Noted(given.model)
    is_fresh = not isinstance(given.model, MemoryModel)
    try:
        yield
    except Exception:
        noted.give_back()
        # Adapters that were not merged left the backbone as it was.
        if not (is_fresh and config.trains != "everything"):
            _give_back_weights(given)
        raise


def _give_back_weights(loaded: LoadedModel) -> None:
    try:
        fresh = open_source(loaded.source, device="cpu", control=Control())
        loaded.model.load_state_dict(fresh.model.state_dict())
    except Exception:  # noqa: BLE001 - the failure itself matters more
        _log.exception("the weights of %s could not be given back", loaded.source.name)
