"""The errors of the library.

Every mistake a caller can make is answered with one sentence that names the field, the value that
was given and what is allowed. All errors are `ValueError`s, so one `except` catches them.
"""

from __future__ import annotations

from collections.abc import Iterable

MAX_SHOWN = 60


def shown(value: object) -> str:
    """Return a short text for a value in a message, whatever was given."""
    try:
        text = repr(value)
    except (ValueError, RecursionError):
        # Python refuses to print whole numbers of thousands of digits and very deep lists.
        return f"a huge {type(value).__name__}"
    return text if len(text) <= MAX_SHOWN else text[: MAX_SHOWN - 1] + "…"


class BackpropError(ValueError):
    """Base class of all errors that this library raises on purpose."""


class InvalidValueError(BackpropError):
    """A number, a size or an array that does not fit: the message says what is allowed."""


class UnknownNameError(BackpropError, KeyError):
    """A name that a registry does not know; the message lists the names that it does know.

    It is a `KeyError` too, because a registry is a mapping.
    """

    def __init__(self, kind: str, name: object, valid: Iterable[str]) -> None:
        self.kind = kind
        self.name = name
        self.valid = tuple(valid)
        allowed = ", ".join(self.valid) or "(none)"
        super().__init__(f"There is no {kind} called {shown(name)}. Valid names: {allowed}.")

    def __str__(self) -> str:
        # KeyError prints the repr of its argument; a sentence should be printed as it is.
        return str(self.args[0])


class CheckpointError(BackpropError):
    """A checkpoint that is damaged, foreign, or made for another network or optimizer."""
