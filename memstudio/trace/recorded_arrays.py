"""Which arrays a trace must have: one that is gone was lost, and must not pass for never recorded."""

from __future__ import annotations

from typing import Any

from memstudio.trace.layout import ALWAYS_THERE, SUFFIXES

_KEPT = ("_top", "_top_index", "_left_out")
"""What stands in the place of weights of which the largest are kept."""


def recorded_arrays(attrs: dict[str, Any], found: frozenset[str]) -> frozenset[str]:
    """The names of all arrays that were recorded.

    Args:
        attrs: of the trace.
        found: the arrays that there are.
    """
    listed = attrs.get("arrays")
    if isinstance(listed, dict):
        return frozenset(listed)
    # Earlier recordings list none; but some arrays are never without others.
    return found | _told_by_attributes(attrs, found) | _told_by_others(found)


def _told_by_attributes(attrs: dict[str, Any], found: frozenset[str]) -> frozenset[str]:
    names = set(ALWAYS_THERE)
    detail = attrs.get("detail")
    if attrs.get("num_slots"):
        names |= {"norm", "change"}
        names |= _one_of(found, "states", "states_int8")
        if isinstance(detail, dict):
            names.add("similarity")
    if isinstance(detail, dict):
        for name, finest in detail.items():
            for array in (name, f"{name}{SUFFIXES.get(finest, '')}"):
                names |= _one_of(found, array, f"{array}_top")
    if attrs.get("control_words"):
        names |= {"slot_words", "slot_words_distinctive"}
    return frozenset(names)


def _told_by_others(found: frozenset[str]) -> frozenset[str]:
    names: set[str] = set()
    for name in found:
        for end in _KEPT:
            if name.endswith(end):
                names |= {f"{name.removesuffix(end)}{each}" for each in _KEPT}
        array, _, each = name.rpartition("_")
        if each.isdigit():
            # An overview is of what it stands for.
            names |= _one_of(found, array, f"{array}_top")
    pairs = (
        {"states_int8", "states_scale"},
        {"slot_words", "slot_word_score"},
        {"slot_words_distinctive", "slot_word_distinctive_score"},
        {"predicted", "predicted_probability"},
    )
    for pair in pairs:
        if pair & found:
            names |= pair
    for name in ("read", "write"):
        if f"{name}_mass" in found:
            names |= _one_of(found, name, f"{name}_top")
        if not {name, f"{name}_top"}.isdisjoint(found):
            names.add(f"{name}_mass")
    return frozenset(names)


def _one_of(found: frozenset[str], dense: str, instead: str) -> set[str]:
    """The form that is there; the dense one where none is."""
    return {instead} if instead in found else {dense}
