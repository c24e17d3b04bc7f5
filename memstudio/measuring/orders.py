"""How well a model puts things in order: pairs, whole orders and Kendall's tau, beside the memory reset."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from statistics import fmean
from typing import TYPE_CHECKING, Any

from memstudio.errors import DataError, marked
from memstudio.evaluation.metrics.orders import kendall_tau
from memstudio.evaluation.ordering import put_in_order
from memstudio.evaluation.row_sample import evenly_spaced
from memstudio.measuring.reading import measuring_title
from memstudio.parsing import row_from_json

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from memstudio.models.load import LoadedModel
    from memstudio.progress import Control


@dataclass(frozen=True, slots=True)
class OrderedRow:
    """A text, and the order of what it tells of."""

    text: str
    order: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OrderScore:
    """What some orders come to.

    Attributes:
        pairs: share of the pairs that are right; half by chance.
        tau: the mean of Kendall's tau over the rows; 0 by chance.
        exact: share of the rows whose order is right as a whole.
        num_rows: rows.
        num_pairs: pairs.
    """

    pairs: float
    tau: float
    exact: float
    num_rows: int
    num_pairs: int


@dataclass(frozen=True, slots=True)
class OrderFigures:
    """With the memory, and with it reset before each segment; None without one."""

    kept: OrderScore
    reset: OrderScore | None

    def lines(self) -> list[tuple[str, bool, tuple[float, ...]]]:
        """Of each metric its title, whether it is a share, and its values."""
        both = [self.kept] if self.reset is None else [self.kept, self.reset]
        return [
            ("Pairs ↑", True, tuple(each.pairs for each in both)),
            ("Kendall's tau ↑", False, tuple(each.tau for each in both)),
            ("Whole orders ↑", True, tuple(each.exact for each in both)),
        ]

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        reset = None if self.reset is None else asdict(self.reset)
        return {"kept": asdict(self.kept), "memory_reset": reset}


def rows_with_orders(path: Path, most: int) -> list[OrderedRow]:
    """Rows of a file of JSON lines, evenly spaced.

    Raises:
        DataError: it cannot be read, or a row has no text or no order.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(
            marked("errors", "{path} could not be read. {reason}"),
            path=str(path),
            reason=str(error),
        ) from error
    # Other ends of lines may stand in a text.
    lines = [(n, line) for n, line in enumerate(text.split("\n"), 1) if line.strip()]
    found = []
    for place in evenly_spaced(len(lines), most):
        number, line = lines[place]
        try:
            row = row_from_json(line)
            found.append(OrderedRow(str(row["text"]), _names_in(row["order"])))
        except (ValueError, KeyError, TypeError) as error:
            raise DataError(
                marked("errors", "Line {line} of {path} has no 'text' and 'order', a list of names."),
                line=number, path=str(path),
            ) from error  # fmt: skip
    if not found:
        raise DataError(marked("errors", "There are no rows in {path}."), path=str(path))
    return found


def _names_in(order: Any) -> tuple[str, ...]:
    # The letters of a single name would pass for names.
    if not isinstance(order, list):
        raise TypeError("the order is no list")
    return tuple(map(str, order))


def measure_orders(
    loaded: LoadedModel, rows: Sequence[OrderedRow], question: str, control: Control
) -> OrderFigures:
    """Let a model put the things of some rows in order, and hold that against the right orders.

    Raises:
        DataError: as `put_in_order`.
        Cancelled: through `control`.
    """
    has_memory = getattr(loaded.model.config, "memory_kind", "none") != "none"
    kept = _score(loaded, rows, question, control, resets=False)
    reset = _score(loaded, rows, question, control, resets=True) if has_memory else None
    return OrderFigures(kept, reset)


def _score(
    loaded: LoadedModel,
    rows: Sequence[OrderedRow],
    question: str,
    control: Control,
    *,
    resets: bool,
) -> OrderScore:
    title = measuring_title(resets=resets)
    taus, exact, right, pairs = [], [], 0, 0
    for number, row in enumerate(rows):
        control.report(number, len(rows), title, "rows")
        # The right order is none to begin with, as it would win where all else is equal.
        things = sorted(row.order)
        found = put_in_order(
            loaded, row.text, things, control, question=question, resets_memory=resets
        )
        taus.append(kendall_tau(found.order, row.order) or 0.0)
        exact.append(float(found.order == row.order))
        right += found.num_right(row.order)
        pairs += len(found.pairs)
    return OrderScore(right / pairs, fmean(taus), fmean(exact), len(rows), pairs)
