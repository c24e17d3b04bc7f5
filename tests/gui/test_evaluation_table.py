"""The table of metrics before and after, and the answers beneath it."""

from __future__ import annotations

from memstudio.events import AnswerExample, Evaluated, MetricFigure
from memstudio.gui.panes.train.evaluation_table import EvaluationTable
from memstudio.training.evaluations import Evaluations


def an_evaluation(when: str, value: float, said: str) -> Evaluated:
    return Evaluated(
        step=0,
        when=when,  # type: ignore[arg-type]
        metrics={
            "perplexity": MetricFigure(value=3.0, count=9),
            "question/exact_match": MetricFigure(value=value, memory_reset=0.1, count=8),
            "question/of_a_newer_version": MetricFigure(value=value, count=8),
        },
        examples=(AnswerExample(prompt="Where?", expected="park", answer=said),),
    )


def test_figures_and_answers_are_shown_side_by_side(qtbot) -> None:  # type: ignore[no-untyped-def]
    table = EvaluationTable()
    qtbot.addWidget(table)
    found = Evaluations(
        an_evaluation("before", 0.0, "oo\x07o"), an_evaluation("after", 0.5, "park")
    )
    table.show_evaluations(found)
    assert table.table()[1:] == [["Exact match ↑", "0.0%", "50.0%", "10.0%"]]
    assert table.answers.isHidden()
    table.answers_button.click()
    assert not table.answers.isHidden()
    assert "Before: oo o\nAfter: park" in table.answers.toPlainText()
    table.show_evaluations(Evaluations())
    assert table.isHidden()


def test_many_long_answers_leave_what_is_beneath_in_reach(qtbot) -> None:  # type: ignore[no-untyped-def]
    table = EvaluationTable()
    qtbot.addWidget(table)
    table.resize(500, 400)
    example = AnswerExample(
        prompt="Rain. " * 90 + "Where?", expected="park " * 90, answer="house " * 90
    )
    said = an_evaluation("after", 0.5, "").model_copy(update={"examples": (example,) * 4})
    table.show_evaluations(Evaluations(None, said))
    table.show()
    low = table.sizeHint().height()
    table.answers_button.click()
    qtbot.waitUntil(table.answers.isVisible)
    assert table.sizeHint().height() - low < 260
    assert "Rain. Where?\nExpected: park" in table.answers.toPlainText()
    assert table.answers.verticalScrollBar().maximum() > 0
    qtbot.waitUntil(lambda: not table.answers.horizontalScrollBar().isVisible())


def test_what_could_not_be_measured_is_said_where_the_figures_would_stand(qtbot) -> None:  # type: ignore[no-untyped-def]
    table = EvaluationTable()
    qtbot.addWidget(table)
    failed = Evaluated(
        step=1, when="after", metrics={}, problem="Not measured: {reason}.", values={"reason": "x"}
    )
    table.show_evaluations(Evaluations(None, failed))
    assert not table.isHidden()
    assert table.problem.text() == "Not measured: x."
    table.show_evaluations(Evaluations(None, an_evaluation("after", 0.5, "park")))
    assert table.problem.isHidden()
