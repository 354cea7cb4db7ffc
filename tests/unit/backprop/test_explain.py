"""Explanations of a step: every sum in them is the training's own, for random networks."""

import csv
import io
import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop import (
    ACTIVATIONS,
    CLIPPINGS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    InvalidValueError,
    LayerOptions,
    Network,
    Trainer,
    check_gradients,
)
from backprop.explain import (
    BUGS,
    computation_graph,
    diagnose,
    explain_weight,
    ledger,
    loss_along,
    parameter_symbols,
    sample_of,
    samples_of,
    symbols,
    trace_step,
    weight_index,
    worksheet,
)
from backprop.explain.bugs import correct
from backprop.explain.expression import evaluate, to_latex
from backprop.explain.ledger import to_csv
from backprop.explain.ledger import to_latex as ledger_to_latex
from backprop.explain.symbols import number

from latex_value import agree, value_of

EXACT = 1e-12
# A number with four decimals or more, as the explanations write it: none is there by coincidence.
WRITTEN = re.compile(r"-?\d+\.\d{4,}(?: \\cdot 10\^\{-?\d+\})?")


def make_trainer(
    seed=0, sizes=(2, 3, 1), n_samples=5, steps=2, options=None, keep_bias=False, **settings
):
    """A trainer on random data that suits every loss, a few steps into its run."""
    rng = np.random.default_rng(seed)
    given_settings = {
        "loss": "half_squared_error",
        "optimizer": "sgd",
        "regularizer": "none",
        "activation": "tanh",
        "batch_size": n_samples,
        "learning_rate": 0.05,
        **settings,
    }
    activation = given_settings.pop("activation")
    activations = [activation] * (len(sizes) - 2) + ["linear"]
    if keep_bias:
        options = [LayerOptions(keep_bias=True)] * (len(sizes) - 1)
    network = Network.create(sizes, activations, "normal", options, rng=rng)
    X = rng.normal(size=(n_samples, sizes[0]))
    classes = rng.integers(0, max(2, sizes[-1]), n_samples)
    target = np.eye(sizes[-1])[classes] if sizes[-1] > 1 else classes[:, None].astype(float)
    names = [given_settings.pop(name) for name in ("loss", "optimizer", "regularizer")]
    trainer = Trainer(network, *names, X, target, rng=rng, **given_settings)
    for _ in range(steps):
        trainer.step()
    return trainer


def close(found, wanted, scale=1.0):
    assert np.max(np.abs(np.asarray(found) - np.asarray(wanted)), initial=0.0) <= EXACT * max(
        1.0, scale
    )


def with_layers(data, given_settings):
    """The same settings, with batch norm and dropout in some of the hidden layers."""
    hidden = len(given_settings["sizes"]) - 2
    layer = st.builds(LayerOptions, batch_norm=st.booleans(), dropout=st.sampled_from([0.0, 0.3]))
    options = [*data.draw(st.lists(layer, min_size=hidden, max_size=hidden)), LayerOptions()]
    return {**given_settings, "options": options, "keep_bias": False}


settings_of_steps = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 10_000),
        "sizes": st.lists(st.integers(1, 4), min_size=2, max_size=4).map(tuple),
        "n_samples": st.integers(1, 6),
        "activation": st.sampled_from(list(ACTIVATIONS)),
        "optimizer": st.sampled_from(list(OPTIMIZERS)),
        "regularizer": st.sampled_from(list(REGULARIZERS)),
        "regularization_rate": st.sampled_from([0.0, 0.01]),
        "clipping": st.sampled_from(list(CLIPPINGS)),
        "clip_limit": st.sampled_from([0.05, 10.0]),
        "loss": st.sampled_from(list(LOSSES)),
        "steps": st.integers(0, 3),
        "keep_bias": st.booleans(),
    }
)


