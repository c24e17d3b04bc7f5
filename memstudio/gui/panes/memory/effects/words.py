"""Interventions in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from memstudio.errors import marked
from memstudio.gui.panes.memory.effects.look import shortened
from memstudio.gui.widgets.number_format import count, small

if TYPE_CHECKING:
    from memstudio.trace.causal_types import Intervention, InterventionKind, Replacement

_DOCUMENT_CHARACTERS = 40


def _tr(text: str) -> str:
    return QCoreApplication.translate("InterventionWords", text)


def kinds() -> tuple[tuple[InterventionKind, str, str], ...]:
    """Name, title and meaning of each, in the language of the window."""
    return (
        ("ablate", _tr(marked("InterventionWords", "Ablate")),
         _tr(marked("InterventionWords", "Take out what a slot holds."))),
        ("freeze", _tr(marked("InterventionWords", "Freeze")),
         _tr(marked("InterventionWords", "Let segments not write it."))),
        ("reset", _tr(marked("InterventionWords", "Reset")),
         _tr(marked("InterventionWords", "As before anything was read."))),
        ("swap", _tr(marked("InterventionWords", "Swap")),
         _tr(marked("InterventionWords", "As another text would have left it."))),
        ("patch", _tr(marked("InterventionWords", "Patch")),
         _tr(marked("InterventionWords", "As it is at another time of this text."))),
        ("noise", _tr(marked("InterventionWords", "Noise")),
         _tr(marked("InterventionWords", "Blur it with random numbers."))),
        ("edit", _tr(marked("InterventionWords", "Edit")),
         _tr(marked("InterventionWords", "Move it towards a word."))),
    )  # fmt: skip


def replacements() -> tuple[tuple[Replacement, str], ...]:
    """Name and title of what can stand in for an ablated slot."""
    return (
        ("initial", _tr(marked("InterventionWords", "as before anything was read"))),
        ("mean", _tr(marked("InterventionWords", "its mean over the document"))),
        ("zero", _tr(marked("InterventionWords", "zeros"))),
    )


def slots_in_words(slots: tuple[int, ...]) -> str:
    """Which slots, such as "slot 5" or "slots 1, 4"; none are all."""
    if not slots:
        return _tr(marked("InterventionWords", "all slots"))
    if len(slots) == 1:
        return _tr(marked("InterventionWords", "slot {slot}")).format(slot=slots[0])
    named = ", ".join(str(slot) for slot in slots)
    return _tr(marked("InterventionWords", "slots {slots}")).format(slots=named)


def in_words(intervention: Intervention) -> str:
    """An intervention as one line."""
    values = {
        "slots": slots_in_words(intervention.slots),
        "after": after_words(intervention.segment),
        "until": count(intervention.until or 0),
        "source": after_words(intervention.from_segment or 0),
        "strength": small(intervention.strength),
        "seed": count(intervention.seed),
        "word": shortened(intervention.word, 24) if intervention.word else "",
        "text": shortened(intervention.document, _DOCUMENT_CHARACTERS),
    }
    return _template(intervention).format(**values)


def after_words(state: int) -> str:
    """When the memory is in a state, such as "after segment 3"."""
    if not state:
        return _tr(marked("InterventionWords", "before the first segment"))
    return _tr(marked("InterventionWords", "after segment {segment}")).format(
        segment=count(state - 1)
    )


def _template(intervention: Intervention) -> str:
    match intervention.kind:
        case "ablate" if intervention.replacement == "mean":
            text = marked("InterventionWords", "Set {slots} to the mean {after}")
        case "ablate" if intervention.replacement == "zero":
            text = marked("InterventionWords", "Set {slots} to zeros {after}")
        case "ablate":
            text = marked("InterventionWords", "Ablate {slots} {after}")
        case "freeze" if intervention.until is None:
            text = marked("InterventionWords", "Freeze {slots} {after}, to the end")
        case "freeze":
            text = marked("InterventionWords", "Freeze {slots} {after}, until segment {until}")
        case "reset":
            text = marked("InterventionWords", "Reset {slots} {after}")
        case "swap":
            text = marked("InterventionWords", "Swap {slots} {after} with those of “{text}”")
        case "patch":
            text = marked("InterventionWords", "Patch {slots} {after} as they are {source}")
        case "noise":
            text = marked("InterventionWords", "Noise {strength} on {slots} {after} (seed {seed})")
        case _:
            text = marked(
                "InterventionWords", "Move {slots} {after} by {strength} towards “{word}”"
            )
    return _tr(text)
