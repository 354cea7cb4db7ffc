"""The zip archives the page unpacks: standard library, NumPy, Panel with Bokeh, and our own code.

Each is a list of files chosen by `trim` and byte-compiled inside Pyodide. Writing one takes
seconds, so the result is kept in the cache under a hash of everything that went in.
"""

import json
import tempfile
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sitebuild.cache import Cache, digest
from sitebuild.node import Node
from sitebuild.patches import PATCHES, Patch
from sitebuild.pyodide import DRIVER, Pyodide
from sitebuild.trim import kept
from sitebuild.versions import PACKAGE, SITE_PACKAGES, STDLIB_ZIP

_ALL = ("",)  # what every name begins with


@dataclass(frozen=True)
class Archive:
    """One archive: its name, where it is unpacked, and what it is made of.

    `sources` are zip files (wheels too) or directories; of a directory the files in
    `packages` are taken. Names that begin as `keep_source` or `strip` says keep their source or
    lose their documentation. A `pack` is a zip that is compressed as a whole.
    """

    name: str
    into: str
    sources: Sequence[Path]
    packages: Sequence[str] = ()
    keep_source: Sequence[str] = ()
    strip: Sequence[str] = ()
    pack: bool = False
    patches: Sequence[Patch] = ()


def stdlib_archive(pyodide: Path) -> Archive:
    """Python's standard library. Not unpacked: Python imports from the zip itself."""
    return Archive("stdlib", STDLIB_ZIP, [pyodide / "python_stdlib.zip"], strip=_ALL)


def numpy_archive(wheel: Path) -> Archive:
    """NumPy. What C implements keeps its documentation: it is given by calls, not docstrings."""
    return Archive("numpy", SITE_PACKAGES, [wheel], strip=_ALL)


def packages_archive(wheels: Sequence[Path]) -> Archive:
    """Panel, Bokeh and what they import."""
    return Archive("packages", SITE_PACKAGES, wheels, strip=_ALL, pack=True, patches=PATCHES)


def app_archive(pysrc: Path) -> Archive:
    """Our own code. The library has its sources, for tracebacks show them and a student reads
    them; of the application the bytecode is enough."""
    library, application = ("backprop",), ("playground",)
    packages = library + application
    return Archive(
        "app", SITE_PACKAGES, [pysrc], packages, keep_source=library, strip=application, pack=True
    )


def _tree_files(root: Path, packages: Sequence[str]) -> list[str]:
    found = (path for package in packages for path in (root / package).rglob("*"))
    names = (path.relative_to(root).as_posix() for path in found if path.is_file())
    return sorted(name for name in names if "__pycache__" not in name)


def _zip_files(source: Path, archive: str) -> list[str]:
    with zipfile.ZipFile(source) as opened:
        return sorted(name for name in opened.namelist() if kept(archive, name))


def _names(archive: Archive, source: Path) -> list[str]:
    if source.is_dir():
        return _tree_files(source, archive.packages)
    return _zip_files(source, archive.name)


def _key(archive: Archive, names: Sequence[Sequence[str]]) -> str:
    own = [DRIVER, PACKAGE / "in_pyodide" / "bytecompile.py"]
    content = [
        source / name if source.is_dir() else source
        for source, chosen in zip(archive.sources, names, strict=True)
        for name in (chosen if source.is_dir() else [""])
    ]
    settings = [
        archive.into,
        archive.keep_source,
        archive.strip,
        archive.pack,
        archive.patches,
        names,
    ]
    return digest(json.dumps(settings), *own, *content)


def _plan(
    archive: Archive, names: Sequence[Sequence[str]]
) -> tuple[dict[str, Any], dict[str, Path]]:
    """What `bytecompile` needs to know, and the directories it must see to do it."""
    mounts: dict[str, Path] = {}
    members = []
    for number, (source, chosen) in enumerate(zip(archive.sources, names, strict=True)):
        inside = f"/source{number}"
        mounts[inside] = source if source.is_dir() else source.parent
        found = inside if source.is_dir() else f"{inside}/{source.name}"
        members += [{"source": found, "name": name, "target": name} for name in chosen]
    plan = {
        "members": members,
        "prefix": archive.into,
        "keep_source": archive.keep_source,
        "strip": archive.strip,
        "pack": archive.pack,
        "patches": archive.patches,
    }
    return plan, mounts


def write_archive(cache: Cache, node: Node, pyodide: Path, archive: Archive) -> Path:
    """The finished file of an archive, from the cache when nothing changed."""
    names = [_names(archive, source) for source in archive.sources]
    file_name = f"{archive.name}.{'pack' if archive.pack else 'zip'}"

    def fill(place: Path) -> None:
        plan, mounts = _plan(archive, names)
        with tempfile.TemporaryDirectory() as scratch:
            (Path(scratch) / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
            mounts |= {"/build": PACKAGE / "in_pyodide", "/out": place, "/plan": Path(scratch)}
            python = Pyodide(node, pyodide, mounts=mounts, paths=["/build"])
            failure = f"Byte-compiling {archive.name} failed:"
            arguments = ("/plan/plan.json", f"/out/{file_name}")
            python.call("bytecompile:write_archive", *arguments, failure=failure)

    key = f"{archive.name}-{_key(archive, names)}"
    return cache.entry("compiled", key, fill, network=False) / file_name