@settings(max_examples=200, deadline=None)
@given(settings_of_steps)
def test_the_trace_is_the_step_that_follows(given_settings):
    trainer = make_trainer(**given_settings, compiled=False)
    trace = trace_step(trainer)
    trainer.step()
    assert np.array_equal(trace.after, trainer.network.parameters)
    for name, array in trainer.optimizer_state.arrays.items():
        assert np.array_equal(trace.memory_after[name], array)


@settings(max_examples=200, deadline=None)
@given(settings_of_steps)
def test_the_ledger_sums_up_to_the_update(given_settings):
    trainer = make_trainer(**given_settings)
    rows = ledger(trace_step(trainer))
    before = trainer.network.parameters.copy()
    trainer.step()
    scale = max(np.abs(before).max(), *(abs(row.g) for row in rows))
    close([row.before for row in rows], before)
    close([row.gradient + row.penalty + row.adjustment for row in rows], [r.g for r in rows], scale)
    close([row.before + row.change for row in rows], trainer.network.parameters, scale)
    close([row.after for row in rows], trainer.network.parameters, scale)


@settings(max_examples=200, deadline=None)
@given(settings_of_steps, st.data())
def test_the_chain_of_a_weight_is_its_gradient_and_its_update(given_settings, data):
    trace = trace_step(make_trainer(**given_settings))
    sizes = trace.network.layer_sizes
    layer = data.draw(st.integers(1, len(sizes) - 1))
    neuron = data.draw(st.integers(0, sizes[layer] - 1))
    source = data.draw(st.none() | st.integers(0, sizes[layer - 1] - 1))
    chain = explain_weight(trace, layer, neuron, source)
    scale = trace.n_samples * float(np.abs(trace.gradient.vector).max())
    for sample in chain.samples:
        if sample.routes:
            close(sum(route.value for route in sample.routes), sample.factors[0].value, scale)
        for route in sample.routes:
            weight = route.factors[1]
            assert weight.symbol == symbols.weight(layer + 1, neuron, route.neuron)
            assert weight.value == trace.network.layers[layer].W[neuron, route.neuron]
    close(np.mean([sample.product for sample in chain.samples]), chain.gradient, scale)
    assert chain.gradient == trace.gradient.vector[chain.index]
    if trace.network.fixed[chain.index]:
        assert (chain.g, chain.change, chain.lines) == (0.0, 0.0, ())
    else:
        assert chain.lines[-1].symbol == r"\Delta w"
        close(chain.lines[-1].value, chain.change, abs(chain.change))
    close(chain.before + chain.change, chain.after, abs(chain.before))


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("steps", [0, 1, 7])
def test_the_numbers_in_the_lines_of_each_optimizer_come_to_their_results(name, steps):
    trace = trace_step(make_trainer(optimizer=name, steps=steps))
    for line in explain_weight(trace, 1, 0, 0).lines:
        assert agree(f"{line.symbol} = {line.numbers} = {number(line.value)}"), line


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("steps", [0, 1, 7])
def test_the_lines_of_each_optimizer_are_its_rule(name, steps):
    trace = trace_step(make_trainer(optimizer=name, steps=steps))
    optimizer = OPTIMIZERS[name]
    assert optimizer.working, "an optimizer shows its work"
    for index in range(trace.network.n_parameters):
        lines = explain_weight_lines(trace, index)
        close(lines["change"], trace.change[index])
        for memory in optimizer.memory:
            close(lines[memory], trace.memory_after[memory][index])


def explain_weight_lines(trace, index):
    values = {one.id: one.default for one in trace.optimizer.parameters} | {
        "learning_rate": trace.rates.learning_rate,
        "w": trace.before[index],
        "g": trace.computed.g[index],
        "t": trace.t,
    }
    values |= {f"{name}_before": array[index] for name, array in trace.memory_before.items()}
    for line in trace.optimizer.working:
        values[line.name] = evaluate(line.expression, values)
    return values


def test_the_settings_of_an_optimizer_are_used():
    momentum = OPTIMIZERS["momentum"].with_parameters(momentum=0.5)
    trace = trace_step(make_trainer(optimizer=momentum))
    chain = explain_weight(trace, 1, 0, 0)
    close(chain.lines[-1].value, chain.change)
    assert "0.5" in chain.lines[0].numbers


