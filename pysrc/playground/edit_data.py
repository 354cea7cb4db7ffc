"""Changes of the data: pure functions from a state to a state.

Editing a point of a generated data set first turns all points shown into own points. Measured
data is never edited, only copied. The own points stay in the state while another data set is
shown.
"""

from __future__ import annotations

import dataclasses
import math
from numbers import Real

from playground.data import points_of, points_task_of, samples_of, split_points, split_table
from playground.edit_network import check_index
from playground.fields import (
    FIELDS,
    MAX_CLASSES,
    MAX_POINTS,
    OWN_POINTS,
    TABLE,
    ActionError,
    plain,
    read_noting,
    shorten,
)
from playground.paste import read_points
from playground.state import (
    DEFAULTS,
    LABEL_LIMIT,
    POINTS_LIMIT,
    PlaygroundState,
    Point,
    clamp_coordinate,
    clean_label,
    default_n_samples,
    feature_names_of,
    is_measured,
    source_of,
    target_names_of,
)
from playground.table import MAX_PACKED, Table, TableError, best_plane
from playground.tabulate import DETECT, Choices, read_table

NO_TABLE = "There is no table yet: open a file, or paste one under Your data in the workbench."

__all__ = [
    "add_point",
    "clear_points",
    "delete_point",
    "label_point",
    "move_point",
    "paste_points",
    "set_dataset",
    "set_plane",
    "split_points",
    "split_table",
    "translate_labels",
    "use_table",
]


def set_dataset(state: PlaygroundState, dataset: object, notes: list[str]) -> PlaygroundState:
    """Show another data set; own points come back, or are copied from those shown."""
    chosen = str(read_noting(FIELDS["dataset"], dataset, notes))
    if chosen == state.dataset:
        return state
    if chosen == OWN_POINTS:
        if not state.points and (several := target_names_of(state)):
            notes.append(f"Own points have one value each: that of {several[0]} was copied.")
        return _copy(state) if not state.points else _with_own(state, state.points)
    if chosen == TABLE and state.table is None:
        raise ActionError(NO_TABLE)
    return _on_best_plane(_show(state, chosen))


def set_plane(state: PlaygroundState, plane: object) -> PlaygroundState:
    """Choose the measures on the two axes."""
    names = feature_names_of(state)
    if not isinstance(plane, tuple | list) or len(plane) != 2:
        raise ActionError(f"The plane cannot be {shorten(plane)}: two measures are needed.")
    x, y = (check_index(index, names, "measure") for index in plane)
    if x == y:
        raise ActionError("The two axes need two different measures.")
    return dataclasses.replace(state, plane=(x, y))


def add_point(
    state: PlaygroundState, x: object, y: object, label: object, notes: list[str]
) -> PlaygroundState:
    """Add a training point."""
    state, place = _editable(state), (_coordinate(x), _coordinate(y))
    if len(state.points) >= MAX_POINTS:
        raise ActionError(f"There are {MAX_POINTS} points already, the most there can be.")
    point = Point(*place, _label(label, state.points_task))
    return dataclasses.replace(state, points=(*state.points, point))


def move_point(
    state: PlaygroundState, index: object, x: object, y: object, notes: list[str]
) -> PlaygroundState:
    """Move one of the points shown."""
    state = _editable(state)
    place = check_index(index, state.points, "point")
    points = list(state.points)
    points[place] = dataclasses.replace(points[place], x=_coordinate(x), y=_coordinate(y))
    return dataclasses.replace(state, points=tuple(points))


def label_point(state: PlaygroundState, index: object, label: object) -> PlaygroundState:
    """Give one of the points shown another class or value."""
    state = _editable(state)
    place = check_index(index, state.points, "point")
    points = list(state.points)
    points[place] = dataclasses.replace(points[place], label=_label(label, state.points_task))
    return dataclasses.replace(state, points=tuple(points))


def delete_point(
    state: PlaygroundState,
    index: object,
    seen_at: tuple[float, float] | None,
    notes: list[str],
) -> PlaygroundState:
    """Delete one of the points shown, unless another one is there by now."""
    if seen_at is not None and not _is_at(state, index, seen_at):
        return state
    state = _editable(state)
    place = check_index(index, state.points, "point")
    return dataclasses.replace(state, points=state.points[:place] + state.points[place + 1 :])


def _is_at(state: PlaygroundState, index: object, place: tuple[float, float]) -> bool:
    points = points_of(state)
    if not isinstance(index, int) or not 0 <= index < len(points):
        return False
    x, y = (clamp_coordinate(value) for value in place)
    return (points[index].x, points[index].y) == (x, y)


def clear_points(state: PlaygroundState, notes: list[str]) -> PlaygroundState:
    """Delete all points: own points are shown, and there are none."""
    return dataclasses.replace(_editable(state), points=())


