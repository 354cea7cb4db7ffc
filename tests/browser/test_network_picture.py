"""The network picture on the page: weights read and set, switched, and a neuron's map enlarged."""

from __future__ import annotations

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import Page, expect

PICTURE = "network-picture"


@pytest.fixture
def playground(playground: PlaygroundPage) -> PlaygroundPage:
    """The shared playground with a small experiment."""
    playground.open("n=100&seed=7")
    return playground


def place_of(playground: PlaygroundPage, source: str, name: str) -> tuple[float, float]:
    """Where a named line, square or tile of the picture is, in its own coordinates."""
    index = playground.column(source, "name").index(name)
    if source != "network-edges":
        return playground.column(source, "x")[index], playground.column(source, "y")[index]
    # Lines are pressed before the middle, where they have left their neighbours.
    return playground.page.evaluate(
        """([source, index]) => {
          const { xs, ys } = Bokeh.documents[0].get_model_by_name(source).data;
          return [xs[index][6], ys[index][6]];
        }""",
        [source, index],
    )


def press(playground: PlaygroundPage, source: str, name: str) -> None:
    x, y = place_of(playground, source, name)
    left, top = playground.page.evaluate(
        """([figure, x, y]) => {
          const view = Bokeh.index.find_one(Bokeh.documents[0].get_model_by_name(figure));
          const box = view.canvas_view.el.getBoundingClientRect();
          const { x_scale, y_scale } = view.frame;
          return [box.left + x_scale.compute(x), box.top + y_scale.compute(y)];
        }""",
        [PICTURE, x, y],
    )
    playground.page.mouse.click(left, top)


def wait_column(playground: PlaygroundPage, source: str, column: str, test: str) -> None:
    """Wait until a JavaScript condition on `values` and `names` of a source is true."""
    playground.page.wait_for_function(
        f"""([source, column]) => {{
          const data = Bokeh.documents[0].get_model_by_name(source).data;
          const values = Array.from(data[column]), names = Array.from(data.name ?? []);
          return {test};
        }}""",
        arg=[source, column],
    )


def wait_weight(playground: PlaygroundPage, source: str, name: str, value: float) -> None:
    wait_column(playground, source, "weights", f"values[names.indexOf('{name}')] === {value}")


def test_a_weight_is_set_by_a_press_and_training_goes_on_from_it(
    playground: PlaygroundPage,
) -> None:
    name = "layer 1, neuron 4 → layer 2, neuron 2"
    grid, step = playground.grid(), playground.read("step")
    press(playground, "network-edges", name)
    playground.field("Value").wait_for()
    playground.type("Value", "-3.5")
    wait_weight(playground, "network-edges", name, -3.5)
    assert playground.read("step") == step
    assert playground.grid() != grid
    playground.button("One mini-batch").click()
    playground.wait("Number(d.step) === 1")
    index = playground.column("network-edges", "name").index(name)
    trained = playground.column("network-edges", "weights")[index]
    assert trained != -3.5
    assert abs(trained + 3.5) < 0.5
    playground.page.reload()
    playground.wait_ready()
    wait_weight(playground, "network-edges", name, trained)


def test_the_output_bias_is_set_by_the_form_alone(playground: PlaygroundPage) -> None:
    playground.button("Edit a weight").press("Enter")
    playground.choose("To layer", "Output")
    playground.choose("From", "bias")
    playground.page.get_by_text("bias of output:").wait_for()  # the box shows its value now
    playground.type("Value", "1.25")
    wait_weight(playground, "network-biases", "bias of output", 1.25)
    playground.button("Close the form").press("Enter")
    playground.field("Value").wait_for(state="hidden")


def test_the_lines_switch_to_gradients_and_updates(playground: PlaygroundPage) -> None:
    playground.button("One mini-batch").click()
    playground.wait("Number(d.step) === 1")
    for label, column in (("Gradients", "gradients"), ("Updates", "updates")):
        before = playground.column("network-edges", "width")
        playground.button(label).click()
        wait_column(playground, "network-edges", "width", f"String(values) !== '{_join(before)}'")
        values = playground.column("network-edges", column)
        signs = playground.column("network-edges", "positive")
        assert signs == [float(value > 0) for value in values]


def test_a_pressed_neuron_fills_the_large_picture_and_the_output_comes_back(
    playground: PlaygroundPage,
) -> None:
    output = playground.grid()
    press(playground, "network-neurons", "layer 1, neuron 2")
    playground.page.get_by_text("The map shows layer 1, neuron 2.").wait_for()
    tile = playground.page.evaluate(
        "Array.from(Bokeh.documents[0].get_model_by_name('network-tiles').data.image[3])"
    )
    grid = playground.grid()
    scale = max(1.0, *(abs(value) for value in tile))
    assert [tile[21 * i] for i in range(20)] == pytest.approx(
        [grid[(2 + 5 * i) * 100 + 2 + 5 * i] / scale for i in range(20)], abs=1e-5
    )
    assert "neuron=1,1" in playground.address()
    playground.button("Show output").click()
    playground.page.get_by_text("The map shows").wait_for(state="hidden")
    assert playground.grid() == output


def test_the_large_picture_has_room_for_every_neuron(playground: PlaygroundPage) -> None:
    playground.open("n=20&layers=32,32,32,32,32,32")
    wait_column(playground, "network-names", "text", "values.includes('+25')")
    playground.button("Larger").click()
    wait_column(playground, "network-neurons", "x", "values.length === 195")
    box = playground.page.locator("#network-picture").bounding_box()
    assert box and box["width"] > 1000
    playground.button("Smaller").click()
    wait_column(playground, "network-names", "text", "values.includes('+25')")


