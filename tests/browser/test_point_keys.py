"""Points by the keyboard alone: on the picture and in the form."""

from __future__ import annotations

from playground_page import PlaygroundPage
from playwright.sync_api import expect

SAID = "#points-tools .said"


def test_points_are_made_moved_labelled_and_deleted_on_the_picture(
    playground: PlaygroundPage,
) -> None:
    page = playground.page
    playground.button("Clear all").click()
    playground.wait_points(0)
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#boundary")).to_be_focused()
    expect(page.locator("#point-keys")).to_be_visible()
    said = page.locator(SAID)
    page.keyboard.press("Enter")
    expect(said).to_have_text("Added point 1 at x 0.00, y 0.00.")
    for key in ("ArrowRight", "ArrowRight", "Shift+ArrowUp", "c", "Enter", "ArrowDown"):
        page.keyboard.press(key)
    expect(said).to_have_text("Point 2 is at x 0.20, y 0.90.")
    playground.wait_points(2)
    assert [point[:3] for point in playground.points()] == [(0.2, 1, "C"), (0.2, 0.9, "C")]
    page.keyboard.press("p")
    expect(said).to_have_text("Point 1 of 2: class C, x 0.20, y 1.00, training.")
    assert playground.column("chosen-point", "y") == [1]
    page.keyboard.press("Delete")
    playground.wait_points(1)
    expect(said).to_have_text("Deleted point 1. 1 left.")
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(page.locator("#boundary")).not_to_be_focused()
    expect(page.locator("#point-keys")).not_to_be_visible()


def test_the_form_changes_a_point_by_number(playground: PlaygroundPage) -> None:
    page = playground.page
    summary = page.get_by_text("Add points by number, or paste them")
    if not playground.button("Change point").is_visible():
        summary.focus()
        page.keyboard.press("Enter")
    playground.field("Point (0: a new one)").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    expect(playground.button("Change point")).to_be_enabled()
    playground.type("x", "-5.5")
    playground.type("y", "4")
    playground.choose("Class of the point", "E")
    playground.button("Change point").press("Enter")
    page.wait_for_function("Bokeh.documents[0].get_model_by_name('points').data.x[0] === -5.5")
    expect(playground.field("Data set")).to_have_value("Own points")
    assert playground.points()[0][:3] == (-5.5, 4, "E")
    playground.button("Delete point").press("Enter")
    playground.wait_points(499)
