"""The network itself, as NumPy code: its numbers, the way forward and the way back.

Batch norm, dropout and what may not move are written only where the network has them, so a plain
network stays a plain program.
"""

from __future__ import annotations

import numpy as np

from backprop.batch_norm import EPSILON, MOMENTUM, BatchNorm
from playground.export_code import functions
from playground.export_code.arrays import array, vector
from playground.export_code.trained import Trained
from playground.export_code.writing import number

_LAYERS = '''
def layers(vector):
    """The views of each layer into such a vector: W (fan_in, fan_out) and b (fan_out,)."""
    views, start = [], 0
    for fan_in, fan_out in zip(SIZES[:-1], SIZES[1:]):
        stop = start + fan_out * (fan_in + 1)
        block = vector[start:stop].reshape(fan_out, fan_in + 1)
        views.append((block[:, :-1].T, block[:, -1]))
        start = stop
    return views
'''

_GAMMAS = '''
def gammas(vector):
    """The view of each layer's gamma, which follow all the weights; empty without batch norm."""
    views = []
    start = sum(fan_out * (fan_in + 1) for fan_in, fan_out in zip(SIZES[:-1], SIZES[1:]))
    for fan_out, running in zip(SIZES[1:], RUNNING):
        stop = start + (fan_out if running else 0)
        views.append(vector[start:stop])
        start = stop
    return views
'''


def numbers(given: Trained) -> str:
    """The parameters and all else that a trained network is made of."""
    network = given.network
    names = [functions.function_name(layer.activation.id) for layer in network.layers]
    pairs = "\n".join(f"    ({name}, {name}_derivative)," for name in names)
    blocks = []
    for index, layer in enumerate(network.layers, 1):
        neurons = [f"layer {index}, neuron {k}" for k in range(1, layer.fan_out + 1)]
        blocks.append(f"    {array(layer.matrix, neurons, depth=1)}.ravel(),")
    for index, layer in enumerate(network.layers, 1):
        if layer.norm:
            gamma = vector(layer.norm.gamma, depth=1)
            blocks.append(f"    np.array({gamma}),  # gamma of layer {index}")
    code = [
        f"SIZES = {network.layer_sizes!r}  # inputs, hidden layers, outputs",
        f"ACTIVATIONS = [\n{pairs}\n]",
        "w = np.concatenate([\n" + "\n".join(blocks) + "\n])",
        *_options(given),
    ]
    text = "\n".join(code) + "\n\n\n" + _LAYERS.strip()
    return text + ("\n\n\n" + _GAMMAS.strip() if any(network.normed) else "")


def _options(given: Trained) -> list[str]:
    """What only some networks have: running statistics, dropout, and what may not move."""
    network, lines = given.network, []
    if any(network.normed):
        statistics = [_running(layer.norm) for layer in network.layers]
        lines.append("# Batch norm: the running mean and variance of each layer that has it.")
        lines.append("RUNNING = [\n" + "\n".join(statistics) + "\n]")
        lines.append(f"FROZEN = {[layer.options.frozen for layer in network.layers]}")
    if network.has_dropout:
        lines.append("# The share of each layer's activations that is missing in training.")
        lines.append(f"DROPOUT = {[float(layer.options.dropout) for layer in network.layers]}")
        lines.append("rng = np.random.default_rng()")
    if network.fixed.any():
        places = vector(np.flatnonzero(network.fixed))
        lines.append("# Training does not move these: cut connections, frozen layers, kept biases.")
        lines.append(f"FIXED = np.array({places})")
    return lines


def _running(norm: BatchNorm | None) -> str:
    if norm is None:
        return "    None,"
    return f"    [np.array({vector(norm.mean, 1)}), np.array({vector(norm.variance, 1)})],"


def forward(given: Trained) -> str:
    """The forward pass; `work` is what the way back needs of each layer."""
    network = given.network
    normed, dropout = any(network.normed), network.has_dropout
    numbered = "index, " if normed or dropout else ""
    gamma = ", gamma" if normed else ""
    sources = "layers(w), ACTIVATIONS" + (", gammas(w)" if normed else "")
    each = f"(W, b), (f, _){gamma}"
    loop = f"enumerate(zip({sources}))" if numbered else f"zip({sources})"
    lines = [
        "def forward(X, training=False):",
        '    """z = a W + b and a = f(z), layer by layer.',
        "",
        "    Returns the output, and what each layer computed: the way back needs it.",
        '    """',
        "    work, a = [], X",
        f"    for {numbered}{f'({each})' if numbered else each} in {loop}:",
        "        a_before = a",
        "        z = a_before @ W",
        *(["        z, norm = normalize(z, gamma, index, training)"] if normed else []),
        "        z = z + b",
        "        a = f(z)",
        *(["        mask = draw_mask(a, index, training)"] if dropout else []),
        f"        work.append((a_before, z, a{', norm' * normed}{', mask' * dropout}))",
        *(["        a = a * mask"] if dropout else []),
        "    return a, work",
    ]
    helpers = [_NORMALIZE.strip()] * normed + [_DRAW_MASK.strip()] * dropout
    predict = _PREDICT.strip()
    return "\n\n\n".join((*helpers, "\n".join(lines), predict))


