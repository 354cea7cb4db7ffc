"""Runs another program and turns its failure into one sentence."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from sitebuild.errors import BuildError


def run(
    command: Sequence[str | Path],
    *,
    failure: str,
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    stdin: str | None = None,
) -> str:
    """The standard output of a program.

    Raises `BuildError` with `failure` and the last lines the program wrote when it cannot be
    started or answers with an error.
    """
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
        )
    except OSError as error:
        raise BuildError(f"{failure} ({error})") from error
    if done.returncode != 0:
        tail = (done.stderr.strip() or done.stdout.strip()).splitlines()[-12:]
        raise BuildError("\n".join([failure, *(f"    {line}" for line in tail)]))
    return done.stdout
