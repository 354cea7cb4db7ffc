"""Every formula of the lessons passes the strict parser of what sets them."""

from __future__ import annotations

from pathlib import Path

from playground_page import PlaygroundPage

from playground.lessons.compile import read_folder
from playground.lessons.markup import formulas_of

_FOLDER = Path(__file__).parents[2] / "site" / "lessons"
_STRICT = """(formulas) => formulas.map((formula) => {
  try { katex.renderToString(formula, { strict: "error", displayMode: true }); return ""; }
  catch (error) { return `${formula}: ${error.message}`; }
}).filter(Boolean)"""


def test_every_formula_of_the_lessons_can_be_set(playground: PlaygroundPage) -> None:
    steps = [step for lesson in read_folder(_FOLDER) for step in lesson.steps]
    formulas = [formula for step in steps for text in step.marked for formula in formulas_of(text)]
    playground.field("Loss").first.hover()
    playground.page.locator("#handbook:popover-open .katex").first.wait_for()
    assert len(formulas) > 100
    assert playground.page.evaluate(_STRICT, formulas) == []
