"""The reader's own points: added, moved, deleted, pasted, and learned from."""

import pytest
from playground_page import TRAINING, PlaygroundPage
from playwright.sync_api import expect


@pytest.fixture
def empty(playground: PlaygroundPage) -> PlaygroundPage:
    """A plane without points, where a click adds a point of class A."""
    playground.button("Clear all").click()
    playground.wait_points(0)
    playground.button("Add ● A").click()
    return playground


def places(playground: PlaygroundPage) -> list[tuple[float, float]]:
    """Where the points are, rounded to the width of a screen point."""
    return [(round(x, 1), round(y, 1)) for x, y, _, _ in playground.points()]


def test_40_rapid_clicks_are_40_points(empty: PlaygroundPage) -> None:
    empty.page.locator("#boundary").scroll_into_view_if_needed()
    spots = [empty.spot(x - 3.5, y - 2) for y in range(5) for x in range(8)]
    for spot in spots:
        empty.page.mouse.click(*spot)
    empty.wait_points(40)
    assert places(empty) == [(x - 3.5, y - 2.0) for y in range(5) for x in range(8)]


def test_a_click_adds_a_point_of_the_chosen_class(empty: PlaygroundPage) -> None:
    for x, tool in enumerate(("Add ● A", "Add ▲ B", "Add ◆ C")):
        empty.button(tool).click()
        empty.click_plane(x, 1)
        empty.wait_points(x + 1)
    assert [(label, split) for _, _, label, split in empty.points()] == [
        ("A", "training"),
        ("B", "training"),
        ("C", "training"),
    ]
    assert empty.column("points", "marker") == ["circle", "triangle", "diamond"]
    empty.choose("Loss", "Softmax cross-entropy")
    empty.wait_address("loss=softmax_cross_entropy")
    empty.step_epochs(1)
    assert empty.number("trainLoss") > 0


def test_editing_a_data_set_turns_its_points_into_own_points(playground: PlaygroundPage) -> None:
    before = playground.points()
    playground.button("Add ▲ B").click()
    playground.click_plane(5.5, 5.5)
    playground.wait_points(501)
    expect(playground.field("Data set")).to_have_value("Own points")
    assert playground.points()[:-1] == before


