"""What is fuzzed: a reader, the valid files it begins from, and how they are changed."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.mutation import Mutate, mutated

Files = dict[str, bytes]
"""The files of a folder, by their paths in it."""


@dataclass(frozen=True)
class Target:
    """A reader that is fed.

    Attributes:
        name: of the reader.
        seeds: makes valid inputs.
        read: reads the input in a folder, which holds the files of one seed, changed. What the
            project's user may be told is raised as a `MemStudioError`; anything else is a failure.
        ways: by the ends of files' names, how such a file is changed; others are bytes.
        kept: files that are never changed.
    """

    name: str
    seeds: Callable[[], list[Files]]
    read: Callable[[Path], None]
    ways: dict[str, Mutate] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()

    def changed(self, files: Files, random: random.Random) -> Files:
        """Those of the files that are to be others."""
        names = sorted(set(files) - self.kept)
        chosen = random.sample(names, min(len(names), random.choice((1, 1, 1, 2))))
        return {name: self._way(name)(files[name], random) for name in chosen}

    def _way(self, name: str) -> Mutate:
        for end, way in self.ways.items():
            if name.endswith(end):
                return way
        return mutated
