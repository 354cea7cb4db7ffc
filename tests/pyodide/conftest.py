"""Pyodide under Node with the very archives of the built site."""

import os
from pathlib import Path

import pytest

from sitebuild.budgets import read_manifest
from sitebuild.cache import Cache, default_place
from sitebuild.node import find_node
from sitebuild.pyodide import Pyodide

TESTS = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def pyodide() -> Pyodide:
    """The interpreter of the built site, with the tests' own modules on its path."""
    dist = Path(os.environ["PLAYGROUND_DIST"])
    manifest = read_manifest(dist)
    return Pyodide(
        node=find_node(Cache(default_place())),
        directory=dist / manifest["runtime"],
        archives=[(dist / entry["url"], entry["into"]) for entry in manifest["archives"]],
        mounts={"/golden": TESTS / "golden", "/inside": TESTS / "pyodide" / "inside"},
        paths=["/inside", "/golden"],
    )
