"""What leaves the playground as a file: pictures, the model, programs; and the model's return."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import Page, expect

SVG = "{http://www.w3.org/2000/svg}"
BOUNDARY = "What the network answers, with the data points on it"
NETWORK = "The network: neurons with their maps, their weights and their biases"
MARGIN = "The decision boundary with the training points and the smallest margin"
PICTURES = {"boundary": BOUNDARY, "network-picture": NETWORK, "margin": MARGIN}

# Runs a program, which checks itself, and asks it for the loss of its training data.
TRAIN_LOSS = """
import runpy, sys
program = runpy.run_path(sys.argv[1])
print(program["loss"](program["predict"](program["X"]), program["target"]))
"""


@pytest.fixture
def saving(playground: PlaygroundPage) -> PlaygroundPage:
    """The shared playground with the tool open."""
    playground.open("tool=save")
    expect(playground.button("Save the model")).to_be_visible()
    return playground


def save(playground: PlaygroundPage, button: str) -> tuple[str, bytes]:
    """Press a button; the name of the file it saves, and what is in it."""
    with playground.page.expect_download() as download:
        playground.button(button).click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def save_picture(playground: PlaygroundPage, format_: str, picture: str) -> tuple[str, bytes]:
    playground.button("Save a picture…").click()
    return save(playground, f"{format_}: {picture}")


def open_file(playground: PlaygroundPage, name: str, content: bytes) -> None:
    chosen = {"name": name, "mimeType": "application/json", "buffer": content}
    playground.page.locator("#file").set_input_files(files=[chosen])  # type: ignore[list-item]


def size_of(playground: PlaygroundPage, name: str) -> tuple[int, int]:
    """The size of a figure on the page."""
    width, height = playground.page.evaluate(
        """(name) => {
          const model = Bokeh.documents[0].get_model_by_name(name);
          const { width, height } = Bokeh.index.find_one(model).el.getBoundingClientRect();
          return [width, height];
        }""",
        name,
    )
    return width, height


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_saved_as_png(playground: PlaygroundPage, name: str) -> None:
    playground.open("tool=margin")
    expect(playground.page.get_by_role("img", name=MARGIN)).to_be_visible()
    file, content = save_picture(playground, "PNG", PICTURES[name])
    assert file == f"backprop-circle-epoch-0-{name}.png"
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    size = [int.from_bytes(content[start : start + 4], "big") for start in (16, 20)]
    assert size == pytest.approx(size_of(playground, name), abs=1)


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_is_saved_as_lines_and_letters(playground: PlaygroundPage, name: str) -> None:
    playground.open("tool=margin")
    expect(playground.page.get_by_role("img", name=MARGIN)).to_be_visible()
    playground.step_epochs(2)
    file, content = save_picture(playground, "SVG", PICTURES[name])
    assert file == f"backprop-circle-epoch-2-{name}.svg"
    root = ElementTree.fromstring(content)
    assert root.tag == f"{SVG}svg" and root.findtext(f"{SVG}title") == PICTURES[name]
    assert len(root.findall(f".//{SVG}path")) > 5
    if name == "network-picture":
        assert {"x", "y"} <= {text.text for text in root.iter(f"{SVG}text")}


def test_a_picture_has_the_background_of_the_theme(saving: PlaygroundPage) -> None:
    for colours, paper in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(29, 33, 39)")):
        saving.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
        content = save_picture(saving, "SVG", "Loss, linear axis")[1]
        rect = ElementTree.fromstring(content).find(f"{SVG}rect")
        assert rect is not None and rect.get("fill") == paper


def test_the_menu_lies_over_the_page_and_offers_what_is_there(playground: PlaygroundPage) -> None:
    page, opener = playground.page, playground.button("Save a picture…")
    items, height = page.locator("#pictures li"), "document.documentElement.scrollHeight"
    before = page.evaluate(height)
    opener.focus()
    page.keyboard.press("Enter")
    expect(items).to_have_count(3)
    expect(page.get_by_role("dialog", name="Save a picture")).to_be_visible()
    expect(playground.button(f"PNG: {BOUNDARY}")).to_be_focused()
    assert page.evaluate(height) == before
    page.keyboard.press("Escape")
    expect(page.locator("#pictures")).to_be_hidden()
    expect(opener).to_be_focused()
    playground.open("tool=margin")
    expect(page.get_by_role("img", name=MARGIN)).to_be_visible()
    opener.click()
    expect(items).to_have_count(5)
    page.keyboard.press("Escape")


def shown(playground: PlaygroundPage) -> tuple[str, ...]:
    return tuple(playground.read(name) for name in ("epoch", "step", "trainLoss", "testLoss"))


def test_a_model_comes_back_bit_for_bit(saving: PlaygroundPage) -> None:
    saving.step_epochs(3)
    before = shown(saving)
    name, model = save(saving, "Save the model")
    assert name == "backprop-circle-epoch-3.json"
    saving.choose("Data set", "Exclusive or")
    saving.wait_address("dataset=xor")
    saving.step_epochs(2)
    assert shown(saving) != before
    open_file(saving, name, model)
    saving.wait(f"d.epoch === '3' && d.trainLoss === '{before[2]}'")
    assert shown(saving) == before
    again = save(saving, "Save the model")[1]
    weights = [json.loads(text)["checkpoint"]["parameters"] for text in (model, again)]
    assert weights[0] == weights[1] and again == model


def test_the_numpy_program_answers_as_the_page_does(saving: PlaygroundPage, tmp_path: Path) -> None:
    saving.step_epochs(2)
    name, program = save(saving, "Save this program")
    script = tmp_path / name
    script.write_bytes(program)
    ran = subprocess.run(
        [sys.executable, "-c", TRAIN_LOSS, script], capture_output=True, text=True, check=True
    )
    checked, loss = ran.stdout.splitlines()
    assert checked.startswith("The largest difference from the outputs in the playground is")
    assert float(loss) == pytest.approx(saving.number("trainLoss"), rel=1e-12)


@pytest.mark.parametrize("bad", ["truncated", "no model"])
def test_a_bad_model_file_gets_a_sentence_and_changes_nothing(
    saving: PlaygroundPage, bad: str
) -> None:
    saving.step_epochs(1)
    before, model = shown(saving), save(saving, "Save the model")[1]
    content = model[: len(model) // 2] if bad == "truncated" else b'{"format": "another"}'
    open_file(saving, "bad.json", content)
    expect(saving.notice()).to_contain_text("The model file cannot be opened.")
    assert shown(saving) == before
    assert save(saving, "Save the model")[1] == model


def test_the_program_is_copied(saving: PlaygroundPage) -> None:
    saving.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    program = save(saving, "Save this program")[1].decode()
    saving.page.evaluate("navigator.clipboard.writeText('nothing yet')")
    saving.button("Copy").click()
    saving.page.wait_for_function(
        "async (text) => await navigator.clipboard.readText() === text", arg=program
    )


def test_a_new_button_is_known_to_python_when_it_is_pressed(page: Page, site: str) -> None:
    warnings: list[str] = []
    page.on("console", lambda message: warnings.append(message.text))
    page.goto(f"{site}#tool=save")
    playground = PlaygroundPage(page).wait_ready()
    save(playground, "Save the model")
    assert not [text for text in warnings if "Warning" in text]
