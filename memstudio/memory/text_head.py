"""What every head on the end of a text is: linear, on what the output layer takes in at the last token.

By then the whole text was read, segment by segment, so that what is said comes from the memory too.

Shapes: B rows, d width, K values that are said.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from torch import Tensor, nn
from typing_extensions import override

from memstudio.memory.precision import in_full_precision, precise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from transformers import PreTrainedModel


class TextHead(nn.Module):
    """Says K values of each row; a fresh one says 0 of everything.

    Args:
        width: d.
        num_said: K.
    """

    def __init__(self, width: int, num_said: int) -> None:
        super().__init__()
        self.linear = nn.Linear(width, num_said)
        self.initialise()

    def initialise(self) -> None:
        """Say 0 of everything."""
        nn.init.zeros_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)

    @override
    def forward(self, hidden: Tensor) -> Tensor:
        """Values `[B, K]`, in single precision at least.

        Args:
            hidden: `[B, d]`, at the last token of each row.
        """
        # Half precision has three digits, which is too few for a number.
        with in_full_precision(hidden):
            hidden = precise(hidden)
            weight, bias = self.linear.weight.to(hidden), self.linear.bias.to(hidden)
            # A product of matrices rounds by where its weights lie, and these lie elsewhere when opened.
            return (hidden[:, None] * weight).sum(-1) + bias


@contextmanager
def seen_by_output_layer(backbone: PreTrainedModel) -> Iterator[list[Tensor]]:
    """Note what the output layer over words takes in, `[B, n, d]` a call, for as long as this lasts."""
    seen: list[Tensor] = []

    def note(_: nn.Module, args: tuple[Any, ...], __: Any) -> None:
        seen.append(args[0])

    # After it has run: what picks the tokens that it runs at does so before.
    handle = backbone.get_output_embeddings().register_forward_hook(note)
    try:
        yield seen
    finally:
        handle.remove()


def width_of_output(backbone: PreTrainedModel) -> int:
    """The width d of what the output layer over words takes in."""
    return int(backbone.get_output_embeddings().weight.shape[1])
