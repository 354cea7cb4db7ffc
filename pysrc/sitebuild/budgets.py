"""How much a first visit transfers and how many requests it makes, held to a budget.

The sizes are those a server sends that compresses with brotli; a file that is a zip already does
not get smaller. The files of a first visit are those the manifest names, and the page's own.
"""

import json
import re
from pathlib import Path
from typing import Any

from sitebuild.cache import Cache, digest
from sitebuild.run import run
from sitebuild.site import Built

MEGABYTE = 1_000_000
TRANSFER_BUDGET = 11.7  # MB; the goal is 12
REQUEST_BUDGET = 35

_MEASURE = """
import brotli, json, sys
sizes = {}
for name in json.load(sys.stdin):
    with open(name, "rb") as file:
        sizes[name] = len(brotli.compress(file.read(), quality=9))
print(json.dumps(sizes))
"""


def read_manifest(dist: Path) -> dict[str, Any]:
    """The manifest as the page finds it in `index.html`."""
    page = (dist / "index.html").read_text(encoding="utf-8")
    found = re.search(r'<script[^>]*id="manifest"[^>]*>(.*?)</script>', page, re.DOTALL)
    manifest: dict[str, Any] = json.loads(found[1]) if found else {}
    return manifest


def first_visit(dist: Path, manifest: dict[str, Any]) -> list[str]:
    """The files a browser loads until the playground is ready, as paths below `dist`.

    What lies in a folder of its own (`later/`) is loaded when it is first needed.
    """
    groups = ("interpreter", "archives", "scripts", "recorded")
    named = [entry["url"] for group in groups for entry in manifest[group]]
    app = dist / manifest["app"]
    own = [path for path in app.glob("*") if path.suffix in {".mjs", ".css", ".svg"}]
    # Of Panel's styles, those that the recorded document asks for.
    recorded = b"".join((dist / entry["url"]).read_bytes() for entry in manifest["recorded"])
    styles = (dist / manifest["panelRoot"]).rglob("*.css")
    asked = [path for path in styles if f"/{path.name}".encode() in recorded]
    lock = f"{manifest['runtime']}/pyodide-lock.json"
    found = (path.relative_to(dist).as_posix() for path in [*own, *asked])
    return sorted({"index.html", lock, *named, *found})


def compressed_sizes(cache: Cache, dist: Path, names: list[str], python: Path) -> dict[str, int]:
    """Bytes of each file after brotli. Measured once for a content, as it takes seconds."""
    paths = [str(dist / name) for name in names]

    def fill(place: Path) -> None:
        text = run(
            [python, "-c", _MEASURE], stdin=json.dumps(paths), failure="Measuring brotli failed:"
        )
        sizes = {name: json.loads(text)[path] for name, path in zip(names, paths, strict=True)}
        (place / "sizes.json").write_text(json.dumps(sizes), encoding="utf-8")

    key = digest(*(dist / name for name in names), json.dumps(names))
    place = cache.entry("sizes", key, fill, network=False)
    sizes: dict[str, int] = json.loads((place / "sizes.json").read_text(encoding="utf-8"))
    return sizes


def check_budgets(cache: Cache, built: Built, python: Path) -> tuple[bool, str]:
    """Whether the first visit stays within its budgets, and the table that shows it."""
    names = first_visit(built.dist, read_manifest(built.dist))
    sizes = compressed_sizes(cache, built.dist, names, python)
    total = sum(sizes.values()) / MEGABYTE
    largest = sorted(sizes.items(), key=lambda item: -item[1])[:14]
    lines = [f"{size / MEGABYTE:8.3f} MB  {name}" for name, size in largest]
    lines.append(f"{total:8.3f} MB  of {TRANSFER_BUDGET} in {len(names)} of {REQUEST_BUDGET} files")
    return total <= TRANSFER_BUDGET and len(names) <= REQUEST_BUDGET, "\n".join(lines)
