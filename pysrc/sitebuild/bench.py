"""`bench`: how fast the site boots, trains and draws on this machine."""

from pathlib import Path

from sitebuild.cache import Cache
from sitebuild.site import Built


def bench(cache: Cache, built: Built, python: Path) -> None:
    """Prints the table."""
