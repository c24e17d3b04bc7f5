"""Python scripts whose last call needs what was set in the first lines.

A script sets a few names at its top, has functions that need none of them, and ends with a call
that passes them all; what is to be completed is that call.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from memstudio.tasks.samples.pairs import chain_for, num_between

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

    from memstudio.tasks.samples.pairs import Split

SETTINGS: dict[str, tuple[str, ...]] = {
    "host": ("alpha", "beta", "gamma", "delta", "sigma"),
    "user": ("alma", "boris", "carla", "dario", "edith"),
    "port": ("8000", "8080", "9000", "9090", "7000"),
    "mode": ("read", "write", "append", "create", "check"),
}
FUNCTIONS = (
    "def area(width, height):\n    return width * height",
    "def mean(values):\n    return sum(values) / len(values)",
    "def is_even(number):\n    return number % 2 == 0",
    "def last(items):\n    return items[-1]",
    "def double(number):\n    return 2 * number",
    "def swap(one, other):\n    return other, one",
)
NUM_TRAIN, NUM_TEST = 900, 120
_MOST_FUNCTIONS = 5


def documents(split: Split, random: Random) -> Iterator[dict[str, Any]]:
    """The rows of one part of the sample: a script up to its last call, and the rest of that."""
    for _ in range(NUM_TRAIN if split == "train" else NUM_TEST):
        least = 2 if split == "train" else len(SETTINGS) - 1
        yield _row(split, random.randint(least, len(SETTINGS)), random)


def _row(split: Split, num_settings: int, random: Random) -> dict[str, Any]:
    chosen = random.sample(tuple(SETTINGS), num_settings)
    names = [name for name in SETTINGS if name in chosen]
    lines, passed = [], []
    for name, number in zip(names, chain_for(split, num_settings, random), strict=True):
        value = SETTINGS[name][number] if name == "port" else f'"{SETTINGS[name][number]}"'
        lines.append(f"{name} = {value}")
        passed.append(f"{name}={value}")
    random.shuffle(lines)
    functions = random.sample(FUNCTIONS, num_between(split, _MOST_FUNCTIONS, random))
    code = "\n".join([*lines, "", *functions, "", "def main():", "    connect("])
    return {"prompt": code, "completion": f"{', '.join(passed)})"}