def backward(given: Trained) -> str:
    """The chain rule, with comments at each link."""
    network = given.network
    normed, dropout = any(network.normed), network.has_dropout
    names = ["(W, _)", "(dW, db)", "(_, derivative)"]
    sources = ["layers(w)", "layers(gradient)", "ACTIVATIONS"]
    if normed:
        names += ["gamma", "d_gamma"]
        sources += ["gammas(w)", "gammas(gradient)"]
    names.append(f"(a_before, z, a{', norm' * normed}{', mask' * dropout})")
    sources.append("work")
    norm_lines = [
        "        if norm:",
        "            dz, d_gamma[:] = norm_backward(dz, gamma, norm)  # through the batch norm",
    ]
    lines = [
        "def backward(output, work, target):",
        '    """The derivative of the loss by every parameter, as one vector like w."""',
        "    gradient = np.empty_like(w)",
        "    da = loss_gradient(output, target)  # dL/da of the output",
        f"    steps = list(zip({', '.join(sources)}))",
        f"    for {', '.join(names)} in reversed(steps):",
        *(["        da = da * mask  # what was missing had no part in the loss"] * dropout),
        "        dz = da * derivative(z, a)  # through the activation: dL/dz = dL/da f'(z)",
        "        db[:] = dz.sum(axis=0)  # a bias is a weight whose input is always 1",
        *(norm_lines * normed),
        "        dW[:] = a_before.T @ dz  # each weight joins an activation before it with a dz",
        "        da = dz @ W.T  # on to the layer before, through the same weights",
        "    return gradient",
    ]
    return "\n\n\n".join(([_NORM_BACKWARD.strip()] * normed) + ["\n".join(lines)])


_PREDICT = '''
def predict(X):
    """The outputs (n, n_outputs) of the network for measures X (n, n_measures)."""
    return forward(features(np.asarray(X, dtype=np.float64)))[0]
'''

_NORMALIZE = f'''
def normalize(z, gamma, index, training):
    """Batch norm: z with mean 0 and spread 1 over the samples, times gamma.

    In training the statistics are those of the mini-batch, otherwise the running ones.
    """
    if RUNNING[index] is None:
        return z, None
    from_batch = training and not FROZEN[index] and len(z) > 1
    mean, variance = (z.mean(axis=0), z.var(axis=0)) if from_batch else RUNNING[index]
    z_hat = (z - mean) / np.sqrt(variance + {number(EPSILON)})
    return gamma * z_hat, (z_hat, mean, variance, from_batch)


def track(work):
    """Move the running statistics towards those of a mini-batch."""
    for running, (_, _, _, norm, *_) in zip(RUNNING, work):
        if norm and norm[3]:
            z_hat, mean, variance, _ = norm
            n = len(z_hat)
            running[0] += {number(MOMENTUM)} * (mean - running[0])
            running[1] += {number(MOMENTUM)} * (variance * (n / (n - 1)) - running[1])
'''

_NORM_BACKWARD = f'''
def norm_backward(dy, gamma, norm):
    """The chain rule of batch norm: mean and variance depend on every sample, too."""
    z_hat, _, variance, from_batch = norm
    d_gamma = (dy * z_hat).sum(axis=0)
    dz = dy * gamma
    if from_batch:
        dz = dz - dz.mean(axis=0) - z_hat * (dz * z_hat).mean(axis=0)
    return dz / np.sqrt(variance + {number(EPSILON)}), d_gamma
'''

_DRAW_MASK = '''
def draw_mask(a, index, training):
    """Dropout: in training a random part of a is missing, and the rest is larger instead."""
    if not training or not DROPOUT[index]:
        return np.ones_like(a)
    return (rng.random(a.shape) >= DROPOUT[index]) / (1.0 - DROPOUT[index])
'''
