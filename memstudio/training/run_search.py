"""Searching runs: by words, and by what their row or their settings say, such as `lr>1e-3`."""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from memstudio.training.run_config import RunConfig
from memstudio.training.run_differences import settings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from memstudio.training.run_summary import RunSummary

_TERM = re.compile(r"(?P<name>[A-Za-z_][\w.]*)(?P<sign>!=|<=|>=|:|=|<|>)(?P<value>\S+)")
_ORDER: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
# What people say for short.
_SHORT = {"lr": "learning_rate", "slots": "num_slots", "tag": "tags", "note": "notes"}

_OF_ROW: dict[str, Callable[[RunSummary], Any]] = {
    "name": lambda run: f"{run.title}\n{run.name}",
    "state": lambda run: run.state,
    "model": lambda run: run.model,
    "data": lambda run: list(run.data),
    "memory": lambda run: run.memory,
    "trains": lambda run: run.trains,
    "step": lambda run: run.step,
    "steps": lambda run: run.total_steps,
    "loss": lambda run: run.loss_after,
    "before": lambda run: run.loss_before,
    "after": lambda run: run.loss_after,
    "reset": lambda run: run.loss_memory_reset,
    "seconds": lambda run: run.seconds,
    "tags": lambda run: list(run.tags),
    "notes": lambda run: run.notes,
}


@dataclass(frozen=True)
class Term:
    """What one word of a search asks of a run.

    Attributes:
        name: of what the row says, or of a setting or its last part.
        sign: ":" or "=" for what is said, "!=", or an order of numbers.
        value: what it is held against.
    """

    name: str
    sign: str
    value: str

    @property
    def is_of_settings(self) -> bool:
        """Whether a run's settings have to be known."""
        return self.name not in _OF_ROW

    def is_true_of(self, run: RunSummary, settings: Mapping[str, Any] | None) -> bool:
        """Whether a run is as the term says; never when what it asks for is not known.

        Args:
            run: the row.
            settings: of the run, by path; None when they are not known.
        """
        if not self.is_of_settings:
            return self._holds(_OF_ROW[self.name](run))
        return any(self._holds(value) for value in self._found_in(settings or {}))

    def _found_in(self, settings: Mapping[str, Any]) -> list[Any]:
        """The values of the setting that is called so, or else of those whose last part is."""
        if self.name in _setting_paths():
            return [settings[self.name]] if self.name in settings else []
        # An adapter's settings are in every run's file, but mean nothing where none is trained.
        has_adapter = settings.get("trains") == "adapters"
        return [
            value
            for path, value in settings.items()
            if path.endswith(f".{self.name}") and (has_adapter or not path.startswith("adapter."))
        ]

    def _holds(self, found: Any) -> bool:
        if found is None:
            return False
        number, wanted = _number(found), _number(self.value)
        if self.sign in _ORDER:
            return number is not None and wanted is not None and _ORDER[self.sign](number, wanted)
        if number is not None and wanted is not None:
            is_said: object = number == wanted
        elif self.sign == ":":
            # From the beginning of a word: rmt is not in armt.
            is_said = re.search(r"(?<![a-z0-9])" + re.escape(self.value.lower()), _words(found))
        else:
            is_said = self.value.lower() in _words(found).splitlines()
        return bool(is_said) != (self.sign == "!=")


@dataclass(frozen=True)
class RunSearch:
    """What is searched for.

    Attributes:
        words: each has to be somewhere in the row.
        terms: each has to be true.
    """

    words: str = ""
    terms: tuple[Term, ...] = ()

    @property
    def needs_settings(self) -> bool:
        """Whether settings of runs have to be known."""
        return any(term.is_of_settings for term in self.terms)

    def matches(self, run: RunSummary, settings: Mapping[str, Any] | None = None) -> bool:
        """Whether a run is searched for."""
        return run.matches(self.words) and all(
            term.is_true_of(run, settings) for term in self.terms
        )


def parsed(text: str) -> RunSearch:
    """What a person wrote; what names nothing that runs have is a word like others."""
    words, terms = [], []
    for word in text.split():
        found = _TERM.fullmatch(word)
        name = found["name"].lower() if found else ""
        name = _SHORT.get(name, name)
        if found and (name in _OF_ROW or name in _setting_names()):
            terms.append(Term(name, found["sign"], found["value"]))
        else:
            words.append(word)
    return RunSearch(" ".join(words), tuple(terms))


@cache
def _setting_names() -> frozenset[str]:
    """All paths of settings, and all their last parts."""
    paths = _setting_paths()
    return paths | {path.rpartition(".")[2] for path in paths}


@cache
def _setting_paths() -> frozenset[str]:
    return frozenset(settings_of(RunConfig()))


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _words(value: Any) -> str:
    parts = value if isinstance(value, list) else [value]
    return "\n".join(str(part) for part in parts).lower()
