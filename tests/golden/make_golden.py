"""Write trajectories.json: what PyTorch computes, for the library to be compared with.

Run it by hand, in an environment that has PyTorch (the library and its tests do not need it):

    python tests/golden/make_golden.py

Each case is a small network that is trained for 20 steps. The case holds its data and its first
parameters, so whoever replays it needs nothing else. It is trained with `torch.nn.Linear`,
`torch.nn.BatchNorm1d`, `torch.autograd` and `torch.optim`, in float64; nothing of the library is
imported here.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

OUTPUT = Path(__file__).with_name("trajectories.json")
N_STEPS = 20
N_SAMPLES = 12
BATCH_SIZE = 5  # 12 samples: two full mini-batches and one of two samples

ACTIVATIONS: dict[str, Callable[[Tensor], Tensor]] = {
    "linear": lambda z: z,
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "relu": F.relu,
    "leaky_relu": lambda z: F.leaky_relu(z, 0.01),
    "elu": F.elu,
    "selu": F.selu,
    "gelu": lambda z: F.gelu(z, approximate="tanh"),
    "softplus": F.softplus,
    "swish": F.silu,
    "mish": F.mish,
    "sine": torch.sin,
    "softsign": F.softsign,
    "gaussian": lambda z: torch.exp(-(z**2)),
    # F.hardsigmoid uses a sixth in 32 bits in its backward pass, whatever the precision of z.
    "hard_sigmoid": lambda z: torch.clamp(z / 6.0 + 0.5, 0.0, 1.0),
    "arctan": torch.atan,
    "hard_tanh": F.hardtanh,
    "log_sigmoid": F.logsigmoid,
    "relu6": F.relu6,
    "celu": F.celu,
    "squareplus": lambda z: (z + torch.sqrt(z**2 + 4.0)) / 2.0,
    # As for F.hardsigmoid.
    "hard_swish": lambda z: z * torch.clamp(z / 6.0 + 0.5, 0.0, 1.0),
    "bent_identity": lambda z: (torch.sqrt(z**2 + 1.0) - 1.0) / 2.0 + z,
    "tanhshrink": F.tanhshrink,
    "softshrink": F.softshrink,
    "snake": lambda z: z + torch.sin(z) ** 2,
}


def focal_loss(output: Tensor, target: Tensor) -> Tensor:
    """Return the sum of (1 - p)² times the cross-entropy, p the probability of the target."""
    cross_entropy = F.binary_cross_entropy_with_logits(output, target, reduction="none")
    return ((1.0 - torch.exp(-cross_entropy)) ** 2 * cross_entropy).sum()


# PyTorch's mean runs over samples and outputs; the library's runs over samples only.
LOSSES: dict[str, Callable[[Tensor, Tensor], Tensor]] = {
    "half_squared_error": lambda o, t: 0.5 * F.mse_loss(o, t, reduction="sum") / len(o),
    "mean_squared_error": lambda o, t: F.mse_loss(o, t, reduction="sum") / len(o),
    "mean_absolute_error": lambda o, t: F.l1_loss(o, t, reduction="sum") / len(o),
    "log_cosh": lambda o, t: torch.log(torch.cosh(o - t)).sum() / len(o),
    "focal": lambda o, t: focal_loss(o, t) / len(o),
    "hinge": lambda o, t: torch.clamp(1.0 - t * o, min=0.0).sum() / len(o),
    "squared_hinge": lambda o, t: (torch.clamp(1.0 - t * o, min=0.0) ** 2).sum() / len(o),
    "huber": lambda o, t: F.huber_loss(o, t, reduction="sum") / len(o),
    "binary_cross_entropy": lambda o, t: F.binary_cross_entropy_with_logits(o, t),
    "softmax_cross_entropy": lambda o, t: F.cross_entropy(o, t.argmax(dim=1)),
}


class Lion(torch.optim.Optimizer):
    """PyTorch has no Lion; this is algorithm 2 of Chen et al. (2023), without weight decay."""

    def __init__(self, parameters: list[Tensor], lr: float) -> None:
        super().__init__(parameters, {"lr": lr})

    @torch.no_grad()
    def step(self) -> None:  # type: ignore[override]
        """Interpolate, take the sign, then update the mean."""
        for group in self.param_groups:
            for parameter in group["params"]:
                mean = self.state[parameter].setdefault("mean", torch.zeros_like(parameter))
                parameter.sub_(group["lr"] * torch.lerp(parameter.grad, mean, 0.9).sign())
                mean.copy_(torch.lerp(parameter.grad, mean, 0.99))


OPTIMIZERS: dict[str, Callable[[list[Tensor], float], torch.optim.Optimizer]] = {
    "sgd": lambda p, lr: torch.optim.SGD(p, lr),
    "momentum": lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9),
    "nesterov": lambda p, lr: torch.optim.SGD(p, lr, momentum=0.9, nesterov=True),
    "adagrad": lambda p, lr: torch.optim.Adagrad(p, lr),
    "rmsprop": lambda p, lr: torch.optim.RMSprop(p, lr),
    "adam": lambda p, lr: torch.optim.Adam(p, lr),
    "adamw": lambda p, lr: torch.optim.AdamW(p, lr),
    "amsgrad": lambda p, lr: torch.optim.Adam(p, lr, amsgrad=True),
    "adamax": lambda p, lr: torch.optim.Adamax(p, lr),
    "nadam": lambda p, lr: torch.optim.NAdam(p, lr),
    "radam": lambda p, lr: torch.optim.RAdam(p, lr),
    "adadelta": lambda p, lr: torch.optim.Adadelta(p, lr),
    "lion": Lion,
}

REGULARIZERS: dict[str, Callable[[Tensor], Tensor]] = {
    "none": lambda w: 0.0 * w.sum(),
    "l1": lambda w: w.abs().sum(),
    "l2": lambda w: 0.5 * (w**2).sum(),
    "elastic": lambda w: (0.5 * w.abs() + 0.5 * 0.5 * w**2).sum(),
}

WARM_UP = 2  # epochs: a tenth of the horizon of 20
LambdaLR, Scheduler = torch.optim.lr_scheduler.LambdaLR, torch.optim.lr_scheduler.LRScheduler
SCHEDULES: dict[str, Callable[[torch.optim.Optimizer, int], Scheduler]] = {
    "constant": lambda o, n: LambdaLR(o, lambda epoch: 1.0),
    "step": lambda o, n: torch.optim.lr_scheduler.StepLR(o, n, gamma=0.5),
    "exponential": lambda o, n: torch.optim.lr_scheduler.ExponentialLR(o, 0.1 ** (1.0 / n)),
    "inverse_time": lambda o, n: LambdaLR(o, lambda epoch: n / (n + epoch)),
    "linear": lambda o, n: torch.optim.lr_scheduler.LinearLR(o, 1.0, 0.0, n),
    "cosine": lambda o, n: torch.optim.lr_scheduler.CosineAnnealingLR(o, n),
    "cosine_restarts": lambda o, n: torch.optim.lr_scheduler.CosineAnnealingWarmRestarts(o, n),
    "warm_up_cosine": lambda o, n: torch.optim.lr_scheduler.SequentialLR(
        o,
        [
            torch.optim.lr_scheduler.LinearLR(o, 1.0 / WARM_UP, 1.0, WARM_UP - 1),
            torch.optim.lr_scheduler.CosineAnnealingLR(o, n - WARM_UP),
        ],
        [WARM_UP],
    ),
}
# 20 steps of 3 mini-batches an epoch: 6 epochs are seen to their end.
HORIZONS = {"step": 2, "cosine_restarts": 4, "warm_up_cosine": 20}

CLIPPINGS: dict[str, Callable[[list[Tensor], float], object]] = {
    "none": lambda p, limit: None,
    "norm": torch.nn.utils.clip_grad_norm_,
    "value": torch.nn.utils.clip_grad_value_,
}


def numbers(source: random.Random, rows: int, columns: int, size: float) -> list[list[float]]:
    return [[round(source.uniform(-size, size), 3) for _ in range(columns)] for _ in range(rows)]


def targets_for(loss: str, source: random.Random) -> list[list[float]]:
    if loss in ("hinge", "squared_hinge"):
        return [[float(source.choice((-1, 1))) for _ in range(2)] for _ in range(N_SAMPLES)]
    if loss in ("binary_cross_entropy", "focal"):
        return [[float(source.randrange(2))] for _ in range(N_SAMPLES)]
    if loss == "softmax_cross_entropy":
        classes = [source.randrange(3) for _ in range(N_SAMPLES)]
        return [[float(k == c) for k in range(3)] for c in classes]
    # Two outputs, with errors on both sides of Huber's delta of 1.
    return numbers(source, N_SAMPLES, 2, 3.0)


def describe_cases() -> list[dict[str, Any]]:
    """Return the cases without results: every kind of part, with plain parts around it."""
    base = {
        "activation": "tanh",
        "loss": "half_squared_error",
        "optimizer": "sgd",
        "regularizer": "none",
        "regularization_rate": 0.0,
        "learning_rate": 0.05,
        "schedule": "constant",
        "horizon": 6,
        "clipping": "none",
        "clip_limit": 1.0,
    }
    cases = [{**base, "optimizer": name} for name in OPTIMIZERS]
    cases += [{**base, "loss": name, "optimizer": "adam"} for name in LOSSES]
    cases += [{**base, "activation": name} for name in ACTIVATIONS]
    cases += [{**base, "regularizer": k, "regularization_rate": 0.1} for k in REGULARIZERS]
    cases += [{**base, "schedule": k, "horizon": HORIZONS.get(k, 6)} for k in SCHEDULES]
    cases += [
        {**base, "clipping": k, "clip_limit": limit, "optimizer": "momentum"}
        for k, limit in (("norm", 0.5), ("value", 0.1))
    ]
    cases += [
        {**base, "optimizer": name, "batch_norm": True} for name in ("sgd", "momentum", "adam")
    ]
    cases += [
        {**base, "regularizer": "l2", "regularization_rate": 0.1, "batch_norm": True},
        {**base, "activation": "swish", "batch_norm": True},
    ]
    for case in cases:
        parts = ("activation", "loss", "optimizer", "regularizer")
        case["name"] = " ".join(str(case[part]) for part in parts)
        for part, usual in (("schedule", "constant"), ("clipping", "none")):
            if case[part] != usual:
                case["name"] += f" {case[part]}"
        if case.get("batch_norm"):
            case["name"] += " batch norm"
    return list({case["name"]: case for case in cases}.values())


def run_case(case: dict[str, Any]) -> dict[str, Any]:
    """Train the network of one case with PyTorch and return the case with its results."""
    source = random.Random(case["name"])
    target = targets_for(case["loss"], source)
    sizes = [2, 3, 3, len(target[0])]
    activation = case.pop("activation")
    case["layer_sizes"] = sizes
    case["activations"] = [activation, activation, "linear"]
    case["batch_size"] = BATCH_SIZE
    case["X"] = numbers(source, N_SAMPLES, 2, 2.0)
    case["target"] = target
    layers = [Dense(m, n, bool(case.get("batch_norm"))) for m, n in pairwise(sizes[:-1])]
    layers.append(Dense(sizes[-2], sizes[-1], False))
    with torch.no_grad():
        for layer in layers:
            fan_out, fan_in = layer.linear.weight.shape
            layer.linear.weight[:] = torch.tensor(numbers(source, fan_out, fan_in, 1.0))
            layer.bias[:] = torch.tensor(numbers(source, 1, fan_out, 0.5)[0])
            if layer.norm:
                layer.norm.weight += torch.tensor(numbers(source, 1, fan_out, 0.5)[0])
    case["initial_parameters"] = flat(layers)
    case["losses"] = train(case, layers)
    case["final_parameters"] = flat(layers)
    if case.get("batch_norm"):
        case["final_buffers"] = running(layers)
    return case


class Dense(torch.nn.Module):
    """A layer without its activation. Batch norm brings a bias, which replaces the layer's own."""

    def __init__(self, fan_in: int, fan_out: int, batch_norm: bool) -> None:
        super().__init__()
        self.linear = torch.nn.Linear(fan_in, fan_out, bias=not batch_norm)
        self.norm = torch.nn.BatchNorm1d(fan_out) if batch_norm else None

    @property
    def bias(self) -> Tensor:
        """What is added last, before the activation."""
        return self.norm.bias if self.norm else self.linear.bias

    def forward(self, a: Tensor) -> Tensor:
        """Return z."""
        return self.norm(self.linear(a)) if self.norm else self.linear(a)


