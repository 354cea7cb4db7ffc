"""The pieces of the NumPy program, in order: each a heading, a text that explains, and code.

The program prints them one after the other, the notebook makes cells of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from playground.export_code import functions, network_parts
from playground.export_code.arrays import array, plain, vector
from playground.export_code.features import features
from playground.export_code.languages import NUMPY
from playground.export_code.trained import Trained
from playground.export_code.writing import number


@dataclass(frozen=True)
class Part:
    """One piece of a program. `text` may hold several sentences; it is a comment in the end."""

    title: str
    text: str
    code: str


def parts(given: Trained) -> tuple[Part, ...]:
    """The whole program: functions and numbers, then what to do with them."""
    return (
        _activations(given),
        _loss(given),
        _optimizer(given),
        Part(
            "The trained network",
            "All parameters are one vector w. Each row below is one neuron: its weights and, last,"
            " its bias.",
            network_parts.numbers(given),
        ),
        Part(
            "Inputs",
            f"What the network gets for the measures of the data: {plain(given.input_names)}.",
            features(given),
        ),
        Part(
            "Forward",
            "From the inputs to the output, layer by layer.",
            network_parts.forward(given),
        ),
        Part(
            "Backward",
            "The chain rule, from the output to the first layer. Each layer takes dL/da, the"
            " derivative of the loss by its activations, and hands on the one of the layer before.",
            network_parts.backward(given),
        ),
        _data(given),
        _training(given),
        _check(given),
    )


def _activations(given: Trained) -> Part:
    code = [
        text
        for entry in given.activations
        for text in (functions.activation(entry, NUMPY), functions.derivative(entry))
    ]
    return Part(
        "Activations",
        "A neuron adds up its weighted inputs, z, and answers a = f(z). Backpropagation needs the"
        " derivative f'(z) as well.",
        "\n\n\n".join(code),
    )


def _loss(given: Trained) -> Part:
    return Part(
        f"Loss: {given.loss.label}",
        "One number for how wrong the outputs are, and its derivative by each output. That is where"
        " backpropagation starts.",
        "\n\n\n".join(functions.loss(given.loss)),
    )


def _optimizer(given: Trained) -> Part:
    state = given.state
    code = [
        functions.schedule(given.schedule, state.learning_rate, state.horizon),
        functions.regularizer(given.regularizer),
        functions.clipping(given.clipping),
        functions.optimizer(given.optimizer),
    ]
    return Part(
        f"Optimizer: {given.optimizer.label}",
        "How a gradient g becomes a step of the parameters w: the learning rate of an epoch, the"
        " price of large weights, the limit on the gradient, and the step itself, which changes w"
        " in place.",
        "\n\n\n".join(code),
    )


def _data(given: Trained) -> Part:
    code = [
        f"# columns: {plain(', '.join(given.measures))}",
        f"X = {array(given.X)}",
        f"target = {array(given.target)}",
    ]
    about = f"The {len(given.X)} training rows, and what the network should answer there."
    if given.class_names:
        about += f" The classes are {plain(', '.join(given.class_names))}."
    return Part("Data", about, "\n".join(code))


def _training(given: Trained) -> Part:
    state = given.state
    memory = [
        f'    "{name}": np.array({vector(values, depth=1)}),'
        for name, values in given.memory.items()
    ]
    code = [
        f"BATCH_SIZE = {state.batch_size}",
        f"REGULARIZATION_RATE = {number(state.regularization_rate)}",
        f"CLIP_LIMIT = {number(state.clip_limit)}",
        "IS_WEIGHT = np.zeros_like(w)  # 1 for a weight, 0 for a bias: biases have no price",
        "for W, _ in layers(IS_WEIGHT):",
        "    W[:] = 1.0",
        f"epoch, step, next_batch = {given.epoch}, {given.optimizer_step}, {given.batch_index}",
        "memory = {" + ("\n" + "\n".join(memory) + "\n" if memory else "") + "}",
        "",
        "",
        _train(given),
    ]
    return Part(
        "Training",
        "Where the run stands, what the optimizer remembers, and how it goes on.",
        "\n".join(code),
    )


def _train(given: Trained) -> str:
    fixed, normed = bool(given.network.fixed.any()), any(given.network.normed)
    lines = [
        "def train(n_epochs):",
        '    """Go on training, mini-batch after mini-batch, always in the same order."""',
        "    global epoch, step, next_batch",
        "    inputs = features(X)",
        "    for _ in range(n_epochs):",
        "        for start in range(next_batch * BATCH_SIZE, len(X), BATCH_SIZE):",
        "            batch = slice(start, start + BATCH_SIZE)",
        "            output, work = forward(inputs[batch], training=True)",
        "            g = backward(output, work, target[batch])",
        "            g += REGULARIZATION_RATE * penalty_derivative(w) * IS_WEIGHT",
        *(["            g[FIXED] = 0.0", "            kept = w[FIXED]"] if fixed else []),
        "            clip(g, CLIP_LIMIT)",
        "            step += 1",
        "            update(w, g, learning_rate(epoch), step, **memory)",
        *(["            w[FIXED] = kept"] if fixed else []),
        *(["            track(work)"] if normed else []),
        "        next_batch = 0",
        "        epoch += 1",
    ]
    return "\n".join(lines)


def _check(given: Trained) -> Part:
    code = [
        f"checked = {array(given.checked)}",
        f"expected = {array(given.outputs)}",
        "difference = np.abs(predict(checked) - expected).max()",
        'print(f"The largest difference from the outputs in the playground is {difference:.1e}.")',
        "assert difference < 1e-6 * max(1.0, np.abs(expected).max())",
    ]
    return Part(
        "Check",
        "What the network in the playground answered to some measures: this program has to answer"
        " the same.",
        "\n".join(code),
    )
