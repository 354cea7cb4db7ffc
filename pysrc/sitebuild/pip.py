"""pip and virtual environments: packages with hashes from a lock file, nothing else."""

import importlib.util
import os
import sys
from pathlib import Path

from sitebuild.cache import Cache, digest
from sitebuild.errors import BuildError
from sitebuild.run import run

NETWORK_HINT = "check the network (or the proxy) and run the command again"


def venv_python(venv: Path) -> Path:
    """The interpreter of a virtual environment."""
    return venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _bare_venv(place: Path, what: str) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise BuildError(
            "Python's venv module is not complete here (no ensurepip); install it "
            "(Debian and Ubuntu: apt-get install python3-venv)."
        )
    run(
        [sys.executable, "-m", "venv", "--clear", place],
        failure=f"A virtual environment for {what} could not be made.",
    )


def make_venv(place: Path, lock: Path, *, what: str) -> None:
    """A virtual environment at `place` with exactly the packages of a lock file."""
    _bare_venv(place, what)
    install(place, lock, what=what)


def install(venv: Path, lock: Path, *, what: str) -> None:
    """Adds the packages of a lock file to a virtual environment."""
    run(
        [venv_python(venv), "-m", "pip", "install", "-q", "--require-hashes", "-r", lock],
        failure=f"Fetching {what} from PyPI failed: {NETWORK_HINT}.",
    )


def _python_with_pip(cache: Cache) -> Path:
    """This interpreter; where it has no pip, as on some systems, one of a virtual environment."""
    if importlib.util.find_spec("pip") is not None:
        return Path(sys.executable)
    key = digest(sys.version, sys.base_prefix)
    return venv_python(
        cache.entry("pip", key, lambda place: _bare_venv(place, "pip"), network=False)
    )


def download_wheels(cache: Cache, place: Path, lock: Path, *, python: str) -> None:
    """The wheels of a lock file, as they are for CPython `python` on Linux.

    Of the two that hold compiled modules (MarkupSafe, PyYAML) only the pure Python part is used,
    so one platform's wheel serves every machine and nothing is ever built from source.
    """
    options = ["--quiet", "--no-deps", "--require-hashes", "--only-binary=:all:"]
    target = ["--implementation", "cp", "--python-version", python]
    target += ["--platform", "manylinux2014_x86_64"]
    files = ["--dest", str(place), "--requirement", str(lock)]
    run(
        [_python_with_pip(cache), "-m", "pip", "download", *options, *target, *files],
        failure=f"Fetching Panel and Bokeh from PyPI failed: {NETWORK_HINT}.",
    )
