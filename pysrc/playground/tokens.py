"""From the text of a formula to the words of plain arithmetic, each with its place in the text.

People type `2²`, `x^2`, `3 × x` or `π`: these are read as what they mean. Whatever is not on the
list of characters, names and orders here is refused with the number of the character, so that
nothing else ever reaches Python's own parser.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from playground.fields import ActionError

MAX_LENGTH = 80  # characters; it bounds how deep and how long the reading can go, too
MAX_BRACKETS = 10  # open at once

VARIABLES = ("x", "y")
CONSTANTS = ("pi", "e")
FUNCTIONS = ("sin", "cos", "tan", "atan", "tanh", "exp", "log", "sqrt", "abs", "sign", "floor")
PAIRS = ("min", "max")  # functions of two numbers

_MEANT = {"^": "**", "²": "**2", "³": "**3", "×": "*", "·": "*", "÷": "/", "−": "-", "π": "pi"}
_NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?"
_WORD = re.compile(_NUMBER + r"|[a-z]+|\*\*|[-+*/(),]", re.ASCII)


class FormulaError(ActionError):
    """A formula that cannot be used. `position` counts the characters from 1."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(f"Formula, character {position}: {message}")
        self.position = position


@dataclass(frozen=True)
class Word:
    """A word of arithmetic, and the character of the reader's text where it begins.

    `kind` is number, name, function, operator, or the bracket or the comma itself.
    """

    kind: str
    text: str
    position: int


def words_of(text: str) -> list[Word]:
    """The words of a formula that is complete and in order. Raises `FormulaError`."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"a formula has at most {MAX_LENGTH} characters.", MAX_LENGTH + 1)
    words = list(_split(text))
    _check_order(words, len(text) + 1)
    return words


def _split(text: str) -> Iterator[Word]:
    plain, places = "", []
    for place, character in enumerate(text, 1):
        meant = _MEANT.get(character, character)
        meant = meant.lower() if meant.isascii() else meant  # phones begin with a capital
        plain += meant
        places += [place] * len(meant)
    index = 0
    while index < len(plain):
        found = _WORD.match(plain, index)
        if found:
            yield _word(found.group(), places[index])
        elif plain[index] != " ":
            shown = repr(text[places[index] - 1])
            raise FormulaError(f"{shown} has no meaning in a formula.", places[index])
        index = found.end() if found else index + 1


def _word(text: str, position: int) -> Word:
    if text[0].isdigit() or text[0] == ".":
        if not math.isfinite(float(text)):
            raise FormulaError(f"the number {text} is too large.", position)
        return Word("number", text, position)
    if text in VARIABLES + CONSTANTS:
        return Word("name", text, position)
    if text in FUNCTIONS + PAIRS:
        return Word("function", text, position)
    if text[0].isalpha():
        known = ", ".join(VARIABLES + CONSTANTS + FUNCTIONS + PAIRS)
        raise FormulaError(f"{text[:12]!r} is not known; there are {known}.", position)
    if text in ("(", ")", ","):
        return Word(text, text, position)
    return Word("operator", text, position)


def _check_order(words: list[Word], end: int) -> None:
    """Numbers and operators take turns, and brackets match."""
    opened: list[Word] = []  # the brackets, or the functions whose brackets they are
    before: Word | None = None
    for word in words:
        _check_turn(before, word)
        if word.kind == "(":
            opened.append(before if before and before.kind == "function" else word)
            if len(opened) > MAX_BRACKETS:
                message = f"at most {MAX_BRACKETS} brackets can be open at once."
                raise FormulaError(message, word.position)
        elif word.kind == ")":
            if not opened:
                raise FormulaError("this bracket was never opened.", word.position)
            opened.pop()
        elif word.kind == "," and not (opened and opened[-1].text in PAIRS):
            raise FormulaError("a comma stands only inside min or max.", word.position)
        before = word
    if before is None:
        raise FormulaError("write something, such as x*y or sin(2*x).", 1)
    if before.kind not in ("number", "name", ")"):
        raise FormulaError(f"something is missing after {before.text!r}.", end)
    if opened:
        raise FormulaError("the bracket is never closed.", opened[-1].position)


def _check_turn(before: Word | None, word: Word) -> None:
    complete = before is not None and before.kind in ("number", "name", ")")
    if before is not None and before.kind == "function" and word.kind != "(":
        raise FormulaError(f"{before.text} needs a bracket, {before.text}(…).", word.position)
    if complete and word.kind in ("number", "name", "function", "("):
        raise FormulaError(f"an operator such as * is missing before {word.text!r}.", word.position)
    is_sign = word.kind == "operator" and word.text in "+-"
    if not complete and (word.kind in (")", ",") or (word.kind == "operator" and not is_sign)):
        raise FormulaError(f"something is missing before {word.text!r}.", word.position)
