"""The points by keyboard: one is chosen, moved, given another class, added or deleted.

The page sends the keys that are pressed while the picture has the focus; what they did is said
in words, which the page reads out.
"""

from __future__ import annotations

from collections.abc import Callable

from playground.actions import AddPoint, DeletePoint, LabelPoint, MovePoint
from playground.controls.field import Dispatch
from playground.snapshot import Snapshot
from playground.state import (
    CLASS_LETTERS,
    LABEL_LIMIT,
    clamp_coordinate,
    is_curve,
    is_measured,
)

_STEP, _LARGE_STEP = 0.1, 1.0
_ARROWS = {"ArrowLeft": (-1, 0), "ArrowRight": (1, 0), "ArrowUp": (0, 1), "ArrowDown": (0, -1)}
_CHOOSE = {"PageDown": 1, "n": 1, "PageUp": -1, "p": -1}
_VALUES = {"+": 1, "=": 1, "-": -1}
_MEASURED = "Measured data cannot be edited: the data set “Own points” makes a copy."


class PointKeys:
    """Which point is chosen, counted from 0, and what each key does with it.

    Several keys may come before the next snapshot, so the place of the chosen point and the number
    of points are kept here in between. `chosen` hears of each other point, `say` of each result.
    """

    def __init__(
        self,
        snapshot: Snapshot,
        dispatch: Dispatch,
        chosen: Callable[[int | None], None],
        say: Callable[[str], None],
    ) -> None:
        self._dispatch, self._chosen, self._say = dispatch, chosen, say
        self.index: int | None = None
        self._place, self._label = (0.0, 0.0), 0.0
        self.update(snapshot)

    def update(self, snapshot: Snapshot) -> None:
        """Follow the points; one that is no longer there is no longer chosen."""
        self._snapshot = snapshot
        self._count = len(snapshot.points_x)
        if self.index is not None and self.index >= self._count:
            self._choose(None)
        self._take_place()

    def choose(self, index: int | None) -> None:
        """Choose a point, or none, and say which."""
        self._choose(index)
        self._say(self._words())

    def press(self, key: str, large: bool) -> None:
        """Do what a key stands for; other keys do nothing."""
        key = key.lower() if len(key) == 1 else key
        if key in _CHOOSE:
            self._choose_next(_CHOOSE[key])
        elif key == "Escape":
            self._choose(None)
            self._say("No point is chosen.")
        elif key in _ARROWS or key in _VALUES or key in ("Enter", "Delete", "Backspace"):
            self._edit(key, large)
        elif len(key) == 1 and key.upper() in CLASS_LETTERS:
            self._edit(key.upper(), large)

    def _choose_next(self, step: int) -> None:
        if not self._count:
            self._say("There is no point to choose: Enter adds one.")
            return
        first = 0 if step > 0 else self._count - 1
        self.choose(first if self.index is None else (self.index + step) % self._count)

    def _edit(self, key: str, large: bool) -> None:
        if is_measured(self._snapshot.state.dataset):
            self._say(_MEASURED)
        elif key == "Enter":
            self._add()
        elif self.index is None:
            self._say("Choose a point first: N is the next one, P the one before.")
        elif key in _ARROWS:
            step = _LARGE_STEP if large else _STEP
            self._move(*(step * direction for direction in _ARROWS[key]))
        elif key in _VALUES:
            self._change_value(_VALUES[key])
        elif key in CLASS_LETTERS:
            self._give_class(CLASS_LETTERS.index(key))
        else:
            self._delete()

    def _add(self) -> None:
        """A point where the chosen one is, with its label, or in the middle."""
        x, y = self._place
        self._dispatch(AddPoint(x, y, self._label))
        self._count += 1
        self._choose(self._count - 1, keep_place=True)
        self._say(f"Added point {self._count} at {self._where()}.")

    def _move(self, dx: float, dy: float) -> None:
        x, y = self._place
        self._place = (clamp_coordinate(round(x + dx, 6)), clamp_coordinate(round(y + dy, 6)))
        self._dispatch(MovePoint(self.index or 0, *self._place))
        self._say(f"Point {(self.index or 0) + 1} is at {self._where()}.")

    def _change_value(self, direction: int) -> None:
        if is_curve(self._snapshot.state):
            self._move(0.0, _STEP * direction)  # y is the value
            return
        if self._snapshot.task != "regression":
            return
        value = round(self._label + _STEP * direction, 6)
        self._label = min(max(value, -LABEL_LIMIT), LABEL_LIMIT)
        self._dispatch(LabelPoint(self.index or 0, self._label))
        self._say(f"Point {(self.index or 0) + 1} has the value {self._label:.2f}.")

    def _give_class(self, label: int) -> None:
        if self._snapshot.task == "regression":
            self._say("These points have values and no classes: plus and minus change the value.")
            return
        self._label = float(label)
        self._dispatch(LabelPoint(self.index or 0, self._label))
        self._say(f"Point {(self.index or 0) + 1} is of class {CLASS_LETTERS[label]}.")

    def _delete(self) -> None:
        index = self.index or 0
        self._dispatch(DeletePoint(index))
        self._count -= 1
        self._choose(min(index, self._count - 1) if self._count else None)
        left = "None left." if not self._count else f"{self._count} left."
        self._say(f"Deleted point {index + 1}. {left}")

    def _choose(self, index: int | None, *, keep_place: bool = False) -> None:
        self.index = index
        if not keep_place:
            self._take_place()
        self._chosen(index)

    def _take_place(self) -> None:
        shot = self._snapshot
        if self.index is None or self.index >= len(shot.points_x):
            self._place, self._label = (0.0, 0.0), 0.0
            return
        self._place = (float(shot.points_x[self.index]), float(shot.points_y[self.index]))
        self._label = float(shot.points_label[self.index])

    def _where(self) -> str:
        return "x {:.2f}, y {:.2f}".format(*self._place).replace("-", "−")

    def _words(self) -> str:
        if self.index is None:
            return "No point is chosen."
        shot = self._snapshot
        if is_curve(shot.state):
            label = ""
        elif shot.task == "regression":
            label = f"value {self._label:.2f}, "
        else:
            label = f"class {shot.class_names[int(self._label)]}, "
        part = "test" if shot.points_test[self.index] else "training"
        return f"Point {self.index + 1} of {self._count}: {label}{self._where()}, {part}."
