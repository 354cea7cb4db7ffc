"""What the page needs to know to boot: which files, how large, and where they are unpacked.

`index.html` carries it as JSON, so the first download starts without asking for a list first.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sitebuild.versions import SITE_PACKAGES, versions

# In the order in which a browser must run them: panel.min.js throws without the tables.
SCRIPTS = ("bokeh.min.js", "bokeh-widgets.min.js", "bokeh-tables.min.js", "panel.min.js")
INTERPRETER = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
# What the prerender step writes for readers who ask for it: no part of a first visit.
ON_DEMAND = ("handbook.json", "later/")
RUNTIME_ARCHIVES = ("numpy.zip", "packages.pack")


def make_manifest(
    runtime: str,
    runtime_files: Mapping[str, bytes],
    app: str,
    app_files: Mapping[str, bytes],
    recorded: Sequence[str],
) -> dict[str, Any]:
    """The manifest; every `url` is relative to `index.html`, every size in bytes.

    `archives` are unpacked in their order into the directory `into` of Pyodide's file system;
    `recorded` is what the prerender step wrote for every visit; `panelRoot`, made absolute, is what
    PANEL_CDN_ROOT must be.
    """

    def entry(directory: str, files: Mapping[str, bytes], name: str) -> dict[str, Any]:
        return {"name": name, "url": f"{directory}/{name}", "bytes": len(files[name])}

    archives = [entry(runtime, runtime_files, name) for name in RUNTIME_ARCHIVES]
    archives.append(entry(app, app_files, "app.pack"))
    return {
        "versions": versions(),
        "runtime": runtime,
        "app": app,
        "interpreter": [entry(runtime, runtime_files, name) for name in INTERPRETER],
        "archives": [item | {"into": SITE_PACKAGES} for item in archives],
        "scripts": [entry(runtime, runtime_files, name) for name in SCRIPTS],
        "recorded": [
            entry(app, app_files, name) for name in recorded if not name.startswith(ON_DEMAND)
        ],
        "panelRoot": f"{runtime}/panel/",
    }
