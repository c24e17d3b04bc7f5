"""What the worker would answer about a small document, written by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from memstudio.trace.causal_types import Effect, Intervention
from memstudio.trace.provenance_types import (
    Glance,
    GlanceFact,
    Link,
    Measured,
    Provenance,
    SourceSpan,
)

if TYPE_CHECKING:
    from memstudio.gui.trace_document import TraceDocument

PATIENCE = 30_000
"""Milliseconds until a test gives up: several share a computer."""

ABLATE = Intervention("ablate", 2, (1,))
RESET = Intervention("reset", 3)
TARGET = 70
"""In segment 4 of 16 tokens each."""


def a_span(document: TraceDocument, start: int, stop: int) -> SourceSpan:
    text = document.text[document.token_starts[start] : document.token_ends[stop - 1]]
    return SourceSpan(start, stop, document.segment_of(start), text, 0.6, 0.2, 0.6)


def a_provenance(document: TraceDocument) -> Provenance:
    """Token 70 read slot 1 (and slot 0 a little), kept since segment 1, written from 18 to 24."""
    near, far = a_span(document, 18, 24), a_span(document, 26, 30)
    links = (
        Link("read", 4, 1, None, None, None, 0.7, 0.5, 0.7),
        Link("read", 4, 0, None, None, None, 0.3, 0.5, 0.3),
        Link("carry", 4, 1, 2, 1, None, 1.0, 1.0, 1.0),
        Link("write", 2, 1, None, None, near, 0.8, 0.1, 0.8),
        Link("write", 2, 1, None, None, far, 0.2, 0.9, 0.2),
        Link("context", -1, -1, None, None, a_span(document, 66, 69), 1.0, 1.0, 1.0),
    )
    return Provenance(
        token=TARGET,
        token_id=5,
        text=" garden",
        predicted_id=5,
        predicted=" garden",
        log_probability=-0.105,
        segment=4,
        gain=3.2,
        slot_attention=np.array([0.3, 0.7, 0.0], np.float32),
        slot_gradient=np.array([0.5, 0.5, 0.0], np.float32),
        chain=(1, 0),
        links=links,
        spans=(near, far),
        context=(),
        method="attention",
    )


def verified(provenance: Provenance) -> Provenance:
    """Slot 1 and the near words matter, the rest does not."""
    matters = Measured(-4.21, " kitchen", changes_answer=True, is_confirmed=True)
    nothing = Measured(0.01, " garden", changes_answer=False, is_confirmed=False)
    found = [
        matters if link.slot == 1 and (link.span is None or link.span.start == 18) else nothing
        for link in provenance.links
    ]
    return replace(
        provenance,
        links=tuple(
            replace(link, measured=measured)
            for link, measured in zip(provenance.links, found, strict=True)
        ),
        slot_effects=np.array([0.01, -4.21, 0.0], np.float32),
        slot_answers=(" garden", " kitchen", " garden"),
        threshold=0.5,
        chain_measured=Measured(-4.6, " kitchen", changes_answer=True, is_confirmed=True),
    )


def an_effect(document: TraceDocument, interventions: tuple[Intervention, ...]) -> Effect:
    """Tokens 40 and 41 are less likely, token 50 a little likelier; 40 is predicted otherwise."""
    number = document.num_tokens
    before = np.full(number, -1.0, np.float32)
    before[0] = np.nan
    after = before.copy()
    after[[40, 41, 50]] += np.array([-3.0, -0.5, 0.25], np.float32)
    predicted = np.full(number, 7, np.int32)
    predicted[0] = -1
    predicted_after = predicted.copy()
    predicted_after[40] = 8
    return Effect(
        interventions=interventions,
        first_token=interventions[0].segment * 16 + 1,
        stop_token=number,
        token_ids=np.full(number, 6, np.int32),
        log_probability=before,
        changed=after,
        predicted_before=predicted,
        predicted_after=predicted_after,
        texts={6: " word", 7: " garden", 8: " kitchen"},
    )


def a_glance(document: TraceDocument, *, answer: str = " kitchen") -> Glance:
    fact = GlanceFact((1,), a_span(document, 18, 24), 32, TARGET, " garden", answer, -4.21)
    return Glance((fact,), 12, 0.4)
