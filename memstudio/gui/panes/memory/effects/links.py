"""What a `Provenance` says, as rows of a table and as arcs over the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication

from memstudio.errors import marked
from memstudio.gui.panes.memory.effects.arcs import Arc, Source, Standing
from memstudio.gui.panes.memory.effects.look import shortened, shown_word
from memstudio.gui.widgets.number_format import count, percent, signed

if TYPE_CHECKING:
    from memstudio.trace.provenance_types import Link, Measured, Provenance

Weighing = Literal["attention", "gradient"]

_MOST_ARCS = 6
_MOST_SOURCES = 3
_LEAST_WEIGHT = 0.02
_LEAST_REFUTED = 0.1
"""A link that is not confirmed is drawn only if its weight says that it should be."""
_SPAN_CHARACTERS = 90
_READ = marked(
    "ProvenanceLinks", "“{word}” read slot {slot}: {share} of what it read of the memory"
)
_HANGS = marked(
    "ProvenanceLinks", "“{word}” hangs on slot {slot}: {share} of its gradient by slots"
)
_MOST_PLACES = 6


def _tr(text: str) -> str:
    return QCoreApplication.translate("ProvenanceLinks", text)


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link in words.

    Attributes:
        link: what it is of.
        title: what kind of step it is, and between what.
        words: the source words, if it has some.
        weight: its share, 0 to 1, by the chosen weighing; None where that says nothing of it.
        measured: what was found out about it; None before.
        slot: to be selected; None when it has none.
        segment: to be selected.
        token: to be selected; None when it has none.
    """

    link: Link
    title: str
    words: str
    weight: float | None
    measured: Measured | None
    slot: int | None
    segment: int
    token: int | None

    @property
    def standing(self) -> Standing:
        """What was found out about it."""
        return standing(self.measured)

    @property
    def share(self) -> float:
        """The weight, as far as it is known."""
        return self.weight or 0.0


def standing(measured: Measured | None) -> Standing:
    """Whether a measurement has shown that something matters."""
    if measured is None:
        return "unknown"
    return "confirmed" if measured.is_confirmed else "refuted"


def effect_words(measured: Measured | None, answer: str, *, doubts: bool = True) -> str:
    """A measured effect in a few words, such as "−4.21, changes “kitchen” to “garden”".

    Args:
        measured: None gives "".
        answer: what was predicted before anything was taken away.
        doubts: whether to say of another answer that it was not confirmed, where it was not.
    """
    if measured is None:
        return ""
    if not measured.changes_answer:
        return signed(measured.effect)
    text = marked("ProvenanceLinks", "{effect}, changes “{answer}” to “{other}”")
    if doubts and not measured.is_confirmed:
        # Where two words are about as likely, any breath changes which of them is said.
        text = marked(
            "ProvenanceLinks",
            "{effect}, not confirmed (though “{other}” would be said instead of “{answer}”)",
        )
    return _tr(text).format(
        effect=signed(measured.effect), answer=shown_word(answer), other=shown_word(measured.answer)
    )


def link_rows(provenance: Provenance, weighing: Weighing) -> tuple[LinkRow, ...]:
    """A row for each link, in the order of the engine: strongest first within each kind."""
    rows = []
    for link in provenance.links:
        weight = link.attention if weighing == "attention" else link.gradient
        span = link.span
        slot = link.slot if link.slot >= 0 else None
        segment = span.segment if span is not None else max(0, link.state - 1)
        rows.append(
            LinkRow(
                link=link,
                title=_title(link),
                words="" if span is None else span.text,
                weight=weight,
                measured=link.measured,
                slot=slot,
                segment=segment,
                token=None if span is None else span.start,
            )
        )
    return tuple(rows)


def _title(link: Link) -> str:
    match link.kind:
        case "read":
            return _tr(marked("ProvenanceLinks", "read from slot {slot}")).format(slot=link.slot)
        case "carry" if link.slot == link.source_slot:
            text = _tr(marked("ProvenanceLinks", "slot {slot} since segment {segment}"))
            return text.format(slot=link.slot, segment=_left_by(link.source_state))
        case "carry":
            text = _tr(
                marked(
                    "ProvenanceLinks",
                    "slot {slot} from slot {source}, segment {segment}",
                )
            )
            return text.format(
                slot=link.slot, source=link.source_slot, segment=_left_by(link.source_state)
            )
        case "write":
            text = _tr(marked("ProvenanceLinks", "slot {slot} from segment {segment}"))
            return text.format(slot=link.slot, segment=_left_by(link.state))
        case _:
            return _tr(marked("ProvenanceLinks", "in its own segment"))


def _left_by(state: int | None) -> str:
    """The segment that left the memory in a state."""
    return count(max(0, (state or 0) - 1))


