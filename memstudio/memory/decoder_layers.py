"""The decoder layers of any Hugging Face model, found by structure, and hooks around them.

Hooks leave the model as it is: no module is replaced, so weights keep their names and a backbone
without its memory is the backbone it was.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from torch import Tensor, nn

from memstudio.errors import MemoryAttachError, marked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from transformers import PreTrainedModel

LayerFunction: TypeAlias = "Callable[[int, Tensor], Tensor]"


def decoder_layers(backbone: PreTrainedModel) -> list[nn.Module]:
    """The layers that hidden states pass through, first to last.

    They are the outermost list of as many modules as the configuration says there are layers.

    Raises:
        MemoryAttachError: there is no such list.
    """
    config = backbone.config.get_text_config(decoder=True)
    num_layers = int(getattr(config, "decoder_layers", None) or config.num_hidden_layers)
    for _, module in backbone.named_modules():
        if isinstance(module, nn.ModuleList) and len(module) == num_layers:
            return list(module)
    raise MemoryAttachError(
        marked("errors", "{model} has no list of {layers} decoder layers, so this memory has no place in it. Take a memory that works at the embedding, such as 'rmt'."),
        model=type(backbone).__name__, layers=num_layers,
    )  # fmt: skip


@contextmanager
def around_layers(
    layers: Sequence[nn.Module],
    *,
    before: LayerFunction | None = None,
    after: LayerFunction | None = None,
) -> Iterator[None]:
    """Change what goes into layers, and what comes out.

    Args:
        layers: of one model.
        before: takes the layer's index and its input `[B, S, d]`, gives the input to use instead.
        after: takes the layer's index and its output `[B, S, d]`, gives the output to use instead.
    """
    handles = []
    try:
        for index, layer in enumerate(layers):
            if before is not None:
                hook = _before(index, before)
                handles.append(layer.register_forward_pre_hook(hook, with_kwargs=True))
            if after is not None:
                handles.append(layer.register_forward_hook(_after(index, after)))
        yield
    finally:
        for handle in handles:
            handle.remove()


def _before(index: int, function: LayerFunction) -> Callable[..., Any]:
    def hook(_: nn.Module, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if args:
            return (function(index, args[0]), *args[1:]), kwargs
        return args, kwargs | {"hidden_states": function(index, kwargs["hidden_states"])}

    return hook


def _after(index: int, function: LayerFunction) -> Callable[..., Any]:
    def hook(_: nn.Module, __: Any, output: Any) -> Any:
        # Most layers give a tensor; some of the older ones a tuple that begins with it.
        if isinstance(output, tuple):
            return (function(index, output[0]), *output[1:])
        return function(index, output)

    return hook
