"""The picture of the stages of an update: boxes with numbers, and lines as wide as these."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from bokeh.models import ColumnDataSource

from playground.explained.stages import Link
from playground.session import Session
from playground.snapshot import Snapshot
from playground.state import PlaygroundState
from playground.views.stage_columns import link_columns
from playground.views.stages import StagesView


def view_of(snapshot: Snapshot) -> StagesView:
    view = StagesView()
    view.update(snapshot)
    return view


def column(view: StagesView, source: str, name: str) -> list[Any]:
    found = view.figure.select_one({"name": f"stages-{source}", "type": ColumnDataSource})
    assert isinstance(found, ColumnDataSource)
    return list(found.data[name])


def stop(place: int) -> Snapshot:
    return Session(PlaygroundState(tool="stages", trace_stage=place)).snapshot()


def test_what_is_not_known_yet_is_a_question_mark_and_not_in_the_words() -> None:
    first, last = view_of(stop(0)), view_of(stop(8))
    assert column(first, "nodes", "value").count("?") == 4 * 2 + 2 * 2 + 2 + 1
    assert "loss" not in first.words.text
    assert "?" not in column(last, "nodes", "value")
    assert "the loss = " in last.words.text
    assert set(column(first, "links", "change")) == {"not known yet"}


def test_a_box_is_found_where_it_is_drawn() -> None:
    view = view_of(stop(0))
    xs, ys = column(view, "nodes", "x"), column(view, "nodes", "y")
    found = [view.node_at(x + 0.4, y - 0.3) for x, y in zip(xs, ys, strict=True)]
    assert len(set(found)) == len(xs) and None not in found
    assert view.node_at(xs[0], ys[0] + 0.5) is None


def test_lines_of_numbers_that_overflow_have_a_width() -> None:
    numbers = [0.5, 1e160, -1.7e308, np.inf, np.nan, None]
    of_weights = [Link((0.0, 0.0), (1.0, 0.0), number, None) for number in numbers]
    of_changes = [replace(link, weight=1.0, change=link.weight) for link in of_weights]
    for links in (of_weights, of_changes):
        widths = link_columns(tuple(links))["width"]
        assert np.isfinite(widths).all()
        assert max(widths) == widths[3] > widths[0] > 0
