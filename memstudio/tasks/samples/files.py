"""The bundled samples of tasks as files: what each holds, made again from nothing.

`python -m memstudio.tasks.samples.files FOLDER` writes them all.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from memstudio.atomic import write_text
from memstudio.registry import Registry
from memstudio.tasks.samples.pairs import Split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Documents = Callable[[Split, random.Random], Iterator[dict[str, Any]]]

generated_samples: Registry[Documents] = Registry("sample")
generated_samples.add("translation", "memstudio.tasks.samples.translation:documents")
generated_samples.add("question", "memstudio.tasks.samples.question:documents")
generated_samples.add("summary", "memstudio.tasks.samples.summary:documents")
generated_samples.add("retrieval", "memstudio.tasks.samples.retrieval:documents")
generated_samples.add("sentiment", "memstudio.tasks.samples.sentiment:documents")
generated_samples.add("service", "memstudio.tasks.samples.service:documents")
generated_samples.add("recommendation", "memstudio.tasks.samples.recommendation:documents")
generated_samples.add("dialogue", "memstudio.tasks.samples.dialogue:documents")
generated_samples.add("code", "memstudio.tasks.samples.code:documents")
generated_samples.add("ordering", "memstudio.tasks.samples.ordering:documents")


def sample_file(name: str, split: Split) -> str:
    """What a part of a sample is called."""
    return f"{name}-{split}.jsonl"


def sample_text(name: str, split: Split) -> str:
    """A part of a sample, a row a line, none of them twice: always the same to the letter.

    Raises:
        MemStudioError: there is no such sample.
    """
    rows = generated_samples.get(name)(split, random.Random(f"{name} {split}"))  # noqa: S311 - no secret
    lines = dict.fromkeys(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return "".join(lines)


def write_samples(folder: Path) -> list[Path]:
    """Write every sample that is generated.

    Returns:
        The files.

    Raises:
        StorageError: they cannot be written.
    """
    written = []
    for name in generated_samples:
        for split in get_args(Split):
            path = folder / sample_file(name, split)
            write_text(path, sample_text(name, split))
            written.append(path)
    return written


if __name__ == "__main__":
    write_samples(Path(sys.argv[1]))
