"""Registries, entries and their parameters."""

import re

import pytest

from backprop import (
    ACTIVATIONS,
    CLIPPINGS,
    DATASETS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
    Entry,
    InvalidValueError,
    Registry,
    UnknownNameError,
)

REGISTRIES = (
    ACTIVATIONS,
    LOSSES,
    OPTIMIZERS,
    SCHEDULES,
    CLIPPINGS,
    INITIALIZERS,
    REGULARIZERS,
    DATASETS,
)
ENTRIES = [entry for registry in REGISTRIES for entry in registry.values()]
PARAMETERS = [(entry, parameter) for entry in ENTRIES for parameter in entry.parameters]

# What links of version 1 may name: an entry may be added, never taken away.
PROMISED = {
    "activation": "linear sigmoid tanh relu leaky_relu elu selu gelu softplus swish mish sine"
    " softsign gaussian hard_sigmoid arctan hard_tanh log_sigmoid relu6 celu squareplus hard_swish"
    " bent_identity tanhshrink softshrink snake",
    "loss": "half_squared_error mean_squared_error huber binary_cross_entropy"
    " softmax_cross_entropy mean_absolute_error log_cosh focal hinge squared_hinge",
    "optimizer": "sgd momentum nesterov adagrad rmsprop adam adamw adadelta amsgrad adamax nadam"
    " radam lion",
    "schedule": "constant step exponential inverse_time linear cosine cosine_restarts"
    " warm_up_cosine",
    "gradient clipping": "none norm value",
    "initializer": "tfp_uniform normal glorot_uniform he_normal lecun_normal orthogonal zeros"
    " glorot_normal he_uniform lecun_uniform constant identity",
    "regularizer": "none l1 l2 elastic",
    "data set": "circle xor gauss spiral plane multi_gauss wheat_seeds moons checkerboard rings"
    " blobs three_spirals",
}


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.kind)
def test_registry_holds_the_promised_ids(registry):
    assert set(PROMISED[registry.kind].split()) <= set(registry)


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.kind)
@pytest.mark.parametrize("name", ["nonsense", "", None, 3, ["tanh"]])
def test_unknown_name_lists_the_valid_ones(registry, name):
    with pytest.raises(UnknownNameError) as caught:
        registry[name]
    assert registry.kind in str(caught.value)
    for valid in registry:
        assert valid in str(caught.value)
    assert isinstance(caught.value, ValueError)
    assert isinstance(caught.value, KeyError)


def test_registry_is_a_mapping_in_the_order_of_its_entries():
    first, second = (Entry(id=name, label=name, formula="") for name in ("b", "a"))
    registry = Registry("thing", [first, second])
    assert list(registry) == ["b", "a"]
    assert len(registry) == 2
    assert "a" in registry
    assert "c" not in registry
    assert registry.get("c") is None
    assert registry.resolve("a") is registry.resolve(second) is second
    with pytest.raises(TypeError):
        registry["c"] = first


def test_registry_refuses_two_entries_with_one_id():
    entry = Entry(id="a", label="A", formula="")
    with pytest.raises(ValueError, match="twice"):
        Registry("thing", [entry, entry])


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry.id)
def test_entry_has_a_label_and_a_balanced_formula(entry):
    assert entry.label
    assert entry.formula
    for left, right in ("{}", "()", (r"\begin{", r"\end{")):
        assert entry.formula.count(left) == entry.formula.count(right)
    assert len(re.findall(r"\\left\b", entry.formula)) == len(
        re.findall(r"\\right\b", entry.formula)
    )


@pytest.mark.parametrize(("entry", "parameter"), PARAMETERS, ids=lambda x: x.id)
def test_parameter_default_is_in_its_range_and_the_range_is_kept(entry, parameter):
    assert parameter.low <= parameter.default <= parameter.high
    for value in (parameter.low, parameter.high):
        changed = entry.with_parameters(**{parameter.id: value})
        assert changed.settings == {parameter.id: value}
        assert changed.id == entry.id
    for value in (parameter.low - 1, parameter.high + 1, float("nan"), "1", None, True):
        with pytest.raises(InvalidValueError, match=parameter.id):
            entry.with_parameters(**{parameter.id: value})
    assert entry.settings == {}


def test_unknown_parameter_lists_the_valid_ones():
    with pytest.raises(UnknownNameError, match="slope"):
        ACTIVATIONS["leaky_relu"].with_parameters(steepness=0.1)
