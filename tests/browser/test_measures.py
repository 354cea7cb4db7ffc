"""The measures tool: tables and pictures of how good the answers are."""

import re

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import expect

WHEAT = "dataset=wheat_seeds&loss=softmax_cross_entropy"


def open_measures(playground: PlaygroundPage) -> None:
    playground.button("Measures").click()
    playground.wait_address("tool=measures")


def confusions(playground: PlaygroundPage):
    return playground.page.locator("#tool table.confusion")


def counts(table) -> list[int]:
    """The numbers in the cells, without the shares."""
    return [int(re.match(r"\d+", text)[0]) for text in table.locator("td[style]").all_inner_texts()]


@pytest.mark.parametrize(("link", "n_classes", "n_points"), [("", 2, 250), (WHEAT, 3, 105)])
def test_the_confusion_matrices_follow_the_training(
    playground: PlaygroundPage, link: str, n_classes: int, n_points: int
) -> None:
    playground.open(link)
    open_measures(playground)
    expect(confusions(playground)).to_have_count(2)
    before = [counts(table) for table in confusions(playground).all()]
    assert [len(cells) for cells in before] == [n_classes**2] * 2
    assert [sum(cells) for cells in before] == [n_points] * 2
    playground.step_epochs(5)
    right = 100 * playground.number("testAccuracy")
    expect(confusions(playground).nth(1)).to_contain_text(f"Test: {right:.1f} % right")
    cells = counts(confusions(playground).nth(1))
    assert sum(cells[:: n_classes + 1]) / n_points == pytest.approx(right / 100)
    playground.button("Closed").click()
    expect(confusions(playground)).to_have_count(0)


def test_the_reliability_diagram_holds_every_point(playground: PlaygroundPage) -> None:
    playground.step_epochs(3)
    open_measures(playground)
    expect(playground.page.locator("#tool").get_by_text("Expected calibration")).to_be_visible()
    assert sum(playground.column("measures-training", "count")) == 250
    assert all(0 <= y <= 1 for y in playground.column("measures-test", "y"))
    ink = playground.page.evaluate("getComputedStyle(document.body).color")
    assert playground.model("reliability", "below[0].axis_label_text_color") == ink


def test_a_regression_has_r_squared_and_a_scatter(playground: PlaygroundPage) -> None:
    playground.open("dataset=plane")
    playground.step_epochs(3)
    open_measures(playground)
    tool = playground.page.locator("#tool")
    expect(tool.get_by_role("rowheader", name="R²")).to_be_visible()
    assert len(playground.column("measures-training", "x")) == 600
    row = playground.page.locator(".readouts tr", has=playground.page.locator("#quality"))
    expect(row.get_by_role("rowheader")).to_have_text("R²")
    shown = float(row.get_by_role("cell").first.inner_text())
    explained = tool.locator("tr", has=playground.page.get_by_role("rowheader", name="R²"))
    in_the_tool = float(explained.get_by_role("cell").first.inner_text())
    assert shown == pytest.approx(in_the_tool, abs=0.001)
    expect(confusions(playground)).to_have_count(0)


def test_the_words_say_the_measures(playground: PlaygroundPage) -> None:
    playground.step_epochs(1)
    assert "macro F1" in playground.words()
    playground.open("dataset=plane")
    playground.step_epochs(1)
    assert "points: R² " in playground.words()
