"""Downloads: the npm packages and the Python wheels the site is made of, into the cache."""

import hashlib
import shutil
from pathlib import Path

from sitebuild.cache import Cache, digest
from sitebuild.errors import BuildError
from sitebuild.node import Node
from sitebuild.pip import NETWORK_HINT, download_wheels
from sitebuild.run import run
from sitebuild.versions import BROWSER_LOCK, NUMPY_SHA256, NUMPY_WHEEL, PYTHON, ROOT


def npm_packages(cache: Cache, node: Node, *, tools: bool = False) -> Path:
    """The `node_modules` directory that `site/package-lock.json` describes.

    `tools` brings what only `check` and `test` need (Biome, axe-core) as well.
    """
    files = [ROOT / "site" / name for name in ("package.json", "package-lock.json")]

    def fill(place: Path) -> None:
        for file in files:
            shutil.copy(file, place)
        options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
        options += [] if tools else ["--omit=dev"]
        run(
            [*node.npm, "ci", *options],
            cwd=place,
            failure=f"Fetching Pyodide and NumPy from npm failed: {NETWORK_HINT}.",
        )

    return cache.entry("npm", digest(*files, str(tools)), fill, network=True) / "node_modules"


def python_wheels(cache: Cache) -> list[Path]:
    """The wheels of Panel, Bokeh and what they import, in the order of their names."""

    def fill(place: Path) -> None:
        download_wheels(cache, place, BROWSER_LOCK, python=PYTHON)

    place = cache.entry("wheels", digest(BROWSER_LOCK, PYTHON), fill, network=True)
    return sorted(place.glob("*.whl"))


def verified(path: Path, sha256: str) -> Path:
    """The path itself when the file has that hash; raises `BuildError` when it has not."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != sha256:
        raise BuildError(
            f"{path.name} is not the file that was pinned (sha256 {found}, expected {sha256}); "
            "nothing of it was used."
        )
    return path


def numpy_wheel(node_modules: Path) -> Path:
    """The NumPy wheel for Pyodide, after its hash was checked."""
    return verified(node_modules / NUMPY_WHEEL, NUMPY_SHA256)
