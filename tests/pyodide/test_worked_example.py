"""Mazur's published numbers come out in the browser's Python; CPython has tests of its own."""

import pytest

from sitebuild.pyodide import Pyodide

LINK = (
    "dataset=mazur&layers=2&activation=sigmoid&outActivation=sigmoid&rate=0.5&batch=1&biases=kept"
    "&weights=0.15,0.2,0.35,0.25,0.3,0.35,0.4,0.45,0.6,0.5,0.55,0.6"
)


def test_the_published_errors(pyodide: Pyodide) -> None:
    found = pyodide.call("worked_in_pyodide:errors", LINK)
    first, second, seen_by_the_last, last = found
    assert first == pytest.approx(0.298371109, abs=5e-10)
    assert second == pytest.approx(0.291027774, abs=5e-10)
    assert seen_by_the_last == pytest.approx(0.0000351085, abs=5e-11)
    assert f"{last:.7f}" == "0.0000351"
