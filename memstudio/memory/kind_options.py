"""What each memory kind can be told beyond slots and segments. Imports neither torch nor Qt."""

from __future__ import annotations

import difflib
import importlib
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from typing_extensions import override

from memstudio.errors import MemoryAttachError, MemStudioError, marked
from memstudio.memory.kinds_registry import memory_kinds, options_target
from memstudio.plugins import plugins, reason_of

if TYPE_CHECKING:
    from memstudio.memory.kinds_registry import KindDescription


class KindOptions(BaseModel):
    """Options of a kind that has none; the base of all others.

    Every field has a default, bounds and a description in plain words.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def described(self, kind: KindDescription) -> KindDescription:
        """The description of their kind with these options, as to what it takes of the window."""
        return kind


class NeuralMemoryOptions(KindOptions):
    """Of `nlm`."""

    heads: int = Field(
        default=4, ge=1, le=256, description=marked("memory", "attention heads of reads and writes")
    )


class AssociativeOptions(KindOptions):
    """Of `armt`."""

    d_mem: int = Field(
        default=32, ge=4, le=1024,
        description=marked("memory", "width of keys and queries; each layer's matrix has 6 rows for every unit"),
    )  # fmt: skip
    value_spread: float = Field(
        default=0.0, ge=0.0, le=1.0,
        description=marked("memory", "spread of the fresh value weights: 0 leaves a pretrained model as it was, "
        "0.05 suits small models trained from scratch"),
    )  # fmt: skip
    correction: bool = Field(
        default=True,
        description=marked(
            "memory", "count what is stored under a key once, however often written"
        ),
    )


class InfiniOptions(KindOptions):
    """Of `infini`."""

    update: Literal["delta", "linear"] = Field(
        default="delta",
        description=marked(
            "memory", "delta writes only what the memory does not yet answer; linear writes all"
        ),
    )


class NeighbourOptions(KindOptions):
    """Of `knn`."""

    layer: int = Field(
        default=0, ge=0, le=1024,
        description=marked("memory", "the layer that reads the memory, counted from 1; 0 for three quarters up"),
    )  # fmt: skip
    neighbours: int = Field(
        default=32,
        ge=1,
        le=1024,
        description=marked("memory", "how many entries each head attends to"),
    )
    capacity: int = Field(
        default=65_536, ge=1, le=1 << 24,
        description=marked("memory", "tokens that are kept; the oldest leave"),
    )  # fmt: skip


class SlotOptions(KindOptions):
    """Of the kinds whose slots lie beside the backbone, which tokens read by cross-attention."""

    heads: int = Field(
        default=4, ge=1, le=256, description=marked("memory", "attention heads of reads and writes")
    )
    read_layers: tuple[Annotated[int, Field(ge=1, le=1024)], ...] = Field(
        default=(),
        description=marked(
            "memory",
            "layers before which tokens read the memory, counted from 1; empty for up to "
            "four spread over the depth",
        ),
    )
    write_layer: int = Field(
        default=0, ge=0, le=1024,
        description=marked("memory", "the layer whose output is written, counted from 1; 0 for the last, behind "
        "the final norm"),
    )  # fmt: skip
    positions: bool = Field(
        default=True,
        description=marked(
            "memory", "tokens write and read the memory with their place in the segment"
        ),
    )
    read_gate_start: float = Field(
        default=0.0, ge=-3.0, le=3.0,
        description=marked("memory", "where the gate of reads starts: 0 leaves a pretrained model as it was, 1 "
        "suits small models trained from scratch"),
    )  # fmt: skip


class MemoryToMemoryOptions(SlotOptions):
    """Of `m2m`."""

    slots_see_slots: bool = Field(
        default=True,
        description=marked("memory", "slots attend to each other; off, each only to itself"),
    )


class SequentialToSetOptions(SlotOptions):
    """Of `s2s`."""

    competition: bool = Field(
        default=False, description=marked("memory", "slots compete for tokens (Slot Attention)")
    )
    rounds: int = Field(
        default=3, ge=1, le=16, description=marked("memory", "rounds of the competition")
    )


class WordNotesOptions(KindOptions):
    """Of `lm-bow`."""

    window: int = Field(
        default=4,
        ge=0,
        le=1024,
        description=marked("memory", "tokens on either side that a note is taken from"),
    )
    rate: float = Field(
        default=0.1,
        gt=0,
        le=1,
        description=marked("memory", "share of a new note in what is known of its word"),
    )
    skip_first: int = Field(
        default=0,
        ge=0,
        description=marked("memory", "words with a lower id, mostly the commonest, get no notes"),
    )
    mix_start: float = Field(
        default=0.0, ge=0.0, le=0.9,
        description=marked("memory", "share of the notes in a word's embedding at first: 0 leaves a pretrained "
        "model as it was, 0.5 suits small models trained from scratch"),
    )  # fmt: skip


class TitansOptions(KindOptions):
    """Of `titans`."""

    variant: Literal["context", "gate"] = Field(
        default="context",
        description=marked(
            "memory",
            "context: what the memory answers stands before the segment as tokens; "
            "gate: it is added behind a layer, at half the cost",
        ),
    )
    depth: int = Field(
        default=2,
        ge=1,
        le=4,
        description=marked("memory", "layers of the network that is the memory; 1 is linear"),
    )
    key_width: int = Field(
        default=64, ge=1, le=1024, description=marked("memory", "width of keys and values")
    )
    hidden_width: int = Field(
        default=128,
        ge=1,
        le=4096,
        description=marked("memory", "units of the network between its layers"),
    )
    chunk_length: int = Field(
        default=16, ge=1, le=4096,
        description=marked("memory", "tokens learnt in one step; fewer is closer to one by one, and slower"),
    )  # fmt: skip
    momentum: bool = Field(
        default=True,
        description=marked("memory", "go on learning from what surprised a moment ago"),
    )
    persistent_tokens: int = Field(
        default=0, ge=0, le=256,
        description=marked("memory", "learned tokens before every segment; with 0 a pretrained model stays as it "
        "was until trained"),
    )  # fmt: skip
    opening: float = Field(
        default=0.0, ge=0.0, le=1.0,
        description=marked("memory", "how far the memory's gates are open at first: 0 leaves a pretrained model "
        "as it was, 1 suits small models trained from scratch"),
    )  # fmt: skip

    @override
    def described(self, kind: KindDescription) -> KindDescription:
        copies = 2 if self.variant == "context" else 1
        return replace(kind, copies=copies, others=self.persistent_tokens)


OPTIONS: dict[str, type[KindOptions]] = {
    "armt": AssociativeOptions,
    "infini": InfiniOptions,
    "knn": NeighbourOptions,
    "m2m": MemoryToMemoryOptions,
    "lm-bow": WordNotesOptions,
    "nlm": NeuralMemoryOptions,
    "s2s": SequentialToSetOptions,
    "titans": TitansOptions,
}
"""The options of our own kinds that have any, by kind."""


def options_form(kind: str) -> type[KindOptions]:
    """What a kind can be told; of a plug-in's kind, what its page names."""
    if kind in OPTIONS:
        return OPTIONS[kind]
    target = options_target(kind)
    if not target:
        return KindOptions
    plugin = memory_kinds.brought()[kind]
    try:
        return _form_at(target)
    except (Exception, SystemExit) as error:  # others wrote it: it may do anything
        raise plugins.put_aside(plugin, f"its options: {reason_of(error)}") from error