def test_with_dropout_batch_norm_and_a_freeze():
    options = (
        LayerOptions(dropout=0.5),
        LayerOptions(batch_norm=True),
        LayerOptions(frozen=True),
        LayerOptions(),
    )
    trainer = make_trainer(sizes=(2, 4, 3, 3, 1), options=options, n_samples=6)
    trace = trace_step(trainer)
    trainer.step()
    np.testing.assert_allclose(trace.after, trainer.network.parameters, rtol=0.0, atol=1e-12)
    for layer in (1, 2, 3, 4):
        for source in (0, None):
            chain = explain_weight(trace, layer, 0, source)
            close(np.mean([sample.product for sample in chain.samples]), chain.gradient)
    assert explain_weight(trace, 3, 0, 0).change == 0.0
    assert any(row.adjustment for row in ledger(trace))


def test_the_way_back_from_a_layer_with_batch_norm_is_named_by_its_product():
    options = (LayerOptions(), LayerOptions(batch_norm=True), LayerOptions())
    trace = trace_step(make_trainer(sizes=(2, 3, 2, 1), options=options, n_samples=6))
    (first, _) = explain_weight(trace, 1, 0, 0).samples[0].routes
    assert first.factors[0].value == 6 * trace.gradient.layers[1].d_product[0, 0]
    assert first.factors[0].value != 6 * trace.gradient.layers[1].dz[0, 0]
    assert first.factors[0].symbol == r"\frac{\partial L_s}{\partial (a W)^{(2)}_{1}}"
    (plain,) = explain_weight(trace, 2, 0, None).samples[0].routes
    assert plain.factors[0].symbol == r"\frac{\partial L_s}{\partial z^{(3)}_{1}}"


@settings(max_examples=100, deadline=None)
@given(settings_of_steps, st.data())
def test_the_graph_obeys_the_chain_rule(given_settings, data):
    trace = trace_step(make_trainer(**with_layers(data, given_settings)))
    sample = data.draw(st.integers(0, trace.n_samples - 1))
    nodes = {node.id: node for node in computation_graph(trace, sample)}
    assert nodes["loss"].gradient == 1.0
    scale = max(abs(node.gradient) for node in nodes.values())
    for node in nodes.values():
        if node.edges and all(edge.local is not None for edge in node.edges):
            total = sum(edge.local * nodes[edge.to].gradient for edge in node.edges)
            close(total, node.gradient, scale)


@settings(max_examples=100, deadline=None)
@given(settings_of_steps, st.data())
def test_the_numbers_of_a_sample_are_those_of_its_own_loss(given_settings, data):
    """Backpropagation of the sample alone says the same, and so do central differences."""
    trace = trace_step(make_trainer(**given_settings))
    one = sample_of(trace, data.draw(st.integers(0, trace.n_samples - 1)))
    X, target = trace.X[[one.number]], trace.target[[one.number]]
    passed = trace.network.forward(X)
    alone = trace.network.backward(passed, trace.loss.gradient(passed.output, target))
    assert one.loss == pytest.approx(trace.loss.value(passed.output, target), rel=1e-13)
    scale = trace.n_samples * float(np.abs(trace.gradient.vector).max())
    for place, layer in enumerate(alone.layers, start=1):
        close(one.z(place), passed.z[place - 1][0])
        close(one.a(place), passed.a[place][0])
        close(one.d_z(place), layer.dz[0], scale)
        close(one.d_handed_on(place), layer.da[0], scale)
    close(one.handed_on(0), X[0])


