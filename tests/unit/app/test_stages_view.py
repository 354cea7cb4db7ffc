"""The picture of the stages of an update: boxes with numbers, and lines as wide as these."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from app.contrasts import PAGES, contrast
from bokeh.models import ColumnDataSource

from playground.deeper.nothing import Nothing
from playground.explained.stages import Link
from playground.session import Session
from playground.snapshot import Snapshot
from playground.state import PlaygroundState
from playground.views.indices import unit_name
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
    assert "the loss =" not in first.words.text
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


def test_boxes_are_called_as_the_formulas_call_them() -> None:
    names = column(view_of(stop(0)), "nodes", "name")
    assert names[:4] == ["x₁", "x₂", "z⁽¹⁾₁", "z⁽¹⁾₂"]
    assert {"a⁽¹⁾₄", "z⁽²⁾₂", "a⁽³⁾₁", "loss"} <= set(names)
    assert len(set(names)) == len(names)
    assert unit_name("a", 12, 30) == "a⁽¹²⁾₃₁"


def test_the_words_begin_with_how_to_read_the_picture() -> None:
    first, last = view_of(stop(0)).words.text, view_of(stop(8)).words.text
    for text in (first, last):
        assert text.startswith("<p>In each box the value and, below, ∂, the derivative")
        assert "orange dashed −, the wider the larger" in text.split("<details>")[0]
    assert "Lines are weights:" in first and "Δw" not in first
    assert "Lines are no longer the weights but their updates Δw:" in last


def test_all_numbers_are_there_in_words_and_are_those_of_the_boxes() -> None:
    view = view_of(stop(8))
    assert not view.words.render_as_text
    closed = view.words.text.split("<details><summary>All numbers in words</summary>")[1]
    titles, values, backs = (column(view, "nodes", name) for name in ("title", "value", "back"))
    for title, value, back in zip(titles, values, backs, strict=True):
        gradient = back.removeprefix("∂ ")
        assert f"{title} = {value} (gradient = {gradient})" in closed


def test_what_is_said_instead_of_the_picture_is_text() -> None:
    view = StagesView()
    view.update(replace(stop(0), detail=Nothing("a <b> & c")))
    assert view.words.text == "a &lt;b&gt; &amp; c"


def test_the_frame_of_the_node_asked_about_is_seen_in_light_and_dark() -> None:
    frame = view_of(stop(0)).figure.select_one({"name": "stages-frame"})
    assert all(contrast(frame.glyph.line_color, page) >= 3 for page in PAGES)
