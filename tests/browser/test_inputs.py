"""The inputs of the network: features switched on, formulas typed, and a curve drawn by hand."""

from playground_page import PlaygroundPage
from playwright.sync_api import Page, expect

SEVEN = ("x", "y", "x²", "y²", "xy", "sin x", "sin y")


def chip(page: Page, name: str):
    group = page.get_by_role("group", name="Inputs", exact=True)
    return group.get_by_role("button", name=name, exact=True)


def names_in_picture(playground: PlaygroundPage) -> list[str]:
    return playground.column("network-names", "text")


def test_the_spiral_is_learned_from_all_seven_features(playground: PlaygroundPage) -> None:
    playground.open("dataset=spiral&optimizer=adam&rate=0.01&layers=8")
    for name in SEVEN[2:]:
        chip(playground.page, name).click()
        expect(chip(playground.page, name)).to_have_attribute("aria-pressed", "true")
    playground.wait_address("features=x,y,x2,y2,xy,sinx,siny")
    assert names_in_picture(playground)[:7] == list(SEVEN)
    playground.button("Play").click()
    playground.wait("Number(d.trainLoss) < 0.05")
    playground.button("Pause").click()
    playground.wait("d.status === 'paused'")
    chip(playground.page, "x").click()
    playground.wait_address("features=y,x2,y2,xy,sinx,siny")
    expect(chip(playground.page, "x")).to_have_attribute("aria-pressed", "false")
    assert playground.read("epoch") == "0"


def test_the_last_input_cannot_be_taken_away(playground: PlaygroundPage) -> None:
    playground.open("features=x2")
    chip(playground.page, "x²").click()
    expect(playground.notice()).to_contain_text("A network needs an input")
    expect(chip(playground.page, "x²")).to_have_attribute("aria-pressed", "true")
    playground.button("Close this message").click()


def test_a_formula_is_typed_corrected_used_and_taken_away(playground: PlaygroundPage) -> None:
    playground.open("dataset=xor")
    box = playground.field("Own formula")
    box.fill("x*y + sin(=x)")
    playground.button("Add formula").click()
    answer = playground.page.get_by_role("alert").filter(has_text="Formula")
    expect(answer).to_have_text("Formula, character 11: '=' has no meaning in a formula.")
    expect(box).to_have_value("x*y + sin(=x)")
    assert "formula" not in playground.address()
    box.fill("sign(x)*sign(y)")
    box.press("Enter")
    playground.wait_address("formula=sign(x)*sign(y)")
    expect(answer).to_have_count(0)
    expect(box).to_have_value("")
    playground.button("Play").click()
    playground.wait("Number(d.trainLoss) < 0.01")
    playground.button("Pause").click()
    playground.wait("d.status === 'paused'")
    playground.button("Remove sign(x)*sign(y)").click()
    playground.page.wait_for_function("!location.hash.includes('formula')")
    assert names_in_picture(playground)[:2] == ["x", "y"]


def test_twelve_inputs_come_with_a_link_and_have_their_names(playground: PlaygroundPage) -> None:
    own = ("x-y", "x+y", "cos(x)", "abs(y)", "min(x,y)")
    link = "features=x,y,x2,y2,xy,sinx,siny&formula=" + ";".join(own).replace("+", "%2B")
    playground.open(link)
    assert names_in_picture(playground)[:12] == [*SEVEN, *own]
    assert "12 inputs" in playground.words()


def test_a_link_runs_no_code(playground: PlaygroundPage) -> None:
    playground.page.evaluate(
        """() => { location.hash = "formula=__import__('os').getcwd();9**9**9;x-y"; }"""
    )
    playground.wait_address("formula=x-y")
    expect(playground.notice()).to_contain_text("Formula, character 1: '_' has no meaning")
    playground.button("Close this message").click()


def test_a_curve_is_drawn_by_hand_and_learned(playground: PlaygroundPage) -> None:
    playground.open("dataset=points&task=curve&optimizer=adam&rate=0.02&layers=8")
    expect(playground.field("Task")).to_have_value("Curve y(x)")
    for count, (x, y) in enumerate(((-4, -3), (-2, 1), (0, 3), (2, 1), (4, -3)), 1):
        playground.click_plane(x, y)
        playground.wait_points(count)
    assert [label for _, _, label, _ in playground.points()][2].startswith("y = 3.0")
    start = playground.number("trainLoss")
    playground.button("Play").click()
    playground.wait(f"Number(d.trainLoss) < {0.05 * start}")
    playground.button("Pause").click()
    playground.wait("d.status === 'paused'")
    curve = playground.column("curve", "y")
    assert len(curve) == 100
    assert curve[50] > 1.5 > -1.5 > curve[17]
    assert "The line is what the network answers at each x." in (
        playground.page.locator("#caption").text_content() or ""
    )
    playground.drag((0, 3), (0, 5))
    playground.page.wait_for_function(
        "() => Bokeh.documents[0].get_model_by_name('points').data.y[2] > 4.9"
    )
    playground.button("Delete").click()
    playground.click_plane(4, -3)
    playground.wait_points(4)
    assert "4 points with a y to learn from its x" in playground.words()


def test_a_ready_made_curve_is_chosen_and_becomes_own_points(playground: PlaygroundPage) -> None:
    playground.choose("Data set", "Sine curve")
    playground.wait_address("dataset=sine")
    expect(chip(playground.page, "x")).to_be_visible()
    expect(chip(playground.page, "y")).to_have_count(0)
    assert playground.model("boundary", "background_fill_alpha") == 1
    chip(playground.page, "sin x").click()
    playground.wait_address("features=x,y,sinx")
    playground.train_to(10)
    assert playground.number("trainLoss") < 1
    playground.button("Add points").click()
    playground.click_plane(0, 5)
    playground.wait_points(201)
    expect(playground.field("Data set")).to_have_value("Own points")
    playground.wait_address("task=curve")