LARGE = "n=20&picture=large&layers=32,32,32,32,32,32"
WINDOW = """({ x_range, y_range }) => [x_range.start, x_range.end, y_range.start, y_range.end]"""


def window(playground: PlaygroundPage) -> list[float]:
    """The part of the drawing that is seen: left, right, bottom, top."""
    seen: list[float] = playground.page.evaluate(
        f"({WINDOW})(Bokeh.documents[0].get_model_by_name('{PICTURE}'))"
    )
    return seen


def wait_tiles(playground: PlaygroundPage, test: str) -> None:
    wait_column(playground, "network-tiles", "x", test)


def test_a_large_network_is_zoomed_by_buttons_and_shown_whole_again(
    playground: PlaygroundPage,
) -> None:
    playground.open(LARGE)
    whole = window(playground)
    for _ in range(4):
        playground.button("Zoom into the network").click()
    left, right, bottom, top = window(playground)
    assert right - left < whole[1] / 3 and top - bottom < whole[3] / 3
    wait_tiles(playground, "values.length > 0 && values.length < 60")
    playground.button("Zoom out of the network").click()
    assert window(playground)[1] - window(playground)[0] > right - left
    playground.button("Show all").click()
    assert window(playground) == pytest.approx(whole)
    wait_tiles(playground, "values.length === 195")


def test_the_wheel_scrolls_the_page_unless_it_is_asked_to_zoom(playground: PlaygroundPage) -> None:
    page = playground.page
    playground.open(LARGE)
    picture = page.locator("#network-picture")
    whole = window(playground)
    picture.hover()
    page.mouse.wheel(0, 120)
    page.wait_for_function("scrollY > 0")
    page.evaluate("scrollTo(0, 0)")
    assert window(playground) == whole
    picture.hover()
    page.keyboard.down("Control")
    page.mouse.wheel(0, -500)
    page.keyboard.up("Control")
    wait_tiles(playground, "values.length < 150")
    zoomed = window(playground)
    assert zoomed[1] - zoomed[0] < whole[1]
    box = picture.bounding_box()
    assert box
    page.mouse.move(box["x"] + 600, box["y"] + 250)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + 200, steps=3)
    page.mouse.up()
    moved = window(playground)
    assert moved[0] > zoomed[0] and moved[2] < zoomed[2]
    assert moved[1] - moved[0] == pytest.approx(zoomed[1] - zoomed[0])


@pytest.mark.parametrize("options", [{"has_touch": True}])
def test_two_fingers_zoom_and_one_scrolls(page: Page, site: str) -> None:
    page.goto(f"{site}#{LARGE}")
    playground = PlaygroundPage(page).wait_ready()
    whole = window(playground)
    touch = """([kind, ...places]) => {
      const target = document.getElementById("network-picture");
      const box = target.getBoundingClientRect();
      const touches = places.map(([x, y], identifier) => new Touch({
        identifier, target, clientX: box.left + x, clientY: box.top + y }));
      const event = new TouchEvent(kind, { touches, bubbles: true, cancelable: true });
      target.dispatchEvent(event);
      return event.defaultPrevented;
    }"""
    assert not page.evaluate(touch, ["touchstart", [300, 100]])
    assert not page.evaluate(touch, ["touchmove", [300, 200]])
    assert window(playground) == whole
    assert page.evaluate(touch, ["touchstart", [400, 200], [500, 200]])
    assert page.evaluate(touch, ["touchmove", [350, 200], [550, 200]])
    left, right, *_ = window(playground)
    assert right - left == pytest.approx(whole[1] / 2)


def test_neurons_and_weights_are_reached_by_the_keyboard(playground: PlaygroundPage) -> None:
    page = playground.page
    said = page.locator("#network-said")
    page.locator("#network-picture").focus()
    page.keyboard.press("ArrowRight")
    expect(said).to_contain_text("input x, activation −")
    for key in ("ArrowRight", "ArrowDown"):
        page.keyboard.press(key)
    expect(said).to_contain_text("layer 1, neuron 3")
    output = playground.grid()
    page.keyboard.press("Enter")
    page.get_by_text("The map shows layer 1, neuron 3.").wait_for()
    assert playground.grid() != output
    page.keyboard.press("e")
    page.get_by_text("bias of layer 1, neuron 3:").wait_for()
    page.locator("#network-picture").focus()
    page.keyboard.press("+")
    left, right, *_ = window(playground)
    page.keyboard.press("0")
    assert window(playground)[1] > right - left


def test_the_words_tell_every_weight(playground: PlaygroundPage) -> None:
    playground.button("One mini-batch").click()
    playground.wait("Number(d.step) === 1")
    page = playground.page
    page.get_by_text("The same in words").click()
    table = page.get_by_role("table", name="Layer 2: its weights and biases.")
    row = table.get_by_role("row").nth(4)
    expect(row.get_by_role("rowheader")).to_have_text("neuron 4")
    index = playground.column("network-edges", "name").index(
        "layer 1, neuron 4 → layer 2, neuron 1"
    )
    cells = [text.replace("−", "-") for text in row.get_by_role("cell").all_text_contents()]
    for text, kind in zip(cells[1:], ("weights", "gradients", "updates"), strict=True):
        value = playground.column("network-edges", kind)[index]
        assert float(text) == pytest.approx(value, rel=1e-3)


def _join(values: list[float]) -> str:
    return ",".join(f"{value:g}" for value in values)
