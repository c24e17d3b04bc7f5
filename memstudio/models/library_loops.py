"""Progress and cancelling inside the loops of transformers that read or convert weights."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator
    from types import ModuleType

    from memstudio.progress import Control


@contextlib.contextmanager
def steered_loop(
    module: ModuleType,
    control: Control,
    text: str,
    unit: str,
    *,
    total: int,
    size_of: Callable[[Any], int],
) -> Iterator[None]:
    """Report, and allow cancelling, at each item of a library's loop.

    The libraries offer no way in but the progress bar that they put round the loop, so for the
    time of the block that bar is ours.

    Args:
        module: where the loop is, and the name `tqdm`.
        control: steers.
        text: what is being done, marked for translation.
        unit: what is counted.
        total: units in all.
        size_of: units of an item.
    """

    def items(all_items: Collection[Any], **_: object) -> Iterator[Any]:
        done, reported = 0, -total
        for item in all_items:
            control.checkpoint()
            # A hundred reports say as much as ten thousand.
            if done - reported >= total / 100:
                control.report(done, total, text, unit)
                reported = done
            yield item
            done += size_of(item)
        control.report(total, total, text, unit)

    bar = module.tqdm
    module.tqdm = items  # type: ignore[attr-defined]
    try:
        yield
    finally:
        module.tqdm = bar  # type: ignore[attr-defined]
