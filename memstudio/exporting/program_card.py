"""What stands beside a program: the names and sizes of what goes in and out, and how to use it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio import __version__

if TYPE_CHECKING:
    from torch import Tensor

    from memstudio.exporting.step import Step
    from memstudio.memory.memory_kind import KindState
    from memstudio.models.load import LoadedModel

STATE = "initial_state.safetensors"

_SHORT = (
    "the memory with the segment written into it: after a full segment what to read on with; after "
    "a short one the memory at the end of a document, or dropped, to read the segment again when it "
    "has grown"
)


def manifest(
    loaded: LoadedModel,
    step: Step,
    state: KindState,
    file: str,
    difference: float | None,
) -> dict[str, Any]:
    """All that a program's user must know, for JSON.

    Args:
        loaded: the model.
        step: its step.
        state: the initial state.
        file: the program's name.
        difference: how far the program was found to be from the model.
    """
    config = loaded.model.config
    words = config.get_text_config(decoder=True).vocab_size
    length = step.segment_length
    states = [_described(f"state.{name}", tensor) for name, tensor in state.items()]
    tokens = {"name": "tokens", "dtype": "int64", "shape": [1, length]}
    return {
        "format": "memstudio-step-1",
        "written_by": f"memstudio {__version__}",
        "program": file,
        "model": loaded.source.name,
        "memory": {
            "kind": config.memory_kind,
            "slots": config.num_slots,
            "options": config.kind_options,
            "fingerprint": loaded.model.fingerprint,
        },
        "segment_length": length,
        "inputs": [
            tokens | {"meaning": "a segment; what stands after `length` counts for nothing"},
            {"name": "length", "dtype": "int64", "shape": [1], "meaning": f"1 to {length}"},
            *states,
        ],
        "outputs": [
            {
                "name": "logits",
                "dtype": _name_of(loaded.model.dtype),
                "shape": [1, length, words],
                "meaning": "of the next token at each place; the first `length` say something",
            },
            *(each | {"name": f"next.{each['name']}", "meaning": _SHORT} for each in states),
        ],
        "initial_state": {
            "file": STATE,
            "tensors": list(state),
            "meaning": "the memory before anything was read",
        },
        "tokenizer": "tokenizer.json",
        "end_of_text": config.eos_token_id,
        "largest_difference_from_the_model": difference,
    }


def _described(name: str, tensor: Tensor) -> dict[str, Any]:
    return {"name": name, "dtype": _name_of(tensor.dtype), "shape": list(tensor.shape)}


def _name_of(dtype: object) -> str:
    return str(dtype).removeprefix("torch.")


_TORCH = """\
import json, torch
from safetensors.torch import load_file
from tokenizers import Tokenizer

told = json.load(open("step.json"))
step = torch.export.load(told["program"]).module()
state = list(load_file(told["initial_state"]["file"])[n] for n in told["initial_state"]["tensors"])
tokenizer = Tokenizer.from_file(told["tokenizer"])
tokenizer.no_truncation()
tokenizer.no_padding()
ids = tokenizer.encode("Once upon a time. " * 50, add_special_tokens=False).ids
size = told["segment_length"]
for start in range(0, len(ids), size):
    segment = ids[start : start + size]
    tokens = torch.tensor([segment + [0] * (size - len(segment))])
    logits, *state = step(tokens, torch.tensor([len(segment)]), *state)
    print(len(segment), logits[0, len(segment) - 1].argmax().item())
"""

_ONNX = """\
import json, numpy, onnxruntime
from safetensors.numpy import load_file
from tokenizers import Tokenizer

told = json.load(open("step.json"))
step = onnxruntime.InferenceSession(told["program"])
first = load_file(told["initial_state"]["file"])
state = {f"state.{name}": first[name] for name in told["initial_state"]["tensors"]}
tokenizer = Tokenizer.from_file(told["tokenizer"])
tokenizer.no_truncation()
tokenizer.no_padding()
ids = tokenizer.encode("Once upon a time. " * 50, add_special_tokens=False).ids
size = told["segment_length"]
for start in range(0, len(ids), size):
    segment = ids[start : start + size]
    tokens = numpy.array([segment + [0] * (size - len(segment))])
    given = {"tokens": tokens, "length": numpy.array([len(segment)]), **state}
    logits, *after = step.run(None, given)
    state = dict(zip(state, after))
    print(len(segment), logits[0, len(segment) - 1].argmax())
"""


def program_card(loaded: LoadedModel, described: dict[str, Any]) -> str:
    """README.md of a program's folder: what it is, and a program of a few lines that uses it."""
    is_onnx = str(described["program"]).endswith(".onnx")
    needs = "onnxruntime" if is_onnx else "torch"
    memory = described["memory"]
    difference = described["largest_difference_from_the_model"]
    held = "It was not run where it was made, because onnxruntime is not installed there."
    if difference is not None:
        held = (
            f"Held against the model over three segments, it differed by {difference:.1e} at most."
        )
    head = ""
    if loaded.model.value_head is not None:
        head = "\nThe model's head that says numbers is not in it.\n"
    if loaded.model.label_heads is not None:
        head += "\nThe model's heads that label a text are not in it.\n"
    return f"""# {described["model"]}, one step as a program

A model with a memory of kind `{memory["kind"]}`, written by MemStudio. `{described["program"]}` reads one
segment of up to {described["segment_length"]} tokens with the memory as it is, and gives the logits and the memory after it.
`step.json` names what goes in and comes out. {held}
{head}
It needs `{needs}`, `safetensors` and `tokenizers`, and neither MemStudio nor transformers:

```python
{_ONNX if is_onnx else _TORCH}```
"""
