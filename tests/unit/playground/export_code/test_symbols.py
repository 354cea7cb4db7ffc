"""Functions are written down as what they do: whatever they are made of, and wherever they fork."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from playground.export_code.languages import KERAS, NUMPY, TORCH, Language
from playground.export_code.symbols import Untraceable, record
from playground.export_code.writing import body


def lines(function: Callable[..., Any], names: str = "z", language: Language = NUMPY) -> list[str]:
    return body(record(function, lambda f, s: f(*(s(name) for name in names.split()))), language)


@pytest.mark.parametrize(
    ("function", "source"),
    [
        (lambda z: np.arcsinh(z), "np.arcsinh(z)"),
        (lambda z: z - (1.0 - z), "z - (1.0 - z)"),
        (lambda z: (z - 1.0) - z, "z - 1.0 - z"),
        (lambda z: (-z) ** 2, "(-z) ** 2"),
        (lambda z: -(z**2), "-z ** 2"),
        (lambda z: 2.0 ** (z**-1), "2.0 ** z ** -1"),
        (lambda z: (z**2) ** z, "(z ** 2) ** z"),
        (lambda z: (z > 0) & ~(z < 1), "(z > 0) & ~(z < 1)"),
        (lambda z: abs(z) / len(z), "np.abs(z) / len(z)"),
        (lambda z: z[:, 0] @ z.T, "z[:, 0] @ z.T"),
        (lambda z: z.sum(axis=0) + float(np.sum(z)), "np.sum(z, axis=0) + np.sum(z)"),
        (lambda z: np.array(1.5) * z, None),
        (partial(lambda z, slope: slope * z, slope=np.float64(0.25)), "0.25 * z"),
        (lambda z: z * float("inf"), 'z * float("inf")'),
    ],
)
def test_expressions(function: Callable[..., Any], source: str | None) -> None:
    if source is None:
        with pytest.raises(Untraceable, match="ndarray"):
            lines(function)
    else:
        assert lines(function) == [f"return {source}"]


def test_what_is_used_twice_gets_a_name() -> None:
    def twice(z: Any) -> Any:
        t = np.tanh(z)
        return t * t

    assert lines(twice) == ["t1 = np.tanh(z)", "return t1 * t1"]


def test_what_is_read_before_a_change_is_computed_before_it() -> None:
    def step(w: Any, m: Any) -> None:
        old = m * 2.0
        m *= 0.5
        w -= old

    assert lines(step, "w m") == ["t1 = m * 2.0", "m *= 0.5", "w -= t1"]


def test_both_answers_to_a_question_are_followed() -> None:
    def step(w: Any, t: Any) -> None:
        rate = 1.0 / t
        if t == 1:
            w.fill(0.0)
        elif t > 5:
            w -= rate
            return
        w += rate

    assert lines(step, "w t") == [
        "t1 = 1.0 / t",
        "if t == 1:",
        "    w[...] = 0.0",
        "    w += t1",
        "else:",
        "    if t > 5:",
        "        w -= t1",
        "    else:",
        "        w += t1",
    ]


def test_the_languages_differ_where_they_must() -> None:
    def f(z: Any) -> Any:
        return np.logaddexp(0.0, np.maximum(z, 1.0)) + np.maximum(z, -z) + np.minimum(2.0, abs(z))

    assert lines(f, language=KERAS) == [
        "return ops.logaddexp(0.0, ops.maximum(z, 1.0)) + ops.maximum(z, -z)"
        " + ops.minimum(2.0, ops.abs(z))"
    ]
    assert lines(f, language=TORCH) == [
        "return torch.logaddexp(torch.full_like(torch.clamp(z, min=1.0), 0.0),"
        " torch.clamp(z, min=1.0)) + torch.maximum(z, -z) + torch.clamp(torch.abs(z), max=2.0)"
    ]


def test_what_cannot_be_written_down_is_refused() -> None:
    def sets_a_part(z: Any) -> Any:
        z[z < 0] = 0.0
        return z

    def loops(z: Any) -> Any:
        while z > 1:
            z = z / 2
        return z

    def changes(z: Any) -> None:
        z += 1.0

    for function in (sets_a_part, loops, lambda z: np.add.accumulate(z), lambda z: round(z)):
        with pytest.raises(Untraceable):
            lines(function)
    with pytest.raises(Untraceable, match="PyTorch"):
        lines(changes, language=TORCH)
