"""Counts what a computation does without doing it: on tensors that have a shape and no numbers.

Torch's "meta" tensors go through a model in milliseconds, however large it is. Every operation on the
way is noted with its arithmetic and the bytes that it reads and writes, and every block of memory from
when it is made to when nothing holds it any more.
"""

from __future__ import annotations

import weakref
from collections.abc import Iterable
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils.flop_counter import flop_registry
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_aten = torch.ops.aten
_ATTENTION = _aten._scaled_dot_product_flash_attention_for_cpu  # noqa: SLF001 - no public name
_ATTENTION_BACK = _aten._scaled_dot_product_flash_attention_for_cpu_backward  # noqa: SLF001
_NUMBER = _aten._local_scalar_dense.default  # noqa: SLF001


class Counted(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """What happens while it is entered.

    Args:
        real: whether what is computed has numbers, to be compared with what is said of it.

    Attributes:
        flops: of each operation, in their order; views, which cost nothing, are left out.
        moved: bytes that each of them reads and writes.
        now: bytes of all blocks that were made since, and are still held.
        most: the largest that `now` has been.
    """

    def __init__(self, *, real: bool = False) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self._real = real
        self.flops: list[int] = []
        self.moved: list[int] = []
        self.now = self.most = 0
        self._seen: set[int] = set()

    @property
    def work(self) -> np.ndarray[Any, Any]:
        """`[operations, 2]`, arithmetic and bytes of each."""
        return np.array([self.flops, self.moved], dtype=np.float64).T.reshape(-1, 2)

    @override
    def __torch_dispatch__(
        self, func: Any, types: Sequence[type], args: Any = (), kwargs: Any = None
    ) -> Any:
        if func is _NUMBER and args[0].is_meta:
            # There is no number. Where a model asks for one, it asks whether all is as usual.
            return 1.0 if args[0].is_floating_point() else 1
        kwargs = kwargs or {}
        result = func(*args, **kwargs)
        made = _tensors(result)
        if not self._real and not any(each.is_meta for each in made):
            return result
        given = [*_tensors(args), *_tensors(kwargs.values())]
        if not (func.is_view or _aliases(func, made, given)):
            self.flops.append(_flops(func, args, kwargs, result))
            self.moved.append(sum(_size(each) for each in (*given, *made)))
        for each in given:
            self._hold(each, is_new=False)
        for each in made:
            self._hold(each)
        return result

    def _hold(self, tensor: Tensor, *, is_new: bool = True) -> None:
        storage = tensor.untyped_storage()
        key = storage._cdata  # noqa: SLF001 - what tells blocks apart
        if key in self._seen:
            return
        self._seen.add(key)
        size = storage.nbytes() if is_new else 0
        self.now += size
        self.most = max(self.most, self.now)
        weakref.finalize(storage, self._let_go, key, size).atexit = False

    def _let_go(self, key: int, num_bytes: int) -> None:
        self._seen.discard(key)
        self.now -= num_bytes


def _tensors(values: Any) -> list[Tensor]:
    """The tensors among arguments or results, lists of them included."""
    if isinstance(values, Tensor):
        return [values]
    if not isinstance(values, Iterable) or isinstance(values, str):
        return []
    found: list[Tensor] = []
    for each in values:
        if isinstance(each, Tensor):
            found.append(each)
        elif isinstance(each, list | tuple):
            found += [inner for inner in each if isinstance(inner, Tensor)]
    return found


def _aliases(func: Any, made: list[Tensor], given: list[Tensor]) -> bool:
    """Whether all that was made is another look at what was given."""
    if func._schema.is_mutable:  # noqa: SLF001 - no public name
        return False
    return {_block(each) for each in made} <= {_block(each) for each in given}


def _block(tensor: Tensor) -> int:
    return int(tensor.untyped_storage()._cdata)  # noqa: SLF001


def _size(tensor: Tensor) -> int:
    return tensor.numel() * tensor.element_size()


def _flops(func: Any, args: Any, kwargs: Any, result: Any) -> int:
    packet = func.overloadpacket
    if packet is _ATTENTION:
        return _attention(*args[:3])
    if packet is _ATTENTION_BACK:
        return 5 * _attention(*args[1:4]) // 2  # scores again, and four products
    formula = flop_registry.get(packet)
    return 0 if formula is None else int(formula(*args, **kwargs, out_val=result))


def _attention(query: Tensor, key: Tensor, value: Tensor) -> int:
    rows, heads, queries, width = query.shape
    return 2 * rows * heads * queries * key.shape[2] * (width + value.shape[3])


_IN_HALF = frozenset({
    functional.linear, functional.bilinear, torch.matmul, torch.bmm, torch.mm, torch.addmm, torch.baddbmm,
    Tensor.matmul, Tensor.__matmul__, Tensor.bmm, Tensor.mm, torch.einsum, functional.scaled_dot_product_attention,
})  # fmt: skip
_IN_SINGLE = frozenset({
    functional.softmax, functional.log_softmax, torch.softmax, Tensor.softmax, functional.layer_norm,
    functional.cross_entropy, torch.exp, Tensor.exp, Tensor.pow, torch.pow, Tensor.norm,
})  # fmt: skip


class _AsDevicesDo(TorchFunctionMode):
    """Attention whole, without its weights being kept; products in half precision where a run has it.

    Torch's own autocast knows nothing of tensors without numbers. As it does, this keeps what it made
    of a weight until the step is over.
    """

    def __init__(self, half: torch.dtype | None) -> None:
        super().__init__()
        self._half = half
        self._weights: dict[int, Tensor] = {}

    @override
    def __torch_function__(
        self, func: Any, types: Sequence[type], args: Any = (), kwargs: Any = None
    ) -> Any:
        kwargs = kwargs or {}
        if self._half is not None and func in _IN_HALF:
            args = [self._in_half(each) for each in args]
            kwargs = {name: self._in_half(each) for name, each in kwargs.items()}
        elif self._half is not None and func in _IN_SINGLE:
            args = [_in_single(each) for each in args]
        if func is functional.scaled_dot_product_attention and args[0].is_meta:
            return _fused(*args, **kwargs)
        return func(*args, **kwargs)

    def _in_half(self, value: Any) -> Any:
        if not (isinstance(value, Tensor) and value.is_meta and value.dtype == torch.float32):
            return value
        if not (value.is_leaf and value.requires_grad):
            return value.to(self._half)
        if id(value) not in self._weights:
            self._weights[id(value)] = value.to(self._half)
        return self._weights[id(value)]


def _in_single(value: Any) -> Any:
    is_half = isinstance(value, Tensor) and value.is_floating_point() and value.itemsize < 4
    return value.float() if is_half else value


def _fused(
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attn_mask: Tensor | None = None,
    dropout_p: float = 0.0,
    is_causal: bool = False,
    *,
    scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    if enable_gqa:
        times = query.shape[1] // key.shape[1]
        key, value = (each.repeat_interleave(times, dim=1) for each in (key, value))
    if attn_mask is not None and attn_mask.dtype == torch.bool:
        attn_mask = torch.zeros_like(attn_mask, dtype=query.dtype)
    if attn_mask is not None and attn_mask.dim() not in {2, 4}:
        attn_mask = attn_mask.expand(query.shape[0], 1, *attn_mask.shape[-2:])
    found: Tensor = _ATTENTION(query, key, value, 0.0, is_causal, attn_mask=attn_mask, scale=scale)[
        0
    ]
    return found


@contextmanager
def without_numbers(half: torch.dtype | None = None) -> Iterator[Counted]:
    """Make tensors that have no numbers, and count what is done with them, while the block lasts.

    Args:
        half: in which products are taken, as mixed precision does; None for the tensors' own.
    """
    with torch.device("meta"), Counted() as counted, _AsDevicesDo(half):
        yield counted


@contextmanager
def as_devices_do(half: torch.dtype | None) -> Iterator[None]:
    """Have that again for what is computed a second time on the way back, where torch drops it."""
    with torch.device("meta"), _AsDevicesDo(half):
        yield
