"""Tables of the reader's: read from text, kept exactly, shown as measured data, saved again."""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground import exact, url
from playground.actions import (
    ActionError,
    PastePoints,
    SetDataset,
    SetField,
    SetPlane,
    UseTable,
    reduce,
)
from playground.data import axis_labels_of, domain_of, means_of, points_of, samples_of
from playground.describe import caption
from playground.repair import repair
from playground.session import Session
from playground.sheet import MAX_TEXT, read_sheet
from playground.state import DEFAULTS, PlaygroundState, Point, n_classes_of, task_of
from playground.table import MAX_COLUMNS, MAX_PACKED, Table, TableError, best_plane, unpack
from playground.tabulate import Choices, read_table
from playground.write_csv import csv_of

IRIS = """sepal length,sepal width,petal length,petal width,species
5.1,3.5,1.4,0.2,setosa
4.9,3.0,1.4,0.2,setosa
4.7,3.2,1.3,0.2,setosa
7.0,3.2,4.7,1.4,versicolor
6.4,3.2,4.5,1.5,versicolor
6.3,3.3,6.0,2.5,virginica
5.8,2.7,5.1,1.9,virginica
"""


def used(text: str, **choices: object) -> PlaygroundState:
    return reduce(DEFAULTS, UseTable(text, Choices(**choices)))  # type: ignore[arg-type]


def table_of(text: str, **choices: object) -> Table:
    table = used(text, **choices).table
    assert table
    return table


def big(n_rows: int, n_columns: int = 4) -> str:
    rng = np.random.default_rng(0)
    rows = rng.normal(100, 20, (n_rows, n_columns)).tolist()
    lines = (",".join([*map(repr, row), "ab"[i % 2]]) for i, row in enumerate(rows))
    return "\n".join(lines)


# Cells


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("a,b,c\n1,2,x\n3,4,y", "comma"),
        ("a;b;c\n1,5;2,5;x\n3,5;4;y", "semicolon"),
        ("1,5;2,5;x\n3,5;4,25;y", "semicolon"),
        ("a\tb\tc\n1\t2\tx y\n3\t4\ty", "tab"),
        ("1.5   2 x\n 3 4 y\n", "space"),
        ('"Doe, Jane",2,x\n"a ""b""",4,y', "comma"),
    ],
)
def test_the_separator_is_found_out(text: str, separator: str) -> None:
    sheet = read_sheet(text)
    assert sheet.separator == separator
    assert len(sheet.names) == 3 and not sheet.ragged


def test_quotes_may_hold_separators_quotes_and_line_breaks() -> None:
    sheet = read_sheet('\ufeffname,"a ""b""",c\n"Doe, Jane",1,2\n"two\nlines",3,4\nx,5,6\n')
    assert sheet.names == ("name", 'a "b"', "c")
    assert [row.cells[0] for row in sheet.rows] == ["Doe, Jane", "two\nlines", "x"]
    assert [row.number for row in sheet.rows] == [2, 3, 5]


def test_a_separator_and_a_header_can_be_chosen_against_what_is_found() -> None:
    assert read_sheet("1;2,x\n3;4,y", "comma").names == ("column 1", "column 2")
    assert len(read_sheet("a,b\n1,2").rows) == 1
    assert len(read_sheet("a,b\n1,2", header=False).rows) == 2
    assert read_sheet("2019,2020\n1,2", header=True).names == ("2019", "2020")


def test_names_are_printable_short_and_different() -> None:
    names = read_sheet(f"a,a,,{'x' * 100},b\t\n1,2,3,4,5", "comma", True).names
    assert names == ("a", "a 2", "column 3", "x" * 40, "b")


# Which column is what