def paste_points(state: PlaygroundState, text: object, notes: list[str]) -> PlaygroundState:
    """Replace the own points by the rows of a text, split anew into training and test.

    A text of more columns than points have is used as the table it is.
    """
    kind = points_task_of(state)
    try:
        rows, given = read_points(text, kind)
    except ActionError:
        if not _is_wide_table(text):
            raise
        return use_table(state, text, DETECT, notes)
    if given > len(rows):
        notes.append(f"{given} points were given; the first {len(rows)} were kept.")
    points = tuple(Point(*row) for row in rows)
    return split_points(dataclasses.replace(_with_own(state, points), points_task=kind))


def _is_wide_table(text: object) -> bool:
    try:
        return len(read_table(text).sheet.names) > 3
    except TableError:
        return False


def use_table(
    state: PlaygroundState, text: object, choices: Choices, notes: list[str]
) -> PlaygroundState:
    """Show the rows of a text: as own points where they can be such, as a table otherwise."""
    reading = read_table(text, choices)
    notes.extend(reading.skipped)
    if isinstance(reading.data, Table):
        changed = _show(dataclasses.replace(state, table=reading.data), TABLE)
        changed = changed if reading.flags is not None else split_table(changed)
        if len(reading.data.packed) > MAX_PACKED:
            notes.append(
                "The table is too large for a link: this tab keeps it, the address does not."
            )
        return _on_best_plane(changed)
    changed = dataclasses.replace(_with_own(state, reading.data), points_task=reading.points_task)
    return changed if reading.flags is not None else split_points(changed)


def _on_best_plane(state: PlaygroundState) -> PlaygroundState:
    """Show measured data by the two measures that tell the most."""
    if not is_measured(state.dataset):
        return state
    samples = samples_of(dataclasses.replace(state, noise=0))
    plane = best_plane(samples.X, samples.labels, samples.n_classes)
    return dataclasses.replace(state, plane=plane)


def translate_labels(state: PlaygroundState, old_task: str) -> PlaygroundState:
    """Give own points the labels of their new task.

    Class A becomes the value -1, B 1 and any other 0. Values below zero become class A, others B.
    A curve has no labels: it keeps those there are for the next task.
    """
    if "curve" in (state.points_task, old_task):
        labels = [clean_label(point.label, state.points_task) for point in state.points]
    elif state.points_task == "regression":
        values = {0.0: -1.0, 1.0: 1.0}
        labels = [values.get(point.label, 0.0) for point in state.points]
    else:
        labels = [float(point.label >= 0) for point in state.points]
    pairs = zip(state.points, labels, strict=True)
    points = tuple(dataclasses.replace(point, label=label) for point, label in pairs)
    return dataclasses.replace(state, points=points)


def _editable(state: PlaygroundState) -> PlaygroundState:
    if state.dataset == OWN_POINTS:
        return state
    if is_measured(state.dataset):
        raise ActionError(
            f"{source_of(state).label} has fixed rows and cannot be edited: choose the "
            'data set "Own points" to get a copy of the points shown.'
        )
    return _copy(state)


def _copy(state: PlaygroundState) -> PlaygroundState:
    """The points shown as own points."""
    copied = _with_own(state, points_of(state))
    return dataclasses.replace(copied, points_task=points_task_of(state))


def _with_own(state: PlaygroundState, points: tuple[Point, ...]) -> PlaygroundState:
    return dataclasses.replace(_show(state, OWN_POINTS), points=points)


def _show(state: PlaygroundState, dataset: str) -> PlaygroundState:
    """Change the data set; the number of points follows it, unless the reader chose one."""
    follows = state.n_samples == default_n_samples(state.dataset)
    return dataclasses.replace(
        state,
        dataset=dataset,
        plane=DEFAULTS.plane,
        inputs=DEFAULTS.inputs,
        n_samples=default_n_samples(dataset) if follows else state.n_samples,
    )


def _coordinate(value: object) -> float:
    number = _number(value)
    if abs(number) <= POINTS_LIMIT:
        return number
    limit = plain(POINTS_LIMIT)
    raise ActionError(
        f"A point cannot be at {shorten(value)}: x and y go from -{limit} to {limit}."
    )


def _label(value: object, points_task: str) -> float:
    number = _number(value)
    if points_task == "curve":
        return 0.0
    if points_task == "regression":
        if abs(number) <= LABEL_LIMIT:
            return number
        limit = plain(LABEL_LIMIT)
        raise ActionError(f"A value cannot be {shorten(value)}: allowed is -{limit} to {limit}.")
    if number in range(MAX_CLASSES):
        return number
    raise ActionError(f"A class cannot be {shorten(value)}: allowed is 0 to {MAX_CLASSES - 1}.")


def _number(value: object) -> float:
    """The value as a float; NaN, which is in no range, when it is no number."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return math.nan
    try:
        return float(value)
    except OverflowError:
        return math.nan
