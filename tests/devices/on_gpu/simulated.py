"""A GPU that is none: its numbers lie in the computer's memory, and all else is as on a real one.

Tensors on it may not be mixed with tensors of the CPU, other than a GPU lets them; as Apple's it knows no
float64; and whatever makes a program wait until a GPU has worked off what it was given (a number, a
copy, a size that hangs on numbers) is counted, with the line that asked. So what would break or wait on
a GPU does so here.

Torch's backend for Python (`PrivateUse1`) makes the device; a tensor of it is a wrapper around one of
the CPU. Some of torch's own ways of making tensors pass the wrapper by, and are led around that.
"""

from __future__ import annotations

import traceback
from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.utils import backend_registration
from torch.utils._pytree import tree_leaves, tree_map
from transformers import PreTrainedModel
from typing_extensions import override

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pytest

NAME = "simulated"
_aten = torch.ops.aten
_MAY_MIX = {
    _aten.copy_.default, _aten._to_copy.default, _aten.index.Tensor, _aten.index_put_.default,
    _aten._index_put_impl_.default,
}  # fmt: skip
_ASKS_FOR_NUMBERS = {
    _aten._local_scalar_dense.default, _aten.nonzero.default, _aten.equal.default,
    _aten.masked_select.default, _aten._unique2.default, _aten.unique_dim.default,
    _aten.unique_consecutive.default, _aten.repeat_interleave.Tensor, _aten.bincount.default,
}  # fmt: skip
_FACTORIES = ("tensor", "as_tensor", "arange", "linspace", "randperm", "eye", "tril_indices")
_IN_HALF = ("linear", "matmul", "mm", "bmm", "addmm", "baddbmm", "scaled_dot_product_attention")

_waits: list[Counter[str]] = []


