"""The archives hold what the application and a student need, and nothing heavy slips in."""

from sitebuild.pyodide import Pyodide
from sitebuild.versions import ROOT

# What a student's own code may well import. The trimmed standard library must have it.
STUDENTS_MODULES = """
abc asyncio base64 bisect calendar collections contextlib copy csv dataclasses datetime decimal
doctest enum fractions functools heapq html.parser inspect io itertools json logging math operator
pathlib pprint pydoc queue random re secrets statistics string struct sys tempfile textwrap time
timeit tomllib traceback types typing unittest unittest.mock urllib.parse uuid warnings
xml.etree.ElementTree zipfile zlib zoneinfo
numpy.fft numpy.linalg numpy.ma numpy.polynomial numpy.random numpy.testing numpy.typing
numpy.lib.stride_tricks
""".split()


def test_the_application_starts_and_imports_nothing_heavy(pyodide: Pyodide) -> None:
    found = pyodide.call("app_in_pyodide:start_app")
    assert {"boundary-image", "points"} <= set(found["models"])
    assert not {"pandas", "tornado", "PIL", "requests", "micropip"} & set(found["packages"])


def test_a_student_can_import_the_standard_library_and_numpy(pyodide: Pyodide) -> None:
    assert pyodide.call("app_in_pyodide:import_modules", STUDENTS_MODULES) == []


def test_a_module_that_is_missing_is_noticed(pyodide: Pyodide) -> None:
    assert pyodide.call("app_in_pyodide:import_modules", ["turtle"]) != []


def test_tracebacks_show_the_lines_of_the_library(pyodide: Pyodide) -> None:
    names = ["backprop.network", "backprop.explain.chain"]
    found = pyodide.call("app_in_pyodide:sources", names)
    files = [ROOT / "pysrc" / f"{name.replace('.', '/')}.py" for name in names]
    assert found == [file.read_text(encoding="utf-8").splitlines(True)[0] for file in files]
