"""The trained network as a Keras model, with its weights and a check of its outputs."""

from __future__ import annotations

from backprop import Layer
from backprop.batch_norm import EPSILON, MOMENTUM
from playground.export_code import functions
from playground.export_code.arrays import array, plain, rows, vector
from playground.export_code.features import features
from playground.export_code.languages import KERAS
from playground.export_code.trained import Trained
from playground.export_code.writing import number

_ABOUT = """
It was made by Backprop Playground. Run it: it checks that it answers as the network in the
playground did. It needs Keras 3 with one of its backends: https://keras.io. With TensorFlow it
computes with 64 bits, like the playground; with the others Keras keeps to 32 bits in places.
""".strip()

_CHECK = """
difference = np.abs(model.predict(features(checked), verbose=0) - expected).max()
print(f"The largest difference from the outputs in the playground is {difference:.1e}.")
assert difference < 1e-6 * max(1.0, np.abs(expected).max())
""".strip()


def keras_program(given: Trained) -> str:
    """The source of the program. Raises `Untraceable` for an entry that cannot be written."""
    layers = list(enumerate(given.network.layers, 1))
    masks = [
        f"connected{index} = np.array({rows(layer.options.connected.astype(float))})"
        "  # 0: a connection that is cut\n"
        for index, layer in layers
        if layer.options.connected is not None
    ]
    sections = [
        f'"""{plain(given.title)}.\n\n{_ABOUT}\n"""\n\n'
        "import keras\nimport numpy as np\nfrom keras import ops\n\n"
        'keras.config.set_floatx("float64")\nkeras.config.set_dtype_policy("float64")',
        *(functions.activation(entry, KERAS) for entry in given.activations),
        features(given),
        "".join(masks)
        + "\n".join(
            (
                f"# Inputs: {plain(given.input_names)}.",
                "model = keras.Sequential(",
                "    [",
                f"        keras.Input(({len(given.inputs)},)),",
                *(line for index, layer in layers for line in _layers(index, layer)),
                "    ]",
                ")",
                *(line for index, layer in layers for line in _numbers(index, layer)),
            )
        ),
        "# What the network in the playground answered to some measures.\n"
        f"checked = {array(given.checked)}\nexpected = {array(given.outputs)}\n{_CHECK}",
    ]
    return "\n\n\n".join(sections) + "\n"


def _layers(index: int, layer: Layer) -> list[str]:
    f = functions.function_name(layer.activation.id)
    options = f'name="layer{index}"' + (", trainable=False" if layer.options.frozen else "")
    if layer.options.connected is not None:
        options += f", kernel_constraint=lambda W: W * connected{index}"
    calls = [f"Dense({layer.fan_out}, activation={f}, {options})"]
    if layer.norm:
        trained = ", trainable=False" if layer.options.frozen else ""
        settings = f"momentum={number(1.0 - MOMENTUM)}, epsilon={number(EPSILON)}{trained}"
        calls = [
            f"Dense({layer.fan_out}, use_bias=False, {options})",
            f'BatchNormalization({settings}, name="norm{index}")',
            f"Activation({f})",
        ]
    if layer.options.dropout:
        calls.append(f"Dropout({number(layer.options.dropout)})")
    return [f"        keras.layers.{call}," for call in calls]


def _numbers(index: int, layer: Layer) -> list[str]:
    W, b = rows(layer.W), vector(layer.b)
    if layer.norm is None:
        return [_set(f"layer{index}", W, b), *_held(layer, f"layer{index}", "bias")]
    norm = layer.norm
    values = (vector(one) for one in (norm.gamma, layer.b, norm.mean, norm.variance))
    lines = [_set(f"layer{index}", W), _set(f"norm{index}", *values)]
    return [*lines, *_held(layer, f"norm{index}", "beta")]


def _held(layer: Layer, name: str, variable: str) -> list[str]:
    """Biases that are kept; in a frozen layer nothing is trained anyway."""
    if layer.options.frozen or not layer.options.keep_bias:
        return []
    return [f'model.get_layer("{name}").{variable}.trainable = False  # kept as it is']


def _set(name: str, *values: str) -> str:
    arrays = ", ".join(f"np.array({value})" for value in values)
    return f'model.get_layer("{name}").set_weights([{arrays}])'
