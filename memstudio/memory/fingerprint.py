"""What a memory state must share with the model that uses it, as one line, and in words where not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from memstudio.errors import MemoryStateError, marked
from memstudio.memory.kind_options import unusual

if TYPE_CHECKING:
    from memstudio.memory.kind_options import KindOptions
    from memstudio.memory.memory_config import MemoryConfig

_FORM = re.compile(
    r"(?P<kind>\S+) (?P<slots>\d+)x(?P<width>\d+) (?P<family>\S+)-(?P<layers>\d+)"
    r" segments=(?P<segment>\d+)(?P<options>.*)"
)
_DIFFERENCES = {
    "kind": marked("errors", "This memory state belongs to another model: its memory is of the kind {theirs}, that of the open model is {ours}. Open the model it was saved with."),
    "slots": marked("errors", "This memory state belongs to another model: its memory has {theirs} slots, that of the open model has {ours}. Open the model it was saved with."),
    "width": marked("errors", "This memory state belongs to another model: its vectors have {theirs} numbers, those of the open model have {ours}. Open the model it was saved with."),
    "family": marked("errors", "This memory state belongs to another model: that was a {theirs}, and the open one is a {ours}. Open the model it was saved with."),
    "layers": marked("errors", "This memory state belongs to another model: that had {theirs} layers, and the open one has {ours}. Open the model it was saved with."),
    "segment": marked("errors", "This memory state belongs to another model: that read segments of {theirs} tokens, and the open one reads {ours}. Open the model it was saved with."),
}  # fmt: skip
"""What people would ask for first, first."""
_ELSE = marked("errors", "This memory state belongs to another model ({theirs}); the open one is {ours}. Open the model it was saved with.")  # fmt: skip


def fingerprint(config: MemoryConfig, options: KindOptions) -> str:
    """Kind, slots, width, backbone, segments and unusual options, such as `rmt 8x64 llama-3 segments=48`."""
    text = config.get_text_config(decoder=True)
    return (
        f"{config.memory_kind} {config.num_slots}x{text.hidden_size}"
        f" {text.model_type}-{text.num_hidden_layers} segments={config.segment_length}"
        + "".join(f" {name}={value}" for name, value in unusual(options).items())
    )


def check_same(theirs: str, ours: str) -> None:
    """Make sure that a state with the fingerprint `theirs` belongs to a model with `ours`.

    Raises:
        MemoryStateError: it does not; the message says what differs.
    """
    if theirs == ours:
        return
    one, other = _FORM.fullmatch(theirs), _FORM.fullmatch(ours)
    if one is not None and other is not None:
        for name, text in _DIFFERENCES.items():
            if one[name] != other[name]:
                raise MemoryStateError(text, theirs=one[name], ours=other[name])
    raise MemoryStateError(_ELSE, theirs=theirs, ours=ours)
