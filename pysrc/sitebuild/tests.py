"""Runs the checks and every test, and prints one line for each and one total."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sitebuild.browsers import PLACE_VARIABLE, find_browser
from sitebuild.cache import PLACE_VARIABLE as CACHE_VARIABLE
from sitebuild.cache import Cache
from sitebuild.checks import check
from sitebuild.fetch import npm_packages
from sitebuild.site import Built
from sitebuild.toolenv import tools_python
from sitebuild.torchenv import torch_python
from sitebuild.versions import ROOT

# After the checks. The first runs beside the checks and the second, which leave a core idle; the
# last one alone, because it waits for what a reader would wait for.
SUITES = ("unit", "pyodide", "browser")


@contextmanager
def _environment(cache: Cache, built: Built, python: Path) -> Iterator[dict[str, str]]:
    """What `conftest.py` needs to find the parts of this build.

    The tests get a copy of the output: a build that runs meanwhile may not change their site.
    """
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as place:
        yield {
            **os.environ,
            CACHE_VARIABLE: str(cache.place),
            PLACE_VARIABLE: find_browser(python, offline=cache.offline),
            "KERAS_BACKEND": "torch",
            "PLAYGROUND_DIST": str(shutil.copytree(built.dist, Path(place) / "dist")),
            "TOOLS_NODE_MODULES": str(npm_packages(cache, built.node, tools=True)),
        }


def _pytest(
    python: Path, arguments: Sequence[str], env: dict[str, str], output: IO[str] | None = None
) -> bool:
    """Whether all passed. What pytest says goes to `output`, or to the terminal."""
    command = [str(python), "-m", "pytest", *arguments]
    errors = subprocess.STDOUT if output else None
    return subprocess.run(command, cwd=ROOT, env=env, stdout=output, stderr=errors).returncode == 0


Result = tuple[bool, float]


def _timed(step: Callable[[], bool]) -> Result:
    """Whether it went well, and the seconds it took."""
    started = time.monotonic()
    return step(), time.monotonic() - started


@contextmanager
def _beside(
    suite: str, python: Path, env: dict[str, str], results: dict[str, Result]
) -> Iterator[None]:
    """Runs a suite beside what the block does, and then tells what it said."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output, ThreadPoolExecutor(1) as pool:
        arguments = ["-q", f"tests/{suite}"]
        running = pool.submit(_timed, lambda: _pytest(python, arguments, env, output))
        yield
        results[suite] = running.result()
        output.seek(0)
        print(f"\n== {suite} ==\n{output.read()}", end="", flush=True)


def _everything(
    cache: Cache, built: Built, python: Path, torch: Path | None, env: dict[str, str]
) -> bool:
    results: dict[str, Result] = {}

    def suite(name: str, interpreter: Path = python) -> None:
        print(f"\n== {name} ==", flush=True)
        results[name] = _timed(lambda: _pytest(interpreter, ["-q", f"tests/{name}"], env))

    first, second, last = SUITES
    started = time.monotonic()
    with _beside(first, python, env, results):
        results["check"] = _timed(lambda: check(cache, built, python))
        suite(second)
    suite(last)
    if torch:
        suite("torch", torch)
    ok = all(passed for passed, _ in results.values())
    results["all"] = (ok, time.monotonic() - started)
    print()
    for name, (passed, seconds) in results.items():
        print(f"{name:10} {'passed' if passed else 'FAILED'} {seconds:7.1f} s")
    return ok


def run_tests(
    cache: Cache, built: Built, arguments: Sequence[str], *, with_torch: bool = False
) -> bool:
    """Everything, or just pytest when it gets arguments of its own; whether all of it passed.

    `with_torch` adds the tests with PyTorch and Keras; pytest alone then runs where these are.
    """
    python = tools_python(cache)
    torch = torch_python(cache) if with_torch else None
    with _environment(cache, built, python) as env:
        if arguments:
            return _pytest(torch or python, arguments, env)
        return _everything(cache, built, python, torch, env)
