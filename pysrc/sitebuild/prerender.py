"""Runs `playground.prerender` in the very Pyodide of the site: what the page shows at once.

It writes the first document and a recorded run, so that the page has something real to paint
before Python is there.
"""

from pathlib import Path

from sitebuild.bundle import Files
from sitebuild.cache import Cache, digest
from sitebuild.manifest import RUNTIME_ARCHIVES
from sitebuild.node import Node
from sitebuild.pyodide import DRIVER, Pyodide
from sitebuild.versions import SITE_PACKAGES

FUNCTION = "playground.prerender:build"


def prerendered(cache: Cache, node: Node, runtime: Path, app_pack: Path) -> Files:
    """What `playground.prerender:build(directory)` writes, as files of `app-<hash>/`."""

    def fill(place: Path) -> None:
        archives = [(runtime / name, SITE_PACKAGES) for name in RUNTIME_ARCHIVES]
        archives.append((app_pack, SITE_PACKAGES))
        python = Pyodide(node, runtime, archives, mounts={"/out": place})
        python.call(FUNCTION, "/out", failure=f"{FUNCTION} failed:")

    out = cache.entry("prerendered", digest(runtime.name, app_pack, DRIVER), fill, network=False)
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}
