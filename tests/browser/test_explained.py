"""The next update explained with the numbers on the screen."""

from __future__ import annotations

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import Page, expect

_NUMBERS = """(column) => [...document.querySelectorAll("#paper tbody tr")]
  .map((row) => Number(row.cells[column].title))"""

_WORDS = """(column) => [...document.querySelectorAll("#paper tbody tr")]
  .map((row) => row.cells[column].textContent)"""

_STRICT = """(texts) => texts.map((text) => {
  try { katex.renderToString(text, { strict: "error", displayMode: true }); return ""; }
  catch (error) { return `${text}: ${error.message}`; }
}).filter(Boolean)"""


def open_tool(playground: PlaygroundPage, label: str, heading: str) -> None:
    playground.button(label).click()
    playground.page.locator("#paper h3", has_text=heading).first.wait_for()


def formulas(playground: PlaygroundPage) -> list[str]:
    found: list[str] = playground.page.evaluate(
        """[...document.querySelectorAll("#paper annotation")].map((a) => a.textContent)"""
    )
    return found


def test_one_weight_adds_up_and_its_formulas_are_sound(playground: PlaygroundPage) -> None:
    playground.choose("Optimizer", "Adam")
    playground.step_epochs(1)
    open_tool(playground, "One weight", "What the next update does to")
    products = playground.page.evaluate(_NUMBERS, 4)
    total = playground.page.locator("#paper tfoot td").last.get_attribute("title")
    assert len(products) == 10
    assert abs(sum(products) / 10 - float(total or "nan")) < 1e-12
    texts = formulas(playground)
    assert any(r"\hat{m}" in text for text in texts)
    assert playground.page.evaluate(_STRICT, texts) == []
    assert playground.model("along-curve", "data.x.length") == 81
    playground.button("Closed").click()
    playground.page.locator("#paper").wait_for(state="hidden")


def test_the_ledger_foretells_the_step_and_can_be_sorted(playground: PlaygroundPage) -> None:
    open_tool(playground, "Update ledger", "The ledger of the next update")
    page = playground.page
    foretold = page.evaluate(_NUMBERS, 7)
    playground.button("One mini-batch").click()
    playground.wait("d.step === '1'")
    page.wait_for_function(f"(wanted) => ({_NUMBERS})(1)[0] === wanted", arg=foretold[0])
    assert page.evaluate(_NUMBERS, 1) == foretold
    page.locator("#paper th").last.get_by_role("button").click()
    values = page.evaluate(_NUMBERS, 7)
    assert values == sorted(values)
    playground.button("Closed").click()


def test_the_worksheet_is_saved_and_its_formulas_are_sound(playground: PlaygroundPage) -> None:
    playground.type("Batch size", "2")
    playground.wait_address("batch=2")
    open_tool(playground, "Update ledger", "The ledger of the next update")
    for label in ("Save a worksheet", "Save its answers"):
        with playground.page.expect_download() as download:
            playground.button(label).click()
        text = download.value.path().read_text("utf-8")
        lines = [line[3:-3] for line in text.splitlines() if line.startswith(r"\[ ")]
        assert len(lines) > 50
        assert playground.page.evaluate(_STRICT, lines) == []
    playground.button("Closed").click()


def test_a_worksheet_is_printed_alone(playground: PlaygroundPage) -> None:
    playground.open("batch=1&tool=ledger&sheet=worksheet&layers=2")
    page = playground.page
    page.get_by_role("heading", name="One step of backpropagation").wait_for()
    assert page.evaluate(_STRICT, formulas(playground)) == []
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Forward pass, sample 1")).to_be_visible()
    for hidden in ("#boundary", "#tool", "header", ".run", "footer"):
        expect(page.locator(hidden)).to_be_hidden()
    page.emulate_media(media="screen")
    playground.choose("Sheet", "The ledger")
    page.get_by_role("heading", name="The ledger of the next update").wait_for()
    playground.button("Closed").click()


def test_a_planted_bug_is_found_and_named(playground: PlaygroundPage) -> None:
    open_tool(playground, "Gradient check", "Backpropagation beside finite differences")
    page = playground.page
    page.get_by_text("All 25 derivatives agree").wait_for()
    playground.choose("Planted bug", "The sign is wrong")
    page.get_by_text("The pattern of the errors says: the sign is wrong.").wait_for()
    assert page.locator("#paper tr[data-tone=bad]").count() > 20
    playground.button("Remove the bug").click()
    page.get_by_text("All 25 derivatives agree").wait_for()
    playground.button("Closed").click()


