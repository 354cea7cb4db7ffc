"""How good the answers of the network are, beyond the loss: what the measures tool shows.

For classes: which are mixed up, precision, recall and F1 of each, and whether the network is as
sure as it may be. For values: R², the errors, and each answer against the truth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from backprop import (
    Calibration,
    ClassReport,
    FloatArray,
    IntArray,
    accuracy,
    calibration,
    class_probabilities,
    class_report,
    confusion_matrix,
    mean_absolute_deviation,
    predicted_classes,
    r_squared,
    root_mean_squared_error,
)
from playground.measure import Answers
from playground.state import Task

if TYPE_CHECKING:
    from playground.scene import Scene


@dataclass(frozen=True, eq=False)
class ClassQuality:
    """The answers to a set of points with classes; `matrix` has the true classes in its rows."""

    accuracy: float
    matrix: IntArray
    report: ClassReport
    calibration: Calibration


@dataclass(frozen=True, eq=False)
class ValueQuality:
    """The answers to a set of points with values, each against the true one.

    Of several values a point, all are in `truth` and `answers`, point after point.
    """

    r_squared: float
    mean_absolute: float
    root_mean_squared: float
    truth: FloatArray
    answers: FloatArray


PartQuality = ClassQuality | ValueQuality


@dataclass(frozen=True, eq=False)
class Quality:
    """The quality on the training and on the test points; None where there are none."""

    task: Task
    class_names: tuple[str, ...]
    train: PartQuality | None
    test: PartQuality | None

    @property
    def parts(self) -> tuple[tuple[str, PartQuality], ...]:
        """The parts that there are, by name."""
        named = (("training", self.train), ("test", self.test))
        return tuple((name, part) for name, part in named if part is not None)


def look(scene: Scene) -> Quality:
    """The quality of the network as it is now."""
    experiment = scene.experiment
    samples = experiment.samples
    train, test = (
        quality_of(answers, samples.task, samples.n_classes) for answers in experiment.answers()
    )
    return Quality(samples.task, samples.class_names, train, test)


def quality_of(answers: Answers | None, task: Task, n_classes: int) -> PartQuality | None:
    """The quality of some answers; None without any."""
    if answers is None:
        return None
    given, truth = answers.prediction, answers.labels
    if task == "regression":
        return ValueQuality(
            r_squared(given, truth),
            mean_absolute_deviation(given, truth),
            root_mean_squared_error(given, truth),
            truth.ravel(),
            given.ravel(),
        )
    classes = predicted_classes(given, task)
    matrix = confusion_matrix(classes, truth, n_classes)
    return ClassQuality(
        accuracy(classes, truth),
        matrix,
        class_report(matrix),
        calibration(class_probabilities(given, task), truth),
    )
