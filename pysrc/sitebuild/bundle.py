"""Lays out `dist/`: one page and two directories whose names are hashes of what is in them.

    index.html          the only file that ever changes under its name
    runtime-<hash>/     Pyodide, NumPy, Panel, Bokeh: changes when a version does
    app-<hash>/         our scripts, styles, pictures and Python

So a server, or the browser's cache, may keep both directories for ever.
"""

import hashlib
import html
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

Files = dict[str, bytes]


def content_hash(files: Mapping[str, bytes]) -> str:
    """A short hash of names and contents, in an order that does not depend on the machine."""
    total = hashlib.sha256()
    for name in sorted(files):
        total.update(name.encode() + b"\0" + hashlib.sha256(files[name]).digest())
    return total.hexdigest()[:12]


def shell_files(site: Path) -> Files:
    """The hand-written part of the site that goes into `app-<hash>/`.

    Lesson files are not shipped as they are: the prerender step makes JSON of them.
    """
    tools = {"index.html", "package.json", "package-lock.json", "biome.json"}
    found = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file() and "node_modules" not in path.parts
    }
    return {
        name: data
        for name, data in found.items()
        if name not in tools and not name.endswith(".toml")
    }


def fill_page(page: str, values: Mapping[str, str], manifest: Mapping[str, Any]) -> str:
    """`index.html` with `{{app}}`, `{{runtime}}` and `{{manifest}}` filled in.

    Inside `<script type="application/json">` only `<` could end the element early, so it is
    written as an escape that JSON reads back.
    """
    for name, value in values.items():
        page = page.replace("{{" + name + "}}", html.escape(value))
    text = json.dumps(manifest, sort_keys=True, separators=(",", ":")).replace("<", "\\u003c")
    return page.replace("{{manifest}}", text)


def _holds(dist: Path, files: Mapping[str, bytes]) -> bool:
    found = {p.relative_to(dist).as_posix(): p for p in dist.rglob("*") if p.is_file()}
    return found.keys() == files.keys() and all(
        found[name].read_bytes() == data for name, data in files.items()
    )


def write_dist(dist: Path, page: str, directories: Mapping[str, Files]) -> None:
    """Replaces `dist/` when it differs: written beside it first, so nobody sees half a site."""
    files = {
        f"{directory}/{name}": data
        for directory, content in directories.items()
        for name, data in content.items()
    }
    files["index.html"] = page.encode()
    if _holds(dist, files):
        return
    fresh = dist.with_name(f".{dist.name}-new")
    shutil.rmtree(fresh, ignore_errors=True)
    for name, data in files.items():
        (fresh / name).parent.mkdir(parents=True, exist_ok=True)
        (fresh / name).write_bytes(data)
    shutil.rmtree(dist, ignore_errors=True)
    fresh.rename(dist)
