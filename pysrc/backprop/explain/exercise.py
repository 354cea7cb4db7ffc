"""One line of a worksheet, with a blank for its result or with its numbers."""

from __future__ import annotations

from dataclasses import dataclass

from .symbols import in_rows, rows_of

BLANK = r"\underline{\hspace{5em}}"
# What fits on a row of a printed sheet.
SYMBOLS_OF_A_ROW, NUMBERS_OF_A_ROW = 4, 3


@dataclass(frozen=True)
class Exercise:
    """One line: a quantity, the terms whose sum it is, in symbols and in numbers, and its result.

    Both kinds of terms are LaTeX; `factor` stands before their sum. `numbers` is empty where a
    formula has none of its own, as a = f(z).
    """

    name: str
    terms: tuple[str, ...]
    numbers: tuple[str, ...]
    result: str
    factor: str = ""

    def latex(self, *, answer: bool) -> str:
        """The line with its numbers and the result, or with a blank in their place."""
        terms, numbers = self._sum(self.terms), self._sum(self.numbers)
        if not answer:
            return in_rows(self.name, rows_of([*terms, f"= {BLANK}"], SYMBOLS_OF_A_ROW))
        worked = [*numbers, f"= {self.result}"]
        if len(terms) + len(worked) <= NUMBERS_OF_A_ROW:
            return in_rows(self.name, [" ".join([*terms, *worked])])
        rows = rows_of(terms, SYMBOLS_OF_A_ROW) + rows_of(worked, NUMBERS_OF_A_ROW)
        return in_rows(self.name, rows)

    def _sum(self, terms: tuple[str, ...]) -> list[str]:
        """The terms with the signs before them, and the factor around all."""
        if not terms:
            return []
        first, *others = terms
        if not self.factor:
            return [f"= {first}", *(f"{{}} + {term}" for term in others)]
        pieces = [rf"= {self.factor} \Big( {first}", *(f"{{}} + {term}" for term in others)]
        return [*pieces[:-1], rf"{pieces[-1]} \Big)"]
