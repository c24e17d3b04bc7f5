"""Writing a folder so that a reader finds it complete or not at all."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from safetensors import SafetensorError

from memstudio.atomic import writing

if TYPE_CHECKING:
    from collections.abc import Iterator

_SYSTEM_NUMBER = re.compile(r"os error (\d+)")


@contextmanager
def whole_folder(folder: Path) -> Iterator[Path]:
    """Give a temporary folder to write in, which takes the place of `folder` at the end.

    When the block fails, nothing of it is left and what was in `folder` before is still there.

    Raises:
        StorageError: it cannot be written, or the disk is full.
    """
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
        try:
            yield temporary
            temporary.chmod(0o755)
            for path in temporary.rglob("*"):
                if path.is_file():
                    _flush(path)
            _replace(folder, temporary)
        except SafetensorError as error:
            raise _as_system_error(error) from error
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def _as_system_error(error: SafetensorError) -> OSError:
    """The `OSError` behind an error of safetensors, which hides the system's number in its text."""
    found = _SYSTEM_NUMBER.search(str(error))
    if found is None:
        return OSError(str(error))
    number = int(found[1])
    # The last argument is the number on Windows; elsewhere it is ignored.
    return OSError(number, os.strerror(number), None, number)


def _flush(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _replace(folder: Path, new: Path) -> None:
    if not folder.exists():
        new.rename(folder)
        return
    old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}.old."))
    folder.rename(old / folder.name)
    try:
        new.rename(folder)
    except OSError:
        (old / folder.name).rename(folder)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)
