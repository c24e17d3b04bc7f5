"""What is seen of the attention, as numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from memstudio.errors import DataError, marked
from memstudio.gui.table_text import as_csv

if TYPE_CHECKING:
    from memstudio.gui.panes.attention.matrix_view import MatrixView
    from memstudio.trace.attention_layout import CapturedAttention

MOST_NUMBERS = 1_000_000


def seen_weights(captured: CapturedAttention, view: MatrixView) -> str:
    """The weights that are seen as CSV: a row a place looked from, a column a place looked at.

    Raises:
        DataError: they are too many for a table; the message says what would do.
    """
    matrix = view.weights
    (row, row_stop), (column, column_stop) = view.sight.rows, view.sight.columns
    count = (row_stop - row) * (column_stop - column)
    if matrix is None or count > MOST_NUMBERS:
        raise DataError(
            marked("errors", "{count} weights are seen, too many for a table. Zoom in until they are at most {most}."),
            count=f"{count:,}", most=f"{MOST_NUMBERS:,}",
        )  # fmt: skip
    weights = matrix.part(slice(row, row_stop), slice(column, column_stop))
    rows: list[list[object]] = [
        ["place", "word", *range(column, column_stop)],
        ["", "", *(captured.word(place) for place in range(column, column_stop))],
    ]
    for place, line in zip(range(row, row_stop), weights.tolist(), strict=True):
        rows.append([place, captured.word(place), *(f"{weight:.6g}" for weight in line)])
    return as_csv(rows)


def chosen_weights(captured: CapturedAttention, view: MatrixView) -> str:
    """What the chosen row looks at and who looks at the chosen column, as CSV: a row a place."""
    matrix, picked = view.weights, view.picked
    if matrix is None or picked is None:
        return ""
    row, column = picked
    rows: list[list[object]] = [["place", "word", f"weight_from_{row}", f"weight_to_{column}"]]
    pairs = zip(matrix.row(row).tolist(), matrix.column(column).tolist(), strict=True)
    for place, (to, by) in enumerate(pairs):
        rows.append([place, captured.word(place), f"{to:.6g}", f"{by:.6g}"])
    return as_csv(rows)


def head_figures(captured: CapturedAttention) -> str:
    """What each head does most, as CSV: a row a head."""
    rows: list[list[object]] = [["layer", "head", "to_first", "to_previous", "spread"]]
    pictures = captured.pictures
    if pictures is not None:
        for index, layer in enumerate(captured.layers):
            for head in range(captured.num_heads):
                figures = (pictures.to_first, pictures.to_previous, pictures.entropy)
                numbers = (f"{figure[index, head]:.6g}" for figure in figures)
                rows.append([layer, head, *numbers])
    return as_csv(rows)
