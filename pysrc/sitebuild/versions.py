"""Every pinned version, read from the one place where it stands.

npm versions stand in `site/package.json`, Python versions in the lock files beside this module,
and what neither can hold stands here: the NumPy build for WebAssembly and the oldest Node.
"""

import json
import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent
LOCKS = PACKAGE / "locks"
ROOT = PACKAGE.parent.parent

BROWSER_LOCK = LOCKS / "browser.txt"
NODE_LOCK = LOCKS / "node.txt"
TEST_LOCK = ROOT / "tests" / "requirements.txt"
TORCH_TEST_LOCK = ROOT / "tests" / "torch" / "requirements.txt"
TORCH_LOCK = ROOT / "tests" / "torch" / "torch.txt"
TORCH_CPU_LOCK = ROOT / "tests" / "torch" / "torch_cpu.txt"

OLDEST_NODE = 20

# NumPy publishes no wheel for Pyodide. This file is an official Pyodide build; the npm package
# that carries it is reachable wherever npm is, and the hash is what makes the source irrelevant.
NUMPY = "2.2.5"
NUMPY_WHEEL = "@bentopdf/pymupdf-wasm/assets/numpy-2.2.5-cp313-cp313-pyodide_2025_0_wasm32.whl"
NUMPY_SHA256 = "125230b4c3ecd08803e5c43f1162e017c0718d9f253146225a705a952b9c16c2"

# The Python inside that Pyodide: where its packages live decides what a traceback shows.
PYTHON = "3.13"
SITE_PACKAGES = f"/lib/python{PYTHON}/site-packages"
STDLIB_ZIP = f"/lib/python{PYTHON.replace('.', '')}.zip"


def npm_version(name: str) -> str:
    """The exact version of an npm package in `site/package.json`."""
    package = json.loads((ROOT / "site" / "package.json").read_text(encoding="utf-8"))
    return str({**package["dependencies"], **package["devDependencies"]}[name])


def locked_version(lock: Path, name: str) -> str:
    """The version of a Python package in a lock file; raises `KeyError` when it is not there."""
    found = re.search(rf"(?m)^{re.escape(name)}==([^\s;\\]+)", lock.read_text(encoding="utf-8"))
    if found is None:
        raise KeyError(f"{name} is not in {lock.name}")
    return found[1]


def versions() -> dict[str, str]:
    """What the site is made of, for the manifest, the bench and the page's about box."""
    return {
        "pyodide": npm_version("pyodide"),
        "python": PYTHON,
        "numpy": NUMPY,
        "panel": locked_version(BROWSER_LOCK, "panel"),
        "bokeh": locked_version(BROWSER_LOCK, "bokeh"),
    }
