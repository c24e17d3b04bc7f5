"""A model whose weights lie in parts, one with each process of a launch (FSDP2).

ZeRO, stage 3 (Rajbhandari et al. 2020, arXiv 1910.02054), as PyTorch's `fully_shard` does it (Zhao
et al. 2023, arXiv 2304.11277). Of every weight, its gradient and what the optimiser keeps of it,
each process has one part of its first dimension. A layer of the backbone is put together when it
runs, forth or back, and taken apart after; all else (embeddings, memory, output layer) is together
from the beginning of a forward pass to the end of the backward one, because a memory's parameters
are used all around the layers. The memory state is a value: it stays with its rows' process.

All processes must run the same layers in the same order, for whatever is being done.
"""

from __future__ import annotations

import copy
import logging
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor, nn

from memstudio.errors import TrainingError, marked
from memstudio.launched import are_launched, asks_for_shards, keeps_layers_together
from memstudio.models.load import LoadedModel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from memstudio.memory.memory_model import MemoryModel
    from memstudio.training.processes import Processes
    from memstudio.training.run_config import RunConfig

_log = logging.getLogger(__name__)


def is_sharded(config: RunConfig) -> bool:
    """Whether a run's weights are to be shared out among the processes that there are."""
    return are_launched() and (config.sharded or asks_for_shards())


def check_shards(config: RunConfig) -> None:
    """Make sure that what a run asks for goes with weights in parts.

    Raises:
        TrainingError: it does not; the sentence says what does.
    """
    try:
        from torch.distributed.fsdp import fully_shard  # noqa: F401
    except ImportError as error:
        raise TrainingError(
            marked("errors", "This PyTorch ({version}) cannot shard a model over processes. Take PyTorch 2.6 or later, or train without sharded: each process then holds the whole model."),
            version=torch.__version__,
        ) from error  # fmt: skip
    if config.optimizer in {"adamw_8bit", "adafactor"}:
        raise TrainingError(
            marked("errors", "The optimizer {optimizer} looks at whole matrices, and a sharded run has parts of them. Take adamw or sgd, or train without sharded."),
            optimizer=config.optimizer,
        )  # fmt: skip
    if config.precision == "fp16":
        raise TrainingError(
            marked("errors", "Half precision (fp16) does not go with a sharded model. Take bf16 or float32."),
        )  # fmt: skip


class Shards:
    """The parts of a model that this process has.

    Attributes:
        loaded: the model in parts, which takes the place of the one that was given.
    """

    def __init__(self, given: LoadedModel, processes: Processes, device: torch.device) -> None:
        """Take the weights from a model, and share them out; each process calls this.

        The model that was given is left without any until `gather`.

        Args:
            given: the same model in each process, on the CPU so that no GPU need hold all of it.
            processes: that share it.
            device: where this process's part goes.

        Raises:
            TrainingError: the model does not run in parts.
        """
        self._processes = processes
        self._whole: MemoryModel = given.model
        self._model: Any = _without_weights(self._whole)
        # No part can be had of a single number: each process has it, and they keep it alike.
        self._single = [each for each in self._model.parameters() if each.dim() == 0]
        try:
            with processes.together():
                self._share_out(device)
                self._prove()
        except (RuntimeError, ValueError, AssertionError, TypeError) as error:
            _log.info("the model does not run in parts", exc_info=True)
            raise TrainingError(
                marked("errors", "{model} cannot be sharded over processes ({reason}). Train without sharded: each process then holds the whole model."),
                model=type(self._whole.backbone).__name__, reason=str(error).split("\n")[0][:200],
            ) from error  # fmt: skip
        self.loaded = LoadedModel(self._model, given.tokenizer, given.source)

    def _share_out(self, device: torch.device) -> None:
        from torch.distributed.device_mesh import init_device_mesh
        from torch.distributed.fsdp import fully_shard

        mesh = init_device_mesh(device.type, (self._processes.count,))
        single = set(self._single)
        for parameter in single:
            parameter.data = parameter.data.to(device)
        for layer in repeated_layers(self._model.backbone):
            fully_shard(
                layer,
                mesh=mesh,
                ignored_params=single,
                reshard_after_forward=not keeps_layers_together(),
            )
        fully_shard(self._model, mesh=mesh, ignored_params=single)
        self._sharded = [each for each in self._model.modules() if hasattr(each, "reshard")]
        if hasattr(self._model, "set_reduce_scatter_unused_params"):
            # Which experts have a gradient depends on what a process has read.
            for module in self._sharded:
                module.set_reduce_scatter_unused_params(True)

    @torch.no_grad()
    def _prove(self) -> None:
        """Run the model once: it finds out how its parts follow one another, from the outside in."""
        self._model(torch.zeros(1, 1, dtype=torch.long, device=self._model.device))
        self.close()

    # ------------------------------------------------------------------ measuring

    @contextmanager
    def opened(self) -> Iterator[None]:
        """Have all together but the layers while the block lasts, as when only parts are called."""
        self._model.unshard()
        try:
            yield
        finally:
            self.close()

    def close(self) -> None:
        """Take apart whatever is together; weights are read and written in parts only."""
        for module in self._sharded:
            module.reshard()

    # ------------------------------------------------------------------ training

    @property
    def has_single(self) -> bool:
        """Whether there are weights of which no part can be had."""
        return bool(self._single)

    @torch.no_grad()
    def clip(self, most: float) -> Tensor:
        """Scale the gradients of all processes down to the length `most`; the length there was."""
        self._average_single()
        gradients = [p.grad for p in self._model.parameters() if p.grad is not None]
        if not gradients:
            return torch.zeros(())
        total = torch.zeros((), dtype=torch.float32, device=self._model.device)
        parts = [_local(each) for each in gradients]
        for gradient, part in zip(gradients, parts, strict=True):
            # What all processes have counts once.
            if _is_part(gradient) or self._processes.is_first:
                total += torch.linalg.vector_norm(part, dtype=torch.float32).square()
        torch.distributed.all_reduce(total)
        length = total.sqrt()
        torch._foreach_mul_(parts, (most / (length + 1e-6)).clamp(max=1.0))
        return length

    def _average_single(self) -> None:
        trained = [each for each in self._single if each.requires_grad]
        if not trained:
            return
        found = [p.new_zeros(()) if p.grad is None else p.grad for p in trained]
        together = torch.stack([each.float() for each in found])
        torch.distributed.all_reduce(together)
        for parameter, gradient in zip(trained, together / self._processes.count, strict=True):
            parameter.grad = gradient.to(parameter.dtype)

    # ------------------------------------------------------------------ whole again

    def state(self) -> dict[str, Tensor]:
        """All weights by name, whole and on the CPU: in the first process; the others get none.

        Names of one and the same weight get one and the same tensor.
        """
        self.close()
        whole: dict[int, Tensor | None] = {}
        found: dict[str, Tensor] = {}
        for name, tensor in self._model.state_dict(keep_vars=True).items():
            if id(tensor) not in whole:
                whole[id(tensor)] = self._whole_of(tensor.detach())
            if (one := whole[id(tensor)]) is not None:
                found[name] = one
        return found

    def gather(self) -> None:
        """Give the weights back to the model they came from; only the first process's gets some."""
        state = self.state()
        if self._processes.is_first:
            with torch.no_grad():
                _fill(self._whole, state)

    def optimizer_state(self, optimizer: torch.optim.Optimizer) -> dict[str, Any]:
        """What a single process would save of its optimiser: in the first process."""
        kept = optimizer.state_dict()
        kept["state"] = {
            index: {
                name: self._whole_of(value) if isinstance(value, Tensor) else value
                for name, value in values.items()
            }
            for index, values in kept["state"].items()
        }
        return kept

    def load_optimizer(self, optimizer: torch.optim.Optimizer, kept: dict[str, Any]) -> None:
        """Give an optimiser this process's part of what `optimizer_state` gave."""
        groups = optimizer.param_groups
        parameters = dict(enumerate(each for group in groups for each in group["params"]))
        state = {
            index: {
                name: part_like(value, parameters[index]) if isinstance(value, Tensor) else value
                for name, value in values.items()
            }
            for index, values in kept["state"].items()
        }
        optimizer.load_state_dict(kept | {"state": state})

    def _whole_of(self, tensor: Tensor) -> Tensor | None:
        """A tensor with the parts of all processes, in the first; None in the others."""
        whole: Any = tensor
        if _is_part(whole):
            whole = whole.full_tensor()
        kept: Tensor | None = whole.cpu() if self._processes.is_first else None
        return kept


