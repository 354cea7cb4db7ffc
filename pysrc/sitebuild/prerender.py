"""Runs `playground.prerender` in the very Pyodide of the site: what the page shows at once.

It writes the first document and a recorded run, so that the page has something real to paint
before Python is there; and the lessons, for readers who open one.
"""

from pathlib import Path

from sitebuild.bundle import Files
from sitebuild.cache import Cache, digest
from sitebuild.errors import BuildError
from sitebuild.manifest import RUNTIME_ARCHIVES
from sitebuild.node import Node
from sitebuild.pyodide import DRIVER, Pyodide
from sitebuild.versions import SITE_PACKAGES

FUNCTION = "playground.prerender:build"


def prerendered(cache: Cache, node: Node, runtime: Path, app_pack: Path, lessons: Path) -> Files:
    """What `playground.prerender:build(directory, lessons)` writes, as files of `app-<hash>/`.

    `BuildError` with the sentence about a lesson that cannot be used.
    """
    files = sorted(lessons.glob("*.toml"))

    def fill(place: Path) -> None:
        archives = [(runtime / name, SITE_PACKAGES) for name in RUNTIME_ARCHIVES]
        archives.append((app_pack, SITE_PACKAGES))
        mounts = {"/out": place} | ({"/lessons": lessons} if lessons.is_dir() else {})
        python = Pyodide(node, runtime, archives, mounts=mounts)
        wrong = python.call(FUNCTION, "/out", "/lessons", failure=f"{FUNCTION} failed:")
        if wrong:
            raise BuildError(wrong)

    names = "\n".join(path.name for path in files)
    key = digest(runtime.name, app_pack, DRIVER, names, *files)
    out = cache.entry("prerendered", key, fill, network=False)
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}
