"""Writing a folder so that a reader finds it complete or not at all."""

from __future__ import annotations

import errno
import os
import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

from safetensors import SafetensorError

from memstudio.atomic import exists_already, open_to_others, put_in_place, sync, sync_tree, writing
from memstudio.leftovers import temporary_beside

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# How a system says that the place is taken; Windows has no number of its own for it.
_TAKEN = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}
_SYSTEM_NUMBER = re.compile(r"os error (\d+)")


@contextmanager
def whole_folder(folder: Path, *, replace: bool = True) -> Iterator[Path]:
    """Give a temporary folder to write in, which takes the place of `folder` at the end.

    When the block fails, nothing of it is left and what was in `folder` before is still there.

    Args:
        folder: where to.
        replace: whether something that is at `folder` by then gives way.

    Raises:
        StorageError: it cannot be written, the disk is full, or there is something at `folder`
            that must not be replaced.
    """
    with writing(folder):
        folder.parent.mkdir(parents=True, exist_ok=True)
        temporary = temporary_beside(folder)
        temporary.mkdir(mode=0o700)
        try:
            yield temporary
            open_to_others(temporary)
            if replace:
                put_in_place(temporary, folder)
            else:
                _put_where_nothing_is(temporary, folder)
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


def _put_where_nothing_is(new: Path, folder: Path) -> None:
    sync_tree(new)
    try:
        if folder.is_dir():
            # Only an empty one can be removed like this.
            folder.rmdir()
        new.rename(folder)
        sync(folder.parent)
    except OSError as error:
        if error.errno in _TAKEN or folder.exists():
            raise exists_already(folder) from error
        raise