def test_added_points_change_the_boundary(playground: PlaygroundPage) -> None:
    playground.choose("Learning rate", "0.1")
    playground.train_to(30)
    assert playground.grid_at(5, 5) < 0
    playground.button("Add ▲ B").click()
    for i in range(40):
        playground.click_plane(4 + 0.2 * (i % 8), 4 + 0.3 * (i // 8))
    playground.wait_points(540)
    playground.button("Play").click()
    playground.page.wait_for_function(
        "Bokeh.documents[0].get_model_by_name('boundary-image').data.image[0][100 * 91 + 91] > 0",
        timeout=TRAINING,
    )


def test_a_point_is_dragged_to_another_place(empty: PlaygroundPage) -> None:
    empty.click_plane(1, 1)
    empty.click_plane(-2, 2)
    empty.wait_points(2)
    empty.drag((1, 1), (3, -2))
    empty.page.wait_for_function(
        "Math.abs(Bokeh.documents[0].get_model_by_name('points').data.x[0] - 3) < 0.05"
    )
    assert places(empty) == [(3.0, -2.0), (-2.0, 2.0)]


def test_a_drag_that_starts_beside_every_point_moves_none(empty: PlaygroundPage) -> None:
    empty.click_plane(1, 1)
    empty.wait_points(1)
    empty.drag((-3, -3), (3, 3))
    empty.click_plane(0, 0)
    empty.wait_points(2)
    assert places(empty) == [(1.0, 1.0), (0.0, 0.0)]


def test_the_delete_mode_deletes_the_point_clicked_and_nothing_else(empty: PlaygroundPage) -> None:
    for x in (-2, 0, 2):
        empty.click_plane(x, 0)
    empty.wait_points(3)
    empty.button("Delete").click()
    empty.click_plane(4, 4)
    empty.click_plane(0, 0)
    empty.wait_points(2)
    assert places(empty) == [(-2.0, 0.0), (2.0, 0.0)]


def test_without_points_play_answers_with_a_sentence(empty: PlaygroundPage) -> None:
    expect(empty.notice()).to_contain_text("There are no points to train on")
    empty.button("Close this message").click()
    empty.button("Play").click()
    expect(empty.notice()).to_contain_text("There are no points to train on")
    assert empty.read("status") == "ready"
    expect(empty.page.locator("[data-read=train_loss]")).to_have_text("–")
    empty.button("One epoch").click()
    empty.button("One mini-batch").click()
    empty.click_plane(0, 0)
    empty.wait_points(1)
    empty.step_epochs(1)


def test_one_class_alone_is_learned_and_explained(empty: PlaygroundPage) -> None:
    empty.click_plane(-2, -2)
    empty.click_plane(2, 2)
    empty.wait_points(2)
    expect(empty.notice()).to_contain_text("All training points are of the class A")
    empty.train_to(5)
    assert empty.number("trainLoss") >= 0


def test_without_test_points_there_is_no_test_loss(playground: PlaygroundPage) -> None:
    playground.open("train=100")
    expect(playground.page.locator("[data-read=test_loss]")).to_have_text("–")
    expect(playground.page.locator("[data-read=test_accuracy]")).to_have_text("–")
    playground.step_epochs(2)
    assert playground.read("testLoss") == ""
    expect(playground.page.locator("#words")).to_contain_text("no test loss")


def test_of_10000_pasted_points_2000_are_kept(playground: PlaygroundPage) -> None:
    rows = (f"{i % 100 / 10 - 5},{i // 100 / 10 - 5},{'AB'[i % 2]}" for i in range(10_000))
    playground.paste("\n".join(rows))
    playground.wait_points(2000)
    expect(playground.notice()).to_contain_text("10000 points were given; the first 2000")
    assert playground.points()[1][:3] == pytest.approx((-4.9, -5.0, "B"))
    playground.step_epochs(1)


def test_pasted_points_with_a_heading_are_used(playground: PlaygroundPage) -> None:
    playground.paste("x\ty\tclass\n1.5\t-2\tA\n0;1;b\n-1 -1 2")
    playground.wait_points(3)
    assert [point[:3] for point in playground.points()] == [
        (1.5, -2, "A"),
        (0, 1, "B"),
        (-1, -1, "C"),
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1, 2, A\n3, four, B", "Row 2: 'four' is not a coordinate"),
        ("1, 2, A\n\n3, 4", "Row 3 has 2 values"),
        ("1, 2, <b>D</b>", "Row 1: '<b>D</b>' is not a class"),
        ("", "There are no points in the text"),
    ],
)
def test_a_bad_row_is_named_and_the_text_stays(
    playground: PlaygroundPage, text: str, sentence: str
) -> None:
    playground.paste(text)
    expect(playground.notice()).to_contain_text(sentence)
    assert playground.n_points() == 500
    box = playground.field("One point a line: x, y, class (A to J) or value")
    expect(box).to_have_value(text)


def test_measured_data_is_not_edited(playground: PlaygroundPage) -> None:
    playground.open("dataset=wheat_seeds&loss=softmax_cross_entropy")
    playground.click_plane(0, 0)
    expect(playground.notice()).to_contain_text("has fixed rows and cannot be edited")
    assert playground.n_points() == 210


def test_in_a_regression_a_new_point_has_the_chosen_value(playground: PlaygroundPage) -> None:
    playground.open("dataset=plane")
    for _ in range(15):
        playground.slider("Value of a new point").press("ArrowLeft")
    playground.click_plane(0, 0)
    playground.wait_points(1201)
    assert playground.points()[-1][2] == "-0.500"
