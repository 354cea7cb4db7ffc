"""The handbook: every entry of the registries with its formula and, where it is a function of one
number, the graph of it and of its derivative.

The build writes it into one file, which the page loads when a reader first asks about a choice.
Each kind of entry says here what its graph is; the entries themselves come from the registries.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backprop import (
    ACTIVATIONS,
    CLIPPINGS,
    INITIALIZERS,
    LOSSES,
    OPTIMIZERS,
    REGULARIZERS,
    SCHEDULES,
    curve,
)
from backprop.activations import Activation
from backprop.explain.symbols import values_of
from backprop.losses import Loss
from backprop.registry import Entry
from backprop.regularizers import Regularizer
from backprop.schedules import Schedule

Array = NDArray[np.float64]

_N_POINTS = 121
_HORIZON = 100  # epochs, of the schedules' graphs
_N_CLASSES = 3


@dataclass(frozen=True)
class Graph:
    """A function of one number: `x`, `y` and, where there is one, the `slope`, equally long.

    The names are what the axes and the two lines are called.
    """

    x_name: str
    y_name: str
    x: list[float]
    y: list[float]
    slope_name: str = ""
    slope: list[float] | None = None


@dataclass(frozen=True)
class Page:
    """What the handbook says of one entry: its label, its formula and the values of its parameters
    in LaTeX, and its graph.
    """

    label: str
    formula: str
    values: str
    graph: Graph | None = None


def handbook() -> dict[str, Any]:
    """All pages by kind and id, JSON-safe."""
    graphs: Mapping[str, tuple[Mapping[str, Any], Callable[[Any], Graph] | None]] = {
        "activation": (ACTIVATIONS, _of_activation),
        "loss": (LOSSES, _of_loss),
        "optimizer": (OPTIMIZERS, None),
        "schedule": (SCHEDULES, _of_schedule),
        "regularizer": (REGULARIZERS, _of_regularizer),
        "clipping": (CLIPPINGS, None),
        "initializer": (INITIALIZERS, None),
    }
    return {
        kind: {
            name: asdict(_page(entry, draw(entry) if draw else None))
            for name, entry in registry.items()
        }
        for kind, (registry, draw) in graphs.items()
    }


def _page(entry: Entry, graph: Graph | None) -> Page:
    return Page(entry.label, entry.formula, r",\quad ".join(values_of(entry)), graph)


def _of_activation(activation: Activation) -> Graph:
    graph = curve(activation, n_points=_N_POINTS)
    return Graph("z", "f(z)", _plain(graph.z), _plain(graph.a), "f′(z)", _plain(graph.da))


def _of_loss(loss: Loss) -> Graph:
    """The loss of one sample as its output changes; of several outputs the first one does."""
    task = next(task for task in ("binary", "multiclass", "regression") if task in loss.tasks)
    label = 0.0 if task != "binary" else 1.0
    target = loss.encode([label], task, _N_CLASSES)
    o = np.linspace(-3.0, 3.0, _N_POINTS)
    outputs = np.zeros((_N_POINTS, target.shape[1]))
    outputs[:, 0] = o
    value = [loss.value(row[None], target) for row in outputs]
    slope = [loss.gradient(row[None], target)[0, 0] for row in outputs]
    names = {
        "binary": "output o, where the class is B",
        "multiclass": "output o of the right class, the others 0",
        "regression": "output o, where the target is 0",
    }
    return Graph(names[task], "L(o)", _plain(o), _plain(value), "∂L/∂o", _plain(slope))


def _of_schedule(schedule: Schedule) -> Graph:
    epochs = np.arange(0, 2 * _HORIZON + 1)
    rates = [schedule.rate(1.0, int(epoch), _HORIZON) for epoch in epochs]
    return Graph(f"epoch, for T = {_HORIZON}", "rate / η", _plain(epochs), _plain(rates))


def _of_regularizer(regularizer: Regularizer) -> Graph:
    w = np.linspace(-3.0, 3.0, _N_POINTS).astype(np.float64)
    penalty, slope = regularizer.penalty(w), regularizer.derivative(w)
    return Graph("w", "r(w)", _plain(w), _plain(penalty), "r′(w)", _plain(slope))


def _plain(values: Any) -> list[float]:
    """Four digits are enough for a small graph."""
    return [float(f"{value:.4g}") for value in np.asarray(values, dtype=np.float64)]
