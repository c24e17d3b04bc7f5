"""What interventions do to the predictions of a document: it is read on from the first change.

Several plans are read side by side as rows of one batch, each from its own first segment on; so a
map of all slots and segments costs about as much as reading the document a few times.

Shapes: N tokens, T segments, m slots, B rows, n positions of a segment.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from memstudio.errors import marked
from memstudio.memory.evaluating import evaluating
from memstudio.memory.precision import precise
from memstudio.trace.causal_types import Effect, EffectMap, Intervention, read_only
from memstudio.trace.interventions import PlannedRows, check_plan, first_changed, joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from memstudio.memory.memory_kind import KindState
    from memstudio.progress import Control
    from memstudio.trace.interventions import Plan
    from memstudio.trace.reading_session import ReadingSession

_MOST_ROWS = 64
_MOST_LOGITS = 32_000_000
"""Numbers in the logits of one batch."""


@dataclass(frozen=True)
class RowStep:
    """What rows predicted while one segment was read.

    Attributes:
        rows: which plans.
        tokens: `[n]`, the places that were predicted; N is behind the last token.
        log_probability: `[B, n]` float32, of what counts there (`ReadingSession.target_ids`).
        predicted: `[B, n]`, the likeliest tokens.
    """

    rows: tuple[int, ...]
    tokens: NDArray[np.int64]
    log_probability: NDArray[np.float32]
    predicted: NDArray[np.int64]


def measure_effect(
    session: ReadingSession,
    interventions: Sequence[Intervention],
    *,
    control: Control,
    stop_token: int | None = None,
) -> Effect:
    """Read a document on with the memory changed.

    Args:
        session: the document as it was read.
        interventions: all that are made.
        control: may cancel; asked before each segment.
        stop_token: how far to read again (to the end of that token's segment); None to the end.

    Raises:
        TraceError: there is no such slot, segment, text or word.
        Cancelled: through `control`.
    """
    plan = tuple(interventions)
    check_plan(session, plan)
    stop = session.num_segments
    if stop_token is not None:
        stop = min(stop, max(first_changed(plan), session.predicting(stop_token)) + 1)
    session.read(control, stop)
    changed, after = session.log_probability.copy(), session.predicted[:-1].copy()
    for step in read_rows(session, [plan], stop, control=control):
        here = step.tokens < session.num_tokens
        changed[step.tokens[here]] = step.log_probability[0, here]
        after[step.tokens[here]] = step.predicted[0, here]
    before = session.predicted[:-1].copy()
    used = np.unique(np.concatenate([session.tokens.ids, before, after]))
    return Effect(
        interventions=plan,
        first_token=session.bounds(first_changed(plan))[0] + 1,
        stop_token=min(session.bounds(stop - 1)[1] + 1, session.num_tokens),
        token_ids=read_only(session.tokens.ids.copy()),
        log_probability=read_only(session.log_probability.copy()),
        changed=read_only(changed),
        predicted_before=read_only(before),
        predicted_after=read_only(after),
        texts=dict(session.texts(used.tolist())),
    )


def read_rows(
    session: ReadingSession,
    plans: Sequence[Plan],
    stop_segment: int,
    *,
    control: Control,
    tokens: Sequence[int] | None = None,
    said: bool = False,
    report: str = "",
) -> Iterator[RowStep]:
    """Read the document once for each plan, all from their first changes to `stop_segment`.

    Args:
        session: the document as it was read.
        plans: one for each row.
        stop_segment: the segment after the last to be read.
        control: may cancel; takes progress.
        tokens: places whose predictions are wanted; None for all.
        said: whether the likeliest tokens count, and not those of the document.
        report: what is being done, marked for translation.

    Raises:
        Cancelled: through `control`.
    """
    words = int(session.model.config.get_text_config(decoder=True).vocab_size)
    most = max(1, min(_MOST_ROWS, _MOST_LOGITS // (session.segment_length * words)))
    order = sorted(range(len(plans)), key=lambda row: first_changed(plans[row]))
    for start in range(0, len(order), most):
        group = order[start : start + most]
        yield from _read_group(session, plans, group, stop_segment, control, tokens, said)
        if report:
            control.report(start + len(group), len(order), report, "interventions")


def _read_group(
    session: ReadingSession,
    plans: Sequence[Plan],
    group: list[int],
    stop_segment: int,
    control: Control,
    tokens: Sequence[int] | None,
    said: bool,
) -> Iterator[RowStep]:
    """Rows in the order of their first segments."""
    planned = PlannedRows(session, plans, control)
    rows: list[int] = []
    state: KindState | None = None
    for segment in range(first_changed(plans[group[0]]), stop_segment):
        control.checkpoint()
        begun = [row for row in group if first_changed(plans[row]) == segment]
        if begun:
            own = session.state(segment, control)
            state = joined([*([] if state is None else [state]), *[own] * len(begun)])
            rows += begun
        assert state is not None  # noqa: S101 - the first row begins with the first segment
        at = _positions(session, segment, tokens)
        with evaluating(session.model):
            state = planned.change(segment, rows, state)
            reading = session.read_segment(segment, state, logits_at=at)
            state = reading.state
            if at is not None and not len(at):
                continue
        start, stop = session.bounds(segment)
        places = 1 + (np.arange(start, stop) if at is None else start + at.cpu().numpy())
        logits = precise(reading.logits)
        ids = torch.from_numpy(session.target_ids(places, said=said)).to(logits.device)
        chosen = logits.gather(-1, ids[None, :, None].expand(len(logits), -1, -1))[..., 0]
        logp = chosen - logits.logsumexp(-1)
        yield RowStep(
            tuple(rows), places, logp.float().cpu().numpy(), logits.argmax(-1).cpu().numpy()
        )


def _positions(
    session: ReadingSession, segment: int, tokens: Sequence[int] | None
) -> torch.Tensor | None:
    """Where a segment predicts `tokens`; None for everywhere."""
    if tokens is None:
        return None
    start = session.bounds(segment)[0]
    here = sorted({token - 1 - start for token in tokens if session.predicting(token) == segment})
    return torch.tensor(here, dtype=torch.long, device=session.ids.device)


def measure_map(
    session: ReadingSession,
    tokens: Sequence[int] = (),
    *,
    control: Control,
    first_segment: int = 0,
) -> EffectMap:
    """Replace each slot before each segment, one at a time, and see what that does to some tokens.

    Args:
        session: the document as it was read.
        tokens: whose ln p is summed (N: what would come next, by the likeliest token there); all
            that come after the replacement when empty.
        control: takes progress; may cancel.
        first_segment: the first segment before which slots are replaced.

    Raises:
        TraceError: there is no such token or segment.
        Cancelled: through `control`.
    """
    session.check_tokens(tokens)
    session.check_segment(first_segment)
    end = session.num_segments
    if tokens:
        end = max(session.predicting(token) for token in tokens) + 1
    session.read(control, end)
    places = [(t, slot) for t in range(first_segment, end) for slot in range(session.num_slots)]
    plans = [(Intervention("ablate", t, (slot,)),) for t, slot in places]
    change = np.full((session.num_segments, session.num_slots), np.nan, np.float64)
    at = tuple(np.array(places, np.int64).reshape(-1, 2).T)
    change[at] = 0
    for step in read_rows(
        session, plans, end, control=control, tokens=tokens or None,
        report=marked("progress", "Mapping the effects of the slots"),
    ):  # fmt: skip
        rows = tuple(np.array([places[row] for row in step.rows], np.int64).T)
        counts = np.ones(len(step.tokens), bool) if tokens else step.tokens < session.num_tokens
        here = step.tokens[counts]
        change[rows] += (step.log_probability[:, counts] - session.base(here)).sum(1)
    return EffectMap(tuple(tokens), read_only(change.astype(np.float32)))
