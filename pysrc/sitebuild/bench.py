"""`bench`: how fast the site boots, trains and draws on this machine, as a table and as JSON."""

import json
import os
import platform
import subprocess
from pathlib import Path
from typing import Any

from sitebuild.browsers import find_browser
from sitebuild.budgets import compressed_sizes, first_visit, read_manifest
from sitebuild.cache import Cache
from sitebuild.pyodide import Pyodide
from sitebuild.run import run
from sitebuild.site import Built
from sitebuild.versions import PACKAGE, ROOT


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor())


def _machine(built: Built) -> dict[str, Any]:
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "node": run([*built.node.node, "--version"], failure="Node does not start.").strip(),
    }


def _transfer(cache: Cache, built: Built, python: Path) -> dict[str, Any]:
    names = first_visit(built.dist, read_manifest(built.dist))
    sizes = compressed_sizes(cache, built.dist, names, python)
    raw = sum((built.dist / name).stat().st_size for name in names)
    return {"brotli_bytes": sum(sizes.values()), "raw_bytes": raw, "files": len(names)}


def _inside(built: Built, function: str) -> Any:
    """What a function of this package measures in the built site's Pyodide, under Node."""
    archives = [
        (built.dist / entry["url"], entry["into"])
        for entry in read_manifest(built.dist)["archives"]
    ]
    mounts = {"/bench": PACKAGE}
    pyodide = Pyodide(built.node, built.runtime, archives, mounts=mounts, paths=["/bench"])
    return pyodide.call(function, failure=f"{function} failed:")


def _page(built: Built, python: Path, browser: str) -> Any:
    env = {"PYTHONPATH": str(ROOT / "pysrc")}
    command = [str(python), "-m", "sitebuild.bench_page", str(built.dist), browser]
    return json.loads(run(command, env=env, failure="The page's bench failed:"))


def _commit() -> str:
    done = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True
    )
    return done.stdout.strip()


def _print(title: str, figures: dict[str, Any]) -> None:
    print(f"\n{title}")
    for name, value in figures.items():
        if isinstance(value, dict):
            row = "  ".join(f"{key} {number:.3g}" for key, number in value.items())
            print(f"  {name:18} {row}")
        elif not isinstance(value, list):
            print(f"  {name:18} {f'{value:.3g}' if isinstance(value, float) else value}")


def bench(cache: Cache, built: Built, python: Path) -> None:
    """Prints the table and writes it to the cache as JSON, one file a commit."""
    browser = find_browser(python, offline=cache.offline)
    results: dict[str, Any] = {
        "machine": _machine(built),
        "transfer": _transfer(cache, built, python),
        "core": _inside(built, "bench_core:run_cases"),
        "frames": _inside(built, "bench_frames:run_cases"),
        "page": _page(built, python, browser),
    }
    for title, figures in results.items():
        _print(title, figures)
    place = cache.place / "bench" / f"{_commit() or 'no-commit'}.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(results, indent=2), encoding="utf-8")
    print(f"\nWritten to {place}")
