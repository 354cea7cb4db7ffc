"""The labels of an update on the network picture: each is seen as a whole, or not drawn."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from playground.actions import SetField
from playground.explained.stages import StagesDetail
from playground.session import Session
from playground.state import HiddenLayer, PlaygroundState
from playground.views import NetworkView
from playground.views.flow_labels import Label

# Measured in DejaVu Sans, as wide as any, in shares of the size of the text.
_WIDTHS = {".": 0.318, "−": 0.838, " ": 0.318, "t": 0.392, "ₛ": 0.373, "Δ": 0.684, "►": 0.77}
_DIGIT, _PADDING = 0.637, 2
# How wide the picture is at least where the page is 1280 wide (small), or 1024 (large).
_SHARE = {"small": 302 / 312, "large": 958 / 1190}

NETWORKS: dict[str, dict[str, Any]] = {
    "default": {},
    "single": {"layers": ()},
    "ten classes": {"dataset": "blobs", "n_classes": 10},
    "eights": {"layers": (HiddenLayer(8),) * 3},
    "six wide ones": {"layers": (HiddenLayer(32),) * 6, "n_samples": 20},
}
Box = tuple[float, float, float, float]


class Shown:
    """The picture of a session at one stop."""

    def __init__(self, session: Session, view: NetworkView) -> None:
        view.update(session.snapshot())
        self.view, self.size = view, session.state.network_size
        self.labels = [Label(*row) for row in self._rows("flow", *Label._fields)]
        self.caption = view.caption.text
        self.texts = [label.text for label in self.labels]

    def _rows(self, source: str, *names: str) -> list[tuple[Any, ...]]:
        found: Any = self.view.figure.select_one({"name": f"network-{source}"})
        found = getattr(found, "data_source", found)
        return list(zip(*(found.data[name] for name in names), strict=True))

    @property
    def tiles(self) -> list[Box]:
        half = self.view._cutout.tile / 2
        spots = (self._at(x, y) for x, y in self._rows("neurons", "x", "y"))
        return [(x - half, x + half, y - half, y + half) for x, y in spots]

    def text_box(self, label: Label, around: float = 0.0) -> Box:
        """What the text takes in pixels, and a padding around it."""
        x, y = self._at(label.x, label.y)
        size, rows = int(label.size.removesuffix("px")), label.text.split("\n")
        width = max(sum(_WIDTHS.get(letter, _DIGIT) for letter in row) for row in rows) * size
        # The padding is inside of what is aligned.
        inner = {"left": _PADDING, "center": -width / 2, "right": -width - _PADDING}[label.align]
        left, half = x + label.offset + inner, len(rows) * size * 1.15 / 2
        return left - around, left + width + around, y - half + 1 - around, y + half - 1 + around

    def _at(self, x: float, y: float) -> tuple[float, float]:
        ranges, zoom = self.view.figure, self.view._cutout.zoom
        share = _SHARE[self.size]
        return (x - ranges.x_range.start) * zoom * share, (y - ranges.y_range.start) * zoom


def covers(one: Box, other: Box) -> bool:
    beside = one[0] >= other[1] or other[0] >= one[1]
    return not (beside or one[2] >= other[3] or other[2] >= one[3])


def opened(**settings: Any) -> tuple[Session, NetworkView]:
    session = Session(PlaygroundState(tool="stages", **settings))
    return session, NetworkView(session.snapshot())


def stops(session: Session, view: NetworkView) -> list[Shown]:
    detail = session.snapshot().detail
    assert isinstance(detail, StagesDetail)
    shown = []
    for stop in range(detail.n_stages):
        session.dispatch(SetField("trace_stage", stop))
        shown.append(Shown(session, view))
    return shown


def check_whole(shown: Shown) -> None:
    """No label covers the text of another one, nor a label of a line, or an arrow, a neuron."""
    texts = [shown.text_box(label) for label in shown.labels]
    around = [shown.text_box(label, _PADDING) for label in shown.labels]
    for i, j in permutations(range(len(texts)), 2):
        assert not covers(around[i], texts[j]), (shown.texts[i], shown.texts[j], shown.caption)
    tiles = shown.tiles
    for label, text in zip(shown.labels, texts, strict=True):
        if label.size == "10px":
            assert not any(covers(text, tile) for tile in tiles), label


@pytest.mark.parametrize("size", ["small", "large"])
@pytest.mark.parametrize("name", NETWORKS)
def test_no_label_covers_another_one(name: str, size: str) -> None:
    session, view = opened(network_size=size, **NETWORKS[name])
    for _ in range(2):
        for shown in stops(session, view):
            check_whole(shown)
        for _ in range(3):
            session.run_epoch()


def test_the_sign_of_a_gradient_is_not_hidden_after_training() -> None:
    session, view = opened()
    for _ in range(66):
        session.run_epoch()
    session.step_batch()
    shown = stops(session, view)
    for one in shown:
        check_whole(one)
    assert "No room for numbers at the lines: press Larger, or zoom in." in shown[5].caption
    assert not any(label.size == "10px" and label.text not in "►◄" for label in shown[5].labels)


def test_the_default_update_shows_its_biases_and_says_how_to_see_its_weights() -> None:
    last = stops(*opened())[-1]
    assert sum(text.startswith("Δb ") for text in last.texts) == 7
    assert last.caption.endswith("No room for numbers at the lines: press Larger, or zoom in.")
    larger = stops(*opened(network_size="large"))[-1]
    assert len(larger.texts) == 18 + 7 + 1  # weights, biases, the loss
    assert "No room" not in larger.caption


def test_with_ten_classes_it_is_said_what_is_not_drawn() -> None:
    error = stops(*opened(**NETWORKS["ten classes"]))[4]
    assert sum(text.startswith("a ") for text in error.texts) == 16
    assert not any(text.startswith(("t ", "Lₛ")) for text in error.texts)
    assert error.caption.endswith("No room for t and Lₛ: press Larger, or zoom in.")


def test_the_edges_of_an_enlarged_part_cut_no_number_off() -> None:
    session, view = opened(trace_stage=7, network_size="large")
    whole = Shown(session, view)
    width, height = view.figure.x_range.end, view.figure.y_range.end
    view.figure.x_range.update(start=0.33 * width, end=0.83 * width)
    view.figure.y_range.update(start=0.2 * height, end=0.7 * height)
    part = Shown(session, view)
    assert 0 < len(part.labels) < len(whole.labels)
    for label in part.labels:
        left, right, bottom, top = part.text_box(label)
        assert left >= 0 and right <= 1190 * _SHARE["large"] and bottom >= 0 and top <= 400


def test_numbers_come_with_room_when_the_picture_is_enlarged() -> None:
    session, view = opened(trace_stage=8)
    assert "No room" in Shown(session, view).caption
    width, height = view.figure.x_range.end, view.figure.y_range.end
    view.figure.x_range.update(start=0.25 * width, end=0.75 * width)
    view.figure.y_range.update(start=0.25 * height, end=0.75 * height)
    shown = Shown(session, view)
    assert any(label.size == "10px" for label in shown.labels)
    check_whole(shown)
