"""The measures as tables and pictures."""

import dataclasses
import math
import re

import numpy as np

from playground.actions import AddPoint, SetDataset, SetField
from playground.measure import Answers
from playground.quality import Quality, quality_of
from playground.repair import validate
from playground.session import Session
from playground.state import DEFAULTS, PlaygroundState
from playground.views.measure_tables import confusion_table, report_table
from playground.views.measures import MeasuresView

SMALL = dataclasses.replace(DEFAULTS, n_samples=60, tool="measures")


def opened(state: PlaygroundState = SMALL) -> tuple[Session, MeasuresView]:
    session = Session(state)
    session.run_for(math.inf, 2)
    return session, MeasuresView(session.snapshot())


def numbers(html: str) -> list[int]:
    """The counts in the cells of a confusion matrix."""
    return [int(count) for count in re.findall(r"--tint:\d+%\">(\d+)<small>", html)]


def test_the_confusion_matrix_says_counts_and_shares() -> None:
    session, view = opened()
    table = view._confusions["training"].text
    assert sum(numbers(table)) == 30
    accuracy = session.snapshot().train_accuracy
    assert accuracy is not None and f"{100 * accuracy:.1f} % right" in table
    for share in re.findall(r"<small>(\d+) %</small>", table):
        assert 0 <= int(share) <= 100
    for head in ('scope="col">● A', 'scope="row">▲ B'):
        assert head in table


def test_the_tint_grows_with_the_share() -> None:
    shares = np.array([[0.9, 0.1], [0.9, 0.1], [0.9, 0.1], [0.2, 0.8]])
    part = quality_of(Answers(shares, np.array([0.0, 0.0, 1.0, 1.0])), "multiclass", 2)
    table = confusion_table("test", part, ("a", "b"))  # type: ignore[arg-type]
    assert re.findall(r'class="(\w+)" style="--tint:(\d+)%">(\d+)', table) == [
        ("right", "45", "2"),
        ("wrong", "0", "0"),
        ("wrong", "22", "1"),
        ("right", "22", "1"),
    ]


def test_names_of_classes_are_text_and_not_markup() -> None:
    part = quality_of(Answers(np.array([[0.6, 0.4]]), np.array([0.0])), "multiclass", 2)
    quality = Quality("multiclass", ("<b>", "<script>alert(1)</script>"), part, None)
    for html in (report_table(quality), confusion_table("training", part, quality.class_names)):  # type: ignore[arg-type]
        assert "&lt;b&gt;" in html and "<b>" not in html and "<script" not in html


def test_what_cannot_be_known_is_a_dash() -> None:
    part = quality_of(Answers(np.array([[0.6, 0.4]]), np.array([0.0])), "multiclass", 2)
    table = report_table(Quality("multiclass", ("a", "b"), part, None))
    assert "nan" not in table
    assert "<td>–</td>" in table


def test_classes_have_a_reliability_diagram_and_values_have_a_scatter() -> None:
    session, view = opened()
    assert view._reliability.visible and not view._scatter.visible
    assert sum(view._sources["test"].data["count"]) == 30
    session.dispatch(SetDataset("plane"))
    view.update(session.snapshot())
    assert view._scatter.visible and not view._reliability.visible
    assert not view._confusions["training"].visible
    assert "R²" in view._report.text and "nan" not in view._report.text
    assert len(view._sources["training"].data["x"]) == session.snapshot().n_train


def test_nothing_is_drawn_again_while_nothing_changed() -> None:
    session, view = opened()
    data = view._sources["test"].data
    view.update(session.snapshot())
    assert view._sources["test"].data is data
    session.run_epoch()
    view.update(session.snapshot())
    assert view._sources["test"].data is not data


def test_without_points_there_is_nothing_to_measure_and_nothing_fails() -> None:
    session, view = opened(PlaygroundState(dataset="points", tool="measures"))
    assert not view._confusions["test"].visible
    session.dispatch(AddPoint(1, 1, 0))
    view.update(session.snapshot())
    assert view._confusions["training"].visible and not view._confusions["test"].visible


def test_ten_classes_fit_into_the_tables() -> None:
    state = validate(
        PlaygroundState(
            dataset="blobs", n_classes=10, loss="softmax_cross_entropy", tool="measures"
        )
    )
    _, view = opened(state)
    assert view._confusions["test"].text.count("--tint") == 100


def test_a_tool_that_is_closed_leaves_the_view_as_it_is() -> None:
    session, view = opened()
    text = view._report.text
    session.dispatch(SetField("tool", "none"))
    session.run_epoch()
    view.update(session.snapshot())
    assert view._report.text == text


def test_a_mean_over_fewer_classes_says_so() -> None:
    shares = np.array([[0.8, 0.1, 0.1], [0.8, 0.1, 0.1], [0.1, 0.8, 0.1]])
    part = quality_of(Answers(shares, np.array([0.0, 0.0, 2.0])), "multiclass", 3)
    table = report_table(Quality("multiclass", ("a", "b", "c"), part, None))
    assert "<p>Macro precision on the training points is the mean over the 2 classes" in table
    assert "macro recall on the training points is the mean over the 2 classes" in table
    assert "F1 on the" not in table
    part = quality_of(Answers(shares[:, :2], np.array([0.0, 1.0, 1.0])), "multiclass", 2)
    assert "is the mean" not in report_table(Quality("multiclass", ("a", "b"), part, None))