class OnSimulated(Tensor):
    """A tensor on the device, around one of the CPU."""

    held: Tensor
    __torch_function__ = torch._C._disabled_torch_function_impl

    @staticmethod
    def __new__(cls, held: Tensor) -> Self:
        made: Self = Tensor._make_wrapper_subclass(
            cls, held.shape, strides=held.stride(), storage_offset=held.storage_offset(),
            dtype=held.dtype, device=HERE,
        )  # fmt: skip
        made.held = held
        return made

    @override
    def __repr__(self) -> str:  # type: ignore[override]
        return f"OnSimulated({self.held!r})"

    @classmethod
    def __torch_dispatch__(
        cls, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        return _run(func, args, kwargs or {})

    @override
    def tolist(self) -> Any:
        _note("tolist")
        return self.held.tolist()

    @override
    def numpy(self, **_: Any) -> Any:
        raise TypeError(
            f"can't convert {NAME} device type tensor to numpy. Use Tensor.cpu() first."
        )

    @override
    def new_tensor(self, data: Any, dtype: torch.dtype | None = None, **_: Any) -> Tensor:
        return torch.tensor(data, dtype=dtype or self.dtype).to(HERE)

    @override
    def __getitem__(self, index: Any) -> Tensor:
        return super().__getitem__(_as_tensors(index))

    @override
    def __setitem__(self, index: Any, value: Any) -> None:
        index = _as_tensors(index)
        if not isinstance(value, Tensor):
            value = torch.tensor(value, dtype=self.dtype).to(HERE, non_blocking=True)
        if any(isinstance(each, Tensor) for each in tree_leaves(index)):
            super().__setitem__(index, value)
        else:
            self[index].copy_(value)


def _as_tensors(index: Any) -> Any:
    """An index with lists as the copies to the device that torch makes of them."""
    if isinstance(index, list):
        _note("a list as an index")
        return torch.tensor(index).to(HERE)
    return tuple(_as_tensors(each) for each in index) if isinstance(index, tuple) else index


def _note(what: str) -> None:
    """Count a wait, by the line that asked."""
    if not _waits:
        return
    frames = traceback.extract_stack()
    at = next((each for each in reversed(frames) if "/memstudio/" in each.filename), None)
    line = f"{at.filename.rpartition('/memstudio/')[2]}:{at.lineno}" if at else "the test"
    _waits[-1][f"{what} at {line}"] += 1


def _run(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    tensors = [each for each in tree_leaves((args, kwargs)) if isinstance(each, Tensor)]
    here = [each for each in tensors if isinstance(each, OnSimulated)]
    strangers = [each for each in tensors if not isinstance(each, OnSimulated)]
    if here and func not in _MAY_MIX and any(each.dim() for each in strangers):
        raise RuntimeError(
            "Expected all tensors to be on the same device, but found at least two devices, "
            f"{NAME}:0 and {strangers[0].device}! ({func})"
        )
    wanted = kwargs.get("device")
    stays = bool(here) if wanted is None else torch.device(wanted).type == NAME
    _note_waits(func, args, kwargs, stays=stays, is_here=bool(here))
    if wanted is not None and stays:
        kwargs = {**kwargs, "device": torch.device("cpu"), "pin_memory": False}
        if not any(each.name == "pin_memory" for each in func._schema.arguments):
            del kwargs["pin_memory"]
    result = func(*tree_map(_held, args), **tree_map(_held, kwargs))
    given = {id(each.held): each for each in here}
    if any(each.shape != each.held.shape for each in here):
        raise NotImplementedError(f"{func} gives a tensor another size, which is not simulated")

    def back(value: Any) -> Any:
        if not isinstance(value, Tensor) or not stays:
            return value
        if value.dtype in {torch.float64, torch.complex128}:
            raise TypeError(f"float64 is not known on the {NAME} device ({func})")
        return given[id(value)] if id(value) in given else OnSimulated(value)

    return tree_map(back, result)


def _held(value: Any) -> Any:
    return value.held if isinstance(value, OnSimulated) else value


def _note_waits(
    func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], *, stays: bool, is_here: bool
) -> None:
    if func in _ASKS_FOR_NUMBERS and is_here:
        _note(func.__name__.partition(".")[0])
    elif func is _aten.copy_.default and not all(
        isinstance(each, OnSimulated) for each in args[:2]
    ):
        if not (isinstance(args[0], OnSimulated) and _does_not_wait(args, kwargs)):
            _note("copy")
    elif func is _aten._to_copy.default and isinstance(args[0], OnSimulated) != stays:
        if not (stays and _does_not_wait(args, kwargs)):
            _note("copy")
    elif func is _aten.index.Tensor and isinstance(args[0], OnSimulated):
        for each in args[1]:
            if isinstance(each, Tensor) and not isinstance(each, OnSimulated):
                _note("copy of an index")
            elif isinstance(each, Tensor) and each.dtype in {torch.bool, torch.uint8}:
                _note("a mask as an index")


def _does_not_wait(args: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
    """Whether a copy to the device is only handed to it."""
    return bool(kwargs.get("non_blocking") or (len(args) > 2 and args[2] is True))


class _Module(backend_registration._DummyBackendModule):
    """What torch asks a device's module."""

    def get_amp_supported_dtype(self) -> list[torch.dtype]:
        return [torch.bfloat16, torch.float16]

    def __getattr__(self, name: str) -> Any:
        if name in {"empty_cache", "synchronize", "set_device", "manual_seed"}:
            return lambda *_: None
        if name in {"memory_allocated", "memory_reserved"}:
            return lambda *_: 0
        raise AttributeError(name)


def _in_half(op: Any) -> Callable[..., Any]:
    """What mixed precision makes of an operation."""

    def kernel(*args: Any, **kwargs: Any) -> Any:
        def cast(value: Any) -> Any:
            is_single = isinstance(value, Tensor) and value.dtype == torch.float32
            return value.to(torch.get_autocast_dtype(NAME)) if is_single else value

        with torch._C._ExcludeDispatchKeyGuard(_AUTOCAST):
            return op(*tree_map(cast, args), **tree_map(cast, kwargs))

    return kernel


def _gru_cell(
    x: Tensor, h: Tensor, w_x: Tensor, w_h: Tensor, b_x: Any = None, b_h: Any = None
) -> Any:
    """In plain steps: torch's own asks for the device's fused one."""
    given = functional.linear(x, w_x, b_x).chunk(3, -1)
    kept = functional.linear(h, w_h, b_h).chunk(3, -1)
    reset, update = (
        (one + other).sigmoid() for one, other in zip(given[:2], kept[:2], strict=True)
    )
    new = (given[2] + reset * kept[2]).tanh()
    return (1 - update) * new + update * h


def _one_hot(index: Tensor, num_classes: int = -1) -> Tensor:
    """Without a look at the numbers, as on a GPU."""
    assert num_classes > 0
    return (index[..., None] == torch.arange(num_classes).to(HERE, non_blocking=True)).long()


backend_registration._setup_privateuseone_for_python_backend(rename=NAME, backend_module=_Module())
HERE = torch.device(NAME, 0)
_AUTOCAST = torch._C.DispatchKeySet(torch._C.DispatchKey.AutocastPrivateUse1)
_anything = torch.library.Library("_", "IMPL")
_anything.fallback(lambda op, *args, **kwargs: _run(op, args, kwargs), "PrivateUse1")
_anything.fallback(torch.library.fallthrough_kernel, "AutocastPrivateUse1")
_some = torch.library.Library("aten", "IMPL")
for _name in _IN_HALF:
    _some.impl(_name, _in_half(getattr(_aten, _name).default), "AutocastPrivateUse1")
for _key in ("AutogradPrivateUse1", "PrivateUse1"):
    _some.impl("gru_cell", _gru_cell, _key)
    _some.impl("one_hot", _one_hot, _key)


def use_simulated(monkeypatch: pytest.MonkeyPatch) -> torch.device:
    """Have torch's ways of making tensors, and of moving modules, know the device."""
    # Torch notes, at the first use, which functions `torch.device` as a block is for. Were it to note those
    # of ours, `torch.tensor` would not heed such a block, by which transformers finds out that a model is to
    # be made without numbers: it would give it some, and never those that no file has.
    with torch.device("meta"):
        assert torch.tensor([]).is_meta
    for name in _FACTORIES:
        monkeypatch.setattr(torch, name, _made_elsewhere(getattr(torch, name)))
    move = nn.Module.to

    def moved(module: nn.Module, *args: Any, **kwargs: Any) -> nn.Module:
        # Weights that are tied stay so, as they do where a weight may change its device in place.
        if not any(str(each).startswith(NAME) for each in (*args, *kwargs.values())):
            return move(module, *args, **kwargs)
        before = torch.__future__.get_swap_module_params_on_conversion()
        torch.__future__.set_swap_module_params_on_conversion(True)
        try:
            return move(module, *args, **kwargs)
        finally:
            torch.__future__.set_swap_module_params_on_conversion(before)

    monkeypatch.setattr(nn.Module, "to", moved)
    # Files are written from where the numbers lie.
    save, save_model = torch.save, PreTrainedModel.save_pretrained

    def saved(value: Any, *args: Any, **kwargs: Any) -> None:
        save(tree_map(_held, value), *args, **kwargs)

    def saved_model(model: PreTrainedModel, folder: Any, **kwargs: Any) -> None:
        weights = kwargs.pop("state_dict", None) or model.state_dict()
        own = {name: _held(weight.detach()) for name, weight in weights.items()}
        save_model(model, folder, state_dict=own, **kwargs)

    monkeypatch.setattr(torch, "save", saved)
    monkeypatch.setattr(PreTrainedModel, "save_pretrained", saved_model)
    return HERE


def _made_elsewhere(make: Callable[..., Tensor]) -> Callable[..., Tensor]:
    def made(*args: Any, device: Any = None, **kwargs: Any) -> Tensor:
        if device is None or torch.device(device).type != NAME:
            return make(*args, **kwargs) if device is None else make(*args, device=device, **kwargs)
        tensor = make(*args, **kwargs)
        return tensor.to(HERE, non_blocking=make is not torch.tensor)

    return made


@contextmanager
def counted_waits() -> Iterator[Counter[str]]:
    """Count what the program waits for while the block lasts."""
    _waits.append(Counter())
    try:
        yield _waits[-1]
    finally:
        _waits.pop()
