"""Changing the memory of some of many rows that read the same document side by side.

Every kind is changed through its slot view, so that the same intervention means the same for all.
Where the view is exact (`rmt`, `s2s`, `m2m`, `nlm`: a slot is its vector; `lm-bow`: the notes on its
word, which comes along from another state) a slot is exchanged whole. Where the state is a matrix, a
network or a list, a slot is changed as its kind says in `with_slot_view`: back to its first view, it
is as it was at first (`armt`, `titans`) or empty (`infini`, `knn`), which is exact; towards another
view, all that it answers moves by as much as the view does. Interventions on *all* slots at once with
what another state holds (reset, swap, patch, freeze, an edit all the way to a sentence) exchange that
state whole, whatever the kind.

Shapes: B rows, m slots, d width.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from memstudio.errors import TraceError, marked
from memstudio.memory.growing_rows import as_long
from memstudio.trace.word_edit import aims, as_read, check_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from memstudio.memory.memory_kind import KindState
    from memstudio.progress import Control
    from memstudio.trace.causal_types import Intervention
    from memstudio.trace.reading_session import ReadingSession

Plan = tuple["Intervention", ...]
"""What is done in one row, in order."""


def first_changed(plan: Plan) -> int:
    """The first segment that is read with a change."""
    return min(each.segment for each in plan)


def check_plan(session: ReadingSession, plan: Plan) -> None:
    """Make sure that a plan can be carried out.

    Raises:
        TraceError: there is nothing to do, or no such slot, segment, text or word.
    """
    if not plan:
        raise TraceError(marked("errors", "There is nothing to change: choose an intervention."))
    for each in plan:
        session.check_segment(each.segment)
        session.check_slots(each.slots)
        if each.kind == "patch":
            if each.from_segment is None:
                raise TraceError(
                    marked("errors", "To patch slots, say from which segment they are taken.")
                )
            session.check_segment(each.from_segment, is_state=True)
        if each.kind == "swap" and not each.document.strip():
            raise TraceError(marked("errors", "To swap slots, give the other text."))
        if each.kind == "edit":
            check_words(session, each.word, each.strength)
        if each.until is not None and each.until <= each.segment:
            raise TraceError(
                marked("errors", "Slots that are frozen from segment {segment} can be let go at segment {next} or later."),
                segment=each.segment, next=each.segment + 1,
            )  # fmt: skip


@dataclass
class PlannedRows:
    """Carries out plans, one in each row, as their segments come.

    Args:
        session: whose document is read.
        plans: one for each row.
        control: asked while other documents are read.
    """

    session: ReadingSession
    plans: Sequence[Plan]
    control: Control
    _frozen: dict[tuple[int, int], KindState] = field(default_factory=dict)

    def change(self, segment: int, rows: Sequence[int], state: KindState) -> KindState:
        """The state of `rows` (`[B, ...]` in their order) as `segment` is to be read with."""
        if not any(self._is_due(segment, row) for row in rows):
            return state
        parts = []
        for place, row in enumerate(rows):
            own = {name: tensor[place : place + 1] for name, tensor in state.items()}
            parts.append(self._changed(segment, row, own))
        return joined(parts)

    def _is_due(self, segment: int, row: int) -> bool:
        return any(each.segment == segment or _is_held(each, segment) for each in self.plans[row])

    def _changed(self, segment: int, row: int, own: KindState) -> KindState:
        plan = list(enumerate(self.plans[row]))
        held = [number for number, each in plan if _is_held(each, segment)]
        due = [number for number, each in plan if each.segment == segment]
        for number in held:
            own = self._with(own, self.plans[row][number], self._frozen[row, number])
        for number in due:
            own = self._once(self.plans[row][number], own)
        # What is changed in a frozen slot stays so: only segments may not write it.
        if due:
            starting = [number for number in due if self.plans[row][number].kind == "freeze"]
            self._frozen.update(((row, number), own) for number in (*held, *starting))
        return own

    def _once(self, each: Intervention, own: KindState) -> KindState:
        session, memory = self.session, self.session.model.memory
        if each.kind == "reset":
            return self._with(own, each, session.initial)
        if each.kind == "patch":
            assert each.from_segment is not None  # noqa: S101 - `check_plan` saw to it
            return self._with(own, each, session.state(each.from_segment, self.control))
        if each.kind == "swap":
            other = session.other(each.document)
            wanted = each.segment if each.from_segment is None else each.from_segment
            at = min(wanted, other.num_segments)
            return self._with(own, each, other.state(at, self.control))
        if each.kind == "freeze":
            return own
        if each.kind == "edit" and each.strength == 1:
            read = as_read(session, own, each.word)
            if read is not None:
                return self._with(own, each, read)
        slots = memory.slot_view(own).clone()
        chosen = list(each.slots) or list(range(session.num_slots))
        slots[0, chosen] = self._values(each, own, slots[0])[chosen].to(slots)
        changed: KindState = memory.with_slot_view(own, slots)
        return changed

    def _values(self, each: Intervention, own: KindState, slots: Tensor) -> Tensor:
        """`[m, d]`, what all slots would be changed to."""
        session = self.session
        if each.kind == "noise":
            return slots + each.strength * _noise(each.seed, slots)
        if each.kind == "edit":
            return slots + each.strength * (aims(session, own, each.word) - slots)
        if each.replacement == "mean":
            return session.mean_slots(self.control)
        if each.replacement == "zero":
            return torch.zeros_like(slots)
        return session.initial_slots

    def _with(self, own: KindState, each: Intervention, source: KindState) -> KindState:
        """`own` with the slots of an intervention, or all there is, taken from another state."""
        memory = self.session.model.memory
        if not each.slots:
            return memory.remembering(own, source)
        return memory.with_slots_of(own, source, each.slots)


def joined(states: Sequence[KindState]) -> KindState:
    """Rows of several states, one under the other; what grows is made equally long."""
    result = {}
    for name in states[0]:
        parts = [state[name] for state in states]
        longest = max(parts, key=lambda part: part.shape[1] if part.dim() > 1 else 0)
        result[name] = torch.cat([as_long(part, longest)[0] for part in parts])
    return result


def _is_held(each: Intervention, segment: int) -> bool:
    """Whether slots are put back to what they were when they were frozen."""
    if each.kind != "freeze":
        return False
    return each.segment < segment <= (segment if each.until is None else each.until)


def _noise(seed: int, slots: Tensor) -> Tensor:
    """`[m, d]`: for each slot a random direction, as long as the slot; the same on any device."""
    generator = torch.Generator().manual_seed(seed)
    random = torch.randn(slots.shape, generator=generator, dtype=torch.float64)
    random = random / random.norm(dim=-1, keepdim=True)
    noise: Tensor = random.to(slots) * slots.norm(dim=-1, keepdim=True)
    return noise