def mentions_words(provenance: Provenance) -> str:
    """What was found about all places that have the explained word; "" where none were tried."""
    if provenance.mentions_measured is None:
        return ""
    starts = [count(start) for start, _ in provenance.mentions]
    more = ["…"] if len(starts) > _MOST_PLACES else []
    text = _tr(
        marked(
            "ProvenanceLinks",
            "No source is needed alone: “{word}” stands in the passages from tokens {places}. Without "
            "all of these: {effect}.",
        )
    )
    return text.format(
        word=shown_word(provenance.text),
        places=", ".join(starts[:_MOST_PLACES] + more),
        effect=effect_words(provenance.mentions_measured, provenance.predicted),
    )


# ---------------------------------------------------------------------- arcs


def arcs(provenance: Provenance, rows: tuple[LinkRow, ...], weighing: Weighing) -> tuple[Arc, ...]:
    """The strongest ways from the explained word through slots to words, strongest first."""
    reads = {(row.link.slot, row.link.state): row for row in rows if row.link.kind == "read"}
    nodes: dict[tuple[int, int], list[tuple[int, LinkRow]]] = {}
    for index, row in enumerate(rows):
        if row.link.kind == "write" and row.share >= _LEAST_WEIGHT:
            nodes.setdefault((row.link.slot, row.link.state), []).append((index, row))
    reached = set()
    found = []
    for node, writes in nodes.items():
        read = _read_through(node, rows, reads)
        if read is None:
            continue
        reached.add((read.link.slot, read.link.state))
        writes.sort(key=lambda each: each[1].share, reverse=True)
        strength = read.share * max(row.share for _, row in writes)
        found.append((strength, node, writes[:_MOST_SOURCES], read))
    for node, read in reads.items():
        least = _LEAST_REFUTED if read.standing == "refuted" else _LEAST_WEIGHT
        if node not in reached and read.share >= least:
            found.append((read.share * _LEAST_WEIGHT, node, [], read))
    found.sort(key=lambda each: each[0], reverse=True)
    most = max((read.share for _, _, _, read in found), default=1.0) or 1.0
    return tuple(
        _arc(provenance, node, writes, read, most, rows, weighing)
        for _, node, writes, read in found[:_MOST_ARCS]
    )


def _read_through(
    node: tuple[int, int], rows: tuple[LinkRow, ...], reads: dict[tuple[int, int], LinkRow]
) -> LinkRow | None:
    """The read that a slot in a state leads to, by way of what was carried on."""
    waiting, seen = [node], {node}
    while waiting:
        at = waiting.pop(0)
        if at in reads:
            return reads[at]
        for row in rows:
            link = row.link
            after = (link.slot, link.state)
            is_next = link.kind == "carry" and (link.source_slot, link.source_state) == at
            if is_next and after not in seen:
                seen.add(after)
                waiting.append(after)
    return None


def _arc(
    provenance: Provenance, node: tuple[int, int], writes: list[tuple[int, LinkRow]],
    read: LinkRow, most: float, rows: tuple[LinkRow, ...], weighing: Weighing,
) -> Arc:  # fmt: skip
    slot, state = node
    heaviest = max((row.share for _, row in writes), default=1.0) or 1.0
    sources = tuple(
        Source(
            start=row.link.span.start,
            stop=row.link.span.stop,
            weight=row.share / heaviest,
            standing=row.standing,
            label="" if row.measured is None else signed(row.measured.effect),
        )
        for _, row in writes
        if row.link.span is not None
    )
    measured = read.measured
    label = "" if measured is None else signed(measured.effect)
    if measured is not None and measured.changes_answer and measured.is_confirmed:
        label = _tr(marked("ProvenanceLinks", "{effect}, changes the answer")).format(effect=label)
    return Arc(
        target=provenance.token,
        slot=slot,
        segment=max(0, state - 1),
        weight=read.share / most,
        standing=read.standing,
        sources=sources,
        label=label,
        text=writes[0][1].words if writes else "",
        tooltip=_tooltip(provenance, read, [row for _, row in writes], weighing),
        row=writes[0][0] if writes else rows.index(read),
    )


def _tooltip(
    provenance: Provenance, read: LinkRow, writes: list[LinkRow], weighing: Weighing
) -> str:
    text = _HANGS if weighing == "gradient" else _READ
    word = shown_word(provenance.text)
    lines = [_tr(text).format(word=word, slot=read.link.slot, share=percent(read.share))]
    if read.measured is not None:
        lines.append(
            _tr(marked("ProvenanceLinks", "without the slot: {effect}")).format(
                effect=effect_words(read.measured, provenance.predicted)
            )
        )
    for row in writes:
        lines.append(
            _tr(marked("ProvenanceLinks", "written from “{words}”: {share}")).format(
                words=shortened(row.words, _SPAN_CHARACTERS), share=percent(row.share)
            )
        )
        if row.measured is not None:
            lines.append(
                _tr(marked("ProvenanceLinks", "without these words: {effect}")).format(
                    effect=effect_words(row.measured, provenance.predicted)
                )
            )
    return "\n".join(lines)
