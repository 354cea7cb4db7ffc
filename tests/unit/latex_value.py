"""What a formula of the explanations comes to, worked out from its LaTeX alone.

A reader checks a line with a calculator; here the tests do. `value_of` takes the arithmetic that
the explanations write, with numbers in it, and `numeric_parts` those parts of "symbol = formula =
numbers = result" that are nothing but numbers.
"""

import math
import re

_NUMERIC = re.compile(r"[\d.\-+*/(), ]+")
_FUNCTIONS = {"sqrt": math.sqrt, "abs": abs, "max": max, "sign": lambda x: math.copysign(1, x)}


def value_of(latex: str) -> float:
    """The value of a formula that holds numbers only. Raises `ValueError` for anything else."""
    text = re.sub(r"\\(left|right|big|Big)(?![a-z])", "", latex).replace(r"\cdot", "*")
    text = text.replace(r"\operatorname{sign}", "sign").replace(r"\max", "max").replace("{}", "")
    while (inner := _open(text)) != text:
        text = inner
    text = re.sub(r"\|([^|]*)\|", r"abs(\1)", text)
    if not _NUMERIC.fullmatch(re.sub("|".join(_FUNCTIONS), "", text)):
        raise ValueError(f"{latex} is not made of numbers alone")
    try:
        return float(eval(text, {"__builtins__": {}}, dict(_FUNCTIONS)))
    except SyntaxError:
        raise ValueError(f"{latex} is no arithmetic") from None


def _open(text: str) -> str:
    """Fractions, roots and powers with nothing in braces inside them, in Python."""
    text = re.sub(r"\\t?frac\{([^{}]*)\}\{([^{}]*)\}", r"((\1)/(\2))", text)
    text = re.sub(r"\\sqrt\{([^{}]*)\}", r"sqrt(\1)", text)
    return re.sub(r"\^\{([^{}]*)\}", r"**(\1)", text)


def numeric_parts(latex: str) -> list[float]:
    """The values of all parts between equals signs that hold numbers only."""
    text = re.sub(r"\\(begin|end)\{aligned\}|\\\\|&", " ", latex).rpartition(r"\leftarrow")[2]
    found = []
    for part in re.split(r"=|,\s*\\quad", text):
        try:
            found.append(value_of(part.strip()))
        except ValueError:
            continue
    return found


def agree(latex: str, digits: float = 2e-4) -> bool:
    """Whether all parts of a formula that are numbers come to the same; they are rounded."""
    values = numeric_parts(latex)
    return all(math.isclose(values[0], one, rel_tol=digits, abs_tol=2e-6) for one in values[1:])
