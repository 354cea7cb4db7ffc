"""The same training gives the same numbers in the browser's Python as in CPython and PyTorch."""

from typing import Any

import pytest
from replay import largest_difference, load_cases, replay, tolerance

from sitebuild.pyodide import Pyodide

CASES = load_cases()


@pytest.fixture(scope="module")
def replayed(pyodide: Pyodide) -> list[dict[str, Any]]:
    """What Pyodide computes for each case."""
    results: list[dict[str, Any]] = pyodide.call("golden_in_pyodide:replay_all")
    return results


@pytest.mark.parametrize("way", ["compiled", "reference"])
@pytest.mark.parametrize("number", range(len(CASES)), ids=[case["name"] for case in CASES])
def test_pyodide_trains_as_pytorch_and_cpython_do(
    replayed: list[dict[str, Any]], number: int, way: str
) -> None:
    case, found = CASES[number], replayed[number][way]
    assert largest_difference(case, found) < tolerance(case)
    here = replay(case, compiled=way == "compiled")
    assert largest_difference(case | here, found) < tolerance(case)