def test_behind_batch_norm_the_numbers_of_a_sample_are_of_the_sum_of_all_losses():
    options = (LayerOptions(batch_norm=True), LayerOptions())
    trace = trace_step(make_trainer(sizes=(2, 3, 1), options=options))
    one, h = sample_of(trace, 1), 1e-6
    bias = trace.network.split(trace.network.parameters)[0].b

    def sum_of_losses(step):
        """The first neuron's z moved for this sample alone, and all that comes behind it."""
        z = trace.forward_pass.z[0].copy()
        z[1, 0] += step
        a = trace.network.layers[0].activation.function(z)
        output = a @ trace.network.layers[1].W + trace.network.layers[1].b
        return trace.n_samples * trace.loss.value(output, trace.target)

    assert bias.size == 3
    slope = (sum_of_losses(h) - sum_of_losses(-h)) / (2 * h)
    assert one.d_z(1)[0] == pytest.approx(slope, rel=1e-6)


def test_dropout_stands_between_the_activation_and_what_is_handed_on():
    options = (LayerOptions(dropout=0.5), LayerOptions())
    trace = trace_step(make_trainer(sizes=(2, 8, 1), options=options))
    one = sample_of(trace, 0)
    mask = one.mask(1)
    assert set(mask) == {0.0, 2.0}
    close(one.handed_on(1), one.a(1) * mask)
    close(one.d_z(1), one.d_handed_on(1) * mask * one.slope(1))
    nodes = {node.id: node for node in computation_graph(trace, 0)}
    assert nodes["a1_0"].symbol == r"\tilde{a}^{(1)}_{1}"
    assert nodes["a1_0"].value == one.handed_on(1)[0]


@pytest.mark.parametrize("name", OPTIMIZERS)
def test_what_is_held_stays_in_the_trace_whatever_the_optimizer_remembers(name):
    """A layer that is frozen after some steps: the memory still pushes, and must not move it."""
    trainer = make_trainer(optimizer=name, steps=4)
    free = trainer.network
    frozen = Network(
        free.layer_sizes, free.activations, [LayerOptions(frozen=True), LayerOptions()]
    )
    frozen.parameters = free.parameters
    held = Trainer(
        frozen,
        "half_squared_error",
        trainer.optimizer_state,
        "none",
        trainer.X,
        trainer.target,
        batch_size=5,
        learning_rate=0.05,
    )
    trace = trace_step(held)
    assert np.array_equal(trace.after[frozen.fixed], trace.before[frozen.fixed])
    assert explain_weight(trace, 1, 0, 0).lines == ()
    assert (trace.after != trace.before).any()
    held.step()
    close(trace.after, frozen.parameters)


def test_the_losses_of_the_graphs_have_the_batch_loss_as_their_mean():
    trace = trace_step(make_trainer(n_samples=4))
    losses = [computation_graph(trace, sample)[-1].value for sample in range(4)]
    assert np.mean(losses) == pytest.approx(trace.loss_value, rel=1e-13)


def test_along_a_weight():
    trainer = make_trainer(regularizer="l2", regularization_rate=0.1, loss="mean_squared_error")
    trace = trace_step(trainer)
    along = loss_along(trace, 0)
    assert along.loss_here == pytest.approx(trace.loss_value + trace.penalty_value, rel=1e-13)
    h = 1e-6
    parameters = trace.before.copy()
    parameters[0] += h
    above = trace.objective(parameters)
    parameters[0] -= 2 * h
    below = trace.objective(parameters)
    assert along.slope == pytest.approx((above - below) / (2 * h), rel=1e-6)
    assert along.loss_best <= min(along.loss.min(), along.loss_here, along.loss_there)
    assert along.w[0] <= along.best <= along.w[-1]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_the_best_value_is_nowhere_missed_between_many_valleys(seed):
    trainer = make_trainer(seed=seed, activation="sine", steps=0, sizes=(2, 3, 1))
    trainer.network.parameters *= 12
    trace = trace_step(trainer)
    along = loss_along(trace, 0, reach=20.0)
    assert along.loss_best <= along.loss.min()
    parameters = trace.before.copy()
    parameters[0] = along.best
    assert trace.objective(parameters) == along.loss_best


