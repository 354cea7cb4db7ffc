"""What is in a lesson's text beside words: formulas between dollars, and live values in braces.

The page sets the Markdown; here the text is only searched, so that a formula that is not closed or
a fact that is not there fails the build. `\\$` is a dollar, and code between backquotes is left
alone.
"""

from __future__ import annotations

import re

_CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
_FORMULA = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)
_VALUE = re.compile(r"\{\{(.*?)\}\}")


class MarkupError(ValueError):
    """A text that cannot be set; `word` is in the line where it goes wrong."""

    def __init__(self, message: str, word: str) -> None:
        super().__init__(message)
        self.word = word


def formulas_of(text: str) -> tuple[str, ...]:
    """The LaTeX of all formulas, displayed and inline. `MarkupError` for one that is not closed."""
    plain = _CODE.sub("", text).replace(r"\$", "")
    rest = _FORMULA.sub("", plain)
    if "$" in rest:
        line = next(line for line in rest.splitlines() if "$" in line)
        raise MarkupError("a formula is not closed by its dollar sign", line.partition("$")[2])
    found = _FORMULA.findall(plain)
    return tuple((displayed or inline).strip() for displayed, inline in found)


def values_of(text: str) -> tuple[str, ...]:
    """The facts whose live values are in the text, each once."""
    return tuple(dict.fromkeys(word for word in _VALUE.findall(_CODE.sub("", text))))