def test_the_stages_of_an_update(playground: PlaygroundPage) -> None:
    page = playground.page
    open_tool(playground, "Step by step", "Initialise: stop 1 of 9")
    for stop, name in enumerate(("Forward pass",) * 3 + ("Error",) + ("Backward pass",) * 3, 2):
        playground.button("Next stop").click()
        page.get_by_role("heading", name=f"{name}: stop {stop} of 9").wait_for()
    assert "?" not in playground.column("stages-nodes", "value")
    playground.choose("Node", "z1 of layer 1")
    page.get_by_role("heading", name="The node").wait_for()
    page.wait_for_function("document.querySelector('#paper').textContent.includes('z^{(1)}_{1} =')")
    assert page.evaluate(_STRICT, formulas(playground)) == []
    playground.button("Next stop").click()
    playground.button("Make this update").click()
    playground.wait("d.step === '1'")
    page.get_by_role("heading", name="Initialise: stop 1 of 9").wait_for()
    playground.button("Closed").click()


def test_who_steps_on_the_network_picture_keeps_it_in_sight(playground: PlaygroundPage) -> None:
    page = playground.page
    page.emulate_media(reduced_motion="reduce")
    playground.button("Step through an update").click()
    page.locator("#network-caption").get_by_text("Initialise: the inputs").wait_for()
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    expect(page.locator("#network-picture")).to_be_in_viewport(ratio=1)
    playground.button("Close the steps").click()
    playground.button("Your data…").click()
    expect(page.locator(".workbench")).to_be_in_viewport(ratio=0.5)
    page.emulate_media(reduced_motion="no-preference")


def in_view(page: Page, selector: str) -> tuple[float, float]:
    """Where a part begins in the window, and how far the page is scrolled."""
    top, scrolled = page.evaluate(
        """async (selector) => {
          for (let frame = 0; frame < 8; frame += 1) await new Promise(requestAnimationFrame);
          return [document.querySelector(selector).getBoundingClientRect().top, scrollY];
        }""",
        selector,
    )
    return top, scrolled


@pytest.mark.parametrize(
    ("label", "heading"),
    [
        ("Step by step", "Initialise: stop 1 of 9"),
        ("One weight", "What the next update does to"),
        ("Update ledger", "The ledger of the next update"),
        ("Gradient check", "Backpropagation beside finite differences"),
    ],
)
def test_what_a_tool_says_comes_into_sight_once(
    playground: PlaygroundPage, label: str, heading: str
) -> None:
    page = playground.page
    page.emulate_media(reduced_motion="reduce")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    open_tool(playground, label, heading)
    page.wait_for_function(
        """() => Math.abs(document.querySelector(".workbench").getBoundingClientRect().top) < 20
          && document.querySelector("#paper").getBoundingClientRect().top < innerHeight - 190"""
    )
    page.evaluate("scrollTo(0, 0)")
    playground.step_epochs(1)
    playground.choose("Optimizer", "Adam")
    playground.wait_address("optimizer=adam")
    assert in_view(page, "#paper")[1] == 0  # who trains and edits stays where they are
    playground.button("Closed").click()
    page.locator("#paper").wait_for(state="hidden")
    page.emulate_media(reduced_motion="no-preference")


def test_a_paper_that_is_in_sight_moves_nothing(playground: PlaygroundPage) -> None:
    page = playground.page
    page.emulate_media(reduced_motion="reduce")
    open_tool(playground, "Update ledger", "The ledger of the next update")
    page.wait_for_function("scrollY > 0")
    page.evaluate("document.querySelector('.workbench').scrollIntoView(); scrollBy(0, -150)")
    _, before = in_view(page, ".workbench")
    open_tool(playground, "Gradient check", "Backpropagation beside finite differences")
    assert in_view(page, ".workbench")[1] == before
    playground.button("Closed").click()
    page.emulate_media(reduced_motion="no-preference")


def test_on_a_phone_a_row_keeps_its_name_in_sight(playground: PlaygroundPage) -> None:
    page = playground.page
    page.set_viewport_size({"width": 390, "height": 844})
    open_tool(playground, "Update ledger", "The ledger of the next update")
    lefts = page.evaluate(
        """() => {
          const table = document.querySelector("#paper .wide");
          table.scrollLeft = 150;
          const cells = [...table.querySelectorAll("tr > :first-child")];
          return [table.scrollLeft, table.getBoundingClientRect().left,
            ...cells.map((cell) => cell.getBoundingClientRect().left)];
        }"""
    )
    scrolled, edge, *names = lefts
    assert scrolled == 150
    assert all(abs(name - edge) <= 1 for name in names)
    playground.button("Closed").click()


