"""The figures in the texts of lessons are those that the playground gives.

A row names a lesson and the step whose experiment is set up, what is then done in the words of
solutions, a fact, and the figure as it stands in the lesson: the fact, rounded to as many digits,
must be that, and the lesson must contain it.
"""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from playground.lessons.facts import Sight
from playground.lessons.goals import parse_call
from playground.lessons.reader import read_lesson
from playground.lessons.schema import Lesson
from playground.lessons.solutions import carry_out
from playground.session import Session

LESSONS = Path(__file__).parents[4] / "site" / "lessons"

FIGURES = [
    ("matrix-form", 1, "set sample 2", "z(1,1)", "2.5"),
    ("matrix-form", 1, "set sample 2", "z(1,2)", "-4"),
    ("matrix-form", 1, "set sample 2", "z(2,1)", "1.75"),
    ("matrix-form", 1, "", "gradient(2,1,2)", "0.5"),
    ("matrix-form", 1, "", "bias_gradient(2,1)", "0.75"),
    ("matrix-form", 1, "", "gradient(1,1,1)", "0.625"),
    ("matrix-form", 1, "set batch 1", "gradient(1,1,1)", "0.5"),
    ("matrix-form", 7, "", "next_weight(1,1,1)", "0.9375"),
    ("mini-batches", 1, "set batch 250; epochs 20", "train_loss", "0.4986"),
    ("mini-batches", 3, "set batch 1; epochs 7", "train_loss", "0.02"),
    ("mini-batches", 4, "set batch 1; epochs 20", "train_loss", "0.37"),
    ("mini-batches", 4, "set batch 10; epochs 20", "train_loss", "0.007"),
    ("mini-batches", 4, "set batch 250; epochs 20", "train_loss", "0.48"),
    ("vanishing-gradients", 1, "epochs 30", "train_loss", "0.50"),
    ("initial-weights", 1, "epochs 100", "train_loss", "0.50"),
    ("initial-weights", 2, "epochs 200", "train_loss", "0.38"),
    ("initial-weights", 2, "weight 1 1 1 0.5; epochs 100", "train_loss", "0.22"),
    ("initial-weights", 7, "", "gradient_norm(1)", "0.00036"),
    ("initial-weights", 7, "set init he_normal", "gradient_norm(1)", "0.0076"),
    ("initial-weights", 7, "epochs 30", "train_loss", "0.50"),
    ("initial-weights", 7, "set init he_normal; epochs 30", "train_loss", "0.006"),
    ("overfitting", 2, "epochs 200", "gap", "0.32"),
    ("overfitting", 2, "epochs 200", "train_loss", "0.08"),
    ("hard", 1, "epochs 300", "train_loss", "0.2541"),
    ("hard", 1, "epochs 400", "train_loss", "0.2528"),
    ("hard", 1, "epochs 400", "gradient_norm(1)", "0.0049"),
    ("hard", 1, "epochs 400", "gradient_norm(2)", "0.0024"),
    ("hard", 1, "epochs 1000", "train_loss", "0.2510"),
    ("hard", 1, "epochs 20000", "train_loss", "0.2500"),
    ("hard", 3, "epochs 300", "train_loss", "0.2531"),
    ("hard", 3, "epochs 400", "train_loss", "0.2517"),
    ("hard", 3, "epochs 400", "gradient_norm(1)", "0.0062"),
    ("hard", 3, "epochs 400", "gradient_norm(2)", "0.0035"),
    ("hard", 5, "set rate 0.001; epochs 20", "train_loss", "0.007"),
    ("hard", 7, "epochs 30", "output(1,1)", "0.5"),
    ("hard", 7, "epochs 30", "train_loss", "0.375"),
]


def lesson_file(name: str) -> Path:
    return next(LESSONS.glob(f"*-{name}.toml"))


def lesson_of(name: str) -> Lesson:
    path = lesson_file(name)
    return read_lesson(str(path), path.read_text(encoding="utf-8"))


def after(lesson: Lesson, step: int, lines: str) -> Session:
    """A session at a step's start, after what the lines say."""
    link = lesson.steps[step - 1].link
    assert link
    session = Session()
    session.load(link)
    for line in filter(None, lines.split("; ")):
        carry_out(session, line)
    return session


def value_of(session: Session, fact: str) -> float:
    value = Sight(session.snapshot(), session.scene).value(parse_call(fact))
    assert isinstance(value, int | float)
    return float(value)


@pytest.mark.parametrize(("name", "step", "lines", "fact", "figure"), FIGURES)
def test_a_figure_in_a_text_is_what_comes_out(
    name: str, step: int, lines: str, fact: str, figure: str
) -> None:
    assert figure in lesson_file(name).read_text(encoding="utf-8")
    digits = len(figure.partition(".")[2])
    value = value_of(after(lesson_of(name), step, lines), fact)
    assert f"{value:.{digits}f}" == figure


@pytest.mark.parametrize(("lines", "epochs"), [("", 1659), ("set optimizer momentum", 212)])
def test_the_epochs_that_exclusive_or_needs_are_those_in_the_text(lines: str, epochs: int) -> None:
    assert f"{epochs:,} epochs" in lesson_file("history").read_text(encoding="utf-8")
    session = after(lesson_of("history"), 2, lines)
    carry_out(session, f"epochs {epochs - 1}")
    assert value_of(session, "train_loss") >= 0.01
    carry_out(session, "epochs 1")
    assert value_of(session, "train_loss") < 0.01


def test_the_run_stops_by_itself_where_the_text_says() -> None:
    session = after(lesson_of("overfitting"), 2, "set stopPatience 10")
    session.play()
    session.run_for(math.inf)
    assert value_of(session, "epoch") == 36
    assert "stopped at epoch 36" in lesson_file("overfitting").read_text(encoding="utf-8")


def caught(name: str, step: int, lines: str, epochs: int, above: float) -> list[int]:
    """The seeds from 1 to 20 from which the loss is still above a number after so many epochs."""
    lesson = lesson_of(name)
    return [
        seed
        for seed in range(1, 21)
        if value_of(
            after(lesson, step, f"{lines}new_weights {seed}; epochs {epochs}"), "train_loss"
        )
        > above
    ]


def test_the_starts_that_are_caught_are_those_that_the_lessons_name() -> None:
    assert caught("hard", 1, "", 1000, 0.2) == [1, 9, 11, 13, 18]
    assert caught("hard", 4, "units 1 3; ", 100, 0.05) == []
    assert caught("history", 4, "", 1000, 0.05) == [2, 9, 12]
