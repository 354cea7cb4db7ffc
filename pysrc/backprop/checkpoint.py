"""Saving what was learned, so that a run continues as if it had never stopped.

A checkpoint holds the parameters, the running statistics of batch norm, the optimizer's memory, the
state of a random generator and the position in the training set. It does not hold the data or the
settings of the experiment; dropout, frozen layers and cut connections are settings too. It can
be written as JSON: arrays become base64 text of little-endian 64-bit floats, so not one bit is
lost. What is read back is checked completely before it is used, because it may come from a
stranger's link. Numbers that are not finite are allowed: a run that blew up can be saved too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .arrays import FloatArray
from .codec import (
    read_array,
    read_count,
    read_generator_state,
    read_mapping,
    read_numbers,
    read_sizes,
    read_text,
    write_array,
    write_generator_state,
)
from .errors import CheckpointError, shown
from .layout import count_parameters
from .network import Network
from .optimizers import OptimizerState

FORMAT = "backprop-checkpoint"
VERSION = 1
MAX_MEMORY = 8
COUNTS = ("optimizer_step", "epoch_count", "step_count", "batch_index")


@dataclass(frozen=True)
class NamedSettings:
    """An activation or optimizer by its id, with the parameters that were not the default."""

    id: str
    settings: Mapping[str, float]

    def to_dict(self) -> dict[str, Any]:
        """Return a JSON-safe dict."""
        return {"id": self.id, "settings": dict(self.settings)}

    @classmethod
    def from_dict(cls, name: str, value: Any) -> NamedSettings:
        """Read what `to_dict` wrote; `CheckpointError` otherwise."""
        data = read_mapping(name, value)
        return cls(
            read_text(f"{name}.id", data.get("id")),
            read_numbers(f"{name}.settings", data.get("settings")),
        )


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """All that a trainer has learned, and where it stands. The arrays are its own copies."""

    layer_sizes: tuple[int, ...]
    activations: tuple[NamedSettings, ...]
    parameters: FloatArray
    optimizer: NamedSettings
    optimizer_arrays: Mapping[str, FloatArray]
    optimizer_step: int
    epoch_count: int
    step_count: int
    batch_index: int
    rng_state: Mapping[str, Any] | None = None
    normed: tuple[bool, ...] = ()
    buffers: FloatArray = field(default_factory=lambda: np.zeros(0))

    @classmethod
    def of(
        cls,
        network: Network,
        optimizer_state: OptimizerState,
        *,
        epoch_count: int,
        step_count: int,
        batch_index: int,
        rng: np.random.Generator | None = None,
    ) -> Checkpoint:
        """Copy the state of a run."""
        optimizer = optimizer_state.optimizer
        return cls(
            layer_sizes=network.layer_sizes,
            activations=_activations_of(network),
            parameters=network.parameters.copy(),
            optimizer=NamedSettings(optimizer.id, dict(optimizer.settings)),
            optimizer_arrays={k: a.copy() for k, a in optimizer_state.arrays.items()},
            optimizer_step=optimizer_state.step,
            epoch_count=epoch_count,
            step_count=step_count,
            batch_index=batch_index,
            rng_state=None if rng is None else dict(rng.bit_generator.state),
            normed=_normed_of(network),
            buffers=network.buffers.copy(),
        )

    def load_into(
        self,
        network: Network,
        optimizer_state: OptimizerState,
        rng: np.random.Generator | None = None,
    ) -> None:
        """Copy the saved values into a network and an optimizer state of the same kind.

        Raises `CheckpointError`, and changes nothing, if they are of another kind.
        """
        optimizer = optimizer_state.optimizer
        here = (network.layer_sizes, _activations_of(network))
        _same("network", (self.layer_sizes, self.activations), here)
        _same("choice of batch norms", self.normed, _normed_of(network))
        _same("optimizer", self.optimizer, NamedSettings(optimizer.id, dict(optimizer.settings)))
        _same("optimizer memory", set(self.optimizer_arrays), set(optimizer_state.arrays))
        if rng is not None:
            if self.rng_state is None:
                raise CheckpointError("The checkpoint holds no state of a random generator.")
            _same(
                "random generator",
                self.rng_state["bit_generator"],
                rng.bit_generator.state["bit_generator"],
            )
            rng.bit_generator.state = self.rng_state
        network.parameters = self.parameters
        network.buffers[:] = self.buffers
        for name, array in self.optimizer_arrays.items():
            optimizer_state.arrays[name][:] = array
        optimizer_state.step = self.optimizer_step

    def to_dict(self, *, readable: bool = False) -> dict[str, Any]:
        """Return a dict that `json.dumps` accepts and `from_dict` reads back bit for bit.

        `readable`: arrays are lists of numbers, which JSON can hold as long as all are finite.
        """
        write = np.ndarray.tolist if readable else write_array
        arrays = {name: write(array) for name, array in self.optimizer_arrays.items()}
        norms: dict[str, Any] = {}
        if self.normed:
            norms = {"batch_norm": list(self.normed), "buffers": write(self.buffers)}
        return {
            "format": FORMAT,
            "version": VERSION,
            "layer_sizes": list(self.layer_sizes),
            "activations": [activation.to_dict() for activation in self.activations],
            "parameters": write(self.parameters),
            "optimizer": self.optimizer.to_dict(),
            "optimizer_arrays": arrays,
            "optimizer_step": self.optimizer_step,
            "epoch_count": self.epoch_count,
            "step_count": self.step_count,
            "batch_index": self.batch_index,
            "rng_state": write_generator_state(self.rng_state),
            **norms,
        }

    @classmethod
    def from_dict(cls, data: Any) -> Checkpoint:
        """Read what `to_dict` wrote. Raises `CheckpointError` for anything else."""
        fields = read_mapping("The checkpoint", data)
        _check_format(fields)
        sizes = read_sizes("layer_sizes", fields.get("layer_sizes"))
        normed = _read_normed(fields.get("batch_norm"), len(sizes) - 1)
        n_parameters = count_parameters(sizes, normed)
        counts = {name: read_count(name, fields.get(name)) for name in COUNTS}
        return cls(
            layer_sizes=sizes,
            activations=_read_activations(fields.get("activations"), len(sizes) - 1),
            parameters=read_array("parameters", fields.get("parameters"), n_parameters),
            optimizer=NamedSettings.from_dict("optimizer", fields.get("optimizer")),
            optimizer_arrays=_read_memory(fields.get("optimizer_arrays"), n_parameters),
            rng_state=read_generator_state("rng_state", fields.get("rng_state")),
            normed=normed,
            buffers=_read_buffers(fields.get("buffers"), sizes, normed),
            **counts,
        )


def _check_format(fields: Mapping[str, Any]) -> None:
    found = (fields.get("format"), fields.get("version"))
    if found != (FORMAT, VERSION):
        raise CheckpointError(
            f"This is not a checkpoint that can be read: format is {shown(found[0])} and version"
            f" is {shown(found[1])}; they must be {FORMAT!r} and {VERSION}."
        )


def _read_activations(value: Any, n_layers: int) -> tuple[NamedSettings, ...]:
    if not isinstance(value, list) or len(value) != n_layers:
        raise CheckpointError(
            f"activations must be a list of {n_layers}, one for each layer after the input."
        )
    return tuple(
        NamedSettings.from_dict(f"activations[{index}]", item) for index, item in enumerate(value)
    )


def _read_normed(value: Any, n_layers: int) -> tuple[bool, ...]:
    """Which layers have batch norm; nothing, as in old checkpoints, means that none has."""
    if value is None:
        return ()
    flags = value if isinstance(value, list) else []
    if len(flags) != n_layers or not all(isinstance(flag, bool) for flag in flags):
        raise CheckpointError(f"batch_norm must be a list of {n_layers} times true or false.")
    return tuple(flags) if any(flags) else ()


def _read_buffers(value: Any, sizes: tuple[int, ...], normed: tuple[bool, ...]) -> FloatArray:
    """A mean and a variance, which is never negative, for each neuron with batch norm."""
    if not normed:
        return np.zeros(0)
    counts = [size for size, has in zip(sizes[1:], normed, strict=True) if has]
    buffers = read_array("buffers", value, 2 * sum(counts))
    for count, start in zip(counts, np.cumsum([0, *counts[:-1]]), strict=True):
        if (buffers[2 * start + count : 2 * (start + count)] < 0.0).any():
            raise CheckpointError("buffers must hold variances that are not negative.")
    return buffers


def _read_memory(value: Any, n_parameters: int) -> dict[str, FloatArray]:
    memory = read_mapping("optimizer_arrays", value)
    if len(memory) > MAX_MEMORY:
        raise CheckpointError(
            f"optimizer_arrays has {len(memory)} entries; at most {MAX_MEMORY} are allowed."
        )
    return {
        read_text("the name of an optimizer array", name): read_array(
            f"optimizer_arrays.{name}", array, n_parameters
        )
        for name, array in memory.items()
    }


def _activations_of(network: Network) -> tuple[NamedSettings, ...]:
    return tuple(
        NamedSettings(layer.activation.id, dict(layer.activation.settings))
        for layer in network.layers
    )


def _normed_of(network: Network) -> tuple[bool, ...]:
    return network.normed if any(network.normed) else ()


def _same(what: str, saved: object, here: object) -> None:
    if saved != here:
        raise CheckpointError(
            f"The checkpoint was made for another {what}: {shown(saved)} there, {shown(here)} here."
        )
