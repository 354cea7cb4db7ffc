"""The virtual environment of the tests with PyTorch and Keras, in the cache."""

import sys
from pathlib import Path

from sitebuild.cache import Cache, digest
from sitebuild.errors import BuildError
from sitebuild.pip import install, make_venv, venv_python
from sitebuild.versions import TORCH_CPU_LOCK, TORCH_LOCK, TORCH_TEST_LOCK


def torch_python(cache: Cache) -> Path:
    """The interpreter that has PyTorch, Keras and what the tests with them need."""

    def fill(place: Path) -> None:
        print("Fetching PyTorch and Keras, once.", flush=True)
        make_venv(place, TORCH_TEST_LOCK, what="Keras")
        try:
            # The build for processors alone is a tenth of the other, but PyPI does not have it.
            install(place, TORCH_CPU_LOCK, what="PyTorch for processors")
        except BuildError:
            install(place, TORCH_LOCK, what="PyTorch")

    locks = (TORCH_TEST_LOCK, TORCH_CPU_LOCK, TORCH_LOCK)
    key = digest(*locks, sys.version, sys.base_prefix)
    return venv_python(cache.entry("torch", key, fill, network=True))
