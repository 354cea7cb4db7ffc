"""Which tests run where: those with PyTorch and Keras only when they are asked for."""

from contextlib import nullcontext
from pathlib import Path

import pytest

from sitebuild import tests

USUAL = [("tools", f"tests/{suite}") for suite in ("unit", "pyodide", "browser")]


@pytest.fixture
def runs(monkeypatch):
    """What pytest was asked for, as pairs of its interpreter and the last argument."""
    asked = []
    monkeypatch.setattr(tests, "tools_python", lambda cache: Path("tools"))
    monkeypatch.setattr(tests, "torch_python", lambda cache: Path("torch"))
    monkeypatch.setattr(tests, "_environment", lambda *given: nullcontext({}))
    monkeypatch.setattr(tests, "check", lambda *given: True)

    def note(python, arguments, env, output=None):
        if output:
            output.write("said beside the checks")
        asked.append((str(python), arguments[-1]))
        return arguments[-1] != "tests/torch"

    monkeypatch.setattr(tests, "_pytest", note)
    return asked


def test_the_usual_tests_need_no_torch(runs):
    assert tests.run_tests(None, None, [])
    assert sorted(runs) == sorted(USUAL)
    assert runs[-1] == USUAL[-1]


def test_with_torch_its_tests_are_added_and_count(runs):
    assert not tests.run_tests(None, None, [], with_torch=True)
    assert sorted(runs) == sorted([*USUAL, ("torch", "tests/torch")])


def test_what_runs_beside_the_checks_is_told_after_them(runs, capsys):
    tests.run_tests(None, None, [])
    said = capsys.readouterr().out
    assert said.index("== pyodide ==") < said.index("== unit ==\nsaid beside the checks")
    assert said.index("said beside the checks") < said.index("== browser ==")


@pytest.mark.parametrize("suite", ["unit", "pyodide", "browser"])
def test_one_suite_that_fails_is_enough(runs, monkeypatch, suite):
    monkeypatch.setattr(tests, "_pytest", lambda *given: given[1][-1] != f"tests/{suite}")
    assert not tests.run_tests(None, None, [])


@pytest.mark.parametrize(("with_torch", "python"), [(False, "tools"), (True, "torch")])
def test_arguments_are_all_that_pytest_gets(runs, with_torch, python):
    assert tests.run_tests(None, None, ["tests/one.py"], with_torch=with_torch)
    assert runs == [(python, "tests/one.py")]
