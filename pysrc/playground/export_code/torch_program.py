"""The trained network as a PyTorch module, with its weights and a check of its outputs."""

from __future__ import annotations

from backprop import Layer
from playground.export_code import functions
from playground.export_code.arrays import array, plain, rows, vector
from playground.export_code.features import features
from playground.export_code.languages import TORCH
from playground.export_code.trained import Trained
from playground.export_code.writing import number

_ABOUT = """
It was made by Backprop Playground. Run it: it checks that it answers as the network in the
playground did. It needs PyTorch (https://pytorch.org) and NumPy.
""".strip()

_CHECK = """
with torch.no_grad():
    answers = model(torch.tensor(features(checked))).numpy()
difference = np.abs(answers - expected).max()
print(f"The largest difference from the outputs in the playground is {difference:.1e}.")
assert difference < 1e-6 * max(1.0, np.abs(expected).max())
""".strip()


def torch_program(given: Trained) -> str:
    """The source of the program. Raises `Untraceable` for an entry that cannot be written."""
    layers = list(enumerate(given.network.layers, 1))
    sections = [
        f'"""{plain(given.title)}.\n\n{_ABOUT}\n"""\n\nimport numpy as np\nimport torch\n\n'
        "torch.set_default_dtype(torch.float64)  # as in the playground",
        *(functions.activation(entry, TORCH) for entry in given.activations),
        features(given),
        "\n".join(
            (
                "class Model(torch.nn.Module):",
                f'    """Inputs: {plain(given.input_names)}."""',
                "",
                "    def __init__(self):",
                "        super().__init__()",
                *(line for index, layer in layers for line in _members(index, layer)),
                "",
                "    def forward(self, a):",
                *(line for index, layer in layers for line in _calls(index, layer)),
                "        return a",
                *_train(layers),
            )
        ),
        "model = Model()\nwith torch.no_grad():\n"
        + "\n".join(line for index, layer in layers for line in _numbers(index, layer))
        + "\n"
        + "\n".join(line for index, layer in layers for line in _holds(index, layer))
        + "model.eval()",
        "# What the network in the playground answered to some measures.\n"
        f"checked = {array(given.checked)}\nexpected = {array(given.outputs)}\n{_CHECK}",
    ]
    return "\n\n\n".join(sections) + "\n"


def _members(index: int, layer: Layer) -> list[str]:
    bias = ", bias=False" if layer.norm else ""
    lines = [f"self.layer{index} = torch.nn.Linear({layer.fan_in}, {layer.fan_out}{bias})"]
    if layer.norm:
        lines.append(f"self.norm{index} = torch.nn.BatchNorm1d({layer.fan_out})")
    if layer.options.dropout:
        lines.append(f"self.dropout{index} = torch.nn.Dropout({number(layer.options.dropout)})")
    return ["        " + line for line in lines]


def _calls(index: int, layer: Layer) -> list[str]:
    z = f"self.layer{index}(a)"
    z = f"self.norm{index}({z})" if layer.norm else z
    a = f"{functions.function_name(layer.activation.id)}({z})"
    a = f"self.dropout{index}({a})" if layer.options.dropout else a
    return [f"        a = {a}"]


def _train(layers: list[tuple[int, Layer]]) -> list[str]:
    """Training again, a frozen batch norm keeps its running statistics and computes with them."""
    frozen = [index for index, layer in layers if layer.norm and layer.options.frozen]
    if not frozen:
        return []
    lines = (
        "",
        "def train(self, mode=True):",
        "    super().train(mode)",
        *(f"    self.norm{index}.eval()  # frozen" for index in frozen),
        "    return self",
    )
    return ["    " + line if line else "" for line in lines]


def _numbers(index: int, layer: Layer) -> list[str]:
    bias = f"norm{index}.bias" if layer.norm else f"layer{index}.bias"
    values = [(f"layer{index}.weight", rows(layer.W.T, depth=1)), (bias, vector(layer.b, depth=1))]
    if layer.norm:
        values.append((f"norm{index}.weight", vector(layer.norm.gamma, depth=1)))
        values.append((f"norm{index}.running_mean", vector(layer.norm.mean, depth=1)))
        values.append((f"norm{index}.running_var", vector(layer.norm.variance, depth=1)))
    return [f"    model.{name}.copy_(torch.tensor({source}))" for name, source in values]


def _holds(index: int, layer: Layer) -> list[str]:
    """What training may not move: a frozen layer, connections that are cut, biases kept."""
    lines = []
    if layer.options.frozen:
        lines.append(f"model.layer{index}.requires_grad_(False)  # frozen\n")
    elif layer.options.connected is not None:
        mask = rows(layer.options.connected.T.astype(float))
        lines.append(f"connected{index} = torch.tensor({mask})  # 0: a connection that is cut\n")
        lines.append(f"model.layer{index}.weight.register_hook(lambda g: g * connected{index})\n")
    if layer.options.frozen and layer.norm:
        lines.append(f"model.norm{index}.requires_grad_(False)\n")
    if layer.options.keep_bias and not layer.options.frozen:
        where = f"norm{index}" if layer.norm else f"layer{index}"
        lines.append(f"model.{where}.bias.requires_grad_(False)  # kept as it is\n")
    return lines
