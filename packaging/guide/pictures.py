"""Makes the pictures of the guide from the running program; they are never made in another way.

python packaging/guide/pictures.py                   all, in both languages, into resources/guide/images
python packaging/guide/pictures.py --only memory-lanes --scene memory
python packaging/guide/pictures.py --every --out DIR every language, look, size and scale, to be looked at

Needs Xvfb and openbox. What the models of tasks learn first takes half an hour, and is kept in `--work`.
"""

from __future__ import annotations

import argparse
import itertools
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "packaging"), str(ROOT / "packaging" / "guide"), str(ROOT)]

from kinds import train_kinds  # noqa: E402
from launcher.virtual_display import VirtualDisplay  # noqa: E402

from memstudio.guide.contents import LANGUAGES  # noqa: E402
from memstudio.resources import resource  # noqa: E402

TASKS = (
    "question", "summary", "translation", "long-text", "dialogue", "retrieval", "service",
    "recommendation", "sentiment",
)  # fmt: skip
_SCREEN = "5200x3000x24"


@dataclass(frozen=True)
class Look:
    """How the window is while pictures are taken of it.

    Attributes:
        language: one of the guide's.
        theme: light or dark.
        size: of the window, in its own pixels.
        scale: screen pixels for each of these.
    """

    language: str = "en"
    theme: str = "light"
    size: str = "1280x800"
    scale: float = 1.5

    @property
    def name(self) -> str:
        """For a folder."""
        return f"{self.language}-{self.theme}-{self.size}-{self.scale:g}x"


EVERY = tuple(
    Look(*each)
    for each in itertools.product(
        LANGUAGES, ("light", "dark"), ("1280x800", "1920x1080"), (1.0, 2.0)
    )
)


def train_tasks(work: Path) -> None:
    """Train what is not there yet."""
    for task in TASKS:
        if not list(work.glob(f"{task}/20*/model/config.json")):
            print(f"training {task} ...", flush=True)
            _run("memstudio", ["train", "--task", task, "--out", str(work / task)], {})


def take(look: Look, out: Path, work: Path, more: list[str]) -> None:
    """One sitting.

    Args:
        look: how the window is.
        out: folder of the pictures.
        work: folder of what was trained for them.
        more: arguments for the sitting.
    """
    with tempfile.TemporaryDirectory(prefix="memstudio-pictures-") as home:
        _run(
            str(Path(__file__).with_name("sitting.py")),
            ["--out", str(out), "--work", str(work), "--language", look.language,
             "--theme", look.theme, "--size", look.size, *more],
            {"QT_SCALE_FACTOR": str(look.scale), "MEMSTUDIO_HOME": home},
        )  # fmt: skip


def _run(program: str, arguments: list[str], environment: dict[str, str]) -> None:
    start = [program] if program.endswith(".py") else ["-m", program]
    subprocess.run(
        [sys.executable, *start, *arguments],
        cwd=ROOT, env=os.environ | environment, check=True, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def main() -> int:
    """Make them; the exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--out", type=Path, default=resource("guide", "images"))
    parser.add_argument("--work", type=Path, default=ROOT / "build" / "pictures")
    parser.add_argument("--language", action="append", choices=LANGUAGES)
    parser.add_argument("--every", action="store_true")
    parser.add_argument("--scene", action="append", default=[])
    parser.add_argument("--only", action="append", default=[])
    arguments = parser.parse_args()
    work = arguments.work.resolve()
    train_tasks(work)
    train_kinds(work, lambda command: _run("memstudio", command, {}))
    looks = EVERY if arguments.every else [Look(each) for each in LANGUAGES]
    more = [f"--scene={each}" for each in arguments.scene] + [
        f"--only={each}" for each in arguments.only
    ]
    with VirtualDisplay(_SCREEN) as display:
        os.environ["DISPLAY"] = display
        for look in looks:
            if arguments.language and look.language not in arguments.language:
                continue
            print(look.name, flush=True)
            folder = look.name if arguments.every else look.language
            take(look, arguments.out.resolve() / folder, work, more)
    return 0


if __name__ == "__main__":
    sys.exit(main())
