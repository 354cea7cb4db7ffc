"""The reader's own data as a table: by file, by drop, by paste, and out again; and up to ten
classes that can be told apart."""

from __future__ import annotations

import csv
import io

import pytest
from playground_page import PlaygroundPage
from playwright.sync_api import Page, expect

IRIS = """sepal length;sepal width;petal length;petal width;species
5,1;3,5;1,4;0,2;setosa
4,9;3,0;1,4;0,2;setosa
4,7;3,2;1,3;0,2;setosa
7,0;3,2;4,7;1,4;versicolor
6,4;3,2;4,5;1,5;versicolor
6,9;3,1;;1,5;versicolor
6,3;3,3;6,0;2,5;virginica
5,8;2,7;5,1;1,9;virginica
"""
BOX = "Your data, one row a line"
DROP = """([name, text]) => {
  const carried = new DataTransfer();
  carried.items.add(new File([text], name));
  for (const kind of ["dragover", "drop"]) {
    const event = new DragEvent(kind, { dataTransfer: carried, bubbles: true, cancelable: true });
    document.querySelector("h1").dispatchEvent(event);
  }
}"""


def choose_file(playground: PlaygroundPage, name: str, text: str) -> None:
    playground.page.locator("#file").set_input_files(
        {"name": name, "mimeType": "text/csv", "buffer": text.encode("utf-8")}
    )


def expect_iris(playground: PlaygroundPage) -> None:
    playground.wait_points(7)
    expect(playground.field("Data set")).to_have_value("Your table")
    assert {label for _, _, label, _ in playground.points()} == {
        "setosa",
        "versicolor",
        "virginica",
    }
    expect(playground.notice()).to_contain_text("1 row was left out, with a missing value. Row 7")


def test_a_file_is_chosen_trained_on_and_survives_a_reload(playground: PlaygroundPage) -> None:
    choose_file(playground, "iris.csv", IRIS)
    expect_iris(playground)
    expect(playground.field(BOX)).to_have_value(IRIS)
    playground.choose("Inputs", "All measures")
    playground.wait_address("inputs=all")
    playground.step_epochs(3)
    loss = playground.read("trainLoss")
    playground.page.reload()
    playground.wait_ready()
    playground.wait("d.epoch === '3'")
    assert playground.read("trainLoss") == loss
    assert playground.n_points() == 7


def test_a_link_with_a_table_opens_elsewhere(
    playground: PlaygroundPage, page: Page, site: str
) -> None:
    choose_file(playground, "iris.csv", IRIS)
    expect_iris(playground)
    playground.wait_address("dataset=table")
    page.goto(site + playground.address())
    other = PlaygroundPage(page).wait_ready()
    other.wait_points(7)
    expect(other.field("Data set")).to_have_value("Your table")


def test_a_file_is_dropped_on_the_page(playground: PlaygroundPage) -> None:
    playground.page.evaluate(DROP, ["iris.txt", IRIS])
    expect_iris(playground)


def test_a_pasted_table_is_previewed_chosen_and_used(playground: PlaygroundPage) -> None:
    page = playground.page
    playground.button("Your data…").click()
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.evaluate("(text) => navigator.clipboard.writeText(text)", IRIS)
    playground.field(BOX).press("Control+A")
    playground.field(BOX).press("Control+V")
    summary = page.locator("#tool")
    expect(summary).to_contain_text("7 rows, 4 inputs, 3 classes (setosa, versicolor, virginica)")
    assert playground.n_points() == 500
    page.get_by_label("petal length", exact=True).uncheck()
    expect(summary).to_contain_text("8 rows, 3 inputs")
    playground.choose("Target", "petal width")
    playground.choose("Standardise inputs", "No")
    expect(summary).to_contain_text("petal width from 0.2 to 2.5 to learn")
    playground.button("Use this data").click()
    playground.wait_points(8)
    playground.step_epochs(2)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("x,y,class\n10,,A\n,11,B", "Row 2: column 'y' is empty."),
        ("x,y,class\n10,11,A\n12,13,A", "Column 'class' has the one class 'A'"),
        ("\x00\x01\x02", "columns of numbers"),
    ],
)
def test_a_file_that_cannot_be_used_is_explained_and_changes_nothing(
    playground: PlaygroundPage, text: str, sentence: str
) -> None:
    choose_file(playground, "bad.csv", text)
    expect(playground.notice()).to_contain_text(sentence)
    assert playground.n_points() == 500
    expect(playground.field("Data set")).to_have_value("Circle")


def test_the_points_are_saved_as_csv_and_open_again(playground: PlaygroundPage) -> None:
    page = playground.page
    before = playground.points()
    playground.button("Your data…").click()
    with page.expect_download() as download:
        playground.button("Save the data as CSV").click()
    text = download.value.path().read_text("utf-8")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["x", "y", "class", "test"] and len(rows) == 501
    playground.button("Clear all").click()
    playground.wait_points(0)
    choose_file(playground, "again.csv", text)
    playground.wait_points(500)
    assert playground.points() == before


def test_ten_classes_have_their_own_colours_shapes_and_outputs(playground: PlaygroundPage) -> None:
    playground.choose("Data set", "Clouds")
    playground.type("Classes", "10")
    playground.wait_address("classes=10")
    assert len(set(playground.column("points", "marker"))) == 10
    assert len(set(playground.column("points", "line"))) == 20
    playground.step_epochs(1)
    assert {int(value) for value in playground.grid()} <= set(range(10))
    assert playground.column("network-names", "text")[-10:] == list("ABCDEFGHIJ")
    expect(playground.page.locator("#words")).to_contain_text("50 of class J")
    playground.button("⊠ J").click()
    playground.click_plane(5.5, 5.5)
    playground.wait_points(501)
    assert playground.points()[-1][2] == "J"


def test_measured_data_names_its_source_and_offers_no_point(playground: PlaygroundPage) -> None:
    attribution = playground.page.locator("#attribution")
    expect(attribution).to_be_empty()
    playground.choose("Data set", "Wheat Seeds")
    expect(attribution).to_contain_text("Charytanowicz")
    expect(playground.page.locator("#caption")).to_contain_text("This data cannot be edited")
    expect(playground.button("Add ● A")).to_be_disabled()
    expect(playground.button("Clear all")).to_be_disabled()
