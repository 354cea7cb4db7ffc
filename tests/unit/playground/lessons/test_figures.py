"""The figures in the texts of lessons are those that the playground gives.

A row names a lesson and the step in which the figure is written, what is done in the words of
solutions, a fact, and the figure as it stands there: the fact, rounded to as many digits, must be
that, and the step must contain it. What is done begins with the experiment that the reader of the
step has, or with that of an earlier step, which the row then names last.
"""

from __future__ import annotations

import math
import re
from dataclasses import replace
from pathlib import Path

import pytest

from backprop.arrays import FloatArray
from playground.lessons.facts import Sight
from playground.lessons.goals import parse_call, parse_goal
from playground.lessons.reader import read_lesson
from playground.lessons.schema import Lesson
from playground.lessons.solutions import carry_out
from playground.session import Session

LESSONS = Path(__file__).parents[4] / "site" / "lessons"

Row = tuple[str, int, str, str, str] | tuple[str, int, str, str, str, int]

FIGURES: list[Row] = [
    ("a-neuron", 1, "", "z(1,1)", "0.85"),
    ("a-neuron", 5, "", "output(1,1)", "0.7006"),
    ("error-functions", 1, "", "train_loss", "0.8333"),
    ("error-functions", 2, "set loss mean_squared_error", "train_loss", "1.6667"),
    ("error-functions", 6, "set loss huber; epochs 400", "weight(1,1,1)", "0.393"),
    ("error-functions", 7, "", "output(1,1)", "-0.99933"),
    ("error-functions", 7, "", "bias_gradient(1,1)", "-0.00268"),
    ("error-functions", 8, "set loss binary_cross_entropy", "bias_gradient(1,1)", "-0.982"),
    ("gradient-descent", 2, "steps 1", "weight(1,1,1)", "-0.2"),
    ("worked-example", 1, "", "z(1,1)", "0.3775"),
    ("worked-example", 2, "", "z(1,2)", "0.3925"),
    ("worked-example", 2, "", "output(1,1)", "0.593269992"),
    ("worked-example", 2, "", "output(1,2)", "0.596884378"),
    ("worked-example", 3, "", "z(2,1)", "1.105906"),
    ("worked-example", 3, "", "output(2,1)", "0.751365"),
    ("worked-example", 3, "", "output(2,2)", "0.772928"),
    ("worked-example", 3, "", "batch_loss", "0.298371109"),
    ("worked-example", 6, "", "delta(2,1)", "0.138499"),
    ("worked-example", 6, "", "delta(2,2)", "-0.038098"),
    ("worked-example", 4, "", "gradient(2,1,1)", "0.082167041"),
    ("worked-example", 5, "", "next_weight(2,1,1)", "0.35891648"),
    ("worked-example", 6, "", "gradient(1,1,1)", "0.000438568"),
    ("worked-example", 6, "", "next_weight(1,1,1)", "0.149780716"),
    ("worked-example", 8, "steps 1", "train_loss", "0.291027774"),
    ("worked-example", 8, "epochs 10000", "train_loss", "0.0000351"),
    ("worked-example", 8, "epochs 10000", "output(2,1)", "0.0159"),
    ("worked-example", 8, "epochs 10000", "output(2,2)", "0.9841"),
    ("three-layers", 1, "", "output(1,1)", "0.622459"),
    ("three-layers", 1, "", "output(1,3)", "0.377541"),
    ("three-layers", 2, "", "output(2,1)", "0.645656"),
    ("three-layers", 2, "", "z(2,2)", "0.102033"),
    ("three-layers", 2, "", "output(2,2)", "0.525486"),
    ("three-layers", 3, "", "z(3,1)", "-0.002658"),
    ("three-layers", 3, "", "output(3,1)", "0.499336"),
    ("three-layers", 3, "", "batch_loss", "0.125332"),
    ("three-layers", 4, "", "delta(3,1)", "-0.125166"),
    ("three-layers", 5, "", "delta(2,1)", "-0.014318"),
    ("three-layers", 5, "", "delta(2,2)", "0.031210"),
    ("three-layers", 6, "", "delta(1,1)", "-0.007093"),
    ("three-layers", 7, "", "gradient(1,1,2)", "-0.003546"),
    ("three-layers", 7, "", "next_weight(1,1,2)", "0.401773"),
    ("three-layers", 8, "", "next_bias(3,1)", "0.262583"),
    ("three-layers", 8, "steps 1", "train_loss", "0.111339"),
    ("matrix-form", 1, "set sample 2", "z(1,1)", "2.5"),
    ("matrix-form", 1, "set sample 2", "z(1,2)", "-4"),
    ("matrix-form", 3, "set sample 2", "z(2,1)", "1.75"),
    ("matrix-form", 4, "", "gradient(2,1,2)", "0.5"),
    ("matrix-form", 4, "", "bias_gradient(2,1)", "0.75"),
    ("matrix-form", 5, "", "gradient(1,1,1)", "0.625"),
    ("matrix-form", 6, "set batch 1", "gradient(1,1,1)", "0.5"),
    ("matrix-form", 7, "", "next_weight(1,1,1)", "0.9375"),
    ("mini-batches", 3, "set batch 250; epochs 20", "train_loss", "0.4986"),
    ("mini-batches", 4, "set batch 1; epochs 7", "train_loss", "0.02", 3),
    ("mini-batches", 4, "set batch 1; epochs 20", "train_loss", "0.37"),
    ("mini-batches", 4, "set batch 10; epochs 20", "train_loss", "0.007"),
    ("mini-batches", 4, "set batch 250; epochs 20", "train_loss", "0.48"),
    ("vanishing-gradients", 4, "epochs 30", "train_loss", "0.50"),
    ("initial-weights", 1, "epochs 100", "train_loss", "0.50"),
    ("initial-weights", 3, "epochs 200", "train_loss", "0.38"),
    ("initial-weights", 4, "weight 1 1 1 0.5; epochs 100", "train_loss", "0.22"),
    ("initial-weights", 8, "", "gradient_norm(1)", "0.00036"),
    ("initial-weights", 8, "set init he_normal", "gradient_norm(1)", "0.0076"),
    ("initial-weights", 8, "epochs 30", "train_loss", "0.50"),
    ("initial-weights", 8, "set init he_normal; epochs 30", "train_loss", "0.006"),
    ("overfitting", 5, "epochs 200", "gap", "0.32"),
    ("overfitting", 6, "epochs 200", "train_loss", "0.08"),
    ("hard", 3, "epochs 300", "train_loss", "0.2541", 1),
    ("hard", 3, "epochs 400", "train_loss", "0.2528", 1),
    ("hard", 3, "epochs 400", "gradient_norm(1)", "0.0049", 1),
    ("hard", 3, "epochs 400", "gradient_norm(2)", "0.0024", 1),
    ("hard", 2, "epochs 1000", "train_loss", "0.2510"),
    ("hard", 2, "epochs 20000", "train_loss", "0.2500"),
    ("hard", 3, "epochs 300", "train_loss", "0.2531"),
    ("hard", 3, "epochs 400", "train_loss", "0.2517"),
    ("hard", 3, "epochs 400", "gradient_norm(1)", "0.0062"),
    ("hard", 3, "epochs 400", "gradient_norm(2)", "0.0035"),
    ("hard", 6, "set rate 0.001; epochs 20", "train_loss", "0.007"),
    ("hard", 7, "epochs 30", "output(1,1)", "0.5"),
    ("hard", 7, "epochs 30", "train_loss", "0.375"),
    ("on-paper", 1, "", "output(1,2)", "0.731059"),
    ("on-paper", 2, "", "output(2,1)", "1.231059"),
    ("on-paper", 2, "", "batch_loss", "0.295635"),
    ("on-paper", 3, "", "delta(2,1)", "-0.768941"),
    ("on-paper", 3, "", "delta(1,1)", "-0.384471"),
    ("on-paper", 3, "", "delta(1,2)", "-0.151183"),
    ("on-paper", 4, "", "next_weight(1,1,2)", "-0.173106"),
    ("on-paper", 6, "", "gradient(2,1,2)", "-0.562141"),
    ("on-paper", 5, "steps 1", "train_loss", "0.123132"),
    ("on-paper", 6, "weight 2 1 2 1.1", "train_loss", "0.242094"),
    ("on-paper", 6, "weight 2 1 2 0.9", "train_loss", "0.354522"),
    ("on-paper", 8, "set sample 2", "z(1,1)", "0.75"),
    ("on-paper", 8, "set sample 2", "output(1,1)", "0.679179"),
    ("on-paper", 8, "set sample 2", "output(2,1)", "1.358357"),
    ("on-paper", 8, "", "gradient(2,1,2)", "-0.191481"),
    ("on-paper", 9, "", "next_weight(2,1,2)", "1.019148", 8),
    ("on-paper", 9, "", "next_weight(2,1,2)", "1.009148"),
]


