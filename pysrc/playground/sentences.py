"""What a session says to the reader, in one place."""

from __future__ import annotations

from playground.data import Samples
from playground.fields import plain
from playground.snapshot import Notice
from playground.state import PlaygroundState

NO_POINTS = "There are no points to train on: click on the plane to add some, or paste them."
NO_TRAINING_POINTS = "All points are test points, so there is nothing to train on: add points."


_ANOTHER_CLASS = {
    False: "Add points of another class.",
    True: "Raise the training share, change the data seed or add rows to the table.",
}
_MORE_TO_TRAIN_ON = {
    False: NO_TRAINING_POINTS,
    True: "All rows are test points, so there is nothing to train on: raise the training share or "
    "add rows to the table.",
}


def about_data(samples: Samples, *, measured: bool = False) -> Notice | None:
    """What is special about the data, if anything: no points, no training points, one class.

    `measured`: the data is a table, to which no point can be added on the plane.
    """
    if not len(samples.X):
        return Notice("warning", NO_POINTS)
    training = samples.labels[~samples.test]
    if not len(training):
        return Notice("warning", _MORE_TO_TRAIN_ON[measured])
    if samples.task != "regression" and (training == training[0]).all():
        name = samples.class_names[int(training[0])]
        return Notice(
            "info",
            f"All training points are of the class {name}: the network can learn nothing else "
            f"than to answer that. {_ANOTHER_CLASS[measured]}",
        )
    return None


def about_divergence(state: PlaygroundState, epoch: int) -> Notice:
    """The loss blew up: what happened, and the likely cause."""
    strong = state.regularizer != "none" and state.learning_rate * state.regularization_rate >= 1
    if strong:
        cause = f"regularization rate {plain(state.regularization_rate)}"
    else:
        cause = f"learning rate {plain(state.learning_rate)}"
    text = (
        f"Training stopped in epoch {epoch + 1}: the loss is no longer a finite number. "
        f"The {cause} is probably too high. First go back to the last finite weights, then choose "
        "a smaller one: the weights as they are now cannot be trained at any rate."
    )
    return Notice("error", text, offers_recovery=True)


def about_recovery(epoch: int) -> Notice:
    """The way back was taken."""
    return Notice(
        "info",
        f"These are the weights of epoch {epoch}, the last that made sense. Choose a smaller "
        "learning rate before you go on.",
    )


def about_stop(epoch: int, reason: str) -> Notice:
    """Training stopped because a condition of the reader's was met."""
    return Notice(
        "info",
        f"Training stopped by itself at the end of epoch {epoch}: {reason}. Play goes on from "
        "here.",
    )


def about_fault(error: Exception) -> Notice:
    """Something failed that should not: the session goes on as well as it can."""
    return Notice(
        "error",
        f"Training has stopped because of a fault in the program: {type(error).__name__}: {error}",
        offers_recovery=True,
    )


NORM_OF_ONE = Notice(
    "info",
    "Batch norm needs mini-batches of at least 2 points to see a spread; with batch size 1 it "
    "keeps the mean and the variance that it has.",
)
SETTINGS_OF_THEN = Notice(
    "info",
    "The settings are those of this epoch. “Back to the latest” brings back the ones set later.",
)
NOTHING_TO_KEEP = "There is no run to keep yet: train at least one epoch."


def about_damaged_runs(count: int) -> Notice:
    """Stored runs that are no runs."""
    text = "A stored run" if count == 1 else f"{count} stored runs"
    return Notice("warning", f"{text} could not be read and had to be deleted.")


COPIED = Notice(
    "info", "These are your own points now, a copy of the data shown.", offers_undo=True
)
KEPT_WEIGHTS = Notice(
    "info", "The network keeps what it has learned so far; Reset starts it again for this data."
)
NEW_NETWORK = Notice(
    "info",
    "The network is another one now, so its training starts from the beginning.",
    offers_undo=True,
)


def about_lost_points(count: int) -> Notice:
    """Some of the reader's own points are gone, on purpose or by a slip."""
    return Notice("info", f"{count} of your own points were replaced or removed.", offers_undo=True)


def join(*notices: Notice | None) -> Notice | None:
    """Several notices as one, with the most serious level."""
    given = [notice for notice in notices if notice is not None]
    if len(given) < 2:
        return given[0] if given else None
    levels = ("info", "warning", "error")
    level = max((notice.level for notice in given), key=levels.index)
    text = " ".join(notice.text for notice in given)
    return Notice(
        level,
        text,
        any(notice.offers_recovery for notice in given),
        any(notice.offers_undo for notice in given),
    )
