"""How fast the library trains and draws, in whatever Python this runs: CPython or Pyodide.

`run_cases` times a few networks, each through the fast plan and through the readable reference.
All cases are warmed up before the first one is measured, and then they take turns in short runs: a
busy moment of the machine, or of the browser's compiler, does not fall on a single case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from backprop import Network, Trainer
from backprop.plan import EvaluationPlan

# A timed run makes at least this many updates, so that it is not the clock that is timed.
UPDATES_PER_RUN = 100
GRID_SIDE = 100
# WebAssembly is compiled well in the background, function by function, and meanwhile runs at half
# the speed. This took up to 0.8 s, and whatever case came first was measured in it.
WARM_UP_S = 0.5  # for each case

Job = Callable[[], object]


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

    @property
    def epochs_per_run(self) -> int:
        """The number of epochs in a timed run."""
        return -(-UPDATES_PER_RUN // self.n_batches)

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


def run_cases(repeat: int = 9) -> dict[str, dict[str, float]]:
    """Time all cases; return name -> figures, JSON-safe.

    `us_per_update`, `ms_per_epoch` and, for networks with two inputs, `ms_per_boundary` (100 x 100
    points in float64) and `ms_per_boundary_float32` are the least of `repeat` runs: what else the
    machine does can only make a run longer. The names that begin with `reference_` are the same by
    the readable path.
    """
    cases = [_jobs(setup) for setup in SETUPS]
    for jobs in cases:
        _warm_up(jobs)
    times: list[dict[str, list[float]]] = [{name: [] for name in jobs} for jobs in cases]
    for _ in range(repeat):
        for jobs, seconds in zip(cases, times, strict=True):
            for name, job in jobs.items():
                seconds[name].append(_time(job))
    return {
        setup.name: _figures(setup, {name: min(runs) for name, runs in seconds.items()})
        for setup, seconds in zip(SETUPS, times, strict=True)
    }


def _jobs(setup: Setup) -> dict[str, Job]:
    """What is timed of one setup."""
    plan, reference = setup.trainer(compiled=True), setup.trainer(compiled=False)
    jobs: dict[str, Job] = {
        "epochs": lambda: plan.run_epochs(setup.epochs_per_run),
        "reference_epochs": lambda: reference.run_epochs(setup.epochs_per_run),
    }
    if setup.layer_sizes[0] == 2:
        side = np.linspace(-6.0, 6.0, GRID_SIDE)
        grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
        jobs["boundary"] = EvaluationPlan(plan.network, grid).outputs
        jobs["boundary_float32"] = EvaluationPlan(plan.network, grid, dtype=np.float32).outputs
        jobs["reference_boundary"] = lambda: plan.network.forward(grid).output
    return jobs


def _warm_up(jobs: Mapping[str, Job]) -> None:
    end = perf_counter() + WARM_UP_S
    while perf_counter() < end:
        for job in jobs.values():
            job()


def _time(job: Job) -> float:
    """Return how many seconds a job takes."""
    start = perf_counter()
    job()
    return perf_counter() - start


def _figures(setup: Setup, times: Mapping[str, float]) -> dict[str, float]:
    """Return what is reported of a setup whose jobs take these seconds."""
    figures: dict[str, float] = {}
    for name, seconds in times.items():
        if name.endswith("epochs"):
            ms_per_epoch = 1e3 * seconds / setup.epochs_per_run
            prefix = name.removesuffix("epochs")
            figures[f"{prefix}ms_per_epoch"] = ms_per_epoch
            figures[f"{prefix}us_per_update"] = 1e3 * ms_per_epoch / setup.n_batches
        else:
            figures[name.replace("boundary", "ms_per_boundary")] = 1e3 * seconds
    return figures
