"""The lessons beside the playground: read, do, be seen doing it, go on; and find the way back."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Literal

import pytest
from playground_page import DESKTOP, PlaygroundPage
from playwright.sync_api import Locator, Page, expect

from playground.lessons.compile import read_folder

LESSONS = read_folder(Path(__file__).parents[2] / "site" / "lessons")
DESCENT = next(lesson for lesson in LESSONS if lesson.id == "gradient-descent")
PHONE = {"width": 390, "height": 844}

VIOLATIONS = """async () => (await axe.run(document)).violations.flatMap((rule) =>
  rule.nodes.map((node) => `${rule.id}: ${node.target.flat().join(" ")}: ${node.failureSummary}`))
"""

# Where each card stands, and how large it is.
CARDS = """() => [...document.querySelectorAll(".card")].map((card) => {
  const { left, top, width, height } = card.getBoundingClientRect();
  return [left, top + scrollY, width, height].map(Math.round);
})"""


def panel(page: Page) -> Locator:
    return page.locator("#lessons")


def title(page: Page) -> Locator:
    return panel(page).locator("h2")


def turn(page: Page) -> Locator:
    return panel(page).locator(".turn")


def begin(playground: PlaygroundPage) -> Page:
    """Open the lesson from the header, and wait until its first experiment is there."""
    page = playground.page
    playground.button("Lessons").click()
    panel(page).locator(".entry", has_text=DESCENT.title).click()
    playground.wait_address(f"lesson={DESCENT.id}")
    turn(page).wait_for()
    return page


def next_step(playground: PlaygroundPage, number: int) -> None:
    playground.button("Next").click()
    expect(title(playground.page)).to_have_text(DESCENT.steps[number - 1].title)
    playground.wait_address(f"page={number}")


def answer(page: Page, text: str) -> Locator:
    """Answer the question with a number; what is said to it."""
    turn(page).locator("input").fill(text)
    turn(page).locator("input").press("Enter")
    return turn(page).locator(".reply")


def test_every_lesson_is_in_the_list(playground: PlaygroundPage) -> None:
    page = playground.page
    opener = playground.button("Lessons")
    expect(opener).to_have_attribute("aria-expanded", "false")
    opener.click()
    expect(title(page)).to_be_focused()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(panel(page).locator(".entry strong")).to_have_text([one.title for one in LESSONS])
    details = panel(page).locator(".entry .details").first
    count = len(LESSONS[0].steps)
    expect(details).to_have_text(f"{LESSONS[0].minutes} minutes · {count} steps · begin here")
    playground.button("Close the lessons").click()
    expect(panel(page)).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_task_gets_its_tick_and_the_list_remembers(playground: PlaygroundPage) -> None:
    page = begin(playground)
    expect(title(page)).to_be_focused()
    assert "lesson=gradient-descent" in playground.address()
    expect(answer(page, "-8")).to_contain_text("Right!")
    expect(turn(page).locator(".state")).to_have_text("Done")
    next_step(playground, 2)
    expect(turn(page).locator(".state")).to_have_text("")
    expect(panel(page).locator("[data-fact='weight(1,1,1)']")).to_have_text("−1")
    playground.button("One mini-batch").click()
    expect(turn(page).locator(".state")).to_have_text("Done")
    expect(panel(page).locator(".unseen")).to_have_text("Done. You can go on.")
    expect(panel(page).locator("[data-fact='weight(1,1,1)']")).to_have_text("−0.2")
    loss = panel(page).locator("[data-fact='train_loss']")
    expect(loss).to_have_attribute("title", playground.read("trainLoss"))
    playground.button("All lessons").click()
    here = panel(page).locator(".entry", has_text=DESCENT.title).locator(".details")
    expect(here).to_contain_text(f"2 of {len(DESCENT.steps)} steps done · you are here")


def test_a_wrong_answer_is_told_which_way_to_go(playground: PlaygroundPage) -> None:
    page = begin(playground)
    expect(answer(page, "minus eight")).to_contain_text("a number, such as 0.29")
    expect(answer(page, "8")).to_contain_text("sign")
    expect(answer(page, "-3")).to_contain_text("lower than −3")
    expect(answer(page, "-8,005")).to_contain_text("a little higher")
    expect(turn(page).locator(".state")).to_have_text("")
    expect(answer(page, "−8,0")).to_contain_text("Right!")
    expect(turn(page).locator(".reply .katex").first).to_be_visible()


# Whether a part is in sight: not outside the panel's pages, and not under Back and Next.
IN_SIGHT = """(name) => {
  const box = (name) => document.querySelector(`#lessons ${name}`).getBoundingClientRect();
  const [part, pages, ways] = [name, ".pages", ".ways"].map(box);
  const covered = part.bottom > ways.top && part.top < ways.bottom
    && part.right > ways.left && part.left < ways.right;
  return part.height > 0 && part.top >= pages.top && part.bottom <= pages.bottom && !covered;
}"""


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
@pytest.mark.parametrize(
    "size",
    [DESKTOP, {"width": 1000, "height": 700}, PHONE],
    ids=["desktop", "wide sheet", "phone"],
)
def test_what_is_said_to_an_answer_is_in_sight(
    playground: PlaygroundPage, size: dict[str, int], motion: Literal["reduce", "no-preference"]
) -> None:
    page = playground.page
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.emulate_media(reduced_motion=motion)
    page.evaluate("location.hash = 'lesson=a-neuron&page=1'")
    playground.wait_address("lesson=a-neuron")
    turn(page).wait_for()
    for text, words in (("1", "lower than 1"), ("2", "lower than 2"), ("0.85", "Right!")):
        page.evaluate("document.querySelector('#lessons .pages').scrollTop = 0")
        # Not by a key or a click, for which a browser scrolls by itself.
        turn(page).locator("input").evaluate("(box, text) => { box.value = text; }", text)
        turn(page).locator("form").evaluate("(form) => form.requestSubmit()")
        expect(turn(page).locator(".reply")).to_contain_text(words)
        page.wait_for_function(IN_SIGHT, arg=".reply")
    if size == DESKTOP:
        page.wait_for_function(IN_SIGHT, arg=".turn")  # all of it has room
    page.emulate_media(reduced_motion="no-preference")


def test_a_wrong_answer_after_the_right_one_takes_nothing_back(
    playground: PlaygroundPage,
) -> None:
    page = begin(playground)
    stays = "You had it right before, so the question stays done."
    expect(answer(page, "-3")).not_to_contain_text(stays)
    expect(answer(page, "-8")).to_contain_text("Right!")
    expect(answer(page, "-3")).to_have_text(f"Not this number: it is lower than −3. {stays}")
    expect(turn(page).locator(".reply")).not_to_have_attribute("data-right", "")
    expect(turn(page).locator(".state")).to_have_text("Done")
    expect(answer(page, "-8")).to_contain_text("Right!")


def test_after_two_misses_the_answer_can_be_seen(playground: PlaygroundPage) -> None:
    page = begin(playground)
    show = playground.button("Show the answer")
    answer(page, "1")
    expect(show).to_be_hidden()
    answer(page, "2")
    show.click()
    expect(turn(page).locator("input")).to_have_value("-8")
    expect(turn(page).locator(".reply")).to_contain_text("the loss falls to the right")
    expect(turn(page).locator(".state")).to_have_text("")


def test_a_choice_is_answered_by_keyboard_alone(playground: PlaygroundPage) -> None:
    page = playground.page
    page.locator("h1").click()
    page.keyboard.press("Tab")
    expect(playground.button("Lessons")).to_be_focused()
    page.keyboard.press("Enter")
    expect(title(page)).to_be_focused()
    page.evaluate("location.hash = 'lesson=the-perceptron&page=3'")
    turn(page).get_by_role("radio").first.focus()
    playground.wait_address("page=3")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(playground.button("Check")).to_be_focused()
    page.keyboard.press("Enter")
    expect(turn(page).locator(".reply")).to_contain_text("Not this one")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(turn(page).locator(".reply")).to_contain_text("Right!")
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_visible()


def test_a_hint_waits_until_it_is_asked_for(playground: PlaygroundPage) -> None:
    page = begin(playground)
    next_step(playground, 2)
    hint = turn(page).locator(".hint")
    expect(hint).to_be_hidden()
    playground.button("Show a hint").click()
    expect(hint).to_contain_text("brings the first weight back")
    playground.button("Hide the hint").click()
    expect(hint).to_be_hidden()


def test_a_step_is_set_up_again(playground: PlaygroundPage) -> None:
    page = begin(playground)
    next_step(playground, 2)
    playground.button("One mini-batch").click()
    playground.wait("d.step === '1'")
    playground.button("Set it up again").click()
    playground.wait("d.step === '0'")
    expect(panel(page).locator("[data-fact='weight(1,1,1)']")).to_have_text("−1")
    expect(turn(page).locator(".state")).to_have_text("Done")


def test_undo_brings_back_the_step_before_and_then_ones_own_experiment(
    playground: PlaygroundPage,
) -> None:
    playground.open("dataset=xor")
    page = begin(playground)
    next_step(playground, 2)
    playground.button("One mini-batch").click()
    playground.wait("d.step === '1'")
    next_step(playground, 3)
    playground.wait("d.step === '0'")
    page.locator("#undo").click()
    playground.wait("d.step === '1'")
    expect(title(page)).to_have_text(DESCENT.steps[1].title)
    page.locator("#undo").click()
    playground.wait_address("dataset=xor")
    expect(title(page)).to_have_text("Lessons")


def test_a_bare_link_begins_at_its_step_and_a_reload_goes_on(page: Page, site: str) -> None:
    page.goto(f"{site}#lesson=gradient-descent&page=4")
    playground = PlaygroundPage(page).wait_ready()
    expect(title(page)).to_have_text(DESCENT.steps[3].title)
    playground.wait_address("rate=0.001")
    playground.step_epochs(2)
    page.reload()
    PlaygroundPage(page).wait_ready()
    expect(title(page)).to_have_text(DESCENT.steps[3].title)
    playground.wait("d.epoch === '2'")
    playground.step_epochs(18)
    expect(turn(page).locator(".state")).to_have_text("Done")


def test_a_lesson_goes_on_after_python_was_started_again(page: Page, site: str) -> None:
    page.clock.install()
    page.goto(f"{site}#lesson=gradient-descent&page=2")
    playground = PlaygroundPage(page).wait_ready()
    playground.wait_address("rate=0.1")
    page.workers[0].evaluate("self.close()")
    page.clock.run_for(12_000)
    playground.wait("d.status === 'loading'")
    playground.wait_ready()
    playground.button("One mini-batch").click()
    expect(turn(page).locator(".state")).to_have_text("Done")


@pytest.mark.parametrize("link", ["lesson=no-such-lesson", "lesson=gradient-descent&page=99"])
def test_a_link_to_nothing_says_so_or_shows_what_is_nearest(
    playground: PlaygroundPage, link: str
) -> None:
    page = playground.page
    page.evaluate("(link) => { location.hash = link }", link)
    if "no-such" in link:
        expect(panel(page).get_by_role("alert")).to_contain_text(
            "no lesson called “no-such-lesson”"
        )
        expect(panel(page).locator(".entry")).to_have_count(len(LESSONS))
    else:
        expect(title(page)).to_have_text(DESCENT.steps[-1].title)


def test_broken_storage_counts_as_nothing(playground: PlaygroundPage) -> None:
    page = playground.page
    page.evaluate("""localStorage.setItem("lessons-done", '{"gradient-descent": 7, "x": [1]}')""")
    begin(playground)
    expect(answer(page, "-8")).to_contain_text("Right!")
    stored = page.evaluate("JSON.parse(localStorage.getItem('lessons-done'))")
    assert stored == {"gradient-descent": [1], "x": [1]}


def test_nothing_moves_that_does_not_come_back(playground: PlaygroundPage) -> None:
    page = playground.page
    before = page.evaluate(CARDS)
    playground.button("Lessons").click()
    title(page).wait_for()
    picture = page.locator(".card.picture").bounding_box()
    column = panel(page).bounding_box()
    assert picture and column
    assert column["x"] + column["width"] <= picture["x"]
    assert column["height"] == DESKTOP["height"]
    page.wait_for_function(
        """() => {
          const model = Bokeh.documents[0].get_model_by_name("boundary");
          const { width } = Bokeh.index.find_one(model).canvas_view.el.getBoundingClientRect();
          return Math.abs(width - document.getElementById("boundary").clientWidth) <= 1;
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    playground.button("Close the lessons").click()
    page.wait_for_function(
        f"(before) => JSON.stringify(({CARDS})()) === JSON.stringify(before)", arg=before
    )


def test_the_card_that_a_step_is_about_is_marked_and_in_sight(playground: PlaygroundPage) -> None:
    page = begin(playground)
    page.emulate_media(reduced_motion="reduce")
    next_step(playground, 2)
    next_step(playground, 3)
    card = page.locator(f".card.{DESCENT.steps[2].look}")
    expect(card).to_have_class(f"card {DESCENT.steps[2].look} looked-at")
    expect(card).to_be_in_viewport()
    playground.button("Close the lessons").click()
    expect(page.locator(".looked-at")).to_have_count(0)
    page.emulate_media(reduced_motion="no-preference")


def test_on_a_phone_the_lesson_is_a_sheet_that_covers_nothing_for_good(
    playground: PlaygroundPage,
) -> None:
    page = begin(playground)
    page.set_viewport_size(PHONE)
    sheet = panel(page)
    height = "document.getElementById('lessons').getBoundingClientRect().height"
    page.wait_for_function(f"{height} <= 0.45 * innerHeight + 0.5")
    page.wait_for_function(
        """() => {
          scrollTo(0, document.documentElement.scrollHeight);
          return document.querySelector("footer").getBoundingClientRect().bottom
            <= document.getElementById("lessons").getBoundingClientRect().top + 1;
        }"""
    )
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    playground.button("Fold the lesson").click()
    expect(turn(page)).to_be_hidden()
    asked = DESCENT.steps[0].question
    assert asked
    expect(sheet.locator(".short")).to_have_text(asked.ask)
    box = sheet.bounding_box()
    assert box and box["height"] < 90
    playground.button("Unfold the lesson").click()
    page.evaluate("location.hash = 'layers=999'")
    playground.notice().wait_for()
    page.wait_for_function(
        """() => document.getElementById("notice").getBoundingClientRect().bottom
          <= document.getElementById("lessons").getBoundingClientRect().top"""
    )


@pytest.fixture(scope="session")
def axe() -> str:
    """The source of axe-core."""
    return Path(os.environ["TOOLS_NODE_MODULES"], "axe-core", "axe.min.js").read_text("utf-8")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_in_the_lessons(
    playground: PlaygroundPage, axe: str, size: dict[str, int], colours: str
) -> None:
    page = playground.page
    page.set_viewport_size(size)
    page.emulate_media(color_scheme=colours)
    page.evaluate(axe)
    playground.button("Lessons").click()
    title(page).wait_for()
    found = page.evaluate(VIOLATIONS)
    for lesson, number in (
        ("gradient-descent", 1),
        ("mini-batches", 4),
        ("vanishing-gradients", 3),
    ):
        page.evaluate("(link) => { location.hash = link }", f"lesson={lesson}&page={number}")
        step = next(one for one in LESSONS if one.id == lesson).steps[number - 1]
        expect(title(page)).to_have_text(step.title)
        playground.wait_address(f"lesson={lesson}")
        found += page.evaluate(VIOLATIONS)
    assert not found, json.dumps(found, indent=1)
