"""A format: scripts of plays (`.play`), where a line "NAME: words" is somebody's turn.

Every scene, from one line of three hyphens to the next, is a document of its own.
"""

from __future__ import annotations

from itertools import chain

from memstudio.data.decoding import lines_of
from memstudio.data.documents import Document, Problem
from memstudio.data.formats import reads

_LONGEST_LINE = 1_000_000


@reads(".play")
def read_play(path, options):
    """Every scene with its speakers, and a problem for each line that nobody speaks."""
    scene, num_scenes = [], 0
    # A part of a file after another, whatever its size; the last scene ends with the file.
    lines = chain(lines_of(path, options, _LONGEST_LINE), ["---"])
    for number, whole in enumerate(lines, 1):
        line = (whole or "").strip()  # None: longer than that
        speaker, colon, words = line.partition(":")
        if colon:
            scene.append(f"{speaker.strip().title()} says: {words.strip()}")
        elif line == "---" and scene:
            num_scenes += 1
            yield Document("\n".join(scene), f"scene {num_scenes}", path, num_scenes - 1)
            scene = []
        elif line not in {"", "---"}:
            yield Problem(path, number, "Nobody speaks this line; it was left out.")
