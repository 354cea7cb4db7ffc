r"""A worksheet: one step of backpropagation to be done on paper, and its answer sheet.

First stands what is given: the functions, the samples, the weights and biases and all that the
optimizer starts from. Then come the lines of the work, each with its formula in symbols and a blank
for its result; nothing on the sheet gives a result away. The answer sheet has the same lines with
the numbers in the formula and the result behind it. So a class can do the very step that the
network on the screen makes.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..errors import InvalidValueError
from .exercise import Exercise
from .exercises import backward, forward, gradient, has_g, update
from .given import given
from .sample import samples_of
from .trace import Trace

MAX_SAMPLES = 4
MAX_PARAMETERS = 60

_DOCUMENT = r"""\documentclass[a4paper,fleqn]{{article}}
\usepackage{{amsmath,amssymb}}
\usepackage[margin=1.6cm]{{geometry}}
\setlength{{\parindent}}{{0pt}}
\setlength{{\mathindent}}{{0pt}}
\begin{{document}}
\section*{{{title}}}
{body}
\end{{document}}
"""


@dataclass(frozen=True)
class Part:
    """A step of the work: what is to be done, in words, and its lines."""

    task: str
    exercises: tuple[Exercise, ...]


@dataclass(frozen=True)
class Worksheet:
    """What is given, as formulas, and the parts in the order in which they are worked."""

    given: tuple[str, ...]
    parts: tuple[Part, ...]

    def title(self, *, answers: bool) -> str:
        """What stands above the sheet."""
        return "One step of backpropagation" + (": answers" if answers else "")

    def latex(self, *, answers: bool) -> str:
        """Return a complete LaTeX document: the sheet with blanks, or the answer sheet."""
        lines = [r"\subsection*{Given}", *(rf"\[ {formula} \]" for formula in self.given)]
        for part in self.parts:
            lines.append(rf"\subsection*{{{part.task}}}")
            lines += [rf"\[ {one.latex(answer=answers)} \]" for one in part.exercises]
        return _DOCUMENT.format(title=self.title(answers=answers), body="\n".join(lines))


def worksheet(trace: Trace) -> Worksheet:
    """Return the worksheet of a traced step.

    Raises `InvalidValueError` for more than 4 samples or 60 parameters, which nobody works by hand,
    and for batch norm or dropout.
    """
    network = trace.network
    for name, value, most, smaller in (
        ("The mini-batch", trace.n_samples, MAX_SAMPLES, "batch size"),
        ("The number of parameters", network.n_parameters, MAX_PARAMETERS, "network"),
    ):
        if value > most:
            raise InvalidValueError(
                f"{name} is {value}; a worksheet takes at most {most}. Choose a smaller {smaller}."
            )
    if any(network.normed) or network.has_dropout:
        raise InvalidValueError("A worksheet takes a network without batch norm and dropout.")
    parts = []
    for sample in samples_of(trace):
        where = f"sample {sample.number + 1}"
        parts.append(Part(f"Forward pass, {where}", tuple(forward(sample))))
        parts.append(Part(f"Backward pass, {where}", tuple(backward(sample))))
    parts.append(Part("Gradient: the mean over the samples", tuple(gradient(trace))))
    by = f"Update by {trace.optimizer.label}" + ("" if has_g(trace) else "; g is the gradient")
    parts.append(Part(by, tuple(update(trace))))
    return Worksheet(given(trace), tuple(parts))
