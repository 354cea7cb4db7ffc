"""Runs the checks and every test, and prints one line for each and one total."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sitebuild.browsers import PLACE_VARIABLE, find_browser
from sitebuild.cache import PLACE_VARIABLE as CACHE_VARIABLE
from sitebuild.cache import Cache
from sitebuild.checks import check
from sitebuild.fetch import npm_packages
from sitebuild.site import Built
from sitebuild.toolenv import tools_python
from sitebuild.torchenv import torch_python
from sitebuild.versions import ROOT

# In the order of how fast they tell that something is wrong.
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


def _pytest(python: Path, arguments: Sequence[str], env: dict[str, str]) -> bool:
    return subprocess.run([python, "-m", "pytest", *arguments], cwd=ROOT, env=env).returncode == 0


def _everything(
    cache: Cache, built: Built, python: Path, torch: Path | None, env: dict[str, str]
) -> bool:
    suites = dict.fromkeys(SUITES, python) | ({"torch": torch} if torch else {})
    results: dict[str, tuple[bool, float]] = {}
    started = time.monotonic()
    results["check"] = (check(cache, built, python), time.monotonic() - started)
    for suite, interpreter in suites.items():
        started = time.monotonic()
        print(f"\n== {suite} ==", flush=True)
        passed = _pytest(interpreter, ["-q", f"tests/{suite}"], env)
        results[suite] = (passed, time.monotonic() - started)
    ok = all(passed for passed, _ in results.values())
    results["all"] = (ok, sum(seconds for _, seconds in results.values()))
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
