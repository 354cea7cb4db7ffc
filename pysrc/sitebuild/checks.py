"""`check`: linters, types, the layers, budgets, and what must never stand in a tracked file."""

import json
import os
import re
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sitebuild.budgets import check_budgets
from sitebuild.cache import Cache
from sitebuild.fetch import npm_packages
from sitebuild.site import Built
from sitebuild.versions import ROOT

# Written in pieces, so that this file does not hold what it looks for.
_REGISTRIES = (
    r"registry\.npm" + "js",
    r"files\.python" + "hosted",
    "pypi" + r"\.org/simple",
    "registry" + r"\.yarnpkg",
)
_MACHINE_PATHS = (r"/(?:home|root|Users|work|farm)/" + r"[A-Za-z0-9._-]+/",)
_FORBIDDEN = re.compile("|".join(_REGISTRIES + _MACHINE_PATHS))
# Where Pyodide's own home directory is, inside the browser.
_ALLOWED = "/home/pyodide"


@dataclass(frozen=True)
class Outcome:
    """One check: its name, whether it passed, what it has to say, and how long it took."""

    name: str
    passed: bool
    text: str
    seconds: float


def _program(command: Sequence[str | Path], cwd: Path = ROOT) -> tuple[bool, str]:
    done = subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT / "pysrc")},
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.returncode == 0, (done.stdout + done.stderr).strip()


def forbidden_lines(name: str, text: str) -> list[str]:
    """The lines of a file that hold a registry's address or a path of somebody's machine."""
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for number, line in enumerate(text.splitlines(), 1)
        if _FORBIDDEN.search(line.replace(_ALLOWED, ""))
    ]


def _tracked_text() -> tuple[bool, str]:
    names = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    found: list[str] = []
    for name in filter(None, names):
        path = ROOT / name
        if path.is_file():
            found += forbidden_lines(name, path.read_text(encoding="utf-8", errors="ignore"))
    return not found, "\n".join(found)


def _biome(cache: Cache, built: Built) -> tuple[bool, str]:
    modules = npm_packages(cache, built.node, tools=True)
    biome = modules / "@biomejs" / "biome" / "bin" / "biome"
    return _program([*built.node.node, biome, "check", "--error-on-warnings", "."], ROOT / "site")


def check(cache: Cache, built: Built, python: Path) -> bool:
    """Runs all checks, prints a table and what failed; whether everything passed."""
    linter = "from importlinter.cli import lint_imports_command as c; c()"
    steps: dict[str, Callable[[], tuple[bool, str]]] = {
        "ruff": lambda: _program([python, "-m", "ruff", "check", "."]),
        "format": lambda: _program([python, "-m", "ruff", "format", "--check", "."]),
        "mypy": lambda: _program([python, "-m", "mypy"]),
        "layers": lambda: _program([python, "-c", linter, "--no-cache"]),
        "biome": lambda: _biome(cache, built),
        "budgets": lambda: check_budgets(cache, built, python),
        "addresses": _tracked_text,
    }
    outcomes = []
    print("== check ==", flush=True)
    for name, step in steps.items():
        started = time.monotonic()
        passed, text = step()
        outcomes.append(Outcome(name, passed, text, time.monotonic() - started))
        print(f"{name:10} {'passed' if passed else 'FAILED'} {outcomes[-1].seconds:6.1f} s")
        if not passed or name == "budgets":
            print(text, flush=True)
    print(json.dumps({outcome.name: outcome.passed for outcome in outcomes}))
    return all(outcome.passed for outcome in outcomes)
