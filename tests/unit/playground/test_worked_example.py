"""Mazur's worked example with numbers, as a reader meets it: by a link, in a session, in its tools.

Matt Mazur, "A Step by Step Backpropagation Example" (2015). His weights w1 to w8 are rows of the
neurons here, each with its bias; he never changes the biases.
"""

from __future__ import annotations

import dataclasses
import json

import numpy as np
import pytest

from backprop import ACTIVATIONS, LOSSES
from backprop.explain import ledger, trace_step
from playground import exact, url
from playground.actions import ActionError, SelectNeuron, SetDataset, SetField, reduce
from playground.deeper.nothing import Nothing
from playground.describe import caption, describe
from playground.experiment import Experiment
from playground.explained.weight import WeightDetail
from playground.exports import EXPORTS, File
from playground.fields import FIELDS
from playground.measure import Answers
from playground.model_file import read_model, write_model
from playground.naming import neuron_name
from playground.quality import ValueQuality, quality_of
from playground.repair import repair, validate
from playground.session import Session
from playground.state import DEFAULTS, HiddenLayer, PlaygroundState, Point
from playground.tools import TOOLS

LINK = (
    "v=1&dataset=mazur&batch=1&outActivation=sigmoid&rate=0.5&biases=kept&layers=2"
    "&activation=sigmoid&weights=0.15,0.2,0.35,0.25,0.3,0.35,0.4,0.45,0.6,0.5,0.55,0.6"
)
W1, W5 = 0, 6  # places in the parameters


@pytest.fixture
def mazur() -> Session:
    return Session.opened(LINK)


def loss_of(session: Session) -> float:
    loss = session.snapshot().train_loss
    assert loss is not None
    return loss


def test_the_link_is_the_experiment(mazur: Session) -> None:
    assert url.decode(LINK) == (mazur.state, ())
    assert url.encode(mazur.state) == LINK
    assert exact.from_dict(json.loads(json.dumps(exact.to_dict(mazur.state)))) == (mazur.state, ())
    network = mazur.experiment.network
    assert (network.layer_sizes, network.activations) == ((2, 2, 2), ("sigmoid", "sigmoid"))
    assert (mazur.snapshot().n_train, mazur.snapshot().n_test) == (1, 0)


def test_the_error_before_and_after_one_update(mazur: Session) -> None:
    assert loss_of(mazur) == pytest.approx(0.298371109, abs=5e-10)
    mazur.step_batch()
    assert loss_of(mazur) == pytest.approx(0.291027774, abs=5e-10)
    assert [b for layer in mazur.experiment.network.layers for b in layer.b] == [
        0.35, 0.35, 0.6, 0.6,
    ]  # fmt: skip
    mazur.reset()
    assert loss_of(mazur) == pytest.approx(0.298371109, abs=5e-10)


def test_the_error_of_ten_thousand_updates(mazur: Session) -> None:
    """The published error is the one that the forward pass of update 10,000 sees."""
    mazur.run_for(1e9, 9_999)
    assert loss_of(mazur) == pytest.approx(0.0000351085, abs=5e-11)
    mazur.run_epoch()
    assert mazur.experiment.step == 10_000
    assert f"{loss_of(mazur):.7f}" == "0.0000351"


def test_the_ledger_has_the_published_weights(mazur: Session) -> None:
    assert mazur.experiment.trainer
    rows = ledger(trace_step(mazur.experiment.trainer))
    after = [row.after for row in rows]
    assert after == pytest.approx(
        [
            0.149780716, 0.19956143, 0.35, 0.24975114, 0.29950229, 0.35,
            0.35891648, 0.408666186, 0.6, 0.511301270, 0.561370121, 0.6,
        ],
        abs=5e-9,
    )  # fmt: skip
    assert rows[W5].gradient == pytest.approx(0.082167041, abs=5e-10)
    mazur.step_batch()
    assert mazur.experiment.network.parameters.tolist() == after


