"""How an operation of NumPy is written in NumPy, PyTorch and Keras.

Operators are the same in all three. Nearly all functions have NumPy's name in the other two as
well, so a language says only what it does otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

# Operation: sign and precedence, as in Python's grammar.
INFIX: Mapping[str, tuple[str, int]] = {
    "greater": (">", 6),
    "greater_equal": (">=", 6),
    "less": ("<", 6),
    "less_equal": ("<=", 6),
    "equal": ("==", 6),
    "not_equal": ("!=", 6),
    "bitwise_or": ("|", 7),
    "bitwise_and": ("&", 9),
    "add": ("+", 11),
    "subtract": ("-", 11),
    "multiply": ("*", 12),
    "divide": ("/", 12),
    "floor_divide": ("//", 12),
    "remainder": ("%", 12),
    "matmul": ("@", 12),
    "power": ("**", 14),
}
UNARY: Mapping[str, tuple[str, int]] = {"negative": ("-", 13), "invert": ("~", 13)}
ATOM = 16

# Writes a call from its arguments: their texts, and whether each is an array.
Idiom = Callable[[Sequence[str], Sequence[bool]], str]


def _length(texts: Sequence[str], arrays: Sequence[bool]) -> str:
    return f"len({texts[0]})"


def _shape(texts: Sequence[str], arrays: Sequence[bool]) -> str:
    return f"{texts[0]}.shape[{texts[1]}]"


def _itself(texts: Sequence[str], arrays: Sequence[bool]) -> str:
    return texts[0]


def _clamp(side: str, both_arrays: str) -> Idiom:
    """torch.maximum takes no plain number: that is torch.clamp."""

    def write(texts: Sequence[str], arrays: Sequence[bool]) -> str:
        if all(arrays):
            return f"torch.{both_arrays}({', '.join(texts)})"
        array, number = texts if arrays[0] else reversed(texts)
        return f"torch.clamp({array}, {side}={number})"

    return write


def _filled(name: str) -> Idiom:
    """A function that takes two tensors: a number becomes a tensor of the other one's shape."""

    def write(texts: Sequence[str], arrays: Sequence[bool]) -> str:
        tensor = texts[arrays.index(True)]
        pairs = zip(texts, arrays, strict=True)
        full = [text if array else f"torch.full_like({tensor}, {text})" for text, array in pairs]
        return f"torch.{name}({', '.join(full)})"

    return write


_EVERYWHERE: Mapping[str, Idiom] = {"len": _length, "shape": _shape}


@dataclass(frozen=True)
class Language:
    """One library: its prefix, what it writes otherwise, and whether arrays change in place."""

    label: str
    prefix: str
    changes_in_place: bool = False
    renamed: Mapping[str, str] = field(default_factory=dict)
    idioms: Mapping[str, Idiom] = field(default_factory=dict)

    def call(self, name: str, texts: Sequence[str], arrays: Sequence[bool]) -> str:
        """The call of NumPy's function `name` with these arguments."""
        idiom = self.idioms.get(name) or _EVERYWHERE.get(name)
        if idiom:
            return idiom(texts, arrays)
        return f"{self.prefix}.{self.renamed.get(name, name)}({', '.join(texts)})"


NUMPY = Language(
    "NumPy",
    "np",
    changes_in_place=True,
    renamed={"absolute": "abs"},
    idioms={"copy": lambda texts, arrays: f"{texts[0]}.copy()"},
)
TORCH = Language(
    "PyTorch",
    "torch",
    renamed={"absolute": "abs"},
    idioms={
        "copy": _itself,
        "maximum": _clamp("min", "maximum"),
        "minimum": _clamp("max", "minimum"),
        "logaddexp": _filled("logaddexp"),
        "arctan2": _filled("arctan2"),
        "hypot": _filled("hypot"),
        "float_power": _filled("float_power"),
    },
)
KERAS = Language("Keras", "ops", renamed={"absolute": "abs"}, idioms={"copy": _itself})
