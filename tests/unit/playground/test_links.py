"""Links and exact dictionaries: whole round trips, and any garbage survives reading."""

import dataclasses
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import ACTIVATIONS, DATASETS
from playground import exact, url
from playground.features import FEATURES
from playground.fields import FIELDS, MAX_POINTS, OWN_POINTS, Field
from playground.repair import repair, validate
from playground.state import DEFAULTS, Edge, HiddenLayer, OutputLayer, PlaygroundState, Point


def values_of(field: Field) -> st.SearchStrategy[object]:
    if field.kind == "choice":
        return st.sampled_from([choice.value for choice in field.choices])
    if field.kind == "int":
        return st.integers(int(field.low), int(field.high))
    if field.kind == "float":
        return st.floats(field.low, field.high)
    return st.from_regex(r"[a-z][a-z0-9_-]{0,10}", fullmatch=True)


SHARES = st.sampled_from([1, 50, 100])
LAYERS = st.lists(
    st.builds(
        HiddenLayer,
        st.integers(1, 32),
        st.sampled_from(list(ACTIVATIONS)),
        st.booleans(),
        st.integers(0, 90),
        st.booleans(),
        SHARES,
    ),
    max_size=6,
)
EDGES = st.lists(
    st.builds(Edge, st.integers(1, 7), st.integers(0, 9), st.integers(0, 9), st.booleans())
)
COORDINATES = st.floats(-6, 6)
POINTS = st.lists(
    st.builds(Point, COORDINATES, COORDINATES, st.floats(-2, 2), st.booleans()), max_size=20
)
STATES = st.fixed_dictionaries(
    {
        **{name: values_of(field) for name, field in FIELDS.items()},
        "layers": LAYERS,
        "output": st.builds(OutputLayer, st.booleans(), SHARES),
        "edges": EDGES,
        "points": POINTS,
        "plane": st.tuples(st.integers(0, 6), st.integers(0, 6)),
        "features": st.lists(
            st.sampled_from(
                [*FEATURES, "x-y", "sin(2*x) + y²", "min(x, y)*3", "log(x)", "x/y", "-x"]
            )
        ),
        "weights": st.sampled_from([9, 12, 25]).flatmap(
            lambda n: st.lists(st.floats(-1000, 1000), min_size=n, max_size=n)
        )
        | st.just([]),
        "neuron": st.none() | st.tuples(st.integers(0, 7), st.integers(0, 31)),
    }
).map(lambda values: repair(values)[0])


@given(STATES)
@settings(deadline=None)
def test_a_link_keeps_the_state(state: PlaygroundState) -> None:
    decoded, notices = url.decode(url.encode(state))
    assert notices == ()
    assert dataclasses.replace(decoded, points=()) == dataclasses.replace(state, points=())
    for before, after in zip(state.points, decoded.points, strict=True):
        assert (after.x, after.y) == pytest.approx((before.x, before.y), abs=0.0006)
        assert after.label == pytest.approx(before.label, abs=0.0006)
        assert after.test == before.test
    assert url.encode(decoded) == url.encode(state)
    assert url.decode(url.encode(decoded))[0] == decoded


@given(STATES)
@settings(deadline=None)
def test_the_exact_form_keeps_every_bit(state: PlaygroundState) -> None:
    assert exact.from_dict(json.loads(json.dumps(exact.to_dict(state)))) == (state, ())


KEYS = [field.key for field in FIELDS.values()] + [
    "v",
    "layers",
    "activation",
    "points",
    "plane",
    "features",
    "formula",
    "weights",
]


@given(st.lists(st.tuples(st.sampled_from(KEYS), st.text(max_size=30)), max_size=20))
@settings(deadline=None)
def test_any_value_under_any_key_is_read(pairs: list[tuple[str, str]]) -> None:
    state, _ = url.decode("#" + "&".join(f"{key}={value}" for key, value in pairs))
    assert validate(state) == state


@given(st.text() | st.binary() | st.none() | st.integers())
def test_garbage_is_read(garbage: object) -> None:
    state, _ = url.decode(garbage)
    assert validate(state) == state


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(
    st.dictionaries(
        st.sampled_from([*FIELDS, "layers", "points", "plane", "features", "version"]), JSON
    )
    | JSON
)
@settings(deadline=None)
def test_garbage_in_the_exact_form_is_read(garbage: object) -> None:
    state, _ = exact.from_dict(garbage)
    assert validate(state) == state


