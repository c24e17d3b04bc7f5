"""What the bundle's program begins with: MemStudio, or a Python of its own for what it measures.

`memstudio bench` starts programs of its own with `sys.executable -m memstudio...` and `-c`, which in
a bundle is this program.
"""

import multiprocessing
import os
import runpy
import sys


def main() -> int:
    _give_back_the_library_path()
    multiprocessing.freeze_support()
    arguments = sys.argv[1:]
    if len(arguments) > 1 and arguments[0] == "-m" and arguments[1].startswith("memstudio"):
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
        return 0
    if len(arguments) > 1 and arguments[0] == "-c":
        sys.argv = ["-c", *arguments[2:]]
        exec(arguments[1], {"__name__": "__main__"})  # noqa: S102 - as Python itself does it
        return 0
    from memstudio.__main__ import main as memstudio

    return memstudio(arguments)


def _give_back_the_library_path() -> None:
    """Let what is started from here, a browser or a file manager, find the system's own libraries."""
    if sys.platform.startswith("linux"):
        before = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
        os.environ.pop("LD_LIBRARY_PATH", None)
        if before:
            os.environ["LD_LIBRARY_PATH"] = before


if __name__ == "__main__":
    sys.exit(main())