@pytest.mark.parametrize(("index", "after"), [(W1, 0.149780716), (W5, 0.35891648)])
def test_the_tool_about_one_weight_says_it(mazur: Session, index: int, after: float) -> None:
    mazur.dispatch(SetField("tool", "weight"))
    mazur.dispatch(SetField("asked_weight", index))
    detail = mazur.snapshot().detail
    assert isinstance(detail, WeightDetail)
    assert detail.along.there == pytest.approx(after, abs=5e-9)
    assert detail.along.loss_here == pytest.approx(0.298371109, abs=5e-10)


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_works_with_two_values_to_learn(mazur: Session, tool: str) -> None:
    assert mazur.dispatch(SetField("tool", tool))
    for _ in range(3):
        mazur.step_batch()
        snapshot = mazur.snapshot()
        assert snapshot.notice is None or snapshot.notice.level != "error"
    assert all(
        isinstance(sentence, str) for sentence in describe(snapshot, mazur.quality()).sentences
    )
    assert isinstance(snapshot.detail, Nothing) == (tool == "margin")  # it is about classes


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("layers", [(), (HiddenLayer(2, "sigmoid"), HiddenLayer(2, "sigmoid"))])
def test_every_tool_works_with_one_own_point_with_a_value(
    tool: str, layers: tuple[HiddenLayer, ...]
) -> None:
    """A three-layer network with two inputs and one output, on the numbers of another example."""
    state = PlaygroundState(
        dataset="points",
        points=(Point(0.1, 0.5, 1.0),),
        points_task="regression",
        layers=layers,
        output_activation="sigmoid",
        batch_size=1,
        tool=tool,
    )
    session = Session(state)
    session.run_epoch()
    first = loss_of(session)
    session.run_for(1e9, 20)
    assert loss_of(session) < first
    assert describe(session.snapshot(), session.quality()).sentences


@pytest.mark.parametrize("kind", EXPORTS)
def test_every_file_is_written(mazur: Session, kind: str) -> None:
    mazur.run_epoch()
    mazur.keep_run("mine")
    file = mazur.export(kind)
    assert isinstance(file, File), mazur.snapshot().notice
    if kind == "csv":
        assert file.text == "i1,i2,o1,o2,test\n0.05,0.1,0.01,0.99,0\n"
    if kind == "numpy":
        names: dict[str, object] = {}
        exec(compile(file.text, "program.py", "exec"), names)
        names["train"](1)  # type: ignore[operator]
        mazur.run_epoch()
        np.testing.assert_allclose(
            np.asarray(names["w"]), mazur.experiment.network.parameters, rtol=1e-12
        )


def test_the_model_file_comes_back(mazur: Session) -> None:
    mazur.run_epoch()
    model = read_model(write_model(mazur.scene))
    assert model.state == mazur.state
    again = Session.resume(json.loads(json.dumps(mazur.save())))
    assert again.state == mazur.state
    assert again.experiment.network.parameters.tobytes() == model.checkpoint.parameters.tobytes()


def test_the_picture_shows_the_first_value_and_each_output_on_demand(mazur: Session) -> None:
    snapshot = mazur.snapshot()
    assert snapshot.target_names == ("o1", "o2")
    assert snapshot.points_truth.tolist() == [[0.01, 0.99]]
    assert snapshot.points_label.tolist() == [0.01]
    assert [len(tiles) for tiles in snapshot.network.tiles] == [2, 2, 2]
    assert neuron_name(snapshot, 2, 1) == "output o2"
    assert caption(snapshot).startswith("The map shows output o1: press another one to see it.")
    assert snapshot.axis_labels == ("i1", "i2")
    first = snapshot.grid
    assert mazur.dispatch(SelectNeuron(2, 1))
    second = mazur.snapshot().neuron_grid
    assert second is not None and not np.array_equal(first, second)
    assert caption(mazur.snapshot()).startswith("The map shows output o2.")
    mazur.dispatch(SelectNeuron(2, 0))
    own = mazur.snapshot().neuron_grid
    assert own is not None and np.array_equal(own, first)


def test_it_is_said_in_words(mazur: Session) -> None:
    said = " ".join(describe(mazur.snapshot(), mazur.quality()).sentences)
    assert "1 point with 2 values (o1 and o2) to learn; 1 for training and 0 for testing" in said
    assert "2 outputs (Sigmoid); 12 weights with the biases." in said
    assert "The initial weights are given by number. All biases are kept" in said


def test_the_measures_are_over_all_values(mazur: Session) -> None:
    quality = mazur.quality()
    assert quality and isinstance(quality.train, ValueQuality) and quality.test is None
    assert quality.train.truth.tolist() == [0.01, 0.99]
    assert quality.train.answers == pytest.approx([0.75136507, 0.772928465], abs=5e-9)
    error = (0.75136507 - 0.01) + (0.99 - 0.772928465)
    assert quality.train.mean_absolute == pytest.approx(error / 2, abs=1e-8)
    assert np.isnan(quality.train.r_squared)


