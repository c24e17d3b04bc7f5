"""The command line: finds the command, and turns whatever goes wrong into a sentence and a status."""

from __future__ import annotations

import errno
import functools
import importlib
import io
import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from memstudio import __version__
from memstudio.atomic import storage_error
from memstudio.cli.names import COMMANDS, INTERRUPTED
from memstudio.cli.terminal import say, say_error
from memstudio.errors import Cancelled, MemStudioError, panics_in_words
from memstudio.launched import are_launched
from memstudio.log import log_file, start_logging, threads_in_log
from memstudio.plugins import plugins

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType

    from memstudio.plugins import SetAside

_log = logging.getLogger(__name__)
_asked = threading.Event()
"""Set when the command was asked to end."""


def run(arguments: list[str]) -> int:
    """Run one command.

    Args:
        arguments: without the program's name.

    Returns:
        The exit status: 0 done, 1 failed with a message, 2 wrong usage, 130 interrupted.
    """
    _have_all_streams()
    _quieten_torch()
    start_logging()
    _end_well_when_asked()
    _never_fail_to_print()
    # What transformers and its friends have to say goes to the log, not between our lines.
    logging.captureWarnings(capture=True)
    plugins.listen(_tell_of_plugin)
    try:
        with panics_in_words(), threads_in_log():
            try:
                _command()(arguments, prog_name="memstudio")
            finally:
                # Here, where it is told in words that it cannot be.
                if sys.stdout is not None:
                    sys.stdout.flush()
    except SystemExit as end:
        if end.code == INTERRUPTED:
            say("Interrupted.")
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except (KeyboardInterrupt, Cancelled):
        say("Interrupted.")
        return INTERRUPTED
    except MemStudioError as error:
        _log.warning("%s failed: %s", _shown(arguments), error, exc_info=True)
        say_error(str(error))
        return 1
    except BrokenPipeError:
        # Whoever read our output has enough; Python would complain when it closes the pipe.
        sys.stdout = None
        return 1
    except Exception as error:  # noqa: BLE001 - whatever it is, the user gets a sentence
        return _failed(error, arguments)
    finally:
        plugins.forget(_tell_of_plugin)
    return 0


def _failed(error: Exception, arguments: list[str]) -> int:
    """Say what nobody foresaw, in place of a traceback; the exit status."""
    command = _shown(arguments)
    if _asked.is_set():
        # Modules of C that are being imported make another error of a Ctrl-C.
        _log.info("%s was interrupted", command, exc_info=error)
        say("Interrupted.")
        return INTERRUPTED
    told = _disk_full(error) or _out_of_memory(error)
    _log.log(logging.WARNING if told else logging.ERROR, "%s failed", command, exc_info=error)
    say_error(
        told or f"Something went wrong inside MemStudio. The log has the details: {log_file()}"
    )
    return 1


def _tell_of_plugin(aside: SetAside) -> None:
    say(str(aside.error))


def _quieten_torch() -> None:
    """Keep what is for torch's developers from people; it looks here when it is imported."""
    if are_launched():
        os.environ.setdefault("TORCH_CPP_LOG_LEVEL", "ERROR")


def _end_well_when_asked() -> None:
    """Being asked to end is as Ctrl-C: what was begun is taken away, and nothing else is lost."""
    _asked.clear()
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _end)
        if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            signal.signal(signal.SIGINT, _end)


def _end(number: int, frame: FrameType | None) -> None:
    _asked.set()
    signal.default_int_handler(number, frame)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"memstudio {__version__}")
        raise typer.Exit


def command_line() -> typer.Typer:
    """All commands, with what each takes."""
    app = typer.Typer(
        name="memstudio",
        help="Train language models with a long-term memory, and see what they remember. "
        "With paths, or with nothing, the window opens.",
        add_completion=False,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_options)
    for name in COMMANDS:
        module = importlib.import_module(f"memstudio.cli.commands.{name}")
        if hasattr(module, "app"):
            app.add_typer(module.app, name=name)
        else:
            app.command(name)(module.run)
    return app


@functools.cache
def _command() -> Callable[..., object]:
    """The same, as it takes arguments: made once, since looking through every signature takes time."""
    return typer.main.get_command(command_line())


def _options(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version",
            is_eager=True,
            callback=_print_version,
            help="Print the version and leave.",
        ),
    ] = False,
) -> None:
    """Options that belong to no command; the help text is the application's."""


def _have_all_streams() -> None:
    """Of a stream that was closed nothing is read, and what is written to it is gone.

    Else the next file that is opened would be in its place, and get what others write there.
    """
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode, encoding="utf-8"))  # noqa: SIM115 - for good


def _never_fail_to_print() -> None:
    """Show what the terminal cannot as question marks, rather than fail on a Chinese file name."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _shown(arguments: list[str]) -> str:
    """A command, with what is no text as its bytes: nothing could write that."""
    return " ".join(arguments).encode("utf-8", "backslashreplace").decode()


def _disk_full(error: Exception) -> str | None:
    """A sentence, when there was no room for what was printed."""
    if not isinstance(error, OSError) or error.filename or error.errno != errno.ENOSPC:
        return None
    sys.stdout = None  # what is left of it would fail once more
    return str(storage_error(error, Path("standard output")))


def _out_of_memory(error: Exception) -> str | None:
    """A sentence, when an error means that memory is spent."""
    if "torch" not in sys.modules and not isinstance(error, MemoryError):
        return None
    from memstudio.models.device import is_out_of_memory

    if not is_out_of_memory(error):
        return None
    return (
        "There is not enough memory for this. Take shorter segments, a smaller batch, a smaller "
        "model or another device."
    )