def test_a_table_of_classes_is_read_without_a_word_about_its_form() -> None:
    reading = read_table(IRIS)
    assert (reading.choices.target, reading.choices.inputs) == (4, (0, 1, 2, 3))
    table = table_of(IRIS)
    assert table.class_names == ("setosa", "versicolor", "virginica")
    assert table.rows[0] == (5.1, 3.5, 1.4, 0.2)
    assert table.labels == (0, 0, 0, 1, 1, 2, 2)
    np.testing.assert_allclose(table.X.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(table.X.std(axis=0), 1)


@pytest.mark.parametrize(
    ("text", "target", "inputs"),
    [
        ("id,a,b,class\n1,20,3,0\n2,40,5,1\n3,50,7,0", "class", ("a", "b")),
        ("kind,a,b\nx,20,3\ny,40,5", "kind", ("a", "b")),
        ("a,b,price\n20,3,1.5\n40,5,2.25\n30,5,9.5", "price", ("a", "b")),
        ("a,name,b,c\n20,p,3,x\n40,q,5,y\n30,r,5,x", "c", ("a", "b")),
    ],
)
def test_target_and_inputs_are_found_out(text: str, target: str, inputs: tuple[str, ...]) -> None:
    table = table_of(text)
    assert (table.target, table.names) == (target, inputs)


def test_columns_task_and_scale_can_be_chosen() -> None:
    table = table_of(IRIS, target=3, inputs=(0, 2), standardise=False)
    assert (table.target, table.names, table.class_names) == (
        "petal width",
        ("sepal length", "petal length"),
        (),
    )
    np.testing.assert_array_equal(table.X[:, 0], [5.1, 4.9, 4.7, 7.0, 6.4, 6.3, 5.8])
    assert (table.y.min(), table.y.max()) == pytest.approx((-1, 1))
    numbered = "a,b,c\n20,1,1\n30,2,2\n40,3,1"
    assert table_of(numbered, task="regression").class_names == ()
    assert table_of(numbered).class_names == ("1", "2")


def test_rows_that_cannot_be_used_are_left_out_and_counted() -> None:
    text = IRIS + "1,NA,2,3,setosa\n1,2,?,3,setosa\n1,2,oops,3,setosa\n1,2,3\n1,2,3,4,\n"
    session = Session()
    session.dispatch(UseTable(text))
    assert len(session.snapshot().points_x) == 7
    notice = session.snapshot().notice
    assert notice
    for part in (
        "3 rows were left out, with a missing value. Row 9: column 'sepal width' is empty.",
        "Row 11: column 'petal length' has 'oops', which is not a number.",
        "row 12 has 3",
    ):
        assert part in notice.text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "There is nothing in the text"),
        ("a,b,c\n", "at least"),
        ("x,y,class\n10,a,A\n11,,A\n12,13,\n", "Row 2: column 'y' has 'a', which is not a number."),
        ("x,y,class\n10,11,A\n12,13,A", "Column 'class' has the one class 'A': 2 are needed."),
        ("\n".join(f"{i},{i},k{i}" for i in range(20, 35)), "15 different classes: at most 10"),
        (big(3, MAX_COLUMNS), f"The table has {MAX_COLUMNS + 1} columns: at most {MAX_COLUMNS}"),
        ("1" * (MAX_TEXT + 1), "The text is too long"),
        ("a\nb\nc", "0 columns of numbers"),
        ('1,2,"' + "x" * 200_000, "Row 1 cannot be read"),
    ],
)
def test_what_cannot_be_used_is_explained_and_changes_nothing(text: str, sentence: str) -> None:
    session = Session()
    before = session.state
    assert not session.dispatch(UseTable(text))
    notice = session.snapshot().notice
    assert notice and sentence in notice.text and len(notice.text) < 300
    assert session.state is before


def test_of_too_many_rows_the_first_are_kept() -> None:
    session = Session()
    session.dispatch(UseTable(big(2500)))
    notice = session.snapshot().notice
    assert notice and "2500 rows were given; the first 2000 were kept" in notice.text
    assert session.state.table and len(session.state.table.rows) == 2000


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(
        st.text(max_size=200),
        st.binary(max_size=200).map(lambda data: data.decode("latin-1")),
        st.lists(
            st.lists(
                st.one_of(
                    st.floats().map(str), st.integers().map(str), st.sampled_from('A;,"\t?é')
                ),
                max_size=5,
            ).map(",".join),
            max_size=8,
        ).map("\n".join),
    ),
    st.builds(
        Choices,
        separator=st.sampled_from(("", "comma", "tab", "space", "nonsense")),
        header=st.sampled_from((None, True, False)),
        target=st.none() | st.integers(-3, 8),
        inputs=st.lists(st.integers(-3, 8), max_size=4).map(tuple),
        task=st.sampled_from(("", "classification", "regression", "nonsense")),
        standardise=st.sampled_from((None, True, False)),
    ),
)
def test_any_text_is_used_or_refused_with_a_sentence(text: str, choices: Choices) -> None:
    try:
        state = reduce(DEFAULTS, UseTable(text, choices))
    except ActionError as error:
        assert isinstance(error, TableError) and str(error).endswith(".")
        return
    samples = samples_of(state)
    assert np.isfinite(samples.X).all() and np.isfinite(samples.labels).all()
    assert url.decode(url.encode(state))[0].dataset == state.dataset


