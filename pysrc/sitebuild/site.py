"""The build from start to end: fetch, byte-compile, prerender, write `dist/`."""

import json
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sitebuild.archives import (
    app_archive,
    numpy_archive,
    packages_archive,
    stdlib_archive,
    write_archive,
)
from sitebuild.bundle import Files, content_hash, fill_page, shell_files, write_dist
from sitebuild.cache import Cache
from sitebuild.fetch import npm_packages, numpy_wheel, python_wheels
from sitebuild.manifest import SCRIPTS, make_manifest
from sitebuild.node import Node, find_node
from sitebuild.prerender import prerendered
from sitebuild.versions import BROWSER_LOCK, ROOT, locked_version

_INTERPRETER = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm")
_PANEL_STYLES = ("panel/dist/css/", "panel/dist/bundled/theme/")


@dataclass(frozen=True)
class Built:
    """What a build made, for the steps that go on from there."""

    node: Node
    dist: Path
    runtime: Path
    app: Path


def _lock_file(pyodide: Path) -> bytes:
    """Pyodide's lock file without its packages: ours come in our own archives."""
    lock = json.loads((pyodide / "pyodide-lock.json").read_text(encoding="utf-8"))
    return json.dumps(lock | {"packages": {}}, sort_keys=True).encode()


def _wheel(wheels: Sequence[Path], name: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(next(path for path in wheels if path.name.startswith(f"{name}-")))


def _page_scripts(wheels: Sequence[Path]) -> Files:
    """BokehJS, Panel's JavaScript and its styles, from the wheels whose Python talks to them."""
    files: Files = {}
    with _wheel(wheels, "bokeh") as bokeh, _wheel(wheels, "panel") as panel:
        for name in SCRIPTS[:-1]:
            files[name] = bokeh.read(f"bokeh/server/static/js/{name}")
        files["panel.min.js"] = panel.read("panel/dist/panel.min.js")
        version = locked_version(BROWSER_LOCK, "panel")
        for name in panel.namelist():
            if name.startswith(_PANEL_STYLES) and name.endswith(".css"):
                files[name.replace("panel/", f"panel/{version}/", 1)] = panel.read(name)
    return files


def _formula_setter(katex: Path) -> Files:
    """KaTeX with the fonts that every browser with WebAssembly reads."""
    styles = (katex / "katex.min.css").read_text(encoding="utf-8")
    styles = re.sub(r',url\([^)]*\) format\("(?:woff|truetype)"\)', "", styles)
    fonts = {f"katex/fonts/{path.name}": path.read_bytes() for path in katex.glob("fonts/*.woff2")}
    return {
        "katex/katex.min.js": (katex / "katex.min.js").read_bytes(),
        "katex/katex.min.css": styles.encode(),
        **fonts,
    }


def _text_setter(marked: Path) -> Files:
    """marked, which reads Markdown, as one module."""
    return {"marked/marked.esm.js": (marked / "marked.esm.js").read_bytes()}


def _runtime_files(cache: Cache, node: Node) -> Files:
    modules = npm_packages(cache, node)
    wheels = python_wheels(cache)
    pyodide = modules / "pyodide"
    files = {name: (pyodide / name).read_bytes() for name in _INTERPRETER}
    files["pyodide-lock.json"] = _lock_file(pyodide)
    files |= _page_scripts(wheels) | _formula_setter(modules / "katex" / "dist")
    files |= _text_setter(modules / "marked" / "lib")
    for file_name, archive in (
        ("python_stdlib.zip", stdlib_archive(pyodide)),
        ("numpy.zip", numpy_archive(numpy_wheel(modules))),
        ("packages.pack", packages_archive(wheels)),
    ):
        files[file_name] = write_archive(cache, node, pyodide, archive).read_bytes()
    return files


def _runtime_directory(cache: Cache, files: Files) -> Path:
    """The runtime as it will stand in `dist/`, in the cache: Pyodide under Node boots from it."""

    def fill(place: Path) -> None:
        for name, data in files.items():
            (place / name).parent.mkdir(parents=True, exist_ok=True)
            (place / name).write_bytes(data)

    return cache.entry("runtime", content_hash(files), fill, network=False)


def build(cache: Cache, dist: Path = ROOT / "dist") -> Built:
    """Writes `dist/` and says where its parts are. What did not change comes from the cache."""
    node = find_node(cache)
    runtime_files = _runtime_files(cache, node)
    runtime_place = _runtime_directory(cache, runtime_files)
    app_pack = write_archive(cache, node, runtime_place, app_archive(ROOT / "pysrc"))
    recorded = prerendered(cache, node, runtime_place, app_pack, ROOT / "site" / "lessons")
    app_files = shell_files(ROOT / "site") | {"app.pack": app_pack.read_bytes()} | recorded
    runtime, app = f"runtime-{content_hash(runtime_files)}", f"app-{content_hash(app_files)}"
    manifest = make_manifest(runtime, runtime_files, app, app_files, sorted(recorded))
    page = (ROOT / "site" / "index.html").read_text(encoding="utf-8")
    page = fill_page(page, {"app": app, "runtime": runtime}, manifest)
    write_dist(dist, page, {runtime: runtime_files, app: app_files})
    return Built(node, dist, dist / runtime, dist / app)