@pytest.mark.parametrize(
    "text",
    [
        "layers=" + "9," * 5000,
        "layers=" + "9" * 10_000,
        "points=" + "A" * 39_000,
        "points=" + "A" * 10_000_000,
        "&" * 40_000,
        "rate=1e309",
        "n=" + "1" * 5000,
        "loss=__import__('os').system('true')",
        "activation=" + "tanh," * 1000 + "&layers=4",
        "points=\ud800",
        "plane=-1,0",
        "features=" + "x," * 10_000,
        "features=,,&formula=;;;",
        "formula=" + "(" * 10_000,
        "formula=" + "x-1;" * 5000,
        "formula=__import__('os').system('true');9**9**9;x.__class__",
        "plane=99999999999999999999,1",
    ],
    ids=lambda text: text[:30].encode("ascii", "replace").decode(),
)
def test_hostile_links_are_read(text: str) -> None:
    state, _ = url.decode(text)
    assert validate(state) == state
    assert len(state.layers) <= 6
    assert len(state.points) <= MAX_POINTS


def test_a_link_says_what_differs_from_the_defaults() -> None:
    assert url.encode(DEFAULTS) == "v=1"
    layers = (HiddenLayer(8, "relu"), HiddenLayer(8, "relu"))
    state = dataclasses.replace(DEFAULTS, dataset="xor", layers=layers, learning_rate=0.1)
    assert url.encode(state) == "v=1&dataset=xor&rate=0.1&layers=8,8&activation=relu"


def test_links_of_version_1_stay_readable() -> None:
    link = (
        "v=1&dataset=points&train=70&batch=5&seed=7&loss=binary_cross_entropy&optimizer=adam"
        "&regularizer=l2&regRate=0.001&init=he_normal&speed=0&scale=log&layers=3,2"
        "&activation=relu,sine&points=6AMw-AAA0Af0AdEH"
    )
    state, notices = url.decode(link)
    assert notices == ()
    assert state.points == (Point(1.0, -2.0, 0.0), Point(2.0, 0.5, 1.0, test=True))
    assert state.layers == (HiddenLayer(3, "relu"), HiddenLayer(2, "sine"))
    assert (state.loss, state.optimizer, state.epochs_per_frame) == (
        "binary_cross_entropy",
        "adam",
        0,
    )
    assert (state.train_percent, state.batch_size, state.weight_seed) == (70, 5, 7)


def test_a_network_without_hidden_layers_has_a_link() -> None:
    state = dataclasses.replace(DEFAULTS, layers=())
    assert url.decode(url.encode(state)) == (state, ())


def test_a_clamped_number_of_a_layer_is_named_with_its_layer_and_what_was_given() -> None:
    state, notices = url.decode("v=1&layers=4,99&dropout=0,95")
    assert [layer.units for layer in state.layers] == [4, 32]
    assert "Neurons of layer 2 was set to 32 instead of 99: allowed is 1 to 32." in notices
    assert "Dropout of layer 2 was set to 90 instead of 95: allowed is 0 to 90." in notices


def test_unknown_keys_are_ignored_and_odd_values_explained() -> None:
    state, notices = url.decode("v=1&utm=spam&noise=99&dataset=moon")
    assert state == dataclasses.replace(DEFAULTS, noise=50)
    assert "Noise was set to 50 instead of 99: allowed is 0 to 50." in notices
    assert any("'moon'" in notice and "circle" in notice for notice in notices)


def test_damaged_points_are_left_out_or_cut() -> None:
    whole = url.encode(PlaygroundState(dataset=OWN_POINTS, points=(Point(1, 1, 0), Point(2, 2, 1))))
    cut, notices = url.decode(whole[:-3])
    assert len(cut.points) == 1
    assert notices == ("The points in the link are cut off; the complete ones were kept.",)
    damaged, notices = url.decode("dataset=points&points=!!!!")
    assert damaged.points == ()
    assert len(notices) == 1


def test_a_link_of_a_newer_version_is_read_with_a_word_about_it() -> None:
    state, notices = url.decode("v=2&dataset=xor")
    assert state.dataset == "xor"
    assert len(notices) == 1


@pytest.mark.parametrize("dataset", list(DATASETS))
def test_the_largest_link_fits(dataset: str) -> None:
    points = tuple(Point(-6.0, 6.0, 2.0, True) for _ in range(MAX_POINTS))
    state = validate(dataclasses.replace(DEFAULTS, dataset=dataset, points=points))
    assert url.decode(url.encode(state)) == (state, ())