def test_the_network_picture_follows_the_stages(playground: PlaygroundPage) -> None:
    page = playground.page
    playground.button("Step through an update").click()
    caption = page.locator("#network-caption")
    caption.get_by_text("Initialise: the inputs").wait_for()
    for words in ("layer 1: the inputs", "layer 2: the 4 activations", "the output: the act"):
        playground.button("Next stop →").click()
        caption.get_by_text(f"Forward pass, {words}").wait_for()
    assert "►" in playground.column("network-flow", "text")
    playground.button("Next stop →").click()
    caption.get_by_text("against the target").wait_for()
    place = page.evaluate(
        """() => {
          const figure = Bokeh.documents[0].get_model_by_name("network-picture");
          const { frame, canvas_view } = Bokeh.index.find_one(figure);
          const { x, y } = figure.document.get_model_by_name("network-neurons").data;
          const box = canvas_view.el.getBoundingClientRect();
          return [box.left + frame.x_scale.compute(x[3]), box.top + frame.y_scale.compute(y[3])];
        }"""
    )
    page.mouse.click(*place)
    playground.wait_address("node=a1_1")
    picture = page.locator("#network-picture")
    for key in ("ArrowLeft",) * 4 + ("ArrowUp", "ArrowUp", "ArrowRight", "Enter"):
        picture.press(key)
    playground.wait_address("node=z1_1")
    page.wait_for_function("document.querySelector('#paper').textContent.includes('z^{(1)}_{2} =')")
    playground.button("← Back").click()
    caption.get_by_text("Forward pass, the output").wait_for()
    playground.button("Close the steps").click()
    caption.get_by_text("widest").wait_for()
    assert playground.column("network-flow", "text") == []


def choose_layer(playground: PlaygroundPage, label: str, number: int) -> None:
    """Ask about the first weight of a layer."""
    playground.choose("Layer", label)
    heading = playground.page.locator("#paper h3").first
    expect(heading).to_contain_text(f"w^{{({number})}}_{{1,1}}")


def test_a_table_stays_sorted_when_its_columns_change(playground: PlaygroundPage) -> None:
    playground.open("tool=weight&layers=2&norm=1")
    page = playground.page
    heads, sorted_by = page.locator("#paper th"), page.locator("#paper th[aria-sort]")
    choose_layer(playground, "Output", 2)
    n_columns = heads.count()
    product = page.get_by_role("button", name="product", exact=True)
    product.click()
    product.click()
    choose_layer(playground, "Layer 1", 1)
    assert heads.count() < n_columns  # batch norm hides the activation behind it
    expect(heads.last).to_have_attribute("aria-sort", "descending")
    values = page.evaluate(_NUMBERS, heads.count() - 1)
    assert values == sorted(values, reverse=True)
    page.get_by_role("button", name="sample", exact=True).click()
    assert page.evaluate(_WORDS, 0) == [str(row + 1) for row in range(10)]
    expect(sorted_by).to_have_count(1)
    heads.nth(1).get_by_role("button").click()
    choose_layer(playground, "Output", 2)
    expect(sorted_by).to_have_count(0)  # this layer has no such column
    playground.button("Closed").click()


def test_what_is_no_number_comes_last_in_both_directions(playground: PlaygroundPage) -> None:
    playground.open("batch=60&tool=weight")
    page = playground.page
    factor = page.locator("#paper th").nth(1)
    for direction in ("ascending", "descending"):
        factor.get_by_role("button").click()
        expect(factor).to_have_attribute("aria-sort", direction)
        assert page.evaluate(_WORDS, 0)[-1].startswith("10 more")
    playground.button("Closed").click()
    sorted_rows = page.evaluate(
        """async () => {
          const main = document.querySelector("script[type=module]").src;
          const { setPaper } = await import(new URL("later/paper.mjs", main));
          const columns = [{ head: "value", holds: "number" }];
          const rows = [[2], ["not finite"], [10], [null], [-1]];
          const place = document.createElement("div");
          setPaper(place, [
            { kind: "table", caption: "Odd values", columns, rows, tones: [], total: [] },
          ]);
          const texts = () => [...place.querySelectorAll("td")].map((cell) => cell.textContent);
          return [0, 1].map(() => {
            place.querySelector("th button").click();
            return texts();
          });
        }"""
    )
    last = ["not finite", ""]
    assert sorted_rows == [["−1", "2", "10", *last], ["10", "2", "−1", *last]]
