"""A step in ONNX, for which torch's own exporter and the package `onnxscript` are used.

With `onnxruntime` installed the result is run and held against the model; it is not needed.
"""

from __future__ import annotations

import logging
import warnings
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import torch

from memstudio.exporting.refusals import cannot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from torch.export import ExportedProgram

    from memstudio.exporting.step import Step

_log = logging.getLogger(__name__)


def write_onnx(program: ExportedProgram, step: Step, folder: Path, name: str) -> Path:
    """Write a program as ONNX.

    Args:
        program: of the step.
        step: the step.
        folder: where to.
        name: what to call the model.

    Raises:
        ExportError: there is something in it that ONNX has no word for.
    """
    file = folder / "step.onnx"
    exporter = logging.getLogger("torch.onnx")
    level = exporter.level
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            exporter.setLevel(logging.ERROR)
            made = torch.onnx.export(
                program,
                (),
                dynamo=True,
                input_names=["tokens", "length", *(f"state.{each}" for each in step.names)],
                output_names=["logits", *(f"next.state.{each}" for each in step.names)],
                custom_translation_table=_translations(),
                verbose=False,
            )
            assert made is not None  # noqa: S101 - with dynamo a program always comes back
            made.save(file)
    except torch.onnx.OnnxExporterError as error:
        _log.info("%s has no ONNX", name, exc_info=True)
        raise cannot("torch.onnx", name, step.model, error.__cause__ or error) from error
    finally:
        exporter.setLevel(level)
    return file


def _translations() -> dict[Any, Any]:
    """What torch's exporter has no translation of.

    TopK takes the lower place first where values are equal, which makes a stable sort of it.
    """
    opset: Any = import_module("onnxscript").opset18

    def stable_sort(
        values: Any, stable: bool | None = None, dim: int = -1, descending: bool = False
    ) -> Any:
        size = opset.Gather(opset.Shape(values), opset.Constant(value_ints=[dim]))
        return opset.TopK(values, size, axis=dim, largest=int(descending), sorted=1)

    return {torch.ops.aten.sort.stable: stable_sort}


def runner(file: Path, step: Step) -> Callable[..., tuple[Any, ...]] | None:
    """Runs a program as torch's would be run; None where there is no ONNX Runtime."""
    if find_spec("onnxruntime") is None:
        return None
    runtime: Any = import_module("onnxruntime")
    session = runtime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    names = ["tokens", "length", *(f"state.{each}" for each in step.names)]

    def run(*inputs: torch.Tensor) -> tuple[Any, ...]:
        given = {name: tensor.numpy() for name, tensor in zip(names, inputs, strict=True)}
        return tuple(torch.from_numpy(each) for each in session.run(None, given))

    return run
