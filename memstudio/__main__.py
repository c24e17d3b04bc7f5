"""Decides between the window and the command line, and imports neither until that is decided."""

from __future__ import annotations

import multiprocessing
import sys

from memstudio.cli import names, system_needs


def main(arguments: list[str] | None = None) -> int:
    """Run `memstudio ARGUMENTS`.

    Args:
        arguments: without the program's name; None for those of the process.

    Returns:
        The exit status: 0 done, 1 failed with a message, 2 wrong usage, 130 interrupted.
    """
    multiprocessing.freeze_support()
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if names.is_for_command_line(arguments):
            from memstudio.cli.app import run

            return run(arguments)
        return _open_window(arguments)
    except KeyboardInterrupt:
        return names.INTERRUPTED


def _open_window(paths: list[str]) -> int:
    if not system_needs.has_display():
        return _fail(
            "There is no display here, so the window cannot open. `memstudio demo` shows what "
            "MemStudio does without one, and `memstudio --help` lists what else it can do."
        )
    # Qt would end the process without a word of its own when its plug-in cannot be loaded.
    if (trouble := system_needs.why_no_window()) is not None:
        return _fail(trouble)
    try:
        from memstudio.gui.qt_imports import spare_source_reading

        spare_source_reading()
        from memstudio.gui.application import run
    except ImportError as error:
        if not (error.name or "").startswith(("PySide6", "shiboken6")):
            raise
        return _fail(
            f"Qt could not be loaded ({error}). Install it again with: "
            "python -m pip install --force-reinstall PySide6-Essentials"
        )
    is_safe = names.SAFE_MODE in paths
    return run([path for path in paths if path != names.SAFE_MODE], is_safe=is_safe)


def _fail(text: str) -> int:
    # Started without a console, as `pythonw` does it, there is no standard error.
    if sys.stderr is not None:
        sys.stderr.write(f"{text}\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