def test_the_best_value_of_the_last_bias_is_the_mean_error():
    """For a linear output and squared error the minimum is known: b + mean(target - output)."""
    trace = trace_step(make_trainer(loss="half_squared_error"))
    index = weight_index(trace, 2, 0, None)
    best = trace.before[index] + np.mean(trace.target - trace.forward_pass.output)
    assert loss_along(trace, index, reach=10).best == pytest.approx(best, abs=1e-6)


def bug_nets():
    """200 random networks in which each of the mistakes makes a difference."""
    for seed in range(200):
        rng = np.random.default_rng(seed)
        sizes = (int(rng.integers(2, 5)), int(rng.integers(2, 5)), int(rng.integers(2, 4)))
        network = Network.create(sizes, ("tanh", "sigmoid"), "normal", rng=rng)
        n_samples = int(rng.integers(2, 8))
        target = rng.uniform(size=(n_samples, sizes[-1]))
        yield network, rng.normal(size=(n_samples, sizes[0])), target


def test_a_gradient_that_is_right_is_not_accused_where_the_differences_are_wrong():
    """Relu at its kink: with one sample, a missing 1/m would be the very same gradient."""
    network = Network((1, 1), ("relu",))
    passed = network.forward([[1.0]])
    loss = LOSSES["half_squared_error"]
    report = check_gradients(network, loss, [[1.0]], [[1.0]])
    assert not report.passed()
    assert diagnose(report, network, passed, loss.gradient(passed.output, [[1.0]])) is None


def test_a_part_of_the_gradient_is_checked_like_the_whole():
    trace = trace_step(make_trainer(sizes=(3, 6, 2)))
    whole, part = (
        check_gradients(trace.network, trace.loss, trace.X, trace.target, part=part)
        for part in (slice(None), slice(5, 12))
    )
    assert np.array_equal(part.numeric, whole.numeric[5:12])
    assert np.array_equal(part.relative_error, whole.relative_error[5:12])
    assert part.parameter_names == whole.parameter_names[5:12]
    bug = BUGS["transposed"]
    report = check_gradients(
        trace.network, trace.loss, trace.X, trace.target, backward=bug.backward, part=slice(0, 9)
    )
    assert diagnose(report, trace.network, trace.forward_pass, trace.computed.d_output) is bug


@pytest.mark.parametrize("name", BUGS)
def test_the_check_finds_a_planted_bug_and_the_diagnosis_names_it(name):
    loss = LOSSES["half_squared_error"]
    for network, X, target in bug_nets():
        report = check_gradients(network, loss, X, target, backward=BUGS[name].backward)
        assert not report.passed()
        passed = network.forward(X)
        found = diagnose(report, network, passed, loss.gradient(passed.output, target))
        assert found is BUGS[name]


def test_the_correct_gradient_is_not_accused():
    loss = LOSSES["half_squared_error"]
    for network, X, target in bug_nets():
        report = check_gradients(network, loss, X, target, backward=correct)
        assert report.passed()
        passed = network.forward(X)
        assert diagnose(report, network, passed, loss.gradient(passed.output, target)) is None


def test_mazurs_worked_example():
    """Weights only learn there; the chain of w5 is the first that he works out."""
    network = Network((2, 2, 2), ("sigmoid", "sigmoid"))
    hidden, output = network.layers
    hidden.matrix[:] = [[0.15, 0.20, 0.35], [0.25, 0.30, 0.35]]
    output.matrix[:] = [[0.40, 0.45, 0.60], [0.50, 0.55, 0.60]]
    X, target = [[0.05, 0.10]], [[0.01, 0.99]]
    trainer = Trainer(
        network, "half_squared_error", "sgd", "none", X, target, batch_size=1, learning_rate=0.5
    )
    trace = trace_step(trainer)
    assert trace.loss_value == pytest.approx(0.298371109, abs=5e-10)
    w5 = explain_weight(trace, 2, 0, 0)
    values = [factor.value for factor in w5.samples[0].factors]
    assert values == pytest.approx([0.74136507, 0.186815602, 0.593269992], abs=5e-9)
    assert w5.gradient == pytest.approx(0.082167041, abs=5e-10)
    assert w5.after == pytest.approx(0.35891648, abs=5e-9)
    w1 = explain_weight(trace, 1, 0, 0)
    assert [route.value for route in w1.samples[0].routes] == pytest.approx(
        [0.055399425, -0.019049119], abs=5e-9
    )
    assert w1.after == pytest.approx(0.149780716, abs=5e-10)


