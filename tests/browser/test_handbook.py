"""Resting on a choice shows its formula and its graph; every formula can be set."""

from __future__ import annotations

from playground_page import PlaygroundPage

_PAGE = "#handbook:popover-open"

_SET_ALL = """async () => {
  const app = JSON.parse(document.getElementById("manifest").textContent).app;
  const book = await (await fetch(`${app}/handbook.json`)).json();
  const pages = Object.values(book).flatMap(Object.values);
  const formulas = pages.flatMap(({ formula, values }) => [formula, values]).filter(Boolean);
  const fails = [];
  for (const formula of formulas) {
    try { katex.renderToString(formula, { strict: "error" }); }
    catch (error) { fails.push(`${formula}: ${error.message}`); }
  }
  return [formulas.length, fails];
}"""


def test_the_pointer_opens_a_page_and_escape_closes_it(playground: PlaygroundPage) -> None:
    page = playground.page
    playground.field("Activation").first.hover()
    opened = page.locator(_PAGE)
    opened.wait_for()
    assert opened.locator("h3").inner_text() == "Tanh"
    assert "tanh" in (opened.locator("annotation").text_content() or "")
    assert opened.locator("svg polyline").count() == 2
    assert "f(z) and f′(z) against z" in (opened.locator("svg").get_attribute("aria-label") or "")
    page.keyboard.press("Escape")
    opened.wait_for(state="hidden")


def test_the_keyboard_opens_a_page_which_follows_the_choice(playground: PlaygroundPage) -> None:
    page = playground.page
    playground.field("Optimizer").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    opened = page.locator(_PAGE)
    opened.get_by_role("heading", name="SGD").wait_for()
    assert opened.get_attribute("aria-live") == "polite"
    playground.choose("Optimizer", "Adam")
    opened.get_by_role("heading", name="Adam", exact=True).wait_for()
    assert opened.locator("annotation").last.text_content() == (
        r"\beta_1 = 0.9,\quad \beta_2 = 0.999,\quad \epsilon = 1 \cdot 10^{-8}"
    )
    playground.choose("Optimizer", "SGD")
    page.keyboard.press("Escape")
    opened.wait_for(state="hidden")


def test_every_formula_of_the_registries_can_be_set(playground: PlaygroundPage) -> None:
    playground.field("Loss").first.hover()
    playground.page.locator(_PAGE).wait_for()
    count, fails = playground.page.evaluate(_SET_ALL)
    assert count > 70
    assert fails == []
