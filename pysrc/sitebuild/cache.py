"""The cache: what was downloaded or compiled, outside the repository, keyed by what is pinned.

An entry is a directory that is filled once and never changed: the key is a hash of everything
that decides its content. It is filled beside its place and moved there when complete, so that an
interrupted build, or two builds at once, never leave half an entry.
"""

import hashlib
import os
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from sitebuild.errors import BuildError

PLACE_VARIABLE = "BACKPROP_PLAYGROUND_CACHE"


def default_place() -> Path:
    """The user's cache directory: `$BACKPROP_PLAYGROUND_CACHE`, or the XDG one."""
    own = os.environ.get(PLACE_VARIABLE)
    if own:
        return Path(own).expanduser().resolve()
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "backprop-playground"


def digest(*parts: str | bytes | Path) -> str:
    """A short key for a list of texts, bytes and files (their content, not their path)."""
    total = hashlib.sha256()
    for part in parts:
        data = part.read_bytes() if isinstance(part, Path) else part
        data = data.encode() if isinstance(data, str) else data
        total.update(hashlib.sha256(data).digest())
    return total.hexdigest()[:16]


@dataclass(frozen=True)
class Cache:
    """A directory of finished entries. `offline` forbids filling those that need a network."""

    place: Path
    offline: bool = False

    def entry(self, kind: str, key: str, fill: Callable[[Path], None], *, network: bool) -> Path:
        """The directory of an entry, filled by `fill(directory)` when it is not there yet.

        Raises `BuildError` when it is missing, needs a network and the build is offline.
        """
        final = self.place / kind / key
        if final.is_dir():
            return final
        if network and self.offline:
            raise BuildError(
                f"--offline: {kind} (key {key}) is not in the cache {self.place}; "
                "run the same command once without --offline."
            )
        final.parent.mkdir(parents=True, exist_ok=True)
        half = Path(tempfile.mkdtemp(prefix=f".{key}-", dir=final.parent))
        try:
            fill(half)
            half.chmod(0o755)
            half.rename(final)
        except OSError:
            # Another build may have finished the same entry first: then it is simply used.
            if not final.is_dir():
                raise
        finally:
            shutil.rmtree(half, ignore_errors=True)
        return final