def test_the_worksheet_asks_for_what_the_answers_give():
    trace = trace_step(make_trainer(n_samples=2, optimizer="adam", regularizer="l2"))
    sheet = worksheet(trace)
    blanks, answers = sheet.latex(answers=False), sheet.latex(answers=True)
    exercises = [one for part in sheet.parts for one in part.exercises]
    assert blanks.count(r"\underline") == len(exercises) and r"\underline" not in answers
    assert f"= {number(trace.after[0])} " in answers
    assert all(WRITTEN.search(one.result) or value_of(one.result) == 0 for one in exercises)
    for text in (blanks, answers):
        assert text.count("{") == text.count("}")
        assert text.count(r"\left") - text.count(r"\leftarrow") == text.count(r"\right")


def own(symbol):
    return symbols.derivative("L_s", symbol)


def known_symbols(trace, one):
    """What each symbol on a worksheet stands for, for one sample, computed by the sample alone."""
    passed = trace.network.forward(trace.X[[one.number]])
    d_output = trace.loss.gradient(passed.output, trace.target[[one.number]])
    alone = trace.network.backward(passed, d_output)
    found = dict(zip(parameter_symbols(trace), trace.before, strict=True))
    found |= {symbols.a(0, i): x for i, x in enumerate(trace.X[one.number])}
    for place, layer in enumerate(alone.layers, start=1):
        for j in range(trace.network.layer_sizes[place]):
            z, a = symbols.z(place, j), symbols.a(place, j)
            found[z], found[a] = passed.z[place - 1][0, j], passed.a[place][0, j]
            found[own(z)], found[own(a)] = layer.dz[0, j], layer.da[0, j]
            slope = trace.network.layers[place - 1].activation.derivative(
                passed.z[place - 1], passed.a[place]
            )
            found[symbols.derivative(a, z)] = slope[0, j]
    return found


def in_numbers(formula, known):
    """A formula with the number of each symbol in its place; the longest symbols first."""
    for symbol in sorted(known, key=len, reverse=True):
        formula = formula.replace(symbol, f"({known[symbol]:.17f})")
    return formula


def sum_of(terms, known):
    return sum(value_of(in_numbers(term, known)) for term in terms)


