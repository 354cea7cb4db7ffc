"""The description: what a reader hears agrees with what the picture shows."""

import dataclasses
import math

import numpy as np
import pytest

from backprop import DATASETS
from playground.describe import CELLS, describe
from playground.quality import ClassQuality
from playground.repair import validate
from playground.session import Session
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState, Point, is_curve
from playground.weight_tables import LARGEST


@pytest.mark.parametrize("dataset", [*DATASETS, "points"])
def test_every_data_set_has_a_description(dataset: str) -> None:
    session = Session(validate(dataclasses.replace(DEFAULTS, dataset=dataset)))
    session.run_for(math.inf, 2)
    description = describe(session.snapshot())
    assert all(sentence.endswith(".") for sentence in description.sentences)
    assert len(description.table.columns) == CELLS
    n_rows = 2 if is_curve(session.state) else CELLS
    assert [len(row) for row in description.table.rows] == [CELLS + 1] * n_rows


def test_the_sentences_hold_the_numbers() -> None:
    session = Session(dataclasses.replace(DEFAULTS, train_percent=80))
    session.run_for(math.inf, 3)
    text = " ".join(describe(session.snapshot()).sentences)
    loss = session.snapshot().train_loss
    for words in (
        "Circle, 500 points",
        "400 for training and 100 for testing",
        "2 inputs (x, y)",
        "4 neurons (Tanh) and 2 neurons (Tanh), 1 output",
        "25 weights",
        "learning rate 0.03",
        "epoch 3, update 120",
        f"training loss {loss:.4g}",
    ):
        assert words in text


def test_the_table_shows_the_circle() -> None:
    session = Session(DEFAULTS)
    session.run_for(math.inf, 200)
    snapshot = session.snapshot()
    outside, inside = snapshot.class_names
    rows = describe(snapshot).table.rows
    assert rows[3][4].startswith(inside)
    assert rows[0][1].startswith(outside)
    assert rows[0][0] == "5.1"
    assert rows[-1][0] == "−5.1"


def test_the_table_of_a_surface_holds_values() -> None:
    session = Session(PlaygroundState(dataset="plane", n_samples=300))
    session.run_for(math.inf, 50)
    rows = describe(session.snapshot()).table.rows
    assert float(rows[0][7]) > 0.5
    assert float(rows[6][1]) < -0.5


def test_missing_losses_and_notices_are_said() -> None:
    session = Session(dataclasses.replace(DEFAULTS, dataset="points"))
    sentences = describe(session.snapshot()).sentences
    assert any("no training loss" in sentence for sentence in sentences)
    assert any("no points to train on" in sentence for sentence in sentences)


def test_a_schedule_and_clipping_are_said_with_the_rate_of_the_epoch() -> None:
    state = dataclasses.replace(
        DEFAULTS, schedule="linear", horizon=4, clipping="norm", clip_limit=0.5
    )
    session = Session(state)
    session.run_for(math.inf, 3)
    text = " ".join(describe(session.snapshot()).sentences)
    assert (
        "learning rate 0.03 (schedule: Linear over 4 epochs; the rate of this epoch is 0.0075)"
        in text
    )
    assert "gradients clipped by norm at 0.5." in text


def test_the_measures_are_said_where_they_are_given() -> None:
    session = Session(dataclasses.replace(DEFAULTS, n_samples=60))
    session.run_for(math.inf, 3)
    quality = session.quality()
    assert quality is not None and isinstance(quality.test, ClassQuality)
    sentences = describe(session.snapshot(), quality).sentences
    (sentence,) = (one for one in sentences if one.startswith("Measures on the test points"))
    macro = quality.test.report.macro[2]
    assert f"macro F1 {macro:.3f}" in sentence
    wrong = quality.test.matrix[0, 1]
    assert wrong and f"{wrong} of A taken for B" in sentence


def test_perfect_answers_take_no_class_for_another() -> None:
    points = (Point(-3, 0, 0), Point(3, 0, 1))
    session = Session(PlaygroundState(dataset="points", points=points))
    session.run_for(math.inf, 300)
    sentences = describe(session.snapshot(), session.quality()).sentences
    (sentence,) = (one for one in sentences if one.startswith("Measures"))
    assert "no class is taken for another" in sentence


def test_the_measures_of_values_are_r_squared_and_errors() -> None:
    session = Session(PlaygroundState(dataset="plane", n_samples=60))
    sentences = describe(session.snapshot(), session.quality()).sentences
    found = [one for one in sentences if one.startswith("Measures on the")]
    assert len(found) == 2
    assert all("R² " in one and "root mean squared error" in one for one in found)


def test_a_failed_run_has_no_measures() -> None:
    session = Session(PlaygroundState(dataset="plane", n_samples=60, learning_rate=100.0))
    session.run_for(math.inf, 100)
    assert session.status == "error"
    assert session.quality() is None


def test_the_weights_of_a_small_network_are_told_whole() -> None:
    session = Session(DEFAULTS)
    session.run_for(math.inf, 3)
    snapshot = session.snapshot()
    first, second, output = describe(snapshot).weights
    assert [len(table.rows) for table in (first, second, output)] == [12, 10, 3]
    assert first.caption == "Layer 1: its weights and biases."
    source, neuron, weight, gradient, update = first.rows[4]
    assert (source, neuron) == ("y", "neuron 2")
    for text, kind in ((weight, "weights"), (gradient, "gradients"), (update, "updates")):
        value = snapshot.network.value(kind, 1, 1, 1)
        assert float(text.replace("−", "-")) == pytest.approx(value, rel=1e-3)
    assert output.rows[-1][:2] == ("bias", "output")


def test_of_a_large_network_the_largest_weights_are_told() -> None:
    session = Session(PlaygroundState(layers=(HiddenLayer(32),) * 6, n_samples=20))
    session.run_for(math.inf, 1)
    tables = describe(session.snapshot()).weights
    assert len(tables) == 7
    assert [len(table.rows) for table in tables] == [LARGEST] * 7
    assert tables[2].caption == f"Layer 3: the {LARGEST} largest of its 1,056 weights and biases."
    layer = session.experiment.network.layers[2]
    smallest = np.sort(np.abs(np.append(layer.W, layer.b)))[-LARGEST]
    told = [abs(float(row[2].replace("−", "-"))) for row in tables[2].rows]
    assert min(told) == pytest.approx(smallest, rel=1e-3)
