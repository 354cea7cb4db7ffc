"""The loss along one weight is drawn as it is: the tangent touches it, the marks lie on it."""

from __future__ import annotations

import numpy as np
import pytest
from app.contrasts import PAGES, contrast
from bokeh.models import ColumnDataSource

from backprop.explain import trace_step
from playground.session import Session
from playground.state import PlaygroundState
from playground.views.along import AlongView


def test_the_curve_its_tangent_and_the_marks() -> None:
    state = PlaygroundState(
        tool="weight", asked_weight=4, regularizer="l2", regularization_rate=0.1, learning_rate=3.0
    )
    session = Session(state)
    session.run_epoch()
    view = AlongView()
    view.update(session.snapshot())

    def shown(name: str) -> tuple[np.ndarray, np.ndarray]:
        source = view.figure.select_one({"name": f"along-{name}", "type": ColumnDataSource})
        return tuple(np.asarray(source.data[axis], dtype=float) for axis in "xy")  # type: ignore[return-value]

    assert session.experiment.trainer
    trace = trace_step(session.experiment.trainer)

    def objective(value: float) -> float:
        parameters = trace.before.copy()
        parameters[4] = value
        return trace.objective(parameters)

    for name in ("curve", "now", "next", "best"):
        x, y = shown(name)
        assert y == pytest.approx([objective(value) for value in x], rel=1e-12)
    (now,), (there,) = shown("now")[0], shown("next")[0]
    assert (now, there) == (trace.before[4], trace.after[4]) and now != there
    x, y = shown("tangent")
    slope = (objective(now + 1e-6) - objective(now - 1e-6)) / 2e-6
    assert (y[1] - y[0]) / (x[1] - x[0]) == pytest.approx(slope, rel=1e-6)
    assert np.interp(now, x, y) == pytest.approx(objective(now))
    assert view.figure.yaxis.axis_label == "loss + penalty"


def test_the_tangent_is_seen_in_light_and_dark_and_the_legend_has_room_on_a_phone() -> None:
    figure = AlongView().figure
    lines = [one.glyph for one in figure.renderers if getattr(one.glyph, "line_dash", [])]
    assert len(lines) == 1
    assert all(contrast(lines[0].line_color, page) >= 3 for page in PAGES)
    (legend,) = figure.legend
    assert legend.ncols <= 3 < len(legend.items)