def _form_at(target: str) -> type[KindOptions]:
    module, _, name = target.partition(":")
    form = getattr(importlib.import_module(module), name)
    if not (isinstance(form, type) and issubclass(form, KindOptions)):
        raise TypeError(f"{target} is no subclass of KindOptions")
    form()  # every option has a default
    return form


def unusual(options: KindOptions) -> dict[str, Any]:
    """The options that are not as they are by default."""
    usual = type(options)().model_dump()
    return {name: value for name, value in options.model_dump().items() if value != usual[name]}


def options_of(kind: str, values: dict[str, Any]) -> KindOptions:
    """The options of `kind`, checked.

    Raises:
        MemoryAttachError: an option is unknown, or its value out of bounds.
        PluginError: a plug-in's options cannot be imported.
    """
    form = options_form(kind)
    if not isinstance(values, dict):
        raise MemoryAttachError(
            marked("errors", "The options of the memory '{kind}' are {values}; they must be names with values."),
            kind=kind, values=repr(values),
        )  # fmt: skip
    try:
        return form(**values)
    except ValidationError as error:
        first = error.errors()[0]
        if first["type"] == "extra_forbidden":
            raise _unknown(kind, str(first["loc"][0]), form) from error
        raise MemoryAttachError(
            marked("errors", "The memory '{kind}' cannot take the option {name} = {value}: {reason}."),
            kind=kind, name=".".join(map(str, first["loc"])), value=first.get("input"),
            reason=first["msg"],
        ) from error  # fmt: skip


def description_with(kind: KindDescription, values: dict[str, Any]) -> KindDescription:
    """The description of a kind with options; as the kind is by default where they are wrong."""
    try:
        return options_of(kind.name, values).described(kind)
    except MemStudioError:
        return kind


def _unknown(kind: str, name: str, form: type[KindOptions]) -> MemoryAttachError:
    names = list(form.model_fields)
    close = difflib.get_close_matches(name, names, n=1)
    if close:
        return MemoryAttachError(
            marked("errors", "The memory '{kind}' has no option '{name}'. Did you mean '{close}'?"),
            kind=kind, name=name, close=close[0],
        )  # fmt: skip
    if not names:
        return MemoryAttachError(
            marked("errors", "The memory '{kind}' has no option '{name}', and no others."),
            kind=kind, name=name,
        )  # fmt: skip
    return MemoryAttachError(
        marked("errors", "The memory '{kind}' has no option '{name}'. It has: {names}."),
        kind=kind, name=name, names=", ".join(names),
    )  # fmt: skip
