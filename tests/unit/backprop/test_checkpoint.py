"""Checkpoints: a run resumes bit for bit, and damaged or foreign ones are answered."""

import base64
import copy
import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import ACTIVATIONS, OPTIMIZERS, Checkpoint, CheckpointError, Network, Trainer

data_rng = np.random.default_rng(0)
X = data_rng.normal(size=(17, 2))
TARGET = data_rng.uniform(-1.0, 1.0, (17, 1))


def make(
    optimizer="adam", sizes=(2, 3, 1), activations=("tanh", "linear"), seed=1, n=17, **options
):
    network = Network.create(sizes, activations, "normal", rng=np.random.default_rng(seed))
    return Trainer(
        network, "huber", optimizer, "l2", X[:n], TARGET[:n],
        batch_size=5, learning_rate=0.03, regularization_rate=0.01, **options,
    )  # fmt: skip


def through_json(checkpoint):
    return Checkpoint.from_dict(json.loads(json.dumps(checkpoint.to_dict())))


def saved():
    trainer = make(compiled=False)
    trainer.run_epochs(2)
    trainer.step()
    return trainer.checkpoint(np.random.default_rng(8)).to_dict()


@pytest.mark.parametrize("compiled", [False, True], ids=["reference", "compiled"])
@pytest.mark.parametrize("optimizer", OPTIMIZERS)
def test_a_run_resumes_bit_for_bit(optimizer, compiled):
    first = make(optimizer, compiled=compiled)
    for _ in range(6):
        first.step()
    checkpoint = through_json(first.checkpoint())
    second = make(optimizer, seed=99, compiled=compiled)
    second.step()
    second.restore(checkpoint)
    assert (second.epoch_count, second.step_count, second.batch_index) == (1, 6, 2)
    for trainer in (first, second):
        trainer.step()
        trainer.run_epochs(3)
    assert second.network.parameters.tobytes() == first.network.parameters.tobytes()
    assert second.optimizer_state.step == first.optimizer_state.step == second.step_count
    for name, array in first.optimizer_state.arrays.items():
        assert second.optimizer_state.arrays[name].tobytes() == array.tobytes()


def test_the_random_generator_resumes():
    trainer = make(compiled=False)
    rng = np.random.default_rng(5)
    # An odd number of 32-bit draws leaves half a draw in the generator.
    rng.integers(0, 10, 3, dtype=np.int32)
    checkpoint = through_json(trainer.checkpoint(rng))
    expected = rng.integers(0, 1000, 20, dtype=np.int32), rng.normal(size=5)
    other = np.random.default_rng(6)
    trainer.restore(checkpoint, other)
    found = other.integers(0, 1000, 20, dtype=np.int32), other.normal(size=5)
    assert np.array_equal(expected[0], found[0])
    assert np.array_equal(expected[1], found[1])


def test_a_checkpoint_is_a_copy():
    trainer = make(compiled=False)
    checkpoint = trainer.checkpoint()
    before = copy.deepcopy(checkpoint.to_dict())
    trainer.run_epochs(2)
    assert checkpoint.to_dict() == before
    trainer.restore(checkpoint)
    trainer.network.parameters += 1.0
    assert checkpoint.to_dict() == before


@settings(deadline=None)
@given(st.lists(st.floats(width=64), min_size=13, max_size=13))
def test_every_float_survives(values):
    trainer = make(compiled=False)
    trainer.network.parameters[:] = values
    restored = through_json(trainer.checkpoint())
    assert restored.parameters.tobytes() == trainer.network.parameters.tobytes()


def test_settings_of_parts_are_saved():
    slope = ACTIVATIONS["leaky_relu"].with_parameters(slope=0.3)
    momentum = OPTIMIZERS["momentum"].with_parameters(momentum=0.5)
    trainer = make(momentum, activations=(slope, "linear"), compiled=False)
    checkpoint = through_json(trainer.checkpoint())
    make(momentum, activations=(slope, "linear"), compiled=False).restore(checkpoint)
    with pytest.raises(CheckpointError, match="another network"):
        make(momentum, activations=("leaky_relu", "linear"), compiled=False).restore(checkpoint)
    with pytest.raises(CheckpointError, match="another optimizer"):
        make("momentum", activations=(slope, "linear"), compiled=False).restore(checkpoint)


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"sizes": (2, 4, 1)}, "another network"),
        ({"sizes": (2, 1), "activations": ("linear",)}, "another network"),
        ({"activations": ("relu", "linear")}, "another network"),
        ({"optimizer": "sgd"}, "another optimizer"),
        ({"optimizer": "adamw"}, "another optimizer"),
        ({"n": 5}, "an epoch has only 1"),
    ],
)
def test_a_foreign_checkpoint_is_answered_and_changes_nothing(other, message):
    checkpoint = Checkpoint.from_dict(saved())
    trainer = make(**other, compiled=False)
    trainer.step()
    before = trainer.checkpoint().to_dict()
    with pytest.raises(CheckpointError, match=message):
        trainer.restore(checkpoint)
    assert trainer.checkpoint().to_dict() == before


