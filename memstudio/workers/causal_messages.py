"""What passes between the window and the worker that tries what memory does: frozen, plain data.

Each answer names the trace that was asked about. A wish that was cancelled is not answered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from memstudio.workers.messages import Request

if TYPE_CHECKING:
    from memstudio.trace.causal_types import Effect, EffectMap, Intervention
    from memstudio.trace.provenance_types import Glance, Provenance, SlotContents
    from memstudio.workers.messages import Failure


@dataclass(frozen=True)
class CausalRequest(Request):
    """A wish about the document of a trace, which the open model is to have recorded.

    Attributes:
        trace: the folder.
    """

    trace: str


@dataclass(frozen=True)
class CheckReader(CausalRequest):
    """Say whether the open model, as it is now, is what recorded a trace."""


@dataclass(frozen=True)
class Intervene(CausalRequest):
    """Read on with the memory changed.

    Attributes:
        interventions: all that are made, in this order.
        stop_token: how far to read again; None to the end.
    """

    interventions: tuple[Intervention, ...]
    stop_token: int | None = None


@dataclass(frozen=True)
class Explain(CausalRequest):
    """Find where a prediction came from.

    Attributes:
        token: its place; the document's length for what would come next.
        predicted: explain what was likeliest there, not what the document has.
    """

    token: int
    predicted: bool = False


@dataclass(frozen=True)
class Verify(CausalRequest):
    """Put the links of an answer to `Explain` to the test."""

    provenance: Provenance


@dataclass(frozen=True)
class MapEffects(CausalRequest):
    """Replace each slot before each segment, one at a time.

    Attributes:
        tokens: whose predictions count; all when empty.
    """

    tokens: tuple[int, ...] = ()


@dataclass(frozen=True)
class InspectSlot(CausalRequest):
    """Find the words of a slot in a state, layer by layer."""

    slot: int
    state: int


@dataclass(frozen=True)
class TakeGlance(CausalRequest):
    """Find the few things that can be said of the memory in plain words."""


@dataclass(frozen=True)
class ReaderChecked:
    """Whether the open model is what recorded a trace.

    Attributes:
        trace: the folder.
        failure: why it is not, or why nobody can say; None when it is.
    """

    trace: str
    failure: Failure | None = None


@dataclass(frozen=True)
class EffectMeasured:
    """What interventions did.

    Attributes:
        trace: the folder.
        interventions: that were asked for.
        effect: None when it could not be measured.
        failure: why not.
    """

    trace: str
    interventions: tuple[Intervention, ...]
    effect: Effect | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class ProvenanceFound:
    """Where a prediction came from; also the answer to `Verify`.

    Attributes:
        trace: the folder.
        token: that was asked about.
        provenance: None when it could not be found.
        failure: why not.
        predicted: whether what was likeliest there was asked about, not what the document has.
    """

    trace: str
    token: int
    provenance: Provenance | None = None
    failure: Failure | None = None
    predicted: bool = False


@dataclass(frozen=True)
class EffectsMapped:
    """What each slot before each segment was worth.

    Attributes:
        trace: the folder.
        effects: None when they could not be measured.
        failure: why not.
    """

    trace: str
    effects: EffectMap | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class SlotInspected:
    """The words of a slot.

    Attributes:
        trace: the folder.
        slot: that was asked about.
        state: in which state.
        contents: None when they could not be found.
        failure: why not.
    """

    trace: str
    slot: int
    state: int
    contents: SlotContents | None = None
    failure: Failure | None = None


@dataclass(frozen=True)
class GlanceTaken:
    """What can be said of the memory in plain words.

    Attributes:
        trace: the folder.
        glance: None when nothing could be tried.
        failure: why not.
    """

    trace: str
    glance: Glance | None = None
    failure: Failure | None = None
