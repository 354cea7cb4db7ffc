"""Where in a TOML file a key stands: `tomllib` tells that only of what it cannot read.

The text is valid TOML by then, so it is enough to follow its heads and keys line by line, past
texts of several lines. A place is a path of keys; `("step", 2, "title")` is in the third
`[[step]]`.
"""

from __future__ import annotations

import re
from itertools import accumulate

Path = tuple[str | int, ...]

_HEAD = re.compile(r"\s*(\[\[?)\s*([A-Za-z_][\w.-]*)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*(["']?)([A-Za-z0-9_][\w.-]*)\1\s*=(.*)$""", re.DOTALL)
_QUOTES = ("'''", '"""')


class Places:
    """The lines of a file's keys, counted from 1."""

    def __init__(self, text: str) -> None:
        self._lines: dict[Path, int] = {}
        self._text = text
        counts: dict[str, int] = {}
        prefix: Path = ()
        quote = ""
        for number, line in enumerate(text.splitlines(), start=1):
            if quote:
                quote = "" if quote in line else quote
                continue
            if head := _HEAD.match(line):
                prefix = _prefix(head[2], counts, starts=head[1] == "[[")
                self._lines.setdefault(prefix, number)
            elif key := _KEY.match(line):
                self._add((*prefix, *key[2].split(".")), number)
                quote = _left_open(key[3])

    def line_of(self, path: Path) -> int:
        """The line of a key; that of the nearest table around it where it is not there."""
        while path and path not in self._lines:
            path = path[:-1]
        return self._lines.get(path, 1)

    def line_inside(self, path: Path, word: str) -> int:
        """The line of a word in the text that a key holds; that of the key where it is not."""
        start = self.line_of(path)
        later = [line for line in self._lines.values() if line > start]
        lines = self._text.splitlines()[start - 1 : min(later, default=len(self._text)) - 1]
        return next((start + i for i, line in enumerate(lines) if word in line), start)

    def _add(self, path: Path, number: int) -> None:
        for part in accumulate((word,) for word in path):
            self._lines.setdefault(part, number)


def _prefix(name: str, counts: dict[str, int], *, starts: bool) -> Path:
    """The path that a head opens; `[step.state]` belongs to the last `[[step]]`."""
    first, *rest = name.split(".")
    if starts and not rest:
        counts[first] = counts.get(first, -1) + 1
    return (first, counts[first], *rest) if first in counts else (first, *rest)


def _left_open(value: str) -> str:
    """The quotes of a text that goes on in the next line."""
    for quote in _QUOTES:
        if value.lstrip().startswith(quote) and value.count(quote) % 2:
            return quote
    return ""