def flat(layers: list[Dense]) -> list[float]:
    """Return all parameters: for each neuron its weights, then its bias; then each layer's γ."""
    blocks = [torch.cat([x.linear.weight, x.bias[:, None]], dim=1).flatten() for x in layers]
    blocks += [x.norm.weight for x in layers if x.norm]
    return [float(value) for value in torch.cat(blocks).detach()]


def running(layers: list[Dense]) -> list[float]:
    """Return the running statistics: for each layer the means, then the variances."""
    norms = [layer.norm for layer in layers if layer.norm]
    return torch.cat([torch.cat([one.running_mean, one.running_var]) for one in norms]).tolist()


def train(case: dict[str, Any], layers: list[Dense]) -> list[float]:
    """Make 20 steps; return the loss on all samples, in evaluation, after each of them."""
    X, target = torch.tensor(case["X"]), torch.tensor(case["target"])
    loss, penalty = LOSSES[case["loss"]], REGULARIZERS[case["regularizer"]]
    modules = torch.nn.ModuleList(layers)
    parameters = list(modules.parameters())
    optimizer = OPTIMIZERS[case["optimizer"]](parameters, case["learning_rate"])
    schedule = SCHEDULES[case["schedule"]](optimizer, case["horizon"])

    def output(a: Tensor) -> Tensor:
        for layer, activation in zip(layers, case["activations"], strict=True):
            a = ACTIVATIONS[activation](layer(a))
        return a

    losses = []
    starts = range(0, N_SAMPLES, BATCH_SIZE)
    for step in range(N_STEPS):
        start = starts[step % len(starts)]
        rows = slice(start, start + BATCH_SIZE)
        modules.train()
        optimizer.zero_grad()
        objective = loss(output(X[rows]), target[rows])
        objective = objective + case["regularization_rate"] * sum(
            penalty(layer.linear.weight) for layer in layers
        )
        objective.backward()
        CLIPPINGS[case["clipping"]](parameters, case["clip_limit"])
        optimizer.step()
        if (step + 1) % len(starts) == 0:
            schedule.step()
        modules.eval()
        losses.append(loss(output(X), target).item())
    return losses


def main() -> None:
    """Write the file: one case a line."""
    torch.set_default_dtype(torch.float64)
    cases = [json.dumps(run_case(case)) for case in describe_cases()]
    version = torch.__version__.split("+")[0]
    text = f'{{"torch": "{version}", "cases": [\n' + ",\n".join(cases) + "\n]}\n"
    OUTPUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
