"""Reading and writing the parts of a checkpoint as JSON-safe values.

Each `read_…` function takes the name of a field (for the message) and a value from outside, and
returns it checked, or raises `CheckpointError` with a sentence. Nothing is evaluated, and sizes
are checked before memory is used.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from .arrays import FloatArray
from .errors import CheckpointError, InvalidValueError, shown
from .layout import check_layer_sizes

LITTLE_ENDIAN = np.dtype("<f8")
MAX_COUNT = 2**53
MAX_TEXT = 64


def write_array(array: FloatArray) -> str:
    """Return a vector as base64 text of its little-endian 64-bit floats."""
    return base64.b64encode(array.astype(LITTLE_ENDIAN).tobytes()).decode("ascii")


def read_array(name: str, value: Any, length: int) -> FloatArray:
    """Return the vector of exactly `length` numbers that `write_array` wrote, or a plain list."""
    if isinstance(value, list):
        return _read_list(name, value, length)
    n_characters = 4 * -(-8 * length // 3)
    if not isinstance(value, str) or len(value) != n_characters:
        raise CheckpointError(f"{name} must be base64 text for exactly {length} numbers.")
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError) as error:
        raise CheckpointError(f"{name} is not valid base64 text: {error}.") from error
    if len(raw) != 8 * length:
        raise CheckpointError(f"{name} must be base64 text for exactly {length} numbers.")
    return np.frombuffer(raw, dtype=LITTLE_ENDIAN).astype(np.float64)


def _read_list(name: str, values: list[Any], length: int) -> FloatArray:
    if len(values) != length:
        raise CheckpointError(f"{name} holds {len(values)} numbers; it must hold {length}.")
    for index, value in enumerate(values):
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise CheckpointError(f"{name}[{index}] must be a number; it is {shown(value)}.")
    try:
        return np.array(values, dtype=np.float64)
    except OverflowError:
        raise CheckpointError(f"{name} holds a number that is too large.") from None


def read_mapping(name: str, value: Any) -> Mapping[str, Any]:
    """Return a dict with text keys."""
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise CheckpointError(f"{name} must be a JSON object; it is {shown(value)}.")
    return value


def read_text(name: str, value: Any) -> str:
    """Return a short text."""
    if not isinstance(value, str) or not 0 < len(value) <= MAX_TEXT:
        raise CheckpointError(
            f"{name} must be text of 1 to {MAX_TEXT} characters; it is {shown(value)}."
        )
    return value


def read_count(name: str, value: Any) -> int:
    """Return a whole number from 0."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_COUNT:
        raise CheckpointError(f"{name} must be a whole number from 0; it is {shown(value)}.")
    return value


def read_numbers(name: str, value: Any) -> dict[str, float]:
    """Return a dict of finite numbers."""
    numbers = {}
    for key, number in read_mapping(name, value).items():
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            raise CheckpointError(f"{name}.{shown(key)} must be a number; it is {shown(number)}.")
        try:
            numbers[key] = float(number)
        except OverflowError:
            numbers[key] = math.inf
        if not math.isfinite(numbers[key]):
            raise CheckpointError(f"{name}.{shown(key)} must be a finite number.")
    return numbers


def read_sizes(name: str, value: Any) -> tuple[int, ...]:
    """Return layer sizes that a network may have."""
    if not isinstance(value, list) or len(value) > 1000:
        raise CheckpointError(f"{name} must be a list of whole numbers; it is {shown(value)}.")
    try:
        return check_layer_sizes(value)
    except InvalidValueError as error:
        raise CheckpointError(str(error)) from error


def write_generator_state(state: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return the state of a PCG64 generator with its 128-bit numbers as text.

    JavaScript's JSON would round such numbers. Raises `CheckpointError` for another generator.
    """
    if state is None:
        return None
    if state["bit_generator"] != "PCG64":
        raise CheckpointError(
            f"The generator is {state['bit_generator']!r}; only PCG64 (numpy's default_rng) can"
            " be saved."
        )
    return {
        "bit_generator": "PCG64",
        "state": str(state["state"]["state"]),
        "inc": str(state["state"]["inc"]),
        "has_uint32": int(state["has_uint32"]),
        "uinteger": int(state["uinteger"]),
    }


def read_generator_state(name: str, value: Any) -> dict[str, Any] | None:
    """Return the state dict that NumPy's PCG64 takes, or None."""
    if value is None:
        return None
    data = read_mapping(name, value)
    if data.get("bit_generator") != "PCG64":
        raise CheckpointError(f"{name}.bit_generator must be 'PCG64'.")
    inc = _read_big(f"{name}.inc", data.get("inc"), 2**128)
    if inc % 2 == 0:
        raise CheckpointError(f"{name}.inc must be odd, as it is in every PCG64 generator.")
    return {
        "bit_generator": "PCG64",
        "state": {"state": _read_big(f"{name}.state", data.get("state"), 2**128), "inc": inc},
        "has_uint32": _read_small(f"{name}.has_uint32", data.get("has_uint32"), 2),
        "uinteger": _read_small(f"{name}.uinteger", data.get("uinteger"), 2**32),
    }


def _read_big(name: str, value: Any, limit: int) -> int:
    # At most 39 digits: 2**128 has 39, and int() of a very long text would be slow.
    if not isinstance(value, str) or not 0 < len(value) <= 39 or not value.isdecimal():
        raise CheckpointError(f"{name} must be a whole number written as text.")
    return _read_small(name, int(value), limit)


def _read_small(name: str, value: Any, limit: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < limit:
        raise CheckpointError(f"{name} must be a whole number from 0 and below {limit}.")
    return value