def test_r_squared_of_several_values_is_their_mean() -> None:
    truth = np.array([[0.0, 1.0], [1.0, 3.0], [2.0, 8.0]])
    given = truth + np.array([[0.5, 0.0], [0.0, 0.0], [0.0, 0.0]])
    quality = quality_of(Answers(given, truth), "regression", 0)
    assert isinstance(quality, ValueQuality)
    assert quality.r_squared == pytest.approx((1 - 0.25 / 2 + 1) / 2)


def test_own_points_take_over_the_first_value(mazur: Session) -> None:
    assert mazur.dispatch(SetDataset("points"))
    assert mazur.state.points == (Point(0.05, 0.1, 0.01),)
    assert mazur.experiment.network.layer_sizes == (2, 2, 1)
    notice = mazur.snapshot().notice
    assert notice and "one value each: that of o1 was copied" in notice.text
    mazur.undo()
    assert loss_of(mazur) == pytest.approx(0.298371109, abs=5e-10)


# The activation of the output

FREE = [name for name, loss in LOSSES.items() if loss.any_output]
BOUND = [name for name, loss in LOSSES.items() if not loss.any_output]


def with_loss(loss: str) -> PlaygroundState:
    task = next(iter(sorted(LOSSES[loss].tasks)))
    dataset = {"binary": "circle", "multiclass": "rings", "regression": "plane"}[task]
    return validate(dataclasses.replace(DEFAULTS, dataset=dataset, loss=loss, n_samples=40))


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("loss", FREE)
def test_any_activation_may_stand_before_a_distance(loss: str, name: str) -> None:
    session = Session(reduce(with_loss(loss), SetField("output_activation", name)))
    assert session.experiment.network.activations[-1] == name
    session.run_epoch()
    assert session.status == "paused"


@pytest.mark.parametrize("loss", BOUND)
def test_a_loss_that_reads_the_output_in_its_own_way_leaves_no_choice(loss: str) -> None:
    state = with_loss(loss)
    with pytest.raises(ActionError, match="works with the output activation Linear only"):
        reduce(state, SetField("output_activation", "sigmoid"))
    assert reduce(state, SetField("output_activation", "auto")) == state
    values = {**exact.to_dict(state), "output_activation": "sigmoid"}
    clean, notices = exact.from_dict(values)
    assert clean == state and "works with the output activation Linear only" in notices[0]


def test_the_choice_falls_with_a_loss_that_has_none_and_undo_brings_it_back() -> None:
    session = Session(reduce(DEFAULTS, SetField("output_activation", "sigmoid")))
    session.run_epoch()
    weights = session.experiment.network.parameters.tolist()
    session.dispatch(SetField("loss", "binary_cross_entropy"))
    assert session.state.output_activation == "auto"
    notice = session.snapshot().notice
    assert notice and "Binary cross-entropy works with the output activation" in notice.text
    session.undo()
    assert session.state.output_activation == "sigmoid"
    assert session.experiment.network.activations[-1] == "sigmoid"
    assert session.experiment.network.parameters.tolist() == weights


def test_another_output_activation_keeps_the_weights_and_goes_on() -> None:
    session = Session()
    session.run_epoch()
    weights, before = session.experiment.network.parameters.tolist(), loss_of(session)
    session.dispatch(SetField("output_activation", "linear"))
    assert session.experiment.network.parameters.tolist() == weights
    assert session.experiment.epoch == 1
    assert loss_of(session) != before
    session.run_epoch()
    assert session.experiment.epoch == 2


def test_a_wrong_output_activation_in_a_link_is_named() -> None:
    state, notices = url.decode("outActivation=evil")
    assert state == DEFAULTS and "Output activation cannot be 'evil'" in notices[0]
    assert url.encode(DEFAULTS) == "v=1"


@pytest.mark.parametrize("n", [1, 2, 5])
@pytest.mark.parametrize("dataset", [choice.value for choice in FIELDS["dataset"].choices])
def test_few_points_are_enough(dataset: str, n: int) -> None:
    state, _ = repair({"dataset": dataset, "n_samples": n})
    experiment = Experiment(state)
    if experiment.trainer:
        experiment.trainer.run_epochs(1)
    assert experiment.is_finite()
