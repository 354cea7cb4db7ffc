"""Runs the checks and every test, and prints one line for each and one total."""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

from sitebuild.browsers import PLACE_VARIABLE, find_browser
from sitebuild.cache import PLACE_VARIABLE as CACHE_VARIABLE
from sitebuild.cache import Cache
from sitebuild.checks import check
from sitebuild.fetch import npm_packages
from sitebuild.site import Built
from sitebuild.toolenv import tools_python
from sitebuild.versions import ROOT

# In the order of how fast they tell that something is wrong.
SUITES = ("unit", "pyodide", "browser")


def _environment(cache: Cache, built: Built, python: Path) -> dict[str, str]:
    """What `conftest.py` needs to find the parts this build is made of."""
    return {
        **os.environ,
        CACHE_VARIABLE: str(cache.place),
        PLACE_VARIABLE: find_browser(python, offline=cache.offline),
        "PLAYGROUND_DIST": str(built.dist),
        "TOOLS_NODE_MODULES": str(npm_packages(cache, built.node, tools=True)),
    }


def _pytest(python: Path, arguments: Sequence[str], env: dict[str, str]) -> bool:
    return subprocess.run([python, "-m", "pytest", *arguments], cwd=ROOT, env=env).returncode == 0


def run_tests(cache: Cache, built: Built, arguments: Sequence[str]) -> bool:
    """Everything, or just pytest when it gets arguments of its own; whether all of it passed."""
    python = tools_python(cache)
    env = _environment(cache, built, python)
    if arguments:
        return _pytest(python, arguments, env)
    results: dict[str, tuple[bool, float]] = {}
    started = time.monotonic()
    results["check"] = (check(cache, built, python), time.monotonic() - started)
    for suite in SUITES:
        started = time.monotonic()
        print(f"\n== {suite} ==", flush=True)
        passed = _pytest(python, ["-q", f"tests/{suite}"], env)
        results[suite] = (passed, time.monotonic() - started)
    print()
    for name, (passed, seconds) in results.items():
        print(f"{name:10} {'passed' if passed else 'FAILED'} {seconds:7.1f} s")
    ok = all(passed for passed, _ in results.values())
    total = sum(seconds for _, seconds in results.values())
    print(f"{'all':10} {'passed' if ok else 'FAILED'} {total:7.1f} s")
    return ok