@pytest.mark.parametrize("text", [None, 3, b"1,2,3", ["1,2,3"]])
def test_what_is_no_text_is_refused(text: object) -> None:
    with pytest.raises(TableError, match="a text is needed"):
        read_table(text)


# Points


def test_small_places_with_letters_become_points_that_can_be_edited() -> None:
    state = used("x;y;class;test\n1,5;-2;A;0\n0;1;c;1")
    assert state.dataset == "points"
    assert state.points == (Point(1.5, -2, 0, test=False), Point(0, 1, 2, test=True))


def test_one_column_and_a_value_is_a_curve() -> None:
    state = used("x,y\n-3,0.5\n0,4.5\n3,-2.5")
    assert (state.dataset, state.points_task) == ("points", "curve")
    assert [(point.x, point.y) for point in state.points] == [(-3, 0.5), (0, 4.5), (3, -2.5)]
    wide = used("year,price\n1990,10.5\n2000,20.5\n2010,40.5")
    assert wide.dataset == "table" and task_of(wide) == "regression"
    session = Session(wide)
    session.run_epoch()
    assert session.snapshot().train_loss is not None


def test_what_is_pasted_as_points_but_is_a_table_is_used_as_that() -> None:
    assert reduce(DEFAULTS, PastePoints(IRIS)).dataset == "table"
    assert reduce(DEFAULTS, PastePoints("x,y,class,test\n1,2,A,1\n1,3,B,0")).dataset == "points"
    with pytest.raises(ActionError, match="Row 2: 'four' is not a coordinate"):
        reduce(DEFAULTS, PastePoints("1,2,A\n3,four,B"))


def test_the_caption_says_how_values_are_scaled_and_that_a_slice_is_shown() -> None:
    state = reduce(used(IRIS, target=3), SetField("inputs", "all"))
    text = caption(Session(state).snapshot())
    assert "The values of petal width, 0.2 to 2.5, are scaled to −1 to 1." in text
    assert "the mean of the 1 other measure" in text


# A table as the data of an experiment


def test_a_table_is_measured_data_with_two_measures_shown() -> None:
    state = used(IRIS)
    assert (state.dataset, task_of(state), n_classes_of(state)) == ("table", "multiclass", 3)
    other = reduce(state, SetPlane((0, 1)))
    assert axis_labels_of(other) == ("sepal length (standardised)", "sepal width (standardised)")
    everything = reduce(state, SetField("inputs", "all"))
    session = Session(everything)
    session.run_epoch()
    assert session.snapshot().layer_sizes == (4, 4, 2, 3)


def test_rows_are_mixed_and_each_class_is_in_both_parts() -> None:
    rows = [f"{10 + i},{20 + i % 7},{'ab' if i < 90 else 'rare'}" for i in range(100)]
    state = used("\n".join(["p,q,kind", *rows]))
    samples = samples_of(state)
    assert 0 < samples.labels[:50].sum() < 50
    assert samples.part(True).labels.sum() == samples.part(False).labels.sum() == 5
    assert (~samples.test).sum() == 50
    most = reduce(state, SetField("train_percent", 80))
    assert samples_of(most).part(False).labels.sum() == 8


def test_a_test_column_decides_which_rows_test() -> None:
    state = used("p,q,kind,test\n10,20,a,1\n11,21,b,0\n12,22,a,0")
    assert state.table and state.table.test == (True, False, False)


def test_raw_units_have_their_own_domain_and_the_slice_is_at_the_mean() -> None:
    state = used(IRIS, standardise=False)
    x0, x1, y0, y1 = domain_of(reduce(state, SetPlane((0, 2))))
    assert x0 < 4.7 < 7.0 < x1 and y0 < 1.3 < 6.0 < y1
    assert means_of(state)[0] == pytest.approx(np.mean([5.1, 4.9, 4.7, 7.0, 6.4, 6.3, 5.8]))
    assert all(abs(point.x) <= 6 for point in points_of(state))


def test_your_table_comes_back_and_is_asked_for_while_there_is_none() -> None:
    with pytest.raises(ActionError, match="There is no table yet"):
        reduce(DEFAULTS, SetDataset("table"))
    state = reduce(reduce(used(IRIS), SetDataset("circle")), SetDataset("table"))
    assert samples_of(state).n_classes == 3