def test_a_generator_that_was_not_saved_or_differs_is_answered():
    trainer = make(compiled=False)
    with pytest.raises(CheckpointError, match="no state of a random generator"):
        trainer.restore(trainer.checkpoint(), np.random.default_rng(0))
    foreign = np.random.Generator(np.random.MT19937(0))
    with pytest.raises(CheckpointError, match="another random generator"):
        trainer.restore(trainer.checkpoint(np.random.default_rng(0)), foreign)
    with pytest.raises(CheckpointError, match="PCG64"):
        trainer.checkpoint(foreign).to_dict()


FIELDS = sorted(saved())


@pytest.mark.parametrize("field", [f for f in FIELDS if f != "rng_state"])
def test_a_missing_field_is_named(field):
    data = saved()
    del data[field]
    with pytest.raises(CheckpointError, match=field):
        Checkpoint.from_dict(data)


# Python refuses to print whole numbers of more than 4300 digits.
HUGE = 10**5000


def base64_of(n_bytes):
    return base64.b64encode(bytes(n_bytes)).decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("format", "pickle"),
        ("version", 2),
        ("version", "1"),
        ("layer_sizes", [2, 10**9, 1]),
        ("layer_sizes", [4096] * 500),
        ("layer_sizes", [2] * 100_000),
        ("layer_sizes", [HUGE, 1]),
        ("layer_sizes", "2,3,1"),
        ("activations", ["tanh", "linear"]),
        ("activations", []),
        ("activations", [{"id": "x" * 1000, "settings": {}}] * 2),
        ("activations", [{"id": "tanh", "settings": {"slope": float("nan")}}] * 2),
        ("activations", [{"id": "tanh", "settings": {"slope": 10**400}}] * 2),
        ("activations", [{"id": "tanh", "settings": {"slope": "1"}}] * 2),
        ("parameters", "A" * 140),
        ("parameters", "!" * 140),
        ("parameters", "é" * 140),
        ("parameters", base64_of(8 * 12)),
        ("parameters", base64_of(8 * 13 + 1)),
        ("parameters", [0.0] * 12),
        ("parameters", [None] * 13),
        ("optimizer", "adam"),
        ("optimizer_arrays", {"mean": base64_of(8)}),
        ("optimizer_arrays", {str(k): base64_of(8 * 13) for k in range(50)}),
        ("optimizer_arrays", {"m" * 100: base64_of(8 * 13)}),
        ("optimizer_arrays", []),
        ("optimizer_step", -1),
        ("optimizer_step", 1.5),
        ("epoch_count", True),
        ("step_count", 2**60),
        pytest.param("step_count", HUGE, id="step_count-huge"),
        ("batch_index", "0"),
        ("rng_state", {"bit_generator": "MT19937"}),
        ("rng_state", "PCG64"),
    ],
)
def test_a_hostile_value_is_answered(field, value):
    with pytest.raises(CheckpointError) as caught:
        Checkpoint.from_dict({**saved(), field: value})
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("state", str(2**128)),
        ("state", "-1"),
        ("state", "9" * 100_000),
        ("state", 5),
        ("inc", "4"),
        ("inc", "x"),
        ("inc", "²"),
        ("has_uint32", 2),
        ("uinteger", 2**32),
        ("uinteger", None),
    ],
)
def test_a_hostile_generator_state_is_answered(field, value):
    data = saved()
    data["rng_state"][field] = value
    with pytest.raises(CheckpointError, match=f"rng_state.{field}"):
        Checkpoint.from_dict(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=8,
)


@settings(deadline=None)
@given(JSON)
def test_anything_else_is_answered(data):
    with pytest.raises(CheckpointError):
        Checkpoint.from_dict(data)


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(FIELDS), JSON)
def test_any_value_in_any_field_is_read_or_answered(field, value):
    try:
        checkpoint = Checkpoint.from_dict({**saved(), field: value})
        make(compiled=False).restore(checkpoint, np.random.default_rng(0))
    except CheckpointError as error:
        assert str(error)
