"""A paper: text, formulas and tables that the page sets below a tool.

Formulas are LaTeX. A table says of each column what it holds: a formula, a number, which the page
rounds and can sort by, a relative error, which it colours too, or words.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import Any, Literal

ColumnKind = Literal["math", "number", "error", "text"]
Cell = str | float | None


@dataclass(frozen=True)
class Heading:
    """A heading, which may end in a formula."""

    text: str
    math: str = ""
    kind: Literal["heading"] = "heading"


@dataclass(frozen=True)
class Text:
    """A paragraph; the `tone` is shown by colour and by the words themselves. An aside is about
    the paper, and is not printed with it."""

    text: str
    tone: Literal["", "good", "bad", "aside"] = ""
    kind: Literal["text"] = "text"


@dataclass(frozen=True)
class Math:
    """A displayed formula."""

    latex: str
    kind: Literal["math"] = "math"


@dataclass(frozen=True)
class Column:
    """The head of a column, in words or as a formula, and what the column holds."""

    head: str
    holds: ColumnKind
    head_is_math: bool = False


@dataclass(frozen=True)
class Table:
    """A table. `tones` has one entry a row, or is empty; `total` is a last row that stays last."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    tones: tuple[str, ...] = ()
    total: tuple[Cell, ...] = ()
    kind: Literal["table"] = "table"


Block = Heading | Text | Math | Table
Paper = tuple[Block, ...]


def paper_of(detail: object) -> Paper:
    """The paper of what a tool shows; most have none."""
    paper: Paper = getattr(detail, "paper", ())
    return paper


def to_json(paper: Paper) -> list[dict[str, Any]]:
    """The blocks as the page reads them; JSON has no word for numbers that are not finite."""
    blocks = [asdict(block) for block in paper]
    for block in blocks:
        for part in ("rows", "total"):
            if part in block:
                block[part] = _finite(block[part])
    return blocks


def _finite(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_finite(part) for part in value]
    return "not finite" if isinstance(value, float) and not math.isfinite(value) else value