def test_the_two_measures_that_tell_the_most_are_shown_first() -> None:
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 1, 2], 50)
    X = rng.normal(size=(150, 5))
    X[:, 3] += 4 * (labels == 1)
    X[:, 1] += 4 * (labels == 2)
    assert best_plane(X, labels.astype(float), 3) == (1, 3)
    assert best_plane(X, X[:, 0] - 2 * X[:, 4], 0) == (0, 4)
    wheat = reduce(DEFAULTS, SetDataset("wheat_seeds"))
    assert wheat.plane != (0, 1)
    assert url.decode("dataset=wheat_seeds")[0].plane == (0, 1)


# Kept and sent


def test_a_small_table_is_in_the_link_and_a_large_one_says_that_it_is_not() -> None:
    small = used(IRIS)
    assert url.decode(url.encode(small)) == (small, ())
    large = used(big(1000))
    link = url.encode(large)
    assert len(link) < MAX_PACKED
    opened, notices = url.decode(link)
    assert opened.dataset == "circle" and opened.table is None
    assert "too large for a link" in " ".join(notices)
    assert link != url.encode(used(big(999)))
    session = Session()
    session.dispatch(UseTable(big(1000)))
    notice = session.snapshot().notice
    assert notice and "too large for a link" in notice.text


@pytest.mark.parametrize("text", [IRIS, big(1000)])
def test_saved_work_keeps_the_table_exactly(text: str) -> None:
    state = used(text)
    assert exact.from_dict(json.loads(json.dumps(exact.to_dict(state)))) == (state, ())
    session = Session(state)
    session.run_epoch()
    again = Session.resume(json.loads(json.dumps(session.save())))
    session.run_epoch()
    again.run_epoch()
    assert again.snapshot().train_loss == session.snapshot().train_loss


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=60) | st.binary(max_size=60) | st.none() | st.lists(st.integers()))
def test_a_damaged_table_is_left_out_with_a_sentence(packed: object) -> None:
    with pytest.raises(TableError):
        unpack(packed)
    state, notices = exact.from_dict({"table": packed, "dataset": "table"})
    assert state.dataset == "circle" and notices


@pytest.mark.parametrize(
    "change",
    [
        {"rows": ((1.0, 2.0, 3.0, 4.0),) * 3},
        {"labels": (0.0, 1.0, 7.0, 0.0, 1.0, 2.0, 0.0)},
        {"class_names": ("one",)},
        {"names": ("a", "b", "c", "")},
        {"rows": ((1.0, 2.0, 3.0, float("nan")),) * 7},
        {"test": (1,) * 7},
    ],
)
def test_a_table_whose_parts_do_not_fit_cannot_be_made(change: dict[str, object]) -> None:
    with pytest.raises(TableError):
        dataclasses.replace(table_of(IRIS), **change)


def test_a_short_text_that_unpacks_to_a_long_one_is_refused() -> None:
    import base64
    import zlib

    bomb = base64.urlsafe_b64encode(zlib.compress(b"[" * 50_000_000, 9)).decode()
    assert len(bomb) < 100_000
    with pytest.raises(TableError, match="damaged"):
        unpack(bomb)


def test_a_table_in_another_place_is_repaired() -> None:
    state, notices = repair({"dataset": "table", "table": "no table"})
    assert state.dataset == "circle" and notices


# Out again


@pytest.mark.parametrize(
    "state",
    [
        used(IRIS),
        used(IRIS, target=0),
        used(big(300)),
        used('p,q,"a, ""b"""\n10.5,20,"x, y"\n30,40,z'),
        used("x,y,class\n1,2,A\n-1,3,C\n0.1,0.2,A"),
        used("x,y\n-3,0.5\n0,4.5\n3,-2.5"),
        PlaygroundState(dataset="points", points=(Point(1, 2, -0.5),), points_task="regression"),
    ],
)
def test_what_is_saved_as_csv_is_the_same_data_when_it_is_opened(state: PlaygroundState) -> None:
    again = reduce(DEFAULTS, UseTable(csv_of(state)))
    assert (again.dataset, again.points, again.table) == (state.dataset, state.points, state.table)


def test_generated_data_is_saved_with_its_split() -> None:
    again = reduce(DEFAULTS, UseTable(csv_of(DEFAULTS)))
    assert again.dataset == "points" and again.points == points_of(DEFAULTS)


def test_the_session_hands_out_a_csv_file() -> None:
    session = Session()
    file = session.export("csv")
    assert file and file.name.endswith(".csv") and file.text.startswith("x,y,class,test\n")
    session.open_file(file.name, file.text)
    assert session.state.dataset == "points" and session.state.tool == "data"
    assert len(session.state.points) == 500
    empty = Session(PlaygroundState(dataset="points"))
    assert empty.export("csv") is None
    notice = empty.snapshot().notice
    assert notice and "no points to save" in notice.text
