"""What is compared: a model, trained and read in the way of those who use it.

Shapes: B rows, T tokens, S tokens of a segment.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal

import torch
from torch import nn
from transformers import LlamaForCausalLM

from memstudio.bench.memory_cost_models import decoder_config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor

    from memstudio.bench.memory_cost_models import CostSize

Family = Literal["here", "published", "package"]


class Contestant(ABC):
    """One model. All are shown the same `[B, T]` tokens, of which T - 1 are predicted.

    Args:
        module: holds every parameter.
    """

    def __init__(self, module: nn.Module) -> None:
        self.module = module

    @abstractmethod
    def losses(self, ids: Tensor) -> Iterator[Tensor]:
        """The loss of `ids` `[B, T]` in parts whose sum is the mean in nats.

        Each is given when the gradient of those before may have been taken: models whose memory
        has no gradient give one for each segment.
        """

    @abstractmethod
    def read(self, ids: Tensor) -> None:
        """Take in `ids` `[B, T]` with as few predictions as the model can be asked for."""


@dataclass(frozen=True)
class Entry:
    """One way to a model with a memory.

    Attributes:
        name: of it.
        family: whose it is.
        build: makes it, at a size; the same each time.
        against: the names of ours that it is compared with; empty for ours.
        distribution: the package that it needs; empty for one that needs nothing.
        install: how to get that package.
        note: what is not equal, or was chosen.
    """

    name: str
    family: Family
    build: Callable[[CostSize], Contestant]
    against: tuple[str, ...] = ()
    distribution: str = ""
    install: str = ""
    note: str = ""

    def missing(self) -> str:
        """What keeps it from being measured; empty when it can be.

        A package that is there and cannot be imported is told of like one that is not.
        """
        if not self.distribution:
            return ""
        try:
            import_module(self.distribution.replace("-", "_"))
        except (ImportError, OSError) as error:
            return f"{error}; {self.install}"
        return ""


def backbone(size: CostSize) -> LlamaForCausalLM:
    """The backbone of ours and of the published algorithms; the same each time.

    Its output layer has weights of its own and all begin as torch draws them, as those of the
    packages do: how soon a loss is come to hangs on this more than on anything else.
    """
    torch.manual_seed(0)
    model = LlamaForCausalLM(decoder_config(size, is_tied=False))
    for module in model.modules():
        if isinstance(module, (nn.Linear, nn.Embedding)):
            module.reset_parameters()
    return model


def take_step(contestant: Contestant, ids: Tensor, optimiser: torch.optim.Optimizer) -> None:
    """One step of training on `ids` `[B, T]`."""
    for loss in contestant.losses(ids):
        loss.backward()  # type: ignore[no-untyped-call]
    torch.nn.utils.clip_grad_norm_(contestant.module.parameters(), 1.0)
    optimiser.step()
    optimiser.zero_grad()


def optimiser_of(contestant: Contestant, learning_rate: float) -> torch.optim.Optimizer:
    """The same for all: AdamW in its quickest form."""
    parameters: Any = contestant.module.parameters()
    return torch.optim.AdamW(parameters, lr=learning_rate, weight_decay=0.01, fused=True)


def mean_loss(contestant: Contestant, ids: Tensor) -> float:
    """The mean loss of `ids` `[B, T]` in nats, without a gradient."""
    contestant.module.eval()
    with torch.no_grad():
        return sum(float(loss) for loss in contestant.losses(ids))