def lesson_of(name: str) -> Lesson:
    path = next(LESSONS.glob(f"*-{name}.toml"))
    return read_lesson(str(path), path.read_text(encoding="utf-8"))


def is_written(lesson: Lesson, step: int, words: str) -> bool:
    """Whether a step says this; the numbers at its ends are whole ones, with their signs."""
    whole = re.compile(rf"(?<![\d.-])(?<!\d,){re.escape(words)}(?![.,]?\d)")
    return any(whole.search(text.replace("−", "-")) for text in lesson.steps[step - 1].marked)


def after(lesson: Lesson, step: int, lines: str) -> Session:
    """A session with the experiment that a step has at its start, after what the lines say."""
    link = next(one.link for one in reversed(lesson.steps[:step]) if one.link)
    session = Session()
    session.load(link)
    for line in filter(None, lines.split("; ")):
        carry_out(session, line)
    return session


def value_of(session: Session, fact: str) -> float:
    value = Sight(session.snapshot(), session.scene).value(parse_call(fact))
    assert isinstance(value, int | float)
    return float(value)


@pytest.mark.parametrize("row", FIGURES, ids=lambda row: "-".join(map(str, row)))
def test_a_figure_in_a_text_is_what_comes_out(row: Row) -> None:
    name, step, lines, fact, figure, *earlier = row
    lesson = lesson_of(name)
    assert is_written(lesson, step, figure)
    digits = len(figure.partition(".")[2])
    begins = earlier[0] if earlier else step
    value = value_of(after(lesson, begins, lines), fact)
    assert f"{value:.{digits}f}" == figure


