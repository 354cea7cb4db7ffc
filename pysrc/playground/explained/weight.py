"""One weight: what the next update does to it, by the chain rule in symbols and in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean

import numpy as np

from backprop.explain import Along, Trace, WeightChain, explain_weight, loss_along, symbols
from backprop.explain.symbols import LOSS, in_product, number
from backprop.layout import weight_at
from playground.deeper.nothing import Nothing
from playground.explained.paper import Cell, Column, Heading, Math, Paper, Table, Text
from playground.explained.step import batch_in_words, next_step, own_loss_in_words
from playground.scene import Scene

_MOST_SAMPLES = 50


@dataclass(frozen=True, eq=False)
class WeightDetail:
    """The paper about one weight, and the loss along it; `loss` is what the loss is called."""

    paper: Paper
    along: Along
    loss: str


def look_at_weight(scene: Scene) -> WeightDetail | Nothing:
    """Explain the weight that the state asks about."""
    trace = next_step(scene)
    if isinstance(trace, Nothing):
        return trace
    network = trace.network
    # The γ of batch norm stand behind all weights and biases and are not asked about here.
    n_weights = sum(layer.matrix.size for layer in network.layers)
    index = min(scene.experiment.state.asked_weight, n_weights - 1)
    chain = explain_weight(trace, *weight_at(network.layer_sizes, index))
    along = loss_along(trace, index)
    paper = (*_gradient(trace, chain), *_update(trace, chain), *_best(trace, along))
    return WeightDetail(paper, along, objective_in_words(trace))


def _gradient(trace: Trace, chain: WeightChain) -> Paper:
    first = chain.samples[0]
    product = r" \cdot ".join(factor.symbol for factor in first.factors)
    partial = symbols.derivative(LOSS, chain.symbol)
    n = trace.n_samples
    if n == 1:
        how, mean = "By the chain rule the derivative of its loss is a product.", ""
    else:
        how = (
            "By the chain rule the derivative of each sample's own loss Lₛ is a product; the "
            "gradient is their mean."
        )
        if any(trace.network.normed):
            how = f"{how} {own_loss_in_words(trace)}"
        mean = rf"\frac{{1}}{{{n}}} \sum_{{s=1}}^{{{n}}} "
    return (
        Heading("What the next update does to", chain.symbol),
        Text(f"{batch_in_words(trace)} {how}"),
        Math(rf"{partial} = {mean}{product}"),
        _samples(chain),
        *_routes(chain),
    )


def _samples(chain: WeightChain) -> Table:
    factors = chain.samples[0].factors
    shown = chain.samples[:_MOST_SAMPLES]
    left_out = len(chain.samples) - len(shown)
    empty = (None,) * (len(factors) - 1)
    rows: list[tuple[Cell, ...]] = [
        (str(sample.row + 1), *(factor.value for factor in sample.factors), sample.product)
        for sample in shown
    ]
    if left_out:
        rest = fmean(sample.product for sample in chain.samples[_MOST_SAMPLES:])
        rows.append((f"{left_out} more, their mean", None, *empty, rest))
    return Table(
        "The chain of each sample",
        (
            Column("sample", "text"),
            *(Column(factor.symbol, "number", head_is_math=True) for factor in factors),
            Column("product", "number"),
        ),
        tuple(rows),
        total=("mean", None, *empty, chain.gradient),
    )


def _routes(chain: WeightChain) -> Paper:
    """Where the first factor comes from: over every neuron of the layer behind."""
    first = chain.samples[0]
    if not first.routes:
        return ()
    routes = " + ".join(
        r" \cdot ".join(factor.symbol for factor in route.factors) for route in first.routes[:4]
    )
    numbers = " + ".join(
        r" \cdot ".join(in_product(factor.value) for factor in route.factors)
        for route in first.routes[:4]
    )
    more = r" + \dots" if len(first.routes) > 4 else ""
    total = sum(route.value for route in first.routes)
    return (
        Text(
            f"The error comes back over every neuron of the layer behind. For sample "
            f"{first.row + 1}:"
        ),
        Math(rf"{first.factors[0].symbol} = {routes}{more}"),
        Math(f"= {numbers}{more} = {number(total)}"),
    )


def _update(trace: Trace, chain: WeightChain) -> Paper:
    blocks: list[Math | Text | Heading] = [Heading("From the gradient to the new value")]
    partial = symbols.derivative(LOSS, chain.symbol)
    terms, values = [partial], [number(chain.gradient)]
    if trace.rates.regularization_rate and chain.penalty:
        terms.append(r"\lambda\, r'(w)")
        values.append(_in_sum(chain.penalty))
    if chain.adjustment:
        held = trace.network.fixed[chain.index]
        terms.append(r"\text{held}" if held else r"\text{clipping}")
        values.append(_in_sum(chain.adjustment))
    total = f" = {number(chain.g)}" if len(values) > 1 else ""
    blocks.append(Math(f"g = {' + '.join(terms)} = {' + '.join(values)}{total}"))
    for line in chain.lines:
        blocks.append(
            Math(f"{line.symbol} = {line.formula} = {line.numbers} = {number(line.value)}")
        )
    if trace.network.fixed[chain.index]:
        blocks.append(Text(f"This parameter may not move: {_reason(trace, chain.index)}."))
    blocks.append(
        Math(
            rf"{chain.symbol} \leftarrow {number(chain.before)} + {_in_sum(chain.change)}"
            f" = {number(chain.after)}"
        )
    )
    return tuple(blocks)


def _reason(trace: Trace, index: int) -> str:
    """Why a parameter is held."""
    network = trace.network
    if network.cut[index]:
        return "the connection is cut"
    layer, _, _ = weight_at(network.layer_sizes, index)
    frozen = network.layers[layer - 1].options.frozen
    return "its layer is frozen" if frozen else "biases are kept as they are"


def objective_in_words(trace: Trace) -> str:
    """What is made small: the loss, and the penalty if there is one."""
    return "loss + penalty" if trace.is_penalized else "loss"


def _best(trace: Trace, along: Along) -> Paper:
    loss = objective_in_words(trace)
    low, high = (_plain(float(end)) for end in (along.w[0], along.w[-1]))
    edge = ""
    if np.isclose(along.best, (along.w[0], along.w[-1]), rtol=0.0, atol=1e-6).any():
        edge = ", at the edge of what is shown: beyond it there may be better ones"
    text = (
        f"With all other weights as they are, the best value for this mini-batch between {low} "
        f"and {high} is {_plain(along.best)}, with {loss} {_plain(along.loss_best)}{edge}. "
        f"The step goes from {_plain(along.here)} ({loss} {_plain(along.loss_here)}) to "
        f"{_plain(along.there)} ({loss} {_plain(along.loss_there)})."
    )
    return (Heading("The best value of this weight"), Text(text))


def _plain(value: float) -> str:
    return f"{value:.6g}".replace("-", "−")


def _in_sum(value: float) -> str:
    text = number(value)
    return rf"\left({text}\right)" if text.startswith("-") else text