@settings(max_examples=60, deadline=None)
@given(settings_of_steps)
def test_every_line_of_a_worksheet_is_true(given_settings):
    """In symbols and in numbers each comes to its result, and that is backpropagation's own."""
    trainer = make_trainer(**{**given_settings, "n_samples": 2})
    trace = trace_step(trainer)
    sheet = worksheet(trace)
    *of_samples, gradient, update = sheet.parts

    def same(found, result, size=1.0):
        assert found == pytest.approx(value_of(result), rel=1e-5, abs=1e-5 * max(1.0, size))

    for index, part in enumerate(of_samples):
        known = known_symbols(trace, samples_of(trace)[index // 2])
        for one in part.exercises:
            if one.name in known:
                same(known[one.name], one.result)
            if one.numbers:
                same(sum_of(one.terms, known), one.result)
                same(sum_of(one.numbers, {}), one.result)
    assert of_samples[0].exercises[-1].name == "L_s"
    same(samples_of(trace)[0].loss, of_samples[0].exercises[-1].result)
    for index, one in enumerate(gradient.exercises):
        same(trace.gradient.vector[index], one.result)
        terms = [re.fullmatch(r"\\big\( (.*) \\big\)_\{s = \d\}", term)[1] for term in one.terms]
        known = [known_symbols(trace, sample) for sample in samples_of(trace)]
        values = [sum_of([term], of_sample) for term, of_sample in zip(terms, known, strict=True)]
        same(np.mean(values), one.result)
        same(sum_of(one.numbers, {}) / 2, one.result)
    trainer.step()
    for index, symbol in enumerate(parameter_symbols(trace)):
        last = [one for one in update.exercises if one.name.startswith(f"{symbol} \\leftarrow")]
        if trace.network.fixed[index]:
            assert not last
            continue
        same(trainer.network.parameters[index], last[0].result)
        same(sum_of(last[0].numbers, {}), last[0].result)


@settings(max_examples=60, deadline=None)
@given(settings_of_steps)
def test_no_line_of_the_worksheet_gives_the_result_of_another_away(given_settings):
    """What stands on the sheet with blanks is known before; all that is worked out is not."""
    trainer = make_trainer(**{**given_settings, "n_samples": 2})
    trace = trace_step(trainer)
    blanks = worksheet(trace).latex(answers=False)
    remembered = [value for array in trace.memory_before.values() for value in array]
    known = {number(value) for value in (*trace.X.flat, *trace.before, *remembered)}
    passed, gradient = trace.forward_pass, trace.gradient
    worked_out = {
        number(value)
        for array in (*passed.z, *passed.a[1:-1], gradient.vector, trace.computed.g, trace.after)
        for value in array.flat
        if WRITTEN.fullmatch(number(value))
    }
    secrets = worked_out - known
    answers = worksheet(trace).latex(answers=True)
    assert not secrets & set(WRITTEN.findall(blanks))
    assert secrets <= set(WRITTEN.findall(answers))


@pytest.mark.parametrize(("regularizer", "penalty"), [("none", False), ("l2", True)])
def test_the_worksheet_says_what_has_to_be_known_to_work_it(regularizer, penalty):
    trainer = make_trainer(n_samples=2, regularizer=regularizer, regularization_rate=0.25)
    trace = trace_step(trainer)
    blanks = worksheet(trace).latex(answers=False)
    given = blanks[blanks.index("Given") : blanks.index("Forward pass, sample 1")]
    for layer in trace.network.layers:
        assert layer.activation.formula in given
    assert trace.loss.formula in given
    for target in trace.target[:, 0]:
        assert f"t_{{1}} = {number(target)} " in given
    assert (r"\lambda = 0.25" in given) == penalty
    for value in (*trace.X.flat, *trace.before, trace.rates.learning_rate):
        assert f"= {number(value)}" in given


def test_the_worksheet_leaves_out_the_update_of_what_is_kept():
    sheet = worksheet(trace_step(make_trainer(n_samples=2, keep_bias=True)))
    assert any(line.startswith(r"\text{kept as they are: } b^{(1)}_{1},") for line in sheet.given)
    updates = [one.name for one in sheet.parts[-1].exercises]
    assert any("w^{(1)}_{1,1}" in name for name in updates)
    assert not any("b^{(1)}_{1}" in name for name in updates)


@pytest.mark.parametrize(("clipping", "clipped"), [("none", False), ("value", True)])
def test_nothing_is_called_clipping_that_is_rounding(clipping, clipped):
    trainer = make_trainer(
        regularizer="l2", regularization_rate=0.3, clipping=clipping, clip_limit=1e-3
    )
    rows = ledger(trace_step(trainer))
    assert any(row.adjustment for row in rows) == clipped


@pytest.mark.parametrize(
    ("options", "part"),
    [
        ({"n_samples": 5}, "The mini-batch is 5; a worksheet takes at most 4."),
        ({"sizes": (4, 9, 4), "n_samples": 1}, "The number of parameters is 85"),
        (
            {"n_samples": 2, "options": (LayerOptions(dropout=0.5), LayerOptions())},
            "without batch norm and dropout",
        ),
    ],
)
def test_what_nobody_works_by_hand_is_refused(options, part):
    with pytest.raises(InvalidValueError, match=re.escape(part)):
        worksheet(trace_step(make_trainer(**options)))


def test_the_ledger_as_csv_keeps_every_bit():
    rows = ledger(trace_step(make_trainer()))
    read = list(csv.DictReader(io.StringIO(to_csv(rows))))
    assert [float(line["after"]) for line in read] == [row.after for row in rows]
    assert [line["name"] for line in read] == [row.name for row in rows]


def test_the_ledger_as_latex_has_a_line_for_each_parameter():
    trace = trace_step(make_trainer())
    text = ledger_to_latex(ledger(trace), digits=3)
    assert text.count(r"\\") == trace.network.n_parameters + 1
    assert all(symbol in text for symbol in parameter_symbols(trace))


@pytest.mark.parametrize(
    ("layer", "neuron", "source", "part"),
    [
        (0, 0, 0, "layer is 0; it must be 1 to 2"),
        (3, 0, 0, "layer is 3"),
        (1, 3, 0, "neuron is 3; it must be 0 to 2"),
        (1, 0, 2, "source is 2; it must be 0 to 1"),
        (1, -1, None, "neuron is -1"),
    ],
)
def test_a_weight_that_does_not_exist(layer, neuron, source, part):
    with pytest.raises(InvalidValueError, match=re.escape(part)):
        explain_weight(trace_step(make_trainer()), layer, neuron, source)


def test_a_sample_that_does_not_exist():
    with pytest.raises(InvalidValueError, match="sample is 5; it must be 0 to 4"):
        computation_graph(trace_step(make_trainer()), 5)


@pytest.mark.parametrize(("index", "reach"), [(-1, 1.0), (99, 1.0), (0, 0.0), (0, math.inf)])
def test_a_slice_that_does_not_exist(index, reach):
    with pytest.raises(InvalidValueError):
        loss_along(trace_step(make_trainer()), index, reach)


@pytest.mark.parametrize(
    ("expression", "latex"),
    [
        ("a - (b - c)", r"a - \left(b - c\right)"),
        ("(a - b) - c", "a - b - c"),
        ("-a * b", r"-a \cdot b"),
        ("(a + b) * c", r"\left(a + b\right) \cdot c"),
        ("a / (b + c)", r"\frac{a}{b + c}"),
        ("(a + b)**2", r"\left(a + b\right)^{2}"),
        ("sqrt(a) + max(b, abs(c))", r"\sqrt{a} + \max\left(b, \left|c\right|\right)"),
    ],
)
def test_expressions_in_latex(expression, latex):
    assert to_latex(expression, {name: name for name in "abc"}) == latex


def test_negative_numbers_stand_in_parentheses():
    symbols = {"a": "2", "b": "-3", "c": r"1.5 \cdot 10^{-7}"}
    assert to_latex("a * b - b + c**2", symbols) == (
        r"2 \cdot \left(-3\right) - \left(-3\right) + \left(1.5 \cdot 10^{-7}\right)^{2}"
    )


def test_a_choice_shows_the_form_that_holds_or_both():
    symbols = {"a": "a", "b": "b"}
    both = to_latex("a if b > 1 else -a", symbols)
    assert both == r"\begin{cases} a & b > 1 \\ -a & \text{else} \end{cases}"
    assert to_latex("a if b > 1 else -a", symbols, {"b": 0}) == "-a"
    assert evaluate("a if b > 1 else -a", {"a": 2.0, "b": 0}) == -2.0


@pytest.mark.parametrize("expression", ["__import__('os')", "a.b", "[a]", "a if b else c", "f(a)"])
def test_anything_but_arithmetic_is_refused(expression):
    with pytest.raises(ValueError, match="no arithmetic"):
        evaluate(expression, {"a": 1.0, "b": 1.0, "c": 1.0})


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.25, "0.25"),
        (-3.0, "-3"),
        (1.2e-7, r"1.2 \cdot 10^{-7}"),
        (math.inf, r"\infty"),
        (-math.inf, r"-\infty"),
        (math.nan, r"\text{not a number}"),
    ],
)
def test_numbers_in_latex(value, text):
    assert number(value) == text