@pytest.mark.parametrize("figure", ["0.50", "0.5013", "50135", "135", "-0.50135", "3", "-3"])
def test_a_part_of_a_number_is_not_a_figure(figure: str) -> None:
    text = "It is 0.50135, not −0.25, after 1,003 epochs."
    lesson = lesson_of("a-neuron")
    step = replace(lesson.steps[0], text=text, task="", hint="", question=None)
    lesson = replace(lesson, steps=(step,))
    assert not is_written(lesson, 1, figure)
    assert all(is_written(lesson, 1, words) for words in ("0.50135", "-0.25", "1,003 epochs"))


@pytest.mark.parametrize(
    ("name", "step", "lines", "goal", "words"),
    [
        ("why-a-bias", 5, "", "train_loss < 0.01", "26 epochs"),
        ("the-perceptron", 4, "", "train_accuracy == 1", "6 epochs"),
        ("the-perceptron", 7, "layers 4", "train_accuracy == 1", "57 epochs"),
        ("error-functions", 6, "set loss huber", "weight(1,1,1) > 0.35", "13 epochs"),
        ("error-functions", 8, "", "train_accuracy == 1", "237 epochs"),
        ("error-functions", 8, "set loss binary_cross_entropy", "train_accuracy == 1", "7 epochs"),
        ("gradient-descent", 3, "", "train_loss < 0.1", "5 updates"),
        ("gradient-descent", 8, "", "train_loss < 0.001", "40 epochs"),
        ("three-layers", 8, "", "train_loss < 0.01", "42 updates"),
    ],
)
def test_a_goal_is_reached_after_as_many_epochs_as_the_text_says(
    name: str, step: int, lines: str, goal: str, words: str
) -> None:
    lesson = lesson_of(name)
    assert is_written(lesson, step, words)
    session = after(lesson, step, lines)
    reached = parse_goal(goal)
    number = int(words.split()[0])
    carry_out(session, f"epochs {number - 1}")
    assert not reached.holds(Sight(session.snapshot(), session.scene).value)
    carry_out(session, "epochs 1")
    assert reached.holds(Sight(session.snapshot(), session.scene).value)


@pytest.mark.parametrize(
    ("step", "lines", "epochs"), [(2, "", 1659), (3, "set optimizer momentum", 212)]
)
def test_the_epochs_that_exclusive_or_needs_are_those_in_the_text(
    step: int, lines: str, epochs: int
) -> None:
    lesson = lesson_of("history")
    assert is_written(lesson, step, f"{epochs:,} epochs")
    session = after(lesson, step, lines)
    carry_out(session, f"epochs {epochs - 1}")
    assert value_of(session, "train_loss") >= 0.01
    carry_out(session, "epochs 1")
    assert value_of(session, "train_loss") < 0.01


@pytest.mark.parametrize(("batch_size", "figure"), [(1, "1.23"), (10, "0.34")])
def test_the_noise_of_mini_batches_is_as_large_as_the_text_says(
    batch_size: int, figure: str
) -> None:
    lesson = lesson_of("mini-batches")
    assert is_written(lesson, 6, figure)
    trainer = after(lesson, 6, "").scene.experiment.trainer
    assert trainer

    def gradient(rows: slice) -> FloatArray:
        output = trainer.network.forward(trainer.X[rows])
        slope = trainer.loss.gradient(output.output, trainer.target[rows])
        return trainer.network.backward(output, slope).vector.copy()

    whole, n_rows = gradient(slice(None)), len(trainer.X)
    parts = [gradient(slice(i, i + batch_size)) for i in range(0, n_rows, batch_size)]
    noise = math.sqrt(sum(float(((part - whole) ** 2).sum()) for part in parts) / len(parts))
    assert f"{noise:.2f}" == figure


def test_the_run_stops_by_itself_where_the_text_says() -> None:
    lesson = lesson_of("overfitting")
    assert is_written(lesson, 4, "stopped at epoch 36")
    session = after(lesson, 4, "set stopPatience 10")
    session.play()
    session.run_for(math.inf)
    assert value_of(session, "epoch") == 36


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
