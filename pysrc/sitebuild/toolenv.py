"""The virtual environment of the tests and linters, in the cache."""

import sys
from pathlib import Path

from sitebuild.cache import Cache, digest
from sitebuild.pip import make_venv, venv_python
from sitebuild.versions import TEST_LOCK


def tools_python(cache: Cache) -> Path:
    """The interpreter that has exactly the packages of `tests/requirements.txt`."""

    def fill(place: Path) -> None:
        print("Fetching the test tools, once.", flush=True)
        make_venv(place, TEST_LOCK, what="the test tools")

    key = digest(TEST_LOCK, sys.version, sys.base_prefix)
    return venv_python(cache.entry("tests", key, fill, network=True))
