"""Calls a Python function inside Pyodide under Node: for the build, the tests and the bench."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sitebuild.node import Node
from sitebuild.run import run
from sitebuild.versions import PACKAGE

DRIVER = PACKAGE / "pyodide_node.mjs"


@dataclass(frozen=True)
class Pyodide:
    """An interpreter: its directory, the zip files it unpacks, and what it sees of the machine.

    `archives` are (file, directory inside) pairs, `mounts` maps a directory inside to one outside.
    """

    node: Node
    directory: Path
    archives: Sequence[tuple[Path, str]] = ()
    mounts: Mapping[str, Path] = field(default_factory=dict)
    paths: Sequence[str] = ()
    env: Mapping[str, str] = field(default_factory=dict)

    def call(self, function: str, *args: Any, failure: str = "Python in Pyodide failed:") -> Any:
        """The JSON result of `"module:function"`; raises `BuildError` with the traceback."""
        job = {
            "pyodide": str(self.directory),
            "archives": [{"path": str(path), "into": into} for path, into in self.archives],
            "mounts": {inside: str(outside) for inside, outside in self.mounts.items()},
            "paths": list(self.paths),
            "env": dict(self.env),
            "call": function,
            "args": args,
        }
        answer = run([*self.node.node, DRIVER], failure=failure, stdin=json.dumps(job))
        return json.loads(answer)["result"]