def part_like(tensor: Tensor, like: Tensor | None) -> Tensor:
    """A whole tensor cut as `like` is; as it is, when that is whole or of another shape."""
    if like is None or not _is_part(like) or like.shape != tensor.shape:
        return tensor
    from torch.distributed.tensor import distribute_tensor

    place: Any = like
    # Each process has the same tensor: nothing need be sent.
    return distribute_tensor(
        tensor.to(place.device), place.device_mesh, place.placements, src_data_rank=None
    )


def repeated_layers(backbone: nn.Module) -> list[nn.Module]:
    """The layers of encoder and decoder: the members of the outermost lists of modules of one kind.

    Those that share a weight with something outside are left out.
    """
    found: list[nn.Module] = []
    inside: set[int] = set()
    for module in backbone.modules():
        if id(module) in inside or not isinstance(module, nn.ModuleList):
            continue
        inside.update(id(each) for each in module.modules())
        members = list(dict.fromkeys(module))
        are_alike = len({type(each) for each in members}) == 1
        if are_alike and all(any(True for _ in each.children()) for each in members):
            found += members
    total = _num_uses(backbone)
    return [each for each in found if all(total[k] == n for k, n in _num_uses(each).items())]


def _num_uses(module: nn.Module) -> Counter[int]:
    """How often each parameter stands in a module, by identity."""
    everywhere = module.named_parameters(remove_duplicate=False)
    return Counter(id(parameter) for _, parameter in everywhere)


def _without_weights(model: MemoryModel) -> MemoryModel:
    """A twin that has the weights of `model`, which keeps nothing but their shapes."""
    twin = copy.deepcopy(model, {id(each): each for each in model.parameters()})
    hollow: dict[int, nn.Parameter] = {}
    for module in model.modules():
        for name, parameter in module.named_parameters(recurse=False, remove_duplicate=False):
            if id(parameter) not in hollow:
                hollow[id(parameter)] = nn.Parameter(
                    torch.empty_like(parameter, device="meta"), parameter.requires_grad
                )
            setattr(module, name, hollow[id(parameter)])
    return twin


def _fill(model: nn.Module, state: dict[str, Tensor]) -> None:
    """Give a hollow model its weights, tied ones together."""
    filled: dict[int, nn.Parameter] = {}
    for prefix, module in model.named_modules():
        for name, parameter in list(module.named_parameters(recurse=False, remove_duplicate=False)):
            if id(parameter) not in filled:
                whole = state[f"{prefix}.{name}" if prefix else name]
                filled[id(parameter)] = nn.Parameter(whole, parameter.requires_grad)
            setattr(module, name, filled[id(parameter)])


def _is_part(tensor: Tensor) -> bool:
    return hasattr(tensor, "placements")


def _local(tensor: Any) -> Tensor:
    local: Tensor = tensor.to_local() if _is_part(tensor) else tensor
    return local
