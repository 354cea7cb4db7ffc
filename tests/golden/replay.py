"""Replay the golden cases with the library. Only the library and the standard library are used.

The same functions run in CPython and in Pyodide, so both can be held to the same numbers.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from backprop import LayerOptions, Network, Trainer

GOLDEN_FILE = Path(__file__).with_name("trajectories.json")


def load_cases(path: Path = GOLDEN_FILE) -> list[dict[str, Any]]:
    """Return the cases of the golden file."""
    cases: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["cases"]
    return cases


def replay(case: dict[str, Any], compiled: bool = True) -> dict[str, list[float]]:
    """Train as the case says; return `losses` after each step, `final_parameters` and
    `final_buffers`, the running statistics of batch norm."""
    hidden = LayerOptions(batch_norm=case.get("batch_norm", False))
    options = [hidden] * (len(case["activations"]) - 1) + [LayerOptions()]
    network = Network(case["layer_sizes"], case["activations"], options)
    network.parameters[:] = case["initial_parameters"]
    trainer = Trainer(
        network,
        case["loss"],
        case["optimizer"],
        case["regularizer"],
        case["X"],
        case["target"],
        batch_size=case["batch_size"],
        learning_rate=case["learning_rate"],
        regularization_rate=case["regularization_rate"],
        schedule=case["schedule"],
        horizon=case["horizon"],
        clipping=case["clipping"],
        clip_limit=case["clip_limit"],
        compiled=compiled,
    )
    losses = []
    for _ in case["losses"]:
        trainer.step()
        losses.append(trainer.loss_of(case["X"], case["target"]))
    return {
        "losses": losses,
        "final_parameters": network.parameters.tolist(),
        "final_buffers": network.buffers.tolist(),
    }


def largest_difference(case: dict[str, Any], replayed: dict[str, list[float]]) -> float:
    """Return the largest absolute difference between a case's numbers and the replayed ones."""
    return max(
        abs(expected - found)
        for field in ("losses", "final_parameters", "final_buffers")
        for expected, found in zip(case.get(field, ()), replayed[field], strict=True)
    )


def tolerance(case: dict[str, Any]) -> float:
    """Return the difference that rounding may make.

    WebAssembly's exp and tanh may differ from the machine's in the last bit; twenty steps of
    training let that grow, but not beyond this. With batch norm it grows more: the last mini-batch
    has two samples, and their distance, however small, is divided by.
    """
    return 1e-10 if case.get("batch_norm") else 1e-12
