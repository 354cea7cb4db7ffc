"""How fast the library trains and draws, in whatever Python this runs: CPython or Pyodide.

`run_cases` times a few networks, each through the fast plan and through the readable reference.
The time of a case is the median of short runs that take turns with the other ones, so that a busy
moment of the machine does not fall on a single case.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from time import perf_counter

import numpy as np

from backprop import Network, Trainer
from backprop.plan import EvaluationPlan

# A timed run makes at least this many updates, so that it is not the clock that is timed.
UPDATES_PER_RUN = 100
GRID_SIDE = 100
# A browser compiles WebAssembly in the background at first, and runs at a third of the speed.
WARM_UP_S = 0.5


@dataclass(frozen=True)
class Setup:
    """A network, how it is trained, and how many samples an epoch has."""

    name: str
    layer_sizes: tuple[int, ...]
    activations: tuple[str, ...]
    loss: str = "half_squared_error"
    optimizer: str = "sgd"
    n_samples: int = 250
    batch_size: int = 10

    @property
    def n_batches(self) -> int:
        """The number of updates in an epoch."""
        return -(-self.n_samples // self.batch_size)

    def trainer(self, *, compiled: bool) -> Trainer:
        """Return a trainer on random points; the speed does not depend on what they mean."""
        rng = np.random.default_rng(1)
        X = rng.uniform(-5.0, 5.0, (self.n_samples, self.layer_sizes[0]))
        classes = rng.integers(0, max(2, self.layer_sizes[-1]), self.n_samples)
        n_outputs = self.layer_sizes[-1]
        target = np.eye(n_outputs)[classes] if n_outputs > 1 else 2.0 * classes[:, None] - 1.0
        network = Network.create(self.layer_sizes, self.activations, "glorot_uniform", rng=rng)
        return Trainer(
            network,
            self.loss,
            self.optimizer,
            "none",
            X,
            target,
            batch_size=self.batch_size,
            learning_rate=0.001,
            compiled=compiled,
        )


SMALL = ("tanh", "tanh", "tanh")
SETUPS = (
    Setup("2-4-2-1", (2, 4, 2, 1), SMALL),
    Setup("2-4-2-1 momentum", (2, 4, 2, 1), SMALL, optimizer="momentum"),
    Setup("2-4-2-1 adam", (2, 4, 2, 1), SMALL, optimizer="adam"),
    Setup("2-8-8-1", (2, 8, 8, 1), SMALL),
    Setup("2-64-64-1", (2, 64, 64, 1), SMALL, n_samples=1000, batch_size=32),
    Setup(
        "64-128-10 softmax",
        (64, 128, 10),
        ("tanh", "linear"),
        loss="softmax_cross_entropy",
        n_samples=1500,
        batch_size=64,
    ),
)


def run_cases(repeat: int = 5) -> dict[str, dict[str, float]]:
    """Time all cases; return name -> figures, JSON-safe.

    `us_per_update`, `ms_per_epoch` and, for networks with two inputs, `ms_per_boundary` (100 x 100
    points in float64) and `ms_per_boundary_float32` are medians over `repeat` runs. The names
    that begin with `reference_` are the same by the readable path.
    """
    return {setup.name: _run_case(setup, repeat) for setup in SETUPS}


def _run_case(setup: Setup, repeat: int) -> dict[str, float]:
    plan, reference = setup.trainer(compiled=True), setup.trainer(compiled=False)
    n_epochs = -(-UPDATES_PER_RUN // setup.n_batches)
    jobs: dict[str, Callable[[], object]] = {
        "epochs": lambda: plan.run_epochs(n_epochs),
        "reference_epochs": lambda: reference.run_epochs(n_epochs),
    }
    if setup.layer_sizes[0] == 2:
        side = np.linspace(-6.0, 6.0, GRID_SIDE)
        grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
        jobs["boundary"] = EvaluationPlan(plan.network, grid).outputs
        jobs["boundary_float32"] = EvaluationPlan(plan.network, grid, dtype=np.float32).outputs
        jobs["reference_boundary"] = lambda: plan.network.forward(grid).output
    figures: dict[str, float] = {}
    for name, seconds in _median_times(jobs, repeat).items():
        if name.endswith("epochs"):
            ms_per_epoch = 1e3 * seconds / n_epochs
            prefix = name.removesuffix("epochs")
            figures[f"{prefix}ms_per_epoch"] = ms_per_epoch
            figures[f"{prefix}us_per_update"] = 1e3 * ms_per_epoch / setup.n_batches
        else:
            figures[name.replace("boundary", "ms_per_boundary")] = 1e3 * seconds
    return figures


def _median_times(jobs: dict[str, Callable[[], object]], repeat: int) -> dict[str, float]:
    """Return the median time of each job in seconds; the jobs take turns."""
    end_of_warm_up = perf_counter() + WARM_UP_S
    while perf_counter() < end_of_warm_up:
        for job in jobs.values():
            job()
    times: dict[str, list[float]] = {name: [] for name in jobs}
    for _ in range(repeat):
        for name, job in jobs.items():
            start = perf_counter()
            job()
            times[name].append(perf_counter() - start)
    return {name: median(values) for name, values in times.items()}
