"""What holds for every test: a fresh user, no network, one thread, and nothing left behind.

Qt is imported nowhere here: the engine's tests run where it is not installed.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import signal
import sys
import tempfile
import weakref
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

from tests.guard.local_only import NOTED_IN, stay_here
from tests.quick_cases import mark_the_rest_slow

if TYPE_CHECKING:
    from collections.abc import Iterator

_TESTS = Path(__file__).parent
_NEEDS_QT = ("gui", "monkey", "soak", "windows", "workers")
_QT_FIXTURES = {"qapp", "qtbot", "qtmodeltester", "qapp_args", "qapp_cls"}


# ---------------------------------------------------------------------- before anything is imported
#
# At import, because pytest reads the folders' own conftest files, which import torch, before it
# calls `pytest_configure` here.


def _fresh_user() -> Path:
    home = Path(tempfile.mkdtemp(prefix="memstudio-tests-"))
    folders = {
        "HOME": home,
        "USERPROFILE": home,
        "XDG_CONFIG_HOME": home / "config",
        "XDG_DATA_HOME": home / "data",
        "XDG_CACHE_HOME": home / "cache",
        "XDG_STATE_HOME": home / "state",
        "MEMSTUDIO_HOME": home / "memstudio",
        "HF_HOME": home / "huggingface",
    }
    os.environ.update({name: str(folder) for name, folder in folders.items()})
    for name in ("HF_HUB_CACHE", "TRANSFORMERS_CACHE", "HF_TOKEN"):
        os.environ.pop(name, None)
    os.environ["HF_HUB_OFFLINE"] = "1"
    # Tiny models are slower on many threads, and figures must not depend on how many there are.
    os.environ["OMP_NUM_THREADS"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    os.environ[NOTED_IN] = str(home / "went_out.txt")
    here = (str(_TESTS / "guard"), os.environ.get("PYTHONPATH", ""))
    os.environ["PYTHONPATH"] = os.pathsep.join(filter(None, here))
    if "--headed" not in sys.argv:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return home


def _wait_for_no_disk() -> None:
    """What is written here need not outlast a power cut; asking for that costs 10 ms each time.

    Programs that are started here do wait, those whose power is cut among them.
    """

    def fsync(file: Any) -> None:
        os.fstat(file if isinstance(file, int) else file.fileno())

    os.fsync = fsync


def _heed_interruption() -> None:
    """Programs that are started here are to end by Ctrl-C, also when these tests run in the background."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _offer_fewer_examples() -> None:
    """`--hypothesis-profile=quick`: a quarter of the examples that are tried otherwise, always the same."""
    settings.register_profile("quick", settings.get_profile("ci"), max_examples=25)


# Nothing that is imported is garbage: looking for some among it takes seconds of each process.
gc.disable()
_HOME = _fresh_user()
stay_here()
_wait_for_no_disk()
_heed_interruption()
_offer_fewer_examples()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--headed", action="store_true", help="show windows instead of drawing them offscreen"
    )
    if find_spec("PySide6") is None:
        # Run as `pytest -p no:pytest-qt -m "not gui"`; our settings of that plug-in stay known.
        parser.addini("qt_api", "of pytest-qt")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop() -> None:
    """Look for garbage from here on, and only among what the tests make."""
    gc.freeze()
    gc.enable()


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leave out what needs Qt where there is none."""
    if find_spec("PySide6") is not None:
        return None
    return any(collection_path.is_relative_to(_TESTS / name) for name in _NEEDS_QT) or None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item], config: pytest.Config) -> None:
    # Whoever names a single test wants all of it.
    if not any("::" in each for each in config.args):
        mark_the_rest_slow(items)
    for item in items:
        uses_qt = _QT_FIXTURES & set(getattr(item, "fixturenames", ()))
        if uses_qt or any(item.path.is_relative_to(_TESTS / name) for name in _NEEDS_QT):
            item.add_marker("gui")


# ---------------------------------------------------------------------- no network


@pytest.fixture(autouse=True)
def no_network() -> Iterator[None]:
    """Fail a test that tried to leave this computer, by itself or by a program that it started."""
    before = _tries()
    yield
    tried = _tries()[len(before) :]
    assert not tried, f"the test went out to {', '.join(tried)}"


def _tries() -> list[str]:
    file = Path(os.environ[NOTED_IN])
    return file.read_text(encoding="utf-8").splitlines() if file.is_file() else []


# ---------------------------------------------------------------------- no unexpected errors


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.texts.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def no_errors_in_the_log(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test in which our own log has an error, unless it looks at the log itself."""
    errors = _Errors()
    logger = logging.getLogger("memstudio")
    logger.addHandler(errors)
    yield
    logger.removeHandler(errors)
    if "caplog" not in request.fixturenames:
        assert not errors.texts, "unexpected errors in the log (use caplog if they are expected)"


# ---------------------------------------------------------------------- nothing left behind

_threads: weakref.WeakSet[Any] = weakref.WeakSet()


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test that leaves a window open or a QThread running; only where Qt is in use."""
    is_gui = request.node.get_closest_marker("gui") is not None
    if is_gui:
        _remember_threads()
    before = _visible_windows() if is_gui else set()
    yield
    if not is_gui:
        return
    running = [thread for thread in list(_threads) if _is_running(thread)]
    for thread in running:
        thread.quit()
        thread.wait(2_000)
    names = [thread.objectName() or type(thread).__name__ for thread in running]
    assert not names, f"threads were left running: {', '.join(names)}"
    windows = _visible_windows() - before
    for window in windows:
        window.hide()
        window.deleteLater()
    described = [f"{type(w).__name__} '{w.objectName()}'" for w in windows]
    assert not described, f"windows were left open: {', '.join(described)}"


def _remember_threads() -> None:
    """Note every QThread that is started from now on."""
    from PySide6.QtCore import QThread

    if hasattr(QThread, "start_unwatched"):
        return
    start = QThread.start

    def watched(self: QThread, *arguments: Any) -> None:
        _threads.add(self)
        start(self, *arguments)

    QThread.start_unwatched = start
    QThread.start = watched


def _is_running(thread: Any) -> bool:
    try:
        return bool(thread.isRunning()) and not thread.wait(1_000)
    except RuntimeError:  # its C++ half is gone
        return False


def _visible_windows() -> set[Any]:
    if "PySide6.QtWidgets" not in sys.modules:
        return set()
    from PySide6.QtWidgets import QApplication

    if not isinstance(QApplication.instance(), QApplication):
        return set()
    return {window for window in QApplication.topLevelWidgets() if window.isVisible()}
